// kirchhoff/report/report_html.cpp - puts a study's figures into the built page.
#include <string>
#include <string_view>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/report/study_view.hpp"

extern "C" {
extern const char kirchhoff_built_page[];
extern const char kirchhoff_built_page_end[];
}

namespace kirchhoff::report {
namespace {

constexpr std::string_view place = "<script type=\"application/json\" id=\"study\">";

// Inside a script element only "<" can end the text; the line separators are no JSON to old
// readers. All three appear within JSON strings alone, where an escape means the same.
std::string escaped(const std::string& json) {
  std::string text;
  text.reserve(json.size() + json.size() / 64);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = std::string_view(json).substr(i, 3);
    if (json[i] == '<') {
      text += "\\u003c";
    } else if (rest == "\xe2\x80\xa8" || rest == "\xe2\x80\xa9") {
      text += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      text += json[i];
    }
  }
  return text;
}

}  // namespace

std::string report_html(const StudyView& study) {
  const std::string_view page(
      kirchhoff_built_page,
      static_cast<std::size_t>(kirchhoff_built_page_end - kirchhoff_built_page));
  const std::size_t found = page.find(place);
  KIRCHHOFF_ASSERT(found != std::string_view::npos);
  const std::size_t middle = found + place.size();
  std::string html(page.substr(0, middle));
  html += escaped(report_json(study).dump());
  html += page.substr(middle);
  return html;
}

}  // namespace kirchhoff::report
