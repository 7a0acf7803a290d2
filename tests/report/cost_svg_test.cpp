// tests/report/cost_svg_test.cpp - pictures are well-formed, hold no script and draw to scale.
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "kirchhoff/formats/files.hpp"
#include "tests/report/cost_sample.hpp"

namespace kirchhoff::report {
namespace {

std::vector<std::string> pictures(const CostView& view) {
  return {stack_svg(view), floor_plan_svg(view), roofline_svg(view)};
}

// Every element that opens closes, in order; attributes are quoted. Enough XML for our own output.
bool is_well_formed(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = text.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.front() == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    at = end;
  }
  return open.empty();
}

double attribute(const std::string& element, const std::string& name) {
  const std::size_t at = element.find(" " + name + "=\"");
  return at == std::string::npos ? 0.0 : std::atof(element.c_str() + at + name.size() + 3);
}

// Rectangles that have a class.
std::vector<std::string> rectangles(const std::string& text, const std::string& style) {
  std::vector<std::string> found;
  for (std::size_t at = text.find("<rect"); at != std::string::npos;
       at = text.find("<rect", at + 1)) {
    const std::string element = text.substr(at, text.find('>', at) - at);
    const std::size_t start = element.find("class=\"") + 7;
    const std::string classes =
        fmt::format(" {} ", element.substr(start, element.find('"', start) - start));
    if (classes.find(fmt::format(" {} ", style)) != std::string::npos) found.push_back(element);
  }
  return found;
}

double area(const std::string& element) {
  return attribute(element, "width") * attribute(element, "height");
}

}  // namespace

TEST_CASE("pictures are XML without scripts, links or fonts, and a name from a file is only text") {
  for (const std::string& text : pictures(sample::view())) {
    CHECK(is_well_formed(text));
    CHECK(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    for (const char* bad : {"<script", "href", "url(", "@font-face", "<b>", "nan", "inf\""}) {
      CAPTURE(bad);
      CHECK(text.find(bad) == std::string::npos);
    }
    CHECK(text.find("second &lt;b&gt;") != std::string::npos);
    CHECK(text.find("prefers-color-scheme:dark") != std::string::npos);
    CHECK(text.find("two-layers on round-chip") != std::string::npos);
    CHECK(text.find("assumed: round numbers") != std::string::npos);
  }
}

TEST_CASE("bars are as long as the energies: a component's part of a layer, to scale") {
  const std::string text = stack_svg(sample::view());
  // In drawing order: energy of two layers, then latency; converters are class c3.
  const std::vector<std::string> bars = rectangles(text, "edge");
  REQUIRE(bars.size() == 8);
  CHECK(attribute(bars[1], "width") ==
        doctest::Approx(3.0 * attribute(bars[0], "width")).epsilon(0.01));
  CHECK(attribute(bars[3], "width") ==
        doctest::Approx(3.0 * attribute(bars[1], "width")).epsilon(0.01));
  CHECK(attribute(bars[7], "width") ==
        doctest::Approx(1.5 * attribute(bars[6], "width")).epsilon(0.01));
}

TEST_CASE("crossbars, buffers and white space of a floor plan have the areas of the chip") {
  const CostView view = sample::view();
  const std::string text = floor_plan_svg(view);
  double chip = 0.0, crossbars = 0.0, buffers = 0.0;
  for (const std::string& element : rectangles(text, "chip")) chip = std::max(chip, area(element));
  for (const std::string& element : rectangles(text, "edge")) crossbars += area(element);
  for (const std::string& element : rectangles(text, "c5")) {
    if (attribute(element, "width") != 11.0) buffers += area(element);  // but the key's swatch
  }
  REQUIRE(chip > 0.0);
  CHECK(crossbars / chip == doctest::Approx(0.8).epsilon(0.01));
  CHECK(buffers / chip == doctest::Approx(0.1).epsilon(0.01));
  CHECK(rectangles(text, "edge").size() == 3);
}

TEST_CASE("a chip of a hundred thousand crossbars is drawn in boxes, to scale and below 1 MB") {
  CostView view = sample::view();
  view.cost.layers[0].crossbars = 60'000;
  view.cost.layers[1].crossbars = 40'000;
  view.breakdown.layers[1].first_crossbar = 60'000;
  view.breakdown.crossbars = 100'000;
  view.breakdown.tiles = 50'000;
  const std::string text = floor_plan_svg(view);
  CHECK(text.size() < 1'000'000);
  CHECK(text.find("Each box stands for 32 tiles") != std::string::npos);
  CHECK(is_well_formed(text));
}

TEST_CASE("a network of 200 layers fits: what is left out is counted") {
  CostView view = sample::view();
  while (view.cost.layers.size() < 200) {
    view.cost.layers.push_back(view.cost.layers.back());
    view.breakdown.layers.push_back(view.breakdown.layers.back());
  }
  for (const std::string& text : pictures(view)) {
    CHECK(is_well_formed(text));
    const bool counts = text.find("137 other layers") != std::string::npos ||
                        text.find("and 137 more layers") != std::string::npos;
    CHECK(counts);
  }
}

TEST_CASE("every shipped network on every shipped chip can be drawn") {
  const cost::Calibration calibration = formats::load_calibration();
  for (const char* name : {"lenet5", "resnet8"}) {
    for (const std::string& chip : formats::shipped_names("hardware")) {
      CAPTURE(chip);
      const network::Network graph = formats::load_network(name);
      const CostView view = view_cost(graph, formats::load_hardware(chip),
                                      network::default_activity(graph), calibration);
      for (const std::string& text : pictures(view)) {
        CHECK(is_well_formed(text));
        CHECK(text.find("nan") == std::string::npos);
      }
    }
  }
}

TEST_CASE("a cost of nothing draws an empty picture, not a wrong one") {
  CostView view = sample::view();
  view.cost.layers.clear();
  view.breakdown.layers.clear();
  for (const std::string& text : pictures(view)) CHECK(is_well_formed(text));
}

}  // namespace kirchhoff::report
