// kirchhoff/formats/technology_file.cpp - reads one file per node: what is published for it.
//
// A figure that a node does not have lies between its neighbours'; none is invented here.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/formats/detail/number_key.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/detail/technology_file.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats::detail {
namespace {

using cost::Technology;

constexpr std::int64_t newest_schema = 1;
constexpr spec::Range<double> positive = {.low = std::numeric_limits<double>::min(), .high = 1e9};

// One published figure: where it stands, its unit in SI units, the curve it is a point of.
struct CurveKey {
  const char* table;
  const char* key;
  double unit;
  cost::NodeCurve Technology::*curve;
};

constexpr double picoamperes_per_um = 1e-6;
constexpr double ohms_per_um = 1e6;

const std::array<CurveKey, 7> curve_keys = {{
    {"supply", "nominal_v", 1.0, &Technology::nominal_supply},
    {"threshold", "threshold_v", 1.0, &Technology::threshold},
    {"delay", "inverter_ps", pico, &Technology::inverter_delay},
    {"sram", "cell_area_um2", square_micro, &Technology::sram_cell_area},
    {"leakage", "off_current_pa_per_um", picoamperes_per_um, &Technology::off_current},
    {"leakage", "doubling_k", 1.0, &Technology::leakage_doubling_kelvin},
    {"wire", "resistance_ohm_per_um", ohms_per_um, &Technology::wire_resistance},
}};

struct Point {
  cost::NodeCurve Technology::*curve;
  const char* key;
  double value;
};

// What one file says.
struct NodeFile {
  std::string path;
  double nm = 0.0;
  std::optional<cost::TechnologyNode> scaling;
  std::vector<Point> points;
};

cost::TechnologyNode read_scaling(spec::TableReader& reader, double nm) {
  cost::TechnologyNode node;
  node.nm = nm;
  node.area_relative = reader.real("area_relative", positive);
  const std::vector<double> energy = reader.reals("energy");
  if (energy.size() == 3) {
    node.energy_a = energy[0];
    node.energy_b = energy[1];
    node.energy_c = energy[2];
  } else {
    reader.complain(
        "energy",
        fmt::format("energy must be [a, b, c] of a V^2 + b V + c, not {} numbers", energy.size()));
  }
  (void)read_source(reader);
  reader.finish();
  return node;
}

void read_points(spec::TableReader& document, NodeFile& node) {
  const char* done = "";
  for (const CurveKey& first : curve_keys) {
    if (std::string_view(first.table) == done) continue;
    done = first.table;
    std::optional<spec::TableReader> table = document.table(first.table);
    if (!table) continue;
    for (const CurveKey& key : curve_keys) {
      if (std::string_view(key.table) != done) continue;
      node.points.push_back({key.curve, key.key, table->real(key.key, positive) * key.unit});
    }
    (void)read_source(*table);
    table->finish();
  }
}

NodeFile read_node(const std::string& name) {
  const Document document = open_document("technology", "technology", name);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  NodeFile node;
  node.path = document.path.string();
  spec::read_schema(reader, newest_schema);
  node.nm = reader.real("nm", {.low = 1.0, .high = 1000.0});
  if (std::optional<spec::TableReader> scaling = reader.table("scaling")) {
    node.scaling = read_scaling(*scaling, node.nm);
  }
  read_points(reader, node);
  reader.finish();
  problems.raise_if_any();
  return node;
}

}  // namespace

void read_technology(cost::Calibration& calibration) {
  std::vector<NodeFile> files;
  for (const std::string& name : shipped_names("technology")) files.push_back(read_node(name));
  std::sort(files.begin(), files.end(),
            [](const NodeFile& a, const NodeFile& b) { return a.nm > b.nm; });
  for (std::size_t i = 1; i < files.size(); ++i) {
    require(files[i].nm < files[i - 1].nm,
            "{}: nm ({}) is also that of {}; keep one file for each node", files[i].path,
            files[i].nm, files[i - 1].path);
  }
  for (const NodeFile& file : files) {
    if (file.scaling) calibration.nodes.push_back(*file.scaling);
    for (const Point& point : file.points) {
      (calibration.technology.*point.curve).add(point.key, file.nm, point.value);
    }
  }
}

}  // namespace kirchhoff::formats::detail
