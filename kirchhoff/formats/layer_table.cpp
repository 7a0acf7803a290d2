// kirchhoff/formats/layer_table.cpp - reads the rows of a table of layers, whatever its columns.
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/formats/detail/network_table.hpp"

namespace kirchhoff::formats::detail {
namespace {

constexpr int largest_count = 1 << 16;

// Our word for a column first, then what others write.
const std::vector<std::vector<std::string>>& column_words() {
  static const std::vector<std::vector<std::string>> words = {
      {"name", "layer", "layer_name"},
      {"kind", "type", "operator", "layer_type"},
      {"height", "h", "input_height", "ifm_height", "in_h", "ih"},
      {"width", "w", "input_width", "ifm_width", "in_w", "iw"},
      {"channels", "c", "inputs", "input_channels", "in_channels", "ic"},
      {"kernel", "k", "kernel_size", "kernel_height", "kh", "filter_height"},
      {"kernel_width", "kw", "filter_width"},
      {"outputs", "n", "output_channels", "out_channels", "filters", "num_filters", "num_filter",
       "oc"},
      {"stride", "strides"},
      {"padding", "pad"},
      {"groups", "group"},
      {"pool", "pooling"},
      {"weight_bits"},
      {"activation_bits"}};
  return words;
}

const std::vector<std::string>& headless_columns() {
  static const std::vector<std::string> columns = {"height",       "width",   "channels", "kernel",
                                                   "kernel_width", "outputs", "pool",     "stride"};
  return columns;
}

std::string plain_word(const std::string& text) {
  std::string word;
  for (const char letter : text) {
    const bool keeps = std::isalnum(static_cast<unsigned char>(letter)) != 0;
    word += keeps ? static_cast<char>(std::tolower(static_cast<unsigned char>(letter))) : '_';
  }
  return word;
}

// Whether the first row holds numbers alone: then there is no header.
bool starts_with_numbers(std::string_view text) {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos || line[0] == '#') continue;
    return line.find_first_not_of("0123456789.,+-eE \t\r") == std::string_view::npos;
  }
  return false;
}

/// Cells of a table by our words for its columns.
class Cells {
 public:
  explicit Cells(const CsvTable& table) : table_(table) {
    for (const std::string& column : table.columns()) {
      const std::string word = plain_word(column);
      for (const std::vector<std::string>& words : column_words()) {
        if (std::find(words.begin(), words.end(), word) == words.end()) continue;
        const auto [entry, is_new] = columns_.emplace(words[0], column);
        require(is_new, "{}: the columns \"{}\" and \"{}\" mean the same ({}); keep one",
                table.name(), entry->second, column, words[0]);
      }
    }
  }

  [[nodiscard]] std::string text(std::size_t row, const std::string& word) const {
    const auto found = columns_.find(word);
    return found == columns_.end() ? "" : table_.text(row, found->second);
  }

  /// Empty when the cell is. Throws Error(Input) unless it is a whole number in the range.
  [[nodiscard]] std::optional<int> count(std::size_t row, const std::string& word, int low,
                                         int high = largest_count) const {
    const auto found = columns_.find(word);
    if (found == columns_.end()) return std::nullopt;
    const std::optional<double> value = table_.number(row, found->second);
    if (!value) return std::nullopt;
    require(*value == std::floor(*value) && *value >= low && *value <= high,
            "{}: {} ({}) must be a whole number from {} to {}", table_.place(row), found->second,
            exact_text(*value), low, high);
    return static_cast<int>(*value);
  }

  void require_word(const std::string& word) const {
    if (columns_.contains(word)) return;
    fail(ErrorKind::Input,
         "{}: no column says the {}; a table of layers has the columns height, width, channels, "
         "kernel and outputs; stride, padding, groups, pool, name, kind, weight_bits and "
         "activation_bits may be left out",
         table_.name(), word);
  }

  [[nodiscard]] std::vector<std::string> unread_columns() const {
    std::vector<std::string> unread;
    for (const std::string& column : table_.columns()) {
      const bool is_read = std::any_of(columns_.begin(), columns_.end(),
                                       [&](const auto& entry) { return entry.second == column; });
      if (!is_read) unread.push_back(column);
    }
    return unread;
  }

 private:
  const CsvTable& table_;
  std::map<std::string, std::string> columns_;  // our word -> the table's
};

enum class LayerKind { Unsaid, Convolution, Depthwise, Linear };

LayerKind read_kind(const std::string& text, const std::string& place) {
  static const std::map<std::string, LayerKind> kinds = {
      {"", LayerKind::Unsaid},
      {"convolution", LayerKind::Convolution},
      {"conv", LayerKind::Convolution},
      {"conv2d", LayerKind::Convolution},
      {"pointwise", LayerKind::Convolution},
      {"depthwise", LayerKind::Depthwise},
      {"dwconv", LayerKind::Depthwise},
      {"dw", LayerKind::Depthwise},
      {"depthwise_conv", LayerKind::Depthwise},
      {"depthwise_convolution", LayerKind::Depthwise},
      {"linear", LayerKind::Linear},
      {"fc", LayerKind::Linear},
      {"dense", LayerKind::Linear},
      {"fully_connected", LayerKind::Linear}};
  static const std::vector<std::string> names = {"convolution", "depthwise", "linear"};
  const auto found = kinds.find(plain_word(text));
  require(found != kinds.end(), "{}: kind is \"{}\"; {} (other operators need a network as TOML)",
          place, text, suggest(text, names));
  return found->second;
}

// A kernel of unequal sides has no place in a network yet.
int read_kernel(const Cells& cells, std::size_t row, const std::string& place) {
  const int kernel = cells.count(row, "kernel", 1).value_or(1);
  const int width = cells.count(row, "kernel_width", 1).value_or(kernel);
  require(kernel == width, "{}: kernel {}x{}; only square kernels can be estimated yet", place,
          kernel, width);
  return kernel;
}

// A table's pool is the side of the window, or 0 and 1 for none and 2 x 2.
std::optional<int> read_pool(const Cells& cells, std::size_t row) {
  const std::optional<int> pool = cells.count(row, "pool", 0);
  if (!pool) return std::nullopt;
  return *pool == 0 ? 1 : std::max(2, *pool);
}

TableLayer read_row(const CsvTable& table, const Cells& cells, std::size_t row) {
  TableLayer layer;
  layer.place = table.place(row);
  layer.name = cells.text(row, "name");
  if (layer.name.empty()) layer.name = fmt::format("layer{}", row + 1);
  layer.channels = cells.count(row, "channels", 1);
  layer.height = cells.count(row, "height", 1);
  layer.width = cells.count(row, "width", 1);
  if (!layer.width) layer.width = layer.height;
  const std::optional<int> outputs = cells.count(row, "outputs", 1);
  require(outputs.has_value(), "{}: outputs is missing; a number is needed there", layer.place);
  layer.outputs = *outputs;
  layer.kernel = read_kernel(cells, row, layer.place);
  layer.stride = cells.count(row, "stride", 1).value_or(1);
  layer.padding = cells.count(row, "padding", 0);
  layer.pool = read_pool(cells, row);
  layer.groups = cells.count(row, "groups", 1).value_or(1);
  layer.weight_bits = cells.count(row, "weight_bits", 2, 8).value_or(8);
  layer.activation_bits = cells.count(row, "activation_bits", 2, 8).value_or(8);
  const LayerKind kind = read_kind(cells.text(row, "kind"), layer.place);
  const bool is_vector = layer.height == 1 && layer.width == 1 && layer.kernel == 1;
  layer.is_linear =
      kind == LayerKind::Linear || (kind == LayerKind::Unsaid && is_vector && layer.groups == 1);
  if (kind == LayerKind::Depthwise) layer.groups = layer.channels.value_or(layer.outputs);
  return layer;
}

CsvTable split(std::string_view text, const std::string& name,
               std::vector<std::string>& assumptions) {
  if (!starts_with_numbers(text)) return CsvTable::parse(text, name);
  assumptions.emplace_back(
      "no header: the columns are height, width, channels, kernel height, kernel width, outputs, "
      "pool (1: 2 x 2 behind the layer) and stride; convolutions have one group");
  return CsvTable::parse_rows(text, name, headless_columns());
}

}  // namespace

LayerTable read_layer_table(std::string_view text, const std::string& name) {
  LayerTable result;
  const CsvTable table = split(text, name, result.assumptions);
  require(table.row_count() > 0, "{}: the table has no layer; write one a line", name);
  const Cells cells(table);
  for (const char* word : {"height", "channels", "outputs"}) cells.require_word(word);
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    result.layers.push_back(read_row(table, cells, row));
  }
  const TableLayer& first = result.layers.front();
  require(first.channels && first.height,
          "{}: the first layer needs height and channels: they are the network's input",
          first.place);
  const std::vector<std::string> unread = cells.unread_columns();
  if (!unread.empty()) {
    result.assumptions.push_back(
        fmt::format("columns without a meaning here: {}", join_words(unread)));
  }
  return result;
}

}  // namespace kirchhoff::formats::detail
