// kirchhoff/formats/published_chip.cpp - reads the published points of a chip file.
#include "kirchhoff/formats/published_chip.hpp"

#include <algorithm>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using detail::Document;

struct Figure {
  const char* key;
  double unit;       // SI value of 1
  const char* name;  // in not_scored
};
constexpr Figure figures[cost::macro_metric_count] = {{"energy_fj_per_1b_op", 1e-15, "energy"},
                                                      {"cycle_ns", 1e-9, "cycle"},
                                                      {"area_mm2", 1e-6, "area"}};
constexpr spec::Range<double> above_zero = {.low = std::numeric_limits<double>::min(), .high = 1e9};

PublishedPoint read_point(spec::TableReader& reader) {
  static const std::string scopes[] = {"macro", "processor"};
  PublishedPoint point;
  point.id = reader.text("id");
  point.scope = reader.choice_or("scope", scopes[0], scopes);
  point.changes = reader.texts_or("set", {});
  const std::vector<std::string> left_out = reader.texts_or("not_scored", {});
  for (std::size_t metric = 0; metric < cost::macro_metric_count; ++metric) {
    const Figure& figure = figures[metric];
    if (!reader.has(figure.key)) {
      (void)reader.find(figure.key);
      continue;
    }
    point.figures[metric] = reader.real(figure.key, above_zero) * figure.unit;
    point.is_scored[metric] =
        std::find(left_out.begin(), left_out.end(), figure.name) == left_out.end();
  }
  point.source = detail::read_source(reader);
  reader.finish();
  return point;
}

}  // namespace

PublishedChip load_published_chip(const std::string& name_or_path) {
  PublishedChip result;
  result.chip = load_hardware(name_or_path);
  const Document document = detail::open_document("hardware", "chip", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  result.assumed = reader.texts_or("assumed", {});
  for (spec::TableReader& table : reader.tables("published")) {
    result.points.push_back(read_point(table));
  }
  problems.raise_if_any();
  require(!result.points.empty(),
          "{}: nothing is published of this chip; add [[published]] with id, figures and source",
          document.path.string());
  for (const PublishedPoint& point : result.points) {
    try {
      (void)chip_at(result, point);
    } catch (const Error& error) {
      fail(ErrorKind::Input, "{}: published point {}: {}", document.path.string(), point.id,
           error.what());
    }
  }
  return result;
}

hardware::Hardware chip_at(const PublishedChip& chip, const PublishedPoint& point) {
  hardware::Hardware result = chip.chip;
  set_hardware_keys(result, point.changes);
  return result;
}

}  // namespace kirchhoff::formats
