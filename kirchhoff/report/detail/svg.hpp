// kirchhoff/report/detail/svg.hpp - builds a picture as SVG text: shapes, texts, scales, legends.
//
// A picture holds no script and no font; its colours are classes that follow the reader's choice
// of light or dark. Coordinates are CSS pixels, y downwards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kirchhoff::report::detail {

/// Where a text stands relative to its x.
enum class Anchor { Start, Middle, End };

/// Collects shapes in drawing order. `style` is one or more classes of the style sheet in svg.cpp.
class Svg {
 public:
  /// `title` is read aloud by screen readers and shown by browsers.
  Svg(double width, std::string title);

  void rectangle(double x, double y, double width, double height, std::string_view style,
                 std::string_view tip = "");
  void line(double x1, double y1, double x2, double y2, std::string_view style);
  void circle(double x, double y, double radius, std::string_view style, std::string_view tip = "");
  /// A polyline through `points`, x and y in turn.
  void polyline(const std::vector<double>& points, std::string_view style);
  /// The area inside `points`, x and y in turn.
  void polygon(const std::vector<double>& points, std::string_view style);
  void text(double x, double y, std::string_view text, std::string_view style = "",
            Anchor anchor = Anchor::Start);
  /// Title and subtitle, wrapped to the width; returns the y below them.
  double heading(std::string_view title, std::string_view subtitle);
  /// The file's text, cut off at `height`.
  [[nodiscard]] std::string finish(double height) const;

 private:
  double width_;
  std::string title_;
  std::string body_;
};

/// About how wide a text is in a proportional sans-serif font.
[[nodiscard]] double text_width(std::string_view text, double font_size = 12.0);
/// The text, cut with an ellipsis so that it fits into `width`.
[[nodiscard]] std::string fitted(const std::string& text, double width, double font_size = 12.0);
/// Lines of at most `width`, broken at spaces.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, double width,
                                               double font_size = 12.0);
/// A step of 1, 2 or 5 x 10^n that divides 0..`largest` into at most `most` parts.
[[nodiscard]] double tick_step(double largest, int most);

}  // namespace kirchhoff::report::detail
