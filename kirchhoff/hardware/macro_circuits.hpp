// kirchhoff/hardware/macro_circuits.hpp - the circuits of a chip's macros: how sums are made and
// read, where a chip says so. As it is made, nothing is said and macros are built from components.
//
// Model: docs/models/macro.md; how it meets the model by components: docs/decisions/0013
#pragma once

#include <span>
#include <string>

#include "kirchhoff/hardware/macro_design.hpp"

namespace kirchhoff::hardware {

struct Hardware;

/// What the energy, cycle and area of a chip's macros come from.
enum class MacroModel {
  ByComponent,  // cells, drivers, converters, adders: each by its own equations
  Whole,        // the equations of whole macros, fitted to published ones
};

/// Read by the whole-macro model alone; a chip that sums by adder trees needs no mode or converter.
struct MacroCircuits {
  MacroModel model = MacroModel::ByComponent;
  ComputeMode mode = ComputeMode::CurrentSumming;  // not Digital: that is the device's summing
  ConverterKind converter = ConverterKind::Unknown;
  InputCoding coding = InputCoding::Unknown;
  AdderKind adders = AdderKind::Tree;
  double cell_transistors = 8.0;  // of an SRAM cell, 1 to 40
  // Slices of one weight (cells, or pairs) that meet in one converter or adder tree, 1 to 32.
  int slices_per_sum = 1;
};

/// Names in files, in the order of the enumerators: "by-component" and "whole"; "tree",
/// "booth-tree", "in-cell"; modes of analog macros alone.
[[nodiscard]] std::span<const std::string> macro_model_names();
[[nodiscard]] std::span<const std::string> adder_kind_names();
[[nodiscard]] std::span<const std::string> analog_mode_names();

/// Throws Error(Input) naming the first figure out of range.
void check_macro_circuits(const MacroCircuits& circuits);

/// The family whose constants and intervals a chip's macros share: sums by adder trees, SRAM cells,
/// others.
[[nodiscard]] MacroFamily macro_family(const Hardware& hardware);

/// One crossbar of a checked chip as its designers would describe it: one bank, its columns read in
/// one turn. Pairs of one-bit cells count as 1.5 bits, as papers count three levels; pairs of more
/// as their magnitude and a sign.
[[nodiscard]] MacroDesign macro_design(const Hardware& hardware);

/// Sums of which one weight consists: slices over those that meet in one converter, rounded up.
[[nodiscard]] int sums_per_weight(const Hardware& hardware, int slices);

}  // namespace kirchhoff::hardware
