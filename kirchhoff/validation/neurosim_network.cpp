// kirchhoff/validation/neurosim_network.cpp - reads NeuroSim's tables of layers and of activity.
#include "kirchhoff/validation/neurosim_network.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <system_error>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::validation {
namespace {

namespace fs = std::filesystem;

const std::string network_ending = "_network.csv";
const std::string statistics_ending = "_statistics.csv";

// NeuroSim's tables name no columns; the first line may, and is put in front otherwise.
formats::CsvTable layer_table(const fs::path& path) {
  const std::string text = read_text(path);
  const bool has_names = !text.empty() && std::isalpha(static_cast<unsigned char>(text[0])) != 0;
  const std::string header = has_names ? "" : "H,W,C,Kh,Kw,N,pool,stride\n";
  return formats::CsvTable::parse(header + text, path.string());
}

int count_in(const formats::CsvTable& table, std::size_t row, const char* column, int fallback) {
  const auto number = table.number(row, column);
  if (!number && fallback > 0) return fallback;
  constexpr double most = 1 << 24;
  require(number && *number >= 1 && *number <= most && *number == std::floor(*number),
          "{}: {} ({}) must be a whole number from 1 to {:g}", table.place(row), column,
          table.text(row, column), most);
  return static_cast<int>(*number);
}

std::vector<NeurosimLayer> read_layers(const fs::path& path) {
  const formats::CsvTable table = layer_table(path);
  require(table.row_count() > 0, "{}: has no layer; one a line: H,W,C,Kh,Kw,N,pool,stride",
          path.string());
  std::vector<NeurosimLayer> layers;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    NeurosimLayer layer;
    layer.height = count_in(table, row, "H", 0);
    layer.width = count_in(table, row, "W", 0);
    layer.channels = count_in(table, row, "C", 0);
    layer.kernel_height = count_in(table, row, "Kh", 0);
    layer.kernel_width = count_in(table, row, "Kw", 0);
    layer.outputs = count_in(table, row, "N", 0);
    layer.pooled = table.number(row, "pool").value_or(0.0) != 0.0;
    layer.stride = count_in(table, row, "stride", 1);
    layers.push_back(layer);
  }
  return layers;
}

void read_statistics(const fs::path& path, std::vector<NeurosimLayer>& layers) {
  const formats::CsvTable table = formats::CsvTable::load(path.string());
  require(table.row_count() == layers.size(), "{}: has {} layers, its network has {}",
          path.string(), table.row_count(), layers.size());
  for (std::size_t row = 0; row < layers.size(); ++row) {
    const double ones = table.number(row, "p_one_all_bits").value_or(0.5);
    const double weight = table.number(row, "mean_weight_code_fraction").value_or(0.5);
    require(ones >= 0.0 && ones <= 1.0 && weight >= 0.0 && weight <= 1.0,
            "{}: p_one_all_bits ({:g}) and mean_weight_code_fraction ({:g}) must be 0 to 1",
            table.place(row), ones, weight);
    layers[row].ones_share = ones;
    layers[row].mean_weight = weight;
  }
}

std::vector<NeurosimLayer> shipped_layers(const std::string& name) {
  const network::Network network = formats::load_network(name);
  std::vector<NeurosimLayer> layers;
  for (const std::size_t index : network.layers()) {
    const network::Node& node = network.node(index);
    const network::Shape& input = network.input_shape(node);
    NeurosimLayer layer;
    layer.outputs = node.outputs;
    if (node.kind == network::OperatorKind::Convolution) {
      layer.height = input.height;
      layer.width = input.width;
      layer.channels = input.channels / node.groups;
      layer.kernel_height = layer.kernel_width = node.kernel;
      layer.stride = node.stride;
    } else {
      layer.channels = static_cast<int>(input.size());
    }
    layers.push_back(layer);
  }
  return layers;
}

}  // namespace

NetworkFolder::NetworkFolder(const fs::path& runs_file) : folder_(runs_file.parent_path()) {
  if (folder_.empty()) folder_ = ".";
}

std::vector<std::string> NetworkFolder::names_beside() const {
  std::vector<std::string> names;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, problem)) {
    const std::string file = entry.path().filename().string();
    if (file.size() > network_ending.size() && file.ends_with(network_ending)) {
      names.push_back(file.substr(0, file.size() - network_ending.size()));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

NetworkFolder::Known NetworkFolder::find(const std::string& name, const std::string& place) const {
  const std::vector<std::string> beside = names_beside();
  const std::vector<std::string> shipped = formats::shipped_names("networks");
  const auto is_in = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  std::string taken = name;
  Known known;
  if (!is_in(beside) && !is_in(shipped)) {
    taken.clear();
    for (const std::string& stem : beside) {
      if (name.starts_with(stem) && stem.size() > taken.size()) taken = stem;
    }
    std::vector<std::string> allowed = beside;
    allowed.insert(allowed.end(), shipped.begin(), shipped.end());
    require(!taken.empty(), "{}: network \"{}\" is neither {} nor shipped; {}", place, name,
            (folder_ / (name + network_ending)).string(), suggest(name, allowed));
    known.assumed.push_back(fmt::format("network {} for {}", taken, name));
  }
  if (!is_in(beside) && is_in(shipped)) {
    known.layers = shipped_layers(taken);
  } else {
    known.layers = read_layers(folder_ / (taken + network_ending));
  }
  const fs::path statistics = folder_ / (taken + statistics_ending);
  std::error_code ignored;
  if (fs::exists(statistics, ignored)) {
    read_statistics(statistics, known.layers);
  } else {
    known.assumed.push_back(fmt::format("half of {}'s input bits are 1", taken));
  }
  return known;
}

std::vector<NeurosimLayer> NetworkFolder::layers(const std::string& name, const std::string& place,
                                                 std::vector<std::string>& assumed) {
  auto known = known_.find(name);
  if (known == known_.end()) known = known_.emplace(name, find(name, place)).first;
  const std::vector<std::string>& said = known->second.assumed;
  assumed.insert(assumed.end(), said.begin(), said.end());
  return known->second.layers;
}

}  // namespace kirchhoff::validation
