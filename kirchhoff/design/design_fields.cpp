// kirchhoff/design/design_fields.cpp - the one table of fields that a parameter may name.
#include <fmt/format.h>

#include <algorithm>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/design/detail/draft.hpp"
#include "kirchhoff/design/detail/field_value.hpp"

namespace kirchhoff::design {
namespace {

using space::ParameterValue;
using Rows = std::vector<FieldRow>;
using Setter = void (*)(Draft&, std::size_t, const ParameterValue&);

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
               "fields, but for kinds of macros, mean nothing.",
               [](Draft& d, std::size_t, const ParameterValue& v) { d.network_file = text(v); }));
  FieldRow kind = text_row(
      "network.stage<i>.kind", {}, "", any_kind,
      "Kind of macros that the stage sits on, whatever hardware.<kind>.layers says; stage 0 is the "
      "stem, the classifier belongs to the last. auto: what they say, else where the chip costs "
      "least.",
      [](Draft& d, std::size_t i, const ParameterValue& v) { d.stage_kinds[i] = text(v); });
  kind.scope = FieldScope::Placement;
  kind.allowed = "auto or a kind of the template";
  rows.push_back(in_stages(std::move(kind), 0));
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
    for (FieldRow& row : chip_field_rows()) rows.push_back(std::move(row));
    return rows;
  }();
  return table;
}

std::string range_text(const FieldRow& row) {
  if (!row.choices.empty()) return join_words(row.choices);
  if (!row.allowed.empty()) return row.allowed;
  if (!row.folder.empty()) return fmt::format("a name in data/{} or a .toml file", row.folder);
  if (row.type == FieldType::Truth) return "true or false";
  return fmt::format("{} to {}", row.low, row.high);
}

std::span<const FieldDescription> design_fields() {
  static const std::vector<FieldDescription> table = descriptions();
  return table;
}

}  // namespace kirchhoff::design
