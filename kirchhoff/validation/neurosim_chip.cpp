// kirchhoff/validation/neurosim_chip.cpp - tiles of crossbars, their buffers and wires; the work
// of each layer on them.
#include "kirchhoff/validation/neurosim_chip.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/cost/wire_grid.hpp"
#include "kirchhoff/validation/neurosim_array.hpp"

namespace kirchhoff::validation {
namespace {

// One kind of tile: of novel or of conventional mapping.
struct TileUnit {
  double tiles = 0.0, elements = 0.0, arrays = 0.0;  // of the chip, of a tile, of an element
  Length element_side, side;
  Area wires, adders, buffers;  // of one tile
  double buffer_bits = 0.0;
};

// What the layers share.
struct Chip {
  const NeurosimRun& run;
  const cost::Calibration& calibration;
  CrossbarUnit unit;
  FloorPlan plan;
  TileUnit novel, conventional;
  cost::WireGrid grid;  // over the tiles
  Length side;
  double bus_wires = 1.0;
  double word_bits = 1.0;  // of a buffer's port: one bit plane of a crossbar's rows

  [[nodiscard]] const NeurosimParameters& parameters() const { return run.parameters; }
  [[nodiscard]] const TileUnit& tile_of(const LayerPlan& layer) const {
    return layer.is_novel ? novel : conventional;
  }
};

Length side_of(Area area) { return metres(std::sqrt(area.si())); }

// A bit of a buffer: a flip-flop, or two SRAM cells' worth, the second for its periphery.
Area buffer_bit(double kind, const Chip& chip) {
  if (kind == 0) return chip.unit.gates.flip_flop;
  const NeurosimParameters& parameters = chip.parameters();
  const Length feature = chip.unit.gates.feature;
  return 2.0 * parameters.sram_height_f * parameters.sram_width_f * (feature * feature);
}

// Adders behind the arrays of one tile: columns of arrays, then elements.
double adder_bits(const TileUnit& tile, const Chip& chip) {
  const double along = std::sqrt(tile.arrays);
  const double width = chip.unit.sum_bits + std::ceil(std::log2(tile.arrays * tile.elements));
  const double outputs = along * chip.unit.outputs;
  return width * outputs * (tile.elements * std::max(0.0, along - 1.0) + tile.elements - 1.0);
}

void complete(TileUnit& tile, double rows, const Chip& chip) {
  const cost::LogicGates& gates = chip.unit.gates;
  const NeurosimParameters& parameters = chip.parameters();
  const double port = 2.0 * parameters.rows;  // a bit plane in, as many out
  const double bits = parameters.input_bits;
  const Area element =
      tile.arrays * chip.unit.sum() + rows * bits * buffer_bit(parameters.pe_buffer, chip);
  tile.element_side = side_of(element);
  tile.side = side_of(tile.elements * element);
  const double arrays_along = std::max(1.0, std::sqrt(tile.arrays));
  const double elements_along = std::max(1.0, std::sqrt(tile.elements));
  const auto inside = cost::tree_grid(arrays_along, tile.element_side);
  const auto across = cost::tree_grid(elements_along, tile.side);
  tile.wires =
      tile.elements * cost::wire_area(inside, port, cost::WireLayer::Intermediate, gates.feature) +
      cost::wire_area(across, port, cost::WireLayer::Intermediate, gates.feature);
  tile.adders = adder_bits(tile, chip) * gates.full_adder;
  const double tile_rows = rows * elements_along;
  tile.buffers = bits * (rows * tile.elements * buffer_bit(parameters.pe_buffer, chip) +
                         tile_rows * buffer_bit(parameters.tile_buffer, chip));
}

void count_tiles(Chip& chip) {
  for (const LayerPlan& layer : chip.plan.layers) {
    TileUnit& tile = layer.is_novel ? chip.novel : chip.conventional;
    tile.tiles += layer.tiles;
    tile.elements = layer.elements_per_tile;
    tile.arrays = layer.arrays_per_element;
  }
  if (chip.novel.tiles > 0) complete(chip.novel, chip.plan.novel_element, chip);
  if (chip.conventional.tiles > 0) complete(chip.conventional, chip.plan.element, chip);
}

Area tile_area(const TileUnit& tile, const Chip& chip) {
  const Area arrays = tile.elements * tile.arrays * chip.unit.sum();
  return arrays + tile.wires + tile.adders + tile.buffers;
}

void lay_wires(Chip& chip) {
  const Area tiles = chip.novel.tiles * tile_area(chip.novel, chip) +
                     chip.conventional.tiles * tile_area(chip.conventional, chip);
  const double count = chip.novel.tiles + chip.conventional.tiles;
  const double along = std::ceil(std::sqrt(count));
  chip.side = side_of(tiles);
  chip.grid = chip.parameters().global_bus != 0
                  ? cost::tree_grid(along, chip.side)
                  : cost::bus_grid(std::ceil(count / along), chip.side);
  chip.word_bits = chip.parameters().rows;
  // One bit plane of a tile at a time; a novel tile hands on what its other elements have had.
  chip.bus_wires =
      std::min(chip.parameters().bus_width, std::max(chip.plan.tile, chip.plan.novel_element));
}

// Maps that wait: in a pipeline those of all layers, otherwise one layer's input and its output.
double global_buffer_bits(const Chip& chip) {
  const auto input = [](const NeurosimLayer& layer) {
    return static_cast<double>(layer.height) * layer.width * layer.channels;
  };
  const std::vector<NeurosimLayer>& layers = chip.run.layers;
  double all = 0.0, most = 0.0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const double output = i + 1 < layers.size() ? input(layers[i + 1]) : layers[i].outputs;
    all += input(layers[i]);
    most = std::max(most, input(layers[i]) + output);
  }
  return (chip.parameters().pipelined != 0 ? all : most) * chip.parameters().input_bits;
}

// Registers and comparators behind the outputs of one tile, or one set of them for the chip.
Area activation_area(const Chip& chip) {
  const cost::LogicGates& gates = chip.unit.gates;
  const auto lanes = [&](const TileUnit& tile) {
    return std::sqrt(tile.arrays) * chip.unit.outputs;
  };
  const double sets = chip.parameters().chip_activation != 0
                          ? std::max(lanes(chip.novel), lanes(chip.conventional))
                          : chip.novel.tiles * lanes(chip.novel) +
                                chip.conventional.tiles * lanes(chip.conventional);
  return sets * chip.unit.sum_bits * (2.0 * gates.nand + gates.flip_flop);
}

ChipAreas areas_of(const Chip& chip) {
  const CrossbarUnit& unit = chip.unit;
  ChipAreas areas;
  for (const TileUnit* tile : {&chip.novel, &chip.conventional}) {
    const double arrays = tile->tiles * tile->elements * tile->arrays;
    areas.array += arrays * unit.cells;
    areas.converter += arrays * unit.converters;
    areas.accumulation += arrays * unit.shift_add + tile->tiles * tile->adders;
    areas.interconnect += tile->tiles * tile->wires;
    areas.other += arrays * (unit.drivers + unit.multiplexer) + tile->tiles * tile->buffers;
  }
  areas.interconnect +=
      cost::wire_area(chip.grid, chip.bus_wires, cost::WireLayer::Global, unit.gates.feature);
  areas.other += activation_area(chip);
  areas.other += global_buffer_bits(chip) * buffer_bit(chip.parameters().global_buffer, chip);
  return areas;
}

// Bits that one input vector brings to a layer, and what its arrays do with them.
struct VectorWork {
  double input_bits = 0.0;    // new ones for the whole layer
  double tile_bits = 0.0;     // new ones for one tile
  double element_bits = 0.0;  // for one element
  double output_bits = 0.0;   // of the layer
  double tile_output_bits = 0.0;
  double steps = 0.0;      // reads of a crossbar one after another
  double rows_used = 0.0;  // of one array
  double rows_on = 0.0;    // word lines up in one array, over all bit planes
  double reads = 0.0;      // reads of all arrays of one copy
};

VectorWork vector_work(const NeurosimLayer& layer, const LayerPlan& plan, const Chip& chip) {
  const NeurosimParameters& parameters = chip.parameters();
  const double bits = parameters.input_bits;
  VectorWork work;
  if (plan.is_novel) {
    // The window slides: new pixels are brought once and handed on between elements.
    const double pixels = std::min(layer.positions(), layer.stride * layer.stride);
    work.input_bits = layer.channels * bits * pixels;
    work.tile_bits = std::min<double>(layer.channels, chip.plan.novel_element) * bits * pixels;
    work.element_bits = std::min<double>(layer.channels, chip.plan.novel_element) * bits;
  } else {
    work.input_bits = layer.rows() * bits;
    work.tile_bits = std::min<double>(layer.rows(), chip.plan.tile) * bits;
    work.element_bits = std::min<double>(layer.rows(), chip.plan.element) * bits;
  }
  // Sums leave a tile where another one has the rest of their rows.
  const double sum = plan.tile_rows > 1.0 ? chip.unit.sum_bits : bits;
  work.output_bits = layer.outputs * sum * plan.tile_rows;
  work.tile_output_bits = layer.outputs / plan.tile_columns * (chip.unit.sum_bits + bits);
  const double matrix_rows = plan.is_novel ? layer.channels : layer.rows();
  work.rows_used = matrix_rows / std::ceil(matrix_rows / parameters.rows);
  work.rows_on = bits * work.rows_used * layer.ones_share;
  if (parameters.is_sequential()) {
    work.steps = std::max(1.0, work.rows_on);  // rows whose input bit is 0 are passed over
  } else {
    work.steps =
        bits * parameters.columns_per_converter * std::ceil(parameters.rows / parameters.rows_read);
  }
  work.reads = work.steps * plan.arrays_per_copy;
  return work;
}

ChipEnergies energies_of(const NeurosimLayer& layer, const LayerPlan& plan, const Chip& chip) {
  const NeurosimParameters& parameters = chip.parameters();
  const CrossbarUnit& unit = chip.unit;
  const TileUnit& tile = chip.tile_of(plan);
  const VectorWork work = vector_work(layer, plan, chip);
  // Word lines stay up while the columns take turns; a column's switch opens once its converter has
  // what it needs, and its cells conduct no longer.
  const double rows_a_step =
      parameters.is_sequential()
          ? 1.0
          : work.rows_on / parameters.input_bits * (parameters.rows_read / parameters.rows);
  const Conductance column =
      rows_a_step * (unit.cell_off + layer.mean_weight * (unit.cell_on - unit.cell_off));
  const Energy cells =
      std::min(column * unit.read_voltage * unit.read_voltage * unit.window, unit.column_limit);
  ChipEnergies energies;
  const double conversions = work.reads * unit.converter_count;
  energies.converter = conversions * (unit.conversion + cells) + work.reads * unit.lines;
  energies.accumulation = conversions * unit.accumulation;
  const double sums = plan.arrays_per_copy * parameters.columns / parameters.columns_per_weight();
  energies.accumulation += sums * unit.sum_bits * unit.addition_bit;
  energies.other = work.reads * unit.switches + work.rows_on * plan.arrays_per_copy * unit.row +
                   layer.outputs * parameters.input_bits * unit.addition_bit;
  // Each bit is written and read once a level.
  const double elements = std::ceil(plan.arrays_per_copy / tile.arrays);
  const double stored = work.input_bits + work.output_bits +
                        work.tile_bits * plan.tile_rows * plan.tile_columns +
                        work.element_bits * elements;
  energies.buffer = 2.0 * stored * unit.gates.flip_flop_energy;
  // Random data charge a wire on one bit in four.
  const Capacitance metre = chip.calibration.wire_per_metre_capacitance;
  const Energy per_metre = 0.25 * (metre * unit.gates.supply * unit.gates.supply);
  const double global = (work.input_bits + work.output_bits) * (chip.grid.path / metres(1.0));
  const double element_sums =
      std::sqrt(tile.arrays) * parameters.columns / parameters.columns_per_weight();
  const double across =
      elements * (work.element_bits + element_sums * unit.sum_bits) * (tile.side / metres(1.0));
  const double inside =
      (plan.arrays_per_copy * work.rows_used * parameters.input_bits + sums * unit.sum_bits) *
      (tile.element_side / metres(1.0));
  energies.interconnect = (global + across + inside) * per_metre;
  return energies;
}

// Clock periods that something of length `time` takes: whole ones when synchronous.
double periods(Time time, Time clock, const Chip& chip) {
  const double ratio = time / clock;
  return chip.parameters().synchronous != 0 ? std::max(1.0, std::ceil(ratio)) : ratio;
}

Time latency_of(const NeurosimLayer& layer, const LayerPlan& plan, const Chip& chip) {
  const NeurosimParameters& parameters = chip.parameters();
  const VectorWork work = vector_work(layer, plan, chip);
  const Time clock =
      parameters.synchronous != 0 ? chip.unit.read : 1.0 / hertz(parameters.clock_hz);
  const double width = chip.unit.sum_bits + std::ceil(std::log2(plan.array_rows));
  const double levels = std::ceil(std::log2(std::max(1.0, plan.array_rows * plan.tile_rows)));
  const double adding = levels * periods(chip.unit.gates.ripple(width), clock, chip);
  const double buffers =
      (2.0 * work.tile_bits + work.element_bits + work.tile_output_bits) / chip.word_bits;
  // Every stage stores a word and passes it on.
  const Time stage = cost::typical_wire_delay(chip.grid.path) / chip.grid.stages;
  const double wires = chip.grid.stages * periods(stage, clock, chip) *
                       (work.input_bits + work.output_bits) / chip.bus_wires;
  constexpr double activation = 1.0;
  // Copies share buffers, bus and activation: only reads and sums are done at the same time.
  const Time shared = (buffers + wires + activation) * clock;
  return plan.vectors * (shared + (work.steps * chip.unit.read + adding * clock) / plan.speed_up);
}

// Half of the transistors are off; a NAND2's area holds four.
Power leakage_of(const ChipAreas& areas, const Chip& chip) {
  const Area powered =
      areas.sum() - areas.interconnect - (chip.parameters().is_sram() ? Area{} : areas.array);
  const double transistors = 0.5 * 4.0 * (powered / chip.unit.gates.nand);
  return transistors * (chip.unit.transistor.off * chip.unit.gates.supply);
}

}  // namespace

ChipEnergies& ChipEnergies::operator+=(const ChipEnergies& more) {
  converter += more.converter;
  accumulation += more.accumulation;
  buffer += more.buffer;
  interconnect += more.interconnect;
  other += more.other;
  return *this;
}

ChipEstimate estimate_chip(const NeurosimRun& run, const cost::Calibration& calibration) {
  Chip chip{.run = run,
            .calibration = calibration,
            .unit = crossbar_unit(run.parameters, calibration),
            .plan = floor_plan(run.layers, run.parameters),
            .novel = {},
            .conventional = {},
            .grid = {},
            .side = {}};
  count_tiles(chip);
  lay_wires(chip);
  ChipEstimate estimate;
  estimate.areas = areas_of(chip);
  estimate.read = chip.unit.read;
  for (std::size_t i = 0; i < run.layers.size(); ++i) {
    const LayerPlan& plan = chip.plan.layers[i];
    const ChipEnergies one = energies_of(run.layers[i], plan, chip);
    estimate.energies += {.converter = plan.vectors * one.converter,
                          .accumulation = plan.vectors * one.accumulation,
                          .buffer = plan.vectors * one.buffer,
                          .interconnect = plan.vectors * one.interconnect,
                          .other = plan.vectors * one.other};
    const Time latency = latency_of(run.layers[i], plan, chip);
    estimate.layer_latency.push_back(latency);
    estimate.latency = run.parameters.pipelined != 0 ? std::max(estimate.latency, latency)
                                                     : estimate.latency + latency;
  }
  estimate.leakage = leakage_of(estimate.areas, chip);
  estimate.plan = std::move(chip.plan);
  return estimate;
}

}  // namespace kirchhoff::validation
