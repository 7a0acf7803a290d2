// kirchhoff/cost/cost_notes.cpp - sentences that stand below an estimate.
#include <fmt/format.h>

#include <algorithm>

#include "kirchhoff/cost/detail/cost_notes.hpp"

namespace kirchhoff::cost::detail {
namespace {

using hardware::Hardware;

// What the figures do not say of a chip whose weights take turns.
std::vector<std::string> reload_notes(const network::Network& network,
                                      const mapping::Mapping& mapping, int kind,
                                      std::span<const LayerWork> work, const Hardware& hardware,
                                      Time stage_period) {
  const mapping::Places places = mapping.places(kind);
  if (places.rounds == 1) return {};
  double written = 0.0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    if (mapping.layers[i].kind == kind) written += work[i].written_cells;
  }
  const double cells = static_cast<double>(places.crossbars) * hardware.crossbar.rows() *
                       hardware.crossbar.columns();
  std::vector<std::string> notes = {
      fmt::format("the weights of {} do not fit {} tiles: they are loaded from outside in {} "
                  "fillings of the chip per image; layers run one after the other",
                  network.name(), places.tiles, places.rounds)};
  if (hardware.device.type == hardware::DeviceType::Sram) return notes;
  constexpr double seconds_per_day = 86400.0;
  notes.push_back(fmt::format(
      "each {} cell is rewritten {:.2g} times per image, {:.2g} times a day at full rate: it wears "
      "out; programming time is counted as one row per cycle, a lower bound",
      hardware::device_type_name(hardware.device.type), written / cells,
      written / cells * seconds_per_day / stage_period.si()));
  return notes;
}

// What the chip says of its converters and this estimate does not know.
std::vector<std::string> converter_notes(const Hardware& hardware) {
  using hardware::ConverterModel;
  const ConverterModel model = hardware.periphery.converter;
  const bool is_whole = hardware.macro.model == hardware::MacroModel::Whole;
  const bool is_priced = is_whole || model == ConverterModel::Ideal || model == ConverterModel::Sar;
  if (is_priced || hardware.device.summing == hardware::Summing::AdderTree) return {};
  return {fmt::format(
      "converters are priced as successive approximation: converter_model \"{}\" changes the "
      "accuracy only",
      hardware::converter_model_names()[static_cast<std::size_t>(model)])};
}

// What a chip described like a published one does that others may not (docs/models/physics.md).
std::vector<std::string> macro_notes(const Hardware& hardware, int kind,
                                     std::span<const LayerCost> layers,
                                     const Calibration& calibration) {
  if (hardware.macro.model != hardware::MacroModel::Whole) return {};
  std::vector<std::string> notes = {
      "macros are costed as a whole, by equations fitted to published ones"};
  double missing = 0.0;
  for (const LayerCost& layer : layers) {
    if (layer.kind == kind) missing = std::max(missing, layer.converter_shortfall_bits);
  }
  if (missing > calibration.converter_shortfall_bits) {
    notes.push_back(fmt::format(
        "converters resolve {:.0f} bits less than the largest sum, as on some published chips",
        missing));
  }
  return notes;
}

}  // namespace

std::vector<std::string> cost_notes(const Cost& cost, const network::Network& network,
                                    const mapping::Mapping& mapping, int kind,
                                    std::span<const LayerWork> work, const Hardware& hardware,
                                    const Calibration& calibration) {
  std::vector<std::string> notes =
      reload_notes(network, mapping, kind, work, hardware, cost.stage_period);
  for (std::string& note : converter_notes(hardware)) notes.push_back(std::move(note));
  for (std::string& note : macro_notes(hardware, kind, cost.layers, calibration)) {
    notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace kirchhoff::cost::detail
