// kirchhoff/validation/neurosim_runs.hpp - reads runs of the simulator NeuroSim: what was asked,
// what it answered.
//
// In:    a JSON list of runs; beside it NAME_network.csv (H, W, C, Kh, Kw, N, pooling, stride) and
//        NAME_statistics.csv (share of ones among the inputs)
// Out:   NeurosimRun, with NeuroSim's stated defaults where a run is silent, and a note of them
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace kirchhoff::validation {

/// One layer as NeuroSim's network files describe it; `height` and `width` are of the input.
struct NeurosimLayer {
  int height = 1, width = 1, channels = 1;
  int kernel_height = 1, kernel_width = 1;
  int outputs = 1;
  bool pooled = false;
  int stride = 1;
  double ones_share = 0.5;   // of the input's bits
  double mean_weight = 0.5;  // of the largest weight code

  [[nodiscard]] int positions() const { return kernel_height * kernel_width; }
  [[nodiscard]] int rows() const { return channels * positions(); }
};

/// What a run's chip is. Numbers are as in the file, SI units; flags are 0 or 1. The values here
/// are the stated defaults of NeuroSim V1.4.
struct NeurosimParameters {
  double operation_mode = 2;  // 1: one row at a time, 2: rows in parallel
  double cell_type = 1;       // 1: SRAM, 2: RRAM, 3: FeFET
  double access_type = 1;     // 4: none, a crosspoint
  double roadmap = 2;         // 1: high performance, 2: low standby power
  double global_bus = 0;      // 0: bus, 1: H-tree
  double global_buffer = 0, tile_buffer = 0, pe_buffer = 0;  // 0: registers, 1: SRAM
  double chip_activation = 1;                                // else in every tile
  double novel_mapping = 1, pipelined = 1, synchronous = 1, validated = 1;
  double successive_approximation = 0;  // else flash
  double current_mode = 1;              // else voltage sensing
  double speed_up_degree = 8;
  double clock_hz = 1e9;  // of what does not follow the read, when not synchronous
  double temperature_k = 300;
  double node_nm = 22;
  double rows = 128, columns = 128, rows_read = 128;
  double columns_per_converter = 8;
  double levels = 32;
  double cell_bits = 1, weight_bits = 8, input_bits = 8;
  double resistance_on = 1e5, resistance_off = 1.7e6;
  double read_voltage = 0.5, sense_voltage = 0.1;
  double sram_height_f = 10, sram_width_f = 28;
  double transistor_cell_height_f = 4, transistor_cell_width_f = 12;
  double crosspoint_height_f = 2, crosspoint_width_f = 2;
  double bus_width = 2048;
  double beta = 1.4;    // factor on the read, measured on silicon
  double gamma = 0.5;   // share of flip-flops that switch
  double delta = 0.15;  // share of adders that switch

  [[nodiscard]] bool is_sram() const { return cell_type == 1; }
  [[nodiscard]] bool is_crosspoint() const { return !is_sram() && access_type == 4; }
  [[nodiscard]] bool is_sequential() const { return operation_mode == 1; }
  /// Columns of cells that hold one weight.
  [[nodiscard]] int columns_per_weight() const;
};

/// NeuroSim's answer; empty where the file has none.
struct NeurosimAnswer {
  std::vector<double> tiles, speed_ups, utilisation;
  std::optional<double> energy_j;  // of one image, without leakage
  std::optional<double> area_m2, latency_s, clock_s, leakage_w;
  std::optional<double> array_m2, interconnect_m2, converter_m2, accumulation_m2, other_m2;
};

struct NeurosimRun {
  std::string name, version, network;
  NeurosimParameters parameters;
  std::vector<NeurosimLayer> layers;
  NeurosimAnswer answer;
  bool energy_usable = true, area_usable = true, latency_usable = true;
  std::vector<std::string> assumed;  // "temp 300", "network small4", ...
};

/// Reads a file of runs. Throws Error(Input) naming the file, the run and the key: no JSON, no
/// network of that name, a number out of range, an unknown kind of cell.
[[nodiscard]] std::vector<NeurosimRun> load_neurosim_runs(const std::string& path);

}  // namespace kirchhoff::validation
