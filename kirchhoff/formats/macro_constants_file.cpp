// kirchhoff/formats/macro_constants_file.cpp - reads and writes the macro model's constants.
#include "kirchhoff/formats/macro_constants_file.hpp"

#include <algorithm>
#include <limits>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"

namespace kirchhoff::formats {
namespace {

using cost::MacroConstantKey;

constexpr std::int64_t newest_schema = 1;
constexpr spec::Range<double> above_zero = {.low = std::numeric_limits<double>::min(), .high = 1e9};

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const MacroConstantKey& key : cost::macro_constant_keys()) names.push_back(key.key);
  return names;
}

void read_constants(spec::TableReader& reader, MacroConstantsFile& file) {
  const std::vector<std::string> names = key_names();
  std::vector<bool> seen(names.size(), false);
  file.sources.resize(names.size());
  for (spec::TableReader& table : reader.tables("constant")) {
    const std::string name = table.choice("key", names);
    const auto found = std::find(names.begin(), names.end(), name);
    const double prior = table.real("prior", above_zero);
    const double spread = table.real("spread", {.low = 0.0, .high = 10.0});
    const double fitted = table.real("fitted", above_zero);
    std::string source = table.text("source");
    table.finish();
    if (found == names.end()) continue;
    const auto index = static_cast<std::size_t>(found - names.begin());
    if (seen[index]) table.complain("key", fmt::format("{} stands here twice; keep one", name));
    seen[index] = true;
    file.constants.prior[index] = prior;
    file.constants.spread[index] = spread;
    file.constants.fitted[index] = fitted;
    file.sources[index] = std::move(source);
  }
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (seen[index]) continue;
    reader.complain("constant", fmt::format("[[constant]] {} is missing", names[index]));
  }
}

void read_intervals(spec::TableReader& reader, cost::MacroConstants& constants) {
  for (std::size_t metric = 0; metric < cost::macro_metric_count; ++metric) {
    const std::string name = "interval_" + cost::macro_metric_names()[metric];
    const std::vector<double> widths = reader.reals(name);
    if (widths.size() != cost::macro_family_count) {
      reader.complain(name, fmt::format("{} must hold one width for each of {}", name,
                                        join_words(hardware::macro_family_names())));
      continue;
    }
    std::copy(widths.begin(), widths.end(), constants.interval[metric].begin());
  }
}

}  // namespace

MacroConstantsFile load_macro_constants(const std::string& name_or_path) {
  const detail::Document document =
      detail::open_document("calibration", "calibration", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  MacroConstantsFile file;
  spec::read_schema(reader, newest_schema);
  (void)reader.text("name");
  file.fitted_on = reader.text("fitted_on");
  read_intervals(reader, file.constants);
  read_constants(reader, file);
  reader.finish();
  problems.raise_if_any();
  cost::check_macro_constants(file.constants);
  return file;
}

std::string macro_constants_toml(const MacroConstantsFile& file) {
  std::string text = fmt::format(
      "# Constants of the macro model: what circuits say (prior, with the standard deviation of "
      "its "
      "logarithm) and\n# what published chips make of it (fitted). Equations: "
      "docs/models/macro.md. "
      "Written by `kirchhoff validate silicon --write`.\n"
      "schema = 1\nname = \"macros\"\nfitted_on = \"{}\"\n\n"
      "# Half width of the nominal 80 % interval in ln(value): sram-analog, sram-digital, "
      "non-volatile.\n",
      file.fitted_on);
  for (std::size_t metric = 0; metric < cost::macro_metric_count; ++metric) {
    const auto& widths = file.constants.interval[metric];
    text += fmt::format("interval_{} = [{:.3f}, {:.3f}, {:.3f}]\n",
                        cost::macro_metric_names()[metric], widths[0], widths[1], widths[2]);
  }
  for (const MacroConstantKey& key : cost::macro_constant_keys()) {
    const auto index = static_cast<std::size_t>(key.constant);
    text += fmt::format(
        "\n[[constant]]\nkey = \"{}\"  # {}\nprior = {}\nspread = {}\nfitted = {:.6g}\n"
        "source = \"{}\"\n",
        key.key, key.unit, exact_text(file.constants.prior[index]),
        exact_text(file.constants.spread[index]), file.constants.fitted[index],
        file.sources[index]);
  }
  return text;
}

}  // namespace kirchhoff::formats
