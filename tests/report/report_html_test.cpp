// tests/report/report_html_test.cpp - the page holds the study's figures, and names hurt nobody.
#include "kirchhoff/report/study_view.hpp"
#include "tests/report/stored_study.hpp"

namespace kirchhoff::report {
namespace {

const std::string hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

std::string figures_of(const std::string& html) {
  const std::string place = "<script type=\"application/json\" id=\"study\">";
  const std::size_t begin = html.find(place) + place.size();
  return html.substr(begin, html.find("</script>", begin) - begin);
}

}  // namespace

TEST_CASE("the page's figures read back as the study's report") {
  const StoredStudy stored;
  stored.put({search_trial(0, 0.8, 1e-7), refused_trial(1)});
  const StudyView study = read_study(stored.path());
  const std::string html = report_html(study);
  CHECK(Json::parse(figures_of(html)) == report_json(study));
  CHECK(html.starts_with("<!doctype html>"));
}

TEST_CASE("hostile names add no element to the page") {
  const StoredStudy plain;
  const StoredStudy bad;
  objective::Trial trial = search_trial(0, 0.8, 1e-7);
  plain.put({trial});
  trial.fields["hardware.device"] = hostile;
  trial.reasons = {hostile};
  trial.label = hostile + "\xe2\x80\xa8";
  bad.put({trial});
  const std::string html = report_html(read_study(plain.path()));
  const std::string hurt = report_html(read_study(bad.path()));
  CHECK(count(html, "<script") == count(hurt, "<script"));
  CHECK(count(html, "<img") == count(hurt, "<img"));
  CHECK(figures_of(hurt).find('<') == std::string::npos);
  CHECK(figures_of(hurt).find("\xe2\x80\xa8") == std::string::npos);
  CHECK(Json::parse(figures_of(hurt)).at("trials").at("reason").items()[0].as_string() == hostile);
}

TEST_CASE("the page asks for nothing from anywhere") {
  const StoredStudy stored;
  stored.put({});
  const std::string html = report_html(read_study(stored.path()));
  CHECK(html.find("default-src 'none'") != std::string::npos);
  CHECK(html.find("'unsafe") == std::string::npos);
  CHECK(html.find("<link") == std::string::npos);
  CHECK(html.find(" src=\"http") == std::string::npos);
}

TEST_CASE("refusals are counted by constraint, before and after training apart") {
  const StoredStudy stored;
  objective::Trial late = refused_trial(2);
  late.evaluated = true;
  stored.put({refused_trial(0), refused_trial(1), late});
  const Json report = report_json(read_study(stored.path()));
  const Json& refusal = report.at("refusals").items().at(0);
  CHECK(refusal.at("name").as_string() == "area_m2");
  CHECK(refusal.at("before_training").as_integer() == 2);
  CHECK(refusal.at("after_training").as_integer() == 1);
  CHECK(report.at("basis").as_string() == "none");
  CHECK(report.at("knee").is_null());
}

TEST_CASE("every column of the trials has a value for every trial") {
  const StoredStudy stored;
  const objective::Trial first = search_trial(0, 0.8, 1e-7);
  stored.put({first, refused_trial(1), final_trial(2, first, 0.9, 0.9)});
  const Json trials = report_json(read_study(stored.path())).at("trials");
  for (const auto& [name, column] : trials.members()) {
    CAPTURE(name);
    if (column.is_array()) CHECK(column.items().size() == 3);
  }
  for (const char* group : {"metrics", "fields"}) {
    for (const auto& [name, column] : trials.at(group).members()) {
      CAPTURE(name);
      CHECK(column.items().size() == 3);
    }
  }
}

}  // namespace kirchhoff::report
