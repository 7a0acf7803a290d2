// kirchhoff/validation/cimloop_table.cpp - reads chips and figures, and says what it assumed.
#include "kirchhoff/validation/cimloop_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::validation {
namespace {

using formats::CsvTable;

const std::array<std::string, 2> memory_names = {"RRAM", "SRAM"};

const std::array<std::string, 9> required_columns = {
    "memory",          "voltage_v",       "rows",    "columns", "macros_per_tile",
    "tiles_per_group", "groups_per_chip", "network", "energy_j"};

constexpr double smallest_figure = 1e-30;
constexpr double largest_figure = 1e30;

// The published searches without a node used 32 nm; the other values are their most frequent ones.
constexpr double usual_node_nm = 32.0;
constexpr double usual_cycle_s = 1e-9;
constexpr double usual_buffer_depth = 8192.0;
constexpr double usual_cell_bits = 1.0;

class Reader {
 public:
  explicit Reader(const CsvTable& table) : table_(table) {}

  CimloopTable read() {
    table_.require_columns(required_columns);
    require(table_.row_count() > 0, "{}: there is no row below the names of the columns",
            table_.name());
    networks_ = formats::shipped_names("networks");
    CimloopTable result;
    result.rows.reserve(table_.row_count());
    for (row_ = 0; row_ < table_.row_count(); ++row_) result.rows.push_back(read_row());
    for (const auto& [column, assumed] : assumed_) {
      result.assumptions.push_back(fmt::format("{} is empty in {} of {} rows: {} assumed", column,
                                               assumed.count, table_.row_count(), assumed.value));
    }
    return result;
  }

 private:
  CimloopRow read_row() {
    CimloopRow row;
    row.chip = read_chip();
    row.network = name_of("network", networks_);
    row.energy_j = in_range("energy_j", table_.required_number(row_, "energy_j"), smallest_figure,
                            largest_figure);
    row.latency_s = optional_figure("latency_s");
    row.area_m2 = optional_figure("area_cm2");
    if (row.area_m2) *row.area_m2 *= 1e-4;
    return row;
  }

  CimloopChip read_chip() {
    CimloopChip chip;
    chip.memory = name_of("memory", memory_names) == memory_names[0] ? CimloopMemory::Rram
                                                                     : CimloopMemory::Sram;
    chip.supply =
        volts(in_range("voltage_v", table_.required_number(row_, "voltage_v"), 0.35, 2.0));
    const int most_bits = chip.memory == CimloopMemory::Sram ? 1 : 8;
    chip.cell_bits = whole("cell_bits", number_or("cell_bits", usual_cell_bits), 1, most_bits);
    chip.cycle = seconds(in_range("cycle_s", number_or("cycle_s", usual_cycle_s), 1e-12, 1.0));
    chip.rows = required_whole("rows", 8);
    chip.columns = required_whole("columns", 8);
    chip.macros_per_tile = required_whole("macros_per_tile", 1);
    chip.tiles_per_group = required_whole("tiles_per_group", 1);
    chip.groups_per_chip = required_whole("groups_per_chip", 1);
    constexpr int deepest = 1 << 24;
    chip.buffer_depth = whole("global_buffer_depth",
                              number_or("global_buffer_depth", usual_buffer_depth), 1, deepest);
    chip.node_nm = in_range("node_nm", number_or("node_nm", usual_node_nm), 3.0, 130.0);
    return chip;
  }

  const std::string& name_of(const char* column, std::span<const std::string> allowed) {
    const std::string& name = table_.text(row_, column);
    const auto found = std::find(allowed.begin(), allowed.end(), name);
    require(found != allowed.end(), "{}: {} is \"{}\"; {}", table_.place(row_), column, name,
            suggest(name, allowed));
    return *found;
  }

  double in_range(const char* column, double value, double low, double high) {
    require(value >= low && value <= high, "{}: {} is {}; allowed: {} to {}", table_.place(row_),
            column, value, low, high);
    return value;
  }

  int whole(const char* column, double value, int low, int high) {
    require(value >= low && value <= high && value == std::floor(value),
            "{}: {} is {}; allowed: a whole number from {} to {}", table_.place(row_), column,
            value, low, high);
    return static_cast<int>(value);
  }

  int required_whole(const char* column, int low) {
    constexpr int largest = 4096;
    return whole(column, table_.required_number(row_, column), low, largest);
  }

  double number_or(const char* column, double value) {
    const std::optional<double> number = table_.number(row_, column);
    if (number) return *number;
    Assumed& assumed = assumed_[column];
    assumed.value = value;
    ++assumed.count;
    return value;
  }

  std::optional<double> optional_figure(const char* column) {
    const std::optional<double> number = table_.number(row_, column);
    if (number) (void)in_range(column, *number, smallest_figure, largest_figure);
    return number;
  }

  struct Assumed {
    double value = 0.0;
    std::size_t count = 0;
  };

  const CsvTable& table_;
  std::vector<std::string> networks_;
  std::map<std::string, Assumed> assumed_;
  std::size_t row_ = 0;
};

}  // namespace

const std::string& cimloop_memory_name(CimloopMemory memory) {
  return memory_names.at(static_cast<std::size_t>(memory));
}

CimloopTable read_cimloop_table(const CsvTable& table) { return Reader(table).read(); }

}  // namespace kirchhoff::validation
