// kirchhoff/cost/links.hpp - cost of moving bits: repeated wires, H-trees, buses, mesh, links to
// other chips and to memory outside.
//
// In:    lengths and counts of a floor plan, LinkCalibration, a chip's node, supply and Scaling
// Out:   ComponentCost: energy of one bit, latency of the first bit, area
// Model: docs/models/links.md
#pragma once

#include <cstdint>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/component_cost.hpp"

namespace kirchhoff::cost {

struct Calibration;
struct Scaling;

/// Constants of [links] in data/calibration/. Each uncertainty is a geometric standard deviation.
struct LinkCalibration {
  Area bus_area_per_bit;            // repeaters and drivers, at the reference node
  double wire_uncertainty = 1.0;    // of H-trees and buses
  Energy chip_link_energy_per_bit;  // between chips on a board; not scaled
  double chip_link_bits_per_s = 0.0;
  Area chip_link_area;  // of one chip's interface; not scaled
  double chip_link_uncertainty = 1.0;
  Energy dram_energy_low, dram_energy_high;  // per bit; the interval that sources span
  double dram_uncertainty = 1.0;
};

/// Throws Error(Input) naming the first constant that is not above 0, or an uncertainty below 1.
void check_links(const LinkCalibration& links);

/// Time over a wire with repeaters at their best distance.
[[nodiscard]] Time repeated_wire_delay(Length length, double node_nm,
                                       const Calibration& calibration, const Scaling& scaling);

/// Geometry of an H-tree over `rows` x `columns` units of `width` x `height`, root at the centre.
struct HTree {
  int stages = 0;  // 2 ceil(log2(max(rows, columns))) + 1
  Length path;     // from the root to one unit
  Length total;    // of all branches: what a broadcast charges
};
/// rows and columns at least 1.
[[nodiscard]] HTree h_tree(int rows, int columns, Length width, Length height);

/// One bit from the root to one unit, or to all of them; `random` data charge a wire on one bit in
/// four. Area is that of the bus's drivers, once per stage, for `bits` wires.
enum class Delivery { OneUnit, AllUnits };
[[nodiscard]] ComponentCost h_tree_cost(const HTree& tree, Delivery delivery, int bits,
                                        double node_nm, Voltage supply,
                                        const Calibration& calibration, const Scaling& scaling);

/// One bit over a bus of `length` that passes `units` inputs (one NAND each); area for `bits`
/// wires.
[[nodiscard]] ComponentCost bus_cost(Length length, int units, int bits, double node_nm,
                                     Voltage supply, const Calibration& calibration,
                                     const Scaling& scaling);

/// Mean routers that a message passes between two random ones of `tiles` on a square mesh.
[[nodiscard]] double mean_mesh_hops(std::int64_t tiles);

/// One bit to another chip on the board; latency of one bit of a stream; area of an interface.
[[nodiscard]] ComponentCost chip_link_cost(const Calibration& calibration);

/// One bit read from or written to memory outside: the low figure (today's default of the
/// buffers), the high one, or their geometric mean.
enum class DramFigure { Low, Middle, High };
[[nodiscard]] Energy dram_energy(DramFigure figure, const Calibration& calibration);

}  // namespace kirchhoff::cost
