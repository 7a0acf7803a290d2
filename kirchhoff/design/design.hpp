// kirchhoff/design/design.hpp - the typed reading of one candidate: network, bits, recipe, chip.
//
// In:    Fields (Design paths with values, from a candidate, a study's fixed values or a baseline)
// Out:   Design
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/hardware/chip.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/training_recipe.hpp"
#include "kirchhoff/space/candidate.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::design {

struct Draft;

/// What a point of the space means. The network already carries its bits.
struct Design {
  network::Network network;
  network::TrainingRecipe recipe;
  hardware::Chip chip;
};

/// One field a parameter may name. The table of all of them makes the reference page and the
/// message about an unknown path.
struct FieldDescription {
  std::string path;         // "hardware.adc_bits", "network.stage2.width"
  std::string type;         // "whole number", "number", "text", "true or false"
  std::string range;        // "1 to 12"
  std::string fallback;     // used when no parameter or fixed value gives it
  std::string description;  // one sentence
};
[[nodiscard]] std::span<const FieldDescription> design_fields();

/// What the data set decides: images of this shape, this many classes.
struct Task {
  network::Shape input{1, 28, 28};
  int classes = 10;
  bool trains = true;  // a network file must then be one that can be trained
  std::filesystem::path
      folder{};  // of the study: files that a field names are looked for here first
};

/// Builds designs for one task. Templates, devices and network files are read once and kept, so
/// that screening thousands of candidates stays below 50 us each. Not thread-safe.
///
/// network.family, network.stages, network.stage<i>.{blocks,kernel,width} (i = 1..6), network.skip,
/// network.stem_stride, network.file (a shipped network instead of a family; then only bits and
/// kinds apply), network.stage<i>.kind (of macros, i = 0 is the stem);
/// compress.stage<i>.{weight_bits,activation_bits}, i = 0 is the stem (weight bits only matter, the
/// image keeps 8 bits);
/// train.{learning_rate,weight_decay,label_smoothing,weight_noise,cell_noise,converters,batch};
/// hardware.{template,device,node_nm,supply_v,cell_bits,rows,columns,active_rows,columns_per_adc,
/// adc_bits,dac_bits,macros_per_tile,buffer_kib,clock_mhz,dataflow,max_copies,tile_count,
/// refresh_period_us}:
/// `template` is a shipped chip or file whose values hold where no field gives another; "auto" is
/// the shipped chip with that device. On a chip with [[kind]] tables all but the template and what
/// the die has once belong to a kind, hardware.<kind>.rows, and hardware.<kind>.layers says what
/// always sits on it.
class DesignBuilder {
 public:
  explicit DesignBuilder(Task task);
  ~DesignBuilder();
  DesignBuilder(DesignBuilder&&) noexcept;
  DesignBuilder& operator=(DesignBuilder&&) noexcept;
  /// Throws Error(Input) naming the field: an unknown path, a value out of range, a network or a
  /// chip that cannot be built. Fields that are absent take their default.
  [[nodiscard]] Design build(const space::Fields& fields);

 private:
  class Files;
  [[nodiscard]] hardware::Chip build_chip(const space::Fields& fields, const Draft& draft);
  [[nodiscard]] network::Network build_network(const Draft& draft);

  Task task_;
  std::unique_ptr<Files> files_;
};

/// One design with a builder of its own; use DesignBuilder for many.
[[nodiscard]] Design build_design(const space::Fields& fields, const Task& task);

/// Checks at study start that each parameter and fixed value of a space is a Design path and that
/// its values are in range; files are looked for in `folder` first. Returns one message per
/// mistake, with the nearest path.
[[nodiscard]] std::vector<std::string> space_problems(const space::SearchSpace& space,
                                                      const std::filesystem::path& folder);
/// The files of the user's own, in the order of their names, that the space's values name: chips,
/// devices and networks that are no shipped ones, as found from `folder`.
[[nodiscard]] std::vector<std::filesystem::path> named_files(const space::SearchSpace& space,
                                                             const std::filesystem::path& folder);

}  // namespace kirchhoff::design
