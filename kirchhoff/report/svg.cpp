// kirchhoff/report/svg.cpp - builds a picture as SVG text.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/svg.hpp"

namespace kirchhoff::report::detail {
namespace {

// c0 .. c11: components in their order, which are told apart beside each other in either mode.
// u0 .. u9: a ramp for shares. s0 .. s7: series of a plot, the same hues.
constexpr std::string_view style_sheet = R"(
svg{background:#fcfcfb;font-family:system-ui,-apple-system,"Segoe UI","Helvetica Neue",sans-serif}
text{fill:#1f1e1c;font-size:12px;font-variant-numeric:tabular-nums}
.h{font-size:17px;font-weight:600}.m{fill:#6b6a66}.b{font-weight:600}.s{font-size:11px}
.halo{paint-order:stroke;stroke:#fcfcfb;stroke-width:3px;stroke-linejoin:round}
.g{stroke:#e4e3df;stroke-width:1}.a{stroke:#a5a49d;stroke-width:1}.p{fill:#fcfcfb}
.chip{fill:#efeee9;stroke:#8a8983;stroke-width:1.5}.tile{fill:#dcdad2;stroke:none}
.soft{opacity:.5}.empty{fill:none;stroke:#a5a49d;stroke-width:1;stroke-dasharray:3 2}
.band{opacity:.16;stroke:none}
.edge{stroke:#fcfcfb;stroke-width:.8}.thin{stroke-width:1;fill:none;opacity:.55}
.roof{stroke:#1f1e1c;stroke-width:2;fill:none}.dash{stroke-dasharray:7 4}.dot{stroke-dasharray:2 3}
.curve{fill:none;stroke-width:2;stroke-linejoin:round}.ring{stroke:#fcfcfb;stroke-width:1.5}
.hollow{fill:#fcfcfb;stroke-width:2}.cross{stroke-width:2;stroke-linecap:round}
.c0,.s0{fill:#2a78d6}.c1,.s1{fill:#eb6834}.c2,.s2{fill:#1baf7a}.c3,.s3{fill:#eda100}
.c4,.s4{fill:#e87ba4}.c5,.s5{fill:#008300}.c6,.s6{fill:#4a3aa7}.c7,.s7{fill:#e34948}
.c8{fill:#7a4a1e}.c9{fill:#12889b}.c10{fill:#8a8983}.c11{fill:#c9c7bf}
.l0{stroke:#2a78d6}.l1{stroke:#eb6834}.l2{stroke:#1baf7a}.l3{stroke:#eda100}
.l4{stroke:#e87ba4}.l5{stroke:#008300}.l6{stroke:#4a3aa7}.l7{stroke:#e34948}
.l8{stroke:#7a4a1e}.l9{stroke:#12889b}.l10{stroke:#8a8983}.l11{stroke:#c9c7bf}.ink{stroke:#1f1e1c}
.u0{fill:#e6f0fc}.u1{fill:#c6dcf7}.u2{fill:#a6c9f3}.u3{fill:#85b5ee}.u4{fill:#65a2e9}
.u5{fill:#4d8edc}.u6{fill:#3e7bc5}.u7{fill:#2f68ae}.u8{fill:#1f5598}.u9{fill:#104281}
.r2{stroke:#a6c9f3}.r3{stroke:#85b5ee}.r4{stroke:#65a2e9}.r5{stroke:#4d8edc}
.r6{stroke:#3e7bc5}.r7{stroke:#2f68ae}.r8{stroke:#1f5598}.r9{stroke:#104281}
@media (prefers-color-scheme:dark){
svg{background:#1a1a19}text{fill:#f3f2ee}.m{fill:#a5a49d}.halo{stroke:#1a1a19}
.g{stroke:#383835}.a{stroke:#6b6a66}.p{fill:#1a1a19}
.chip{fill:#262624;stroke:#8a8983}.tile{fill:#3a3a36}.empty{stroke:#6b6a66}
.edge,.ring{stroke:#1a1a19}.roof{stroke:#f3f2ee}.hollow{fill:#1a1a19}
.c0,.s0{fill:#3987e5}.c1,.s1{fill:#d95926}.c2,.s2{fill:#199e70}.c3,.s3{fill:#c98500}
.c4,.s4{fill:#d55181}.c5,.s5{fill:#2f9e44}.c6,.s6{fill:#9085e9}.c7,.s7{fill:#e66767}
.c8{fill:#b07a45}.c9{fill:#3fb3c4}.c11{fill:#55544f}
.l0{stroke:#3987e5}.l1{stroke:#d95926}.l2{stroke:#199e70}.l3{stroke:#c98500}
.l4{stroke:#d55181}.l5{stroke:#2f9e44}.l6{stroke:#9085e9}.l7{stroke:#e66767}
.l8{stroke:#b07a45}.l9{stroke:#3fb3c4}.l11{stroke:#55544f}.ink{stroke:#f3f2ee}
.u0{fill:#17293f}.u1{fill:#1b3b61}.u2{fill:#1f4c82}.u3{fill:#245ea4}.u4{fill:#286fc5}
.u5{fill:#3a82da}.u6{fill:#5996e1}.u7{fill:#78abe8}.u8{fill:#98bfef}.u9{fill:#b7d3f6}
.r2{stroke:#1f4c82}.r3{stroke:#245ea4}.r4{stroke:#286fc5}.r5{stroke:#3a82da}
.r6{stroke:#5996e1}.r7{stroke:#78abe8}.r8{stroke:#98bfef}.r9{stroke:#b7d3f6}
})";

// Text of names from files: no markup.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char byte : printable(std::string(text))) {
    switch (byte) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += byte;
    }
  }
  return result;
}

// A tenth of a hundredth of a pixel is more than a screen shows.
std::string px(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string closed(std::string_view element, std::string_view tip) {
  if (tip.empty()) return "/>\n";
  return fmt::format("><title>{}</title></{}>\n", escaped(tip), element);
}

std::string places_of(const std::vector<double>& points) {
  std::string places;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    places += fmt::format("{}{},{}", i == 0 ? "" : " ", px(points[i]), px(points[i + 1]));
  }
  return places;
}

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

Svg::Svg(double width, std::string title) : width_(width), title_(std::move(title)) {}

void Svg::rectangle(double x, double y, double width, double height, std::string_view style,
                    std::string_view tip) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\"{}", px(x),
                       px(y), px(width), px(height), style, closed("rect", tip));
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view style) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{}\"/>\n", px(x1),
                       px(y1), px(x2), px(y2), style);
}

void Svg::circle(double x, double y, double radius, std::string_view style, std::string_view tip) {
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{}\"{}", px(x), px(y),
                       px(radius), style, closed("circle", tip));
}

void Svg::polyline(const std::vector<double>& points, std::string_view style) {
  body_ += fmt::format("<polyline points=\"{}\" class=\"{}\"/>\n", places_of(points), style);
}

void Svg::polygon(const std::vector<double>& points, std::string_view style) {
  body_ += fmt::format("<polygon points=\"{}\" class=\"{}\"/>\n", places_of(points), style);
}

void Svg::text(double x, double y, std::string_view text, std::string_view style, Anchor anchor) {
  constexpr std::string_view anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
  const std::string name = style.empty() ? "" : fmt::format(" class=\"{}\"", style);
  body_ += fmt::format("<text x=\"{}\" y=\"{}\"{}{}>{}</text>\n", px(x), px(y), name,
                       anchors[static_cast<std::size_t>(anchor)], escaped(text));
}

double Svg::heading(std::string_view title, std::string_view subtitle) {
  constexpr double margin = 16.0;
  constexpr double title_size = 17.0;
  double y = 10.0;
  for (const std::string& line : wrapped(title, width_ - 2.0 * margin, title_size)) {
    text(margin, y += 21.0, line, "h");
  }
  for (const std::string& line : wrapped(subtitle, width_ - 2.0 * margin)) {
    text(margin, y += 17.0, line, "m");
  }
  return y + 10.0;
}

std::string Svg::finish(double height) const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\" role=\"img\">\n<title>{2}</title>\n<style>{3}</style>\n<rect width=\"{0}\" "
      "height=\"{1}\" class=\"p\"/>\n{4}</svg>\n",
      px(width_), px(height), escaped(title_), style_sheet, body_);
}

double text_width(std::string_view text, double font_size) {
  constexpr double mean_width = 0.57;  // of a sans-serif font, in its size
  double count = 0.0;
  for (const char byte : text) count += starts_character(byte) ? 1.0 : 0.0;
  return count * mean_width * font_size;
}

std::string fitted(const std::string& text, double width, double font_size) {
  if (text_width(text, font_size) <= width) return text;
  std::string result = text;
  while (!result.empty() && text_width(result + "…", font_size) > width) {
    while (!starts_character(result.back())) result.pop_back();
    result.pop_back();
  }
  return result + "…";
}

std::vector<std::string> wrapped(std::string_view text, double width, double font_size) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t space = std::min(text.find(' ', start), text.size());
    const std::string word(text.substr(start, space - start));
    const std::string longer = line.empty() ? word : line + " " + word;
    if (!line.empty() && text_width(longer, font_size) > width) {
      lines.push_back(line);
      line = word;
    } else {
      line = longer;
    }
    start = space + 1;
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

double tick_step(double largest, int most) {
  if (!(largest > 0.0) || !std::isfinite(largest)) return 1.0;
  const double decade = std::pow(10.0, std::floor(std::log10(largest / most)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (largest <= factor * decade * most) return factor * decade;
  }
  return 10.0 * decade;
}

}  // namespace kirchhoff::report::detail
