// kirchhoff/design/design_fields.cpp - the one table of fields that a parameter may name.
#include <fmt/format.h>

#include <algorithm>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/design/detail/draft.hpp"

namespace kirchhoff::design {
namespace {

using space::ParameterValue;
using Rows = std::vector<FieldRow>;
using Setter = void (*)(Draft&, std::size_t, const ParameterValue&);

// Values are checked against their row before a setter sees them.
int whole(const ParameterValue& value) { return static_cast<int>(std::get<std::int64_t>(value)); }
double number(const ParameterValue& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(value);
}
const std::string& text(const ParameterValue& value) { return std::get<std::string>(value); }

const std::string from_template = "the template's";

FieldRow number_row(FieldType type, std::string path, double low, double high, std::string fallback,
                    std::string description, Setter set) {
  FieldRow row;
  row.path = std::move(path);
  row.type = type;
  row.low = low;
  row.high = high;
  row.fallback = std::move(fallback);
  row.description = std::move(description);
  row.set = set;
  return row;
}

FieldRow whole_row(std::string path, int low, int high, std::string fallback,
                   std::string description, Setter set) {
  return number_row(FieldType::Whole, std::move(path), low, high, std::move(fallback),
                    std::move(description), set);
}

FieldRow real_row(std::string path, double low, double high, std::string fallback,
                  std::string description, Setter set) {
  return number_row(FieldType::Number, std::move(path), low, high, std::move(fallback),
                    std::move(description), set);
}

FieldRow text_row(std::string path, std::vector<std::string> choices, std::string folder,
                  std::string fallback, std::string description, Setter set) {
  FieldRow row;
  row.path = std::move(path);
  row.type = FieldType::Text;
  row.choices = std::move(choices);
  row.folder = std::move(folder);
  row.fallback = std::move(fallback);
  row.description = std::move(description);
  row.set = set;
  return row;
}

FieldRow in_stages(FieldRow row, std::size_t first) {
  row.first = first;
  row.last = most_stages;
  return row;
}

std::string whole_text(int value) { return fmt::format("{}", value); }

void add_network_rows(Rows& rows) {
  const Draft draft;
  const network::StageParameters stage;
  const auto families = network::family_names();
  rows.push_back(
      text_row("network.family", {families.begin(), families.end()}, "", draft.family.family,
               "What a block of the network is made of.",
               [](Draft& d, std::size_t, const ParameterValue& v) { d.family.family = text(v); }));
  rows.push_back(whole_row("network.stages", 1, static_cast<int>(most_stages),
                           fmt::format("{}", draft.stage_count),
                           "Stages; each after the first halves height and width.",
                           [](Draft& d, std::size_t, const ParameterValue& v) {
                             d.stage_count = static_cast<std::size_t>(whole(v));
                           }));
  rows.push_back(in_stages(
      whole_row("network.stage<i>.blocks", 1, 8, whole_text(stage.blocks), "Blocks of the stage.",
                [](Draft& d, std::size_t i, const ParameterValue& v) {
                  d.family.stages[i - 1].blocks = whole(v);
                }),
      1));
  FieldRow kernel = whole_row("network.stage<i>.kernel", 1, 7, whole_text(stage.kernel),
                              "Height and width of the stage's convolutions.",
                              [](Draft& d, std::size_t i, const ParameterValue& v) {
                                d.family.stages[i - 1].kernel = whole(v);
                              });
  kernel.choices = {"1", "3", "5", "7"};
  rows.push_back(in_stages(std::move(kernel), 1));
  rows.push_back(in_stages(whole_row("network.stage<i>.width", 1, 1024, whole_text(stage.width),
                                     "Output channels of the stage.",
                                     [](Draft& d, std::size_t i, const ParameterValue& v) {
                                       d.family.stages[i - 1].width = whole(v);
                                     }),
                           1));
  FieldRow skip = text_row(
      "network.skip", {}, "", draft.family.skip ? "true" : "false",
      "Shortcuts around blocks (residual, separable).",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.family.skip = std::get<bool>(v); });
  skip.type = FieldType::Truth;
  rows.push_back(std::move(skip));
  rows.push_back(whole_row(
      "network.stem_stride", 1, 2, whole_text(draft.family.stem_stride),
      "Stride of the first convolution.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.family.stem_stride = whole(v); }));
  rows.push_back(
      text_row("network.file", {}, "networks", "none",
               "A shipped network or file instead of a family; then the other network "
               "fields mean nothing.",
               [](Draft& d, std::size_t, const ParameterValue& v) { d.network_file = text(v); }));
}

void add_compress_rows(Rows& rows) {
  const compress::StageBits bits;
  rows.push_back(in_stages(whole_row("compress.stage<i>.weight_bits", 2, 8, whole_text(bits.weight),
                                     "Bits of the stage's weights; stage 0 is the stem.",
                                     [](Draft& d, std::size_t i, const ParameterValue& v) {
                                       d.bits[i].weight = whole(v);
                                       d.has_bits = true;
                                     }),
                           0));
  rows.push_back(
      in_stages(whole_row("compress.stage<i>.activation_bits", 2, 8, whole_text(bits.activation),
                          "Bits of the inputs of the stage's layers; the image keeps 8.",
                          [](Draft& d, std::size_t i, const ParameterValue& v) {
                            d.bits[i].activation = whole(v);
                            d.has_bits = true;
                          }),
                1));
}

network::ConverterAwareness awareness_of(const std::string& name) {
  const auto& names = network::converter_awareness_names;
  return static_cast<network::ConverterAwareness>(std::ranges::find(names, name) - names.begin());
}

void add_training_rows(Rows& rows) {
  const network::TrainingRecipe recipe;
  rows.push_back(real_row(
      "train.learning_rate", 1e-4, 1.0, exact_text(recipe.learning_rate),
      "Peak of the cosine schedule; SGD with momentum.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.recipe.learning_rate = number(v); }));
  rows.push_back(real_row(
      "train.weight_decay", 0.0, 0.1, exact_text(recipe.weight_decay), "Pulls the weights to zero.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.recipe.weight_decay = number(v); }));
  rows.push_back(real_row("train.label_smoothing", 0.0, 0.5, exact_text(recipe.label_smoothing),
                          "Share of the target that is spread over all classes.",
                          [](Draft& d, std::size_t, const ParameterValue& v) {
                            d.recipe.label_smoothing = number(v);
                          }));
  rows.push_back(real_row(
      "train.weight_noise", 0.0, 0.5, exact_text(recipe.weight_noise),
      "Standard deviation of the noise added while training, relative to the "
      "layer's largest weight.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.recipe.weight_noise = number(v); }));
  rows.push_back(real_row(
      "train.cell_noise", 0.0, 4.0, exact_text(recipe.cell_noise),
      "Times the errors of the chip's own cells, at the study's first time, that are added to the "
      "weights while training.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.recipe.cell_noise = number(v); }));
  const auto& converters = network::converter_awareness_names;
  rows.push_back(text_row("train.converters", {converters.begin(), converters.end()}, "",
                          converters.front(),
                          "Sums that training rounds and clips as the chip's converters do: none, "
                          "a layer's, or those of each crossbar.",
                          [](Draft& d, std::size_t, const ParameterValue& v) {
                            d.recipe.converters = awareness_of(text(v));
                          }));
  rows.push_back(
      whole_row("train.batch", 8, 1024, whole_text(recipe.batch), "Images per step.",
                [](Draft& d, std::size_t, const ParameterValue& v) { d.recipe.batch = whole(v); }));
}

void add_chip_rows(Rows& rows) {
  rows.push_back(
      text_row("hardware.template", {}, "hardware", HardwareChoice().chip,
               "Chip whose values hold where no field gives another; auto is the "
               "shipped chip with the device.",
               [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.chip = text(v); }));
  rows.push_back(text_row(
      "hardware.device", {}, "devices", from_template, "The memory cell.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.device = text(v); }));
  rows.push_back(text_row(
      "hardware.dataflow", {"pipelined", "sequential"}, "", from_template,
      "Whether layers work on several images at once or one after the other.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.dataflow = text(v); }));
  const std::span<const std::string> adders = hardware::adder_tree_names();
  rows.push_back(text_row(
      "hardware.adders", {adders.begin(), adders.end()}, "", from_template,
      "How the adders of a device that sums digitally are built; others ignore it.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.adders = text(v); }));
  const std::span<const std::string> codings = hardware::chip_input_coding_names();
  rows.push_back(text_row(
      "hardware.input_coding", {codings.begin(), codings.end()}, "", from_template,
      "How the bits of a step are put on a row.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.input_coding = text(v); }));
  const std::span<const std::string> mappings = hardware::weight_mapping_names();
  rows.push_back(text_row(
      "hardware.weight_mapping", {mappings.begin(), mappings.end()}, "", from_template,
      "How weights become levels of a device of pairs.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.weight_mapping = text(v); }));
  rows.push_back(real_row(
      "hardware.node_nm", 7.0, 180.0, from_template, "Technology node.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.node_nm = number(v); }));
  rows.push_back(real_row(
      "hardware.supply_v", 0.4, 1.8, from_template, "Supply voltage.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.supply_v = number(v); }));
  rows.push_back(real_row(
      "hardware.clock_mhz", 1.0, 5000.0, from_template, "Clock of the digital part.",
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.clock_mhz = number(v); }));
}

// A whole number that replaces the template's.
template <std::optional<int> HardwareChoice::*Member>
FieldRow chip_row(const char* name, int low, int high, std::string description) {
  return whole_row(
      std::string("hardware.") + name, low, high, from_template, std::move(description),
      [](Draft& d, std::size_t, const ParameterValue& v) { d.hardware.*Member = whole(v); });
}

void add_crossbar_rows(Rows& rows) {
  using Choice = HardwareChoice;
  rows.push_back(chip_row<&Choice::cell_bits>(
      "cell_bits", 1, 4, "Bits of one cell; at most what the device holds (default: no more)."));
  rows.push_back(chip_row<&Choice::rows>("rows", 8, 4096, "Rows of a crossbar."));
  rows.push_back(chip_row<&Choice::columns>("columns", 8, 4096, "Columns of a crossbar."));
  rows.push_back(chip_row<&Choice::active_rows>(
      "active_rows", 1, 4096, "Rows read at once; at most rows (default: no more)."));
  rows.push_back(chip_row<&Choice::columns_per_adc>(
      "columns_per_adc", 1, 4096, "Columns that take turns on one converter; divides columns."));
  rows.push_back(chip_row<&Choice::adc_bits>("adc_bits", 1, 12, "Bits of the converters."));
  rows.push_back(chip_row<&Choice::dac_bits>("dac_bits", 1, 8, "Input bits applied per step."));
  rows.push_back(
      chip_row<&Choice::macros_per_tile>("macros_per_tile", 1, 256, "Macros that share a buffer."));
  rows.push_back(chip_row<&Choice::buffer_kib>("buffer_kib", 1, 4096, "Buffer of one tile."));
  rows.push_back(chip_row<&Choice::max_copies>(
      "max_copies", 1, 64, "Copies of a layer's weights, at most (pipelined)."));
}

std::string type_text(FieldType type) {
  switch (type) {
    case FieldType::Whole: return "whole number";
    case FieldType::Number: return "number";
    case FieldType::Text: return "text";
    case FieldType::Truth: return "true or false";
  }
  return "";
}

std::vector<FieldDescription> descriptions() {
  std::vector<FieldDescription> result;
  for (const FieldRow& row : field_rows()) {
    std::string description = row.description;
    if (row.last > 0) description += fmt::format(" <i>: {} to {}.", row.first, row.last);
    result.push_back(
        {row.path, type_text(row.type), range_text(row), row.fallback, std::move(description)});
  }
  return result;
}

}  // namespace

std::span<const FieldRow> field_rows() {
  static const Rows table = [] {
    Rows rows;
    add_network_rows(rows);
    add_compress_rows(rows);
    add_training_rows(rows);
    add_chip_rows(rows);
    add_crossbar_rows(rows);
    return rows;
  }();
  return table;
}

std::string range_text(const FieldRow& row) {
  if (!row.choices.empty()) return join_words(row.choices);
  if (!row.folder.empty()) return fmt::format("a name in data/{} or a .toml file", row.folder);
  if (row.type == FieldType::Truth) return "true or false";
  return fmt::format("{} to {}", row.low, row.high);
}

std::span<const FieldDescription> design_fields() {
  static const std::vector<FieldDescription> table = descriptions();
  return table;
}

}  // namespace kirchhoff::design
