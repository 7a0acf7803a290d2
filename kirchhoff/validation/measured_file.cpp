// kirchhoff/validation/measured_file.cpp - reads the measurements of a chip.
#include "kirchhoff/validation/measured_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::validation {
namespace {

constexpr double usual_uncertainty = 0.05;  // stated, not measured: of a careful bench
constexpr std::int64_t newest_schema = 1;

const std::vector<std::string>& quantity_names() {
  static const std::vector<std::string> names = {"energy_j", "latency_s", "stage_period_s",
                                                 "area_m2", "power_w"};
  return names;
}

std::vector<std::string> component_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < cost::component_count; ++i) {
    names.push_back(cost::component_name(static_cast<cost::Component>(i)));
  }
  return names;
}

std::size_t index_of(const std::string& place, const std::string& what, const std::string& word,
                     const std::vector<std::string>& allowed) {
  const auto found = std::find(allowed.begin(), allowed.end(), word);
  require(found != allowed.end(), "{}: {} is \"{}\"; {}", place, what, word,
          suggest(word, allowed));
  return static_cast<std::size_t>(found - allowed.begin());
}

// One row as it stands in either kind of file.
struct Fields {
  std::string place, network, quantity, component;
  double value = 0.0, uncertainty = usual_uncertainty;
  std::vector<std::string> settings;
};

Measurement checked(const Fields& fields, const std::filesystem::path& folder) {
  Measurement result;
  result.place = fields.place;
  require(!fields.network.empty(), "{}: network is empty; name a shipped network or a file",
          fields.place);
  const bool is_beside =
      fields.network.ends_with(".toml") && std::filesystem::path(fields.network).is_relative();
  result.network = is_beside ? (folder / fields.network).string() : fields.network;
  result.quantity =
      static_cast<Quantity>(index_of(fields.place, "quantity", fields.quantity, quantity_names()));
  if (!fields.component.empty()) {
    result.component = static_cast<cost::Component>(
        index_of(fields.place, "component", fields.component, component_names()));
  }
  const bool is_time =
      result.quantity == Quantity::Latency || result.quantity == Quantity::StagePeriod;
  require(!is_time || !result.component,
          "{}: {} of component {}: a chip has one factor for all its times; leave component empty",
          fields.place, fields.quantity, fields.component);
  require(std::isfinite(fields.value) && fields.value > 0.0,
          "{}: value ({}) must be above 0, in the unit of {}", fields.place, fields.value,
          fields.quantity);
  require(fields.uncertainty >= 0.001 && fields.uncertainty <= 1.0,
          "{}: uncertainty ({}) must be 0.001 to 1, relative to the value", fields.place,
          fields.uncertainty);
  result.value = fields.value;
  result.uncertainty = fields.uncertainty;
  result.settings = fields.settings;
  return result;
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> result;
  for (std::string word; stream >> word;) result.push_back(word);
  return result;
}

std::vector<Fields> read_csv(const std::string& path) {
  const formats::CsvTable table = formats::CsvTable::load(path);
  const std::array<std::string, 3> wanted = {"network", "quantity", "value"};
  table.require_columns(wanted);
  std::vector<Fields> rows;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    rows.push_back({table.place(row), table.text(row, "network"), table.text(row, "quantity"),
                    table.text(row, "component"), table.required_number(row, "value"),
                    table.number(row, "uncertainty").value_or(usual_uncertainty),
                    words(table.text(row, "set"))});
  }
  return rows;
}

std::vector<Fields> read_toml(const std::string& path) {
  const spec::Value document = spec::parse_toml(read_text(path), path);
  spec::Problems problems;
  spec::TableReader reader(document, problems, "");
  spec::read_schema(reader, newest_schema);
  (void)reader.text_or("source", "");
  std::vector<Fields> rows;
  for (spec::TableReader& table : reader.tables("measurement")) {
    Fields fields;
    fields.place = table.location().text();
    fields.network = table.text("network");
    fields.quantity = table.text("quantity");
    fields.component = table.text_or("component", "");
    fields.value = table.real("value");
    fields.uncertainty = table.real_or("uncertainty", usual_uncertainty);
    fields.settings = table.texts_or("set", {});
    (void)table.text_or("source", "");
    table.finish();
    rows.push_back(std::move(fields));
  }
  reader.finish();
  problems.raise_if_any();
  return rows;
}

}  // namespace

const std::string& quantity_name(Quantity quantity) {
  return quantity_names().at(static_cast<std::size_t>(quantity));
}

std::vector<Measurement> load_measurements(const std::string& path) {
  const std::filesystem::path file(path);
  const bool is_csv = file.extension() == ".csv";
  require(is_csv || file.extension() == ".toml",
          "{}: a file of measurements ends in .csv or .toml, not \"{}\"", path,
          file.extension().string());
  std::vector<Measurement> result;
  for (const Fields& fields : is_csv ? read_csv(path) : read_toml(path)) {
    result.push_back(checked(fields, file.parent_path()));
  }
  require(!result.empty(), "{}: no measurement; give {}", path,
          is_csv ? "a row below the names of the columns" : "a [[measurement]] table");
  return result;
}

}  // namespace kirchhoff::validation
