// kirchhoff/validation/neurosim_runs.cpp - from NeuroSim's keys to a run, tolerant of what is
// missing and strict with what is wrong.
#include "kirchhoff/validation/neurosim_runs.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <span>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/validation/neurosim_network.hpp"

namespace kirchhoff::validation {
namespace {

namespace fs = std::filesystem;

// A number of a run: its key in the file, where it goes, what it may be.
struct Key {
  const char* name;
  double NeurosimParameters::*field;
  double low, high;
  bool is_whole;
};

constexpr Key top_keys[] = {
    {"weight_bits", &NeurosimParameters::weight_bits, 1, 32, true},
    {"input_bits", &NeurosimParameters::input_bits, 1, 32, true},
    {"rows_per_subarray", &NeurosimParameters::rows, 2, 65536, true},
    {"rows_read_in_parallel", &NeurosimParameters::rows_read, 1, 65536, true},
};

constexpr Key parameter_keys[] = {
    {"operationmode", &NeurosimParameters::operation_mode, 1, 2, true},
    {"memcelltype", &NeurosimParameters::cell_type, 1, 3, true},
    {"accesstype", &NeurosimParameters::access_type, 1, 4, true},
    {"deviceroadmap", &NeurosimParameters::roadmap, 1, 2, true},
    {"globalBusType", &NeurosimParameters::global_bus, 0, 1, true},
    {"globalBufferType", &NeurosimParameters::global_buffer, 0, 1, true},
    {"tileBufferType", &NeurosimParameters::tile_buffer, 0, 1, true},
    {"peBufferType", &NeurosimParameters::pe_buffer, 0, 1, true},
    {"chipActivation", &NeurosimParameters::chip_activation, 0, 1, true},
    {"novelMapping", &NeurosimParameters::novel_mapping, 0, 1, true},
    {"SARADC", &NeurosimParameters::successive_approximation, 0, 1, true},
    {"currentMode", &NeurosimParameters::current_mode, 0, 1, true},
    {"pipeline", &NeurosimParameters::pipelined, 0, 1, true},
    {"speedUpDegree", &NeurosimParameters::speed_up_degree, 1, 1 << 20, true},
    {"validated", &NeurosimParameters::validated, 0, 1, true},
    {"synchronous", &NeurosimParameters::synchronous, 0, 1, true},
    {"clkFreq", &NeurosimParameters::clock_hz, 1e3, 1e12, false},
    {"temp", &NeurosimParameters::temperature_k, 200, 500, false},
    {"technode", &NeurosimParameters::node_nm, 1, 500, false},
    {"numColSubArray", &NeurosimParameters::columns, 1, 65536, true},
    {"numColMuxed", &NeurosimParameters::columns_per_converter, 1, 65536, true},
    {"levelOutput", &NeurosimParameters::levels, 2, 1 << 20, true},
    {"cellBit", &NeurosimParameters::cell_bits, 1, 16, true},
    {"resistanceOn", &NeurosimParameters::resistance_on, 1, 1e12, false},
    {"readVoltage", &NeurosimParameters::read_voltage, 1e-3, 10, false},
    {"minSenseVoltage", &NeurosimParameters::sense_voltage, 1e-4, 1, false},
    {"maxGlobalBusWidth", &NeurosimParameters::bus_width, 1, 1 << 20, true},
    {"heightInFeatureSizeSRAM", &NeurosimParameters::sram_height_f, 1, 1e4, false},
    {"widthInFeatureSizeSRAM", &NeurosimParameters::sram_width_f, 1, 1e4, false},
    {"heightInFeatureSize1T1R", &NeurosimParameters::transistor_cell_height_f, 1, 1e4, false},
    {"widthInFeatureSize1T1R", &NeurosimParameters::transistor_cell_width_f, 1, 1e4, false},
    {"heightInFeatureSizeCrossbar", &NeurosimParameters::crosspoint_height_f, 1, 1e4, false},
    {"widthInFeatureSizeCrossbar", &NeurosimParameters::crosspoint_width_f, 1, 1e4, false},
    {"beta", &NeurosimParameters::beta, 0.1, 10, false},
    {"gamma", &NeurosimParameters::gamma, 0, 1, false},
    {"delta", &NeurosimParameters::delta, 0, 1, false},
};

std::string allowed_text(const Key& key) {
  if (std::string(key.name) == "memcelltype") return "1 (SRAM), 2 (RRAM) or 3 (FeFET)";
  return fmt::format("{}{:g} to {:g}", key.is_whole ? "whole numbers from " : "", key.low,
                     key.high);
}

// Where a message points: "runs.json: run \"base\"".
double checked_number(const Json& value, const Key& key, const std::string& place) {
  const auto spelled = value.is_string() ? "\"" + value.as_string() + "\"" : value.dump();
  require(value.is_number(), "{}: {} ({}) must be a number; allowed: {}", place, key.name, spelled,
          allowed_text(key));
  const double number = value.as_double();
  require(
      number >= key.low && number <= key.high && (!key.is_whole || number == std::floor(number)),
      "{}: {} is {}; allowed: {}", place, key.name, spelled, allowed_text(key));
  return number;
}

void read_keys(const Json& object, std::span<const Key> keys, const std::string& place,
               NeurosimRun& run) {
  for (const Key& key : keys) {
    const Json* value = object.find(key.name);
    if (value != nullptr && !value->is_null()) {
      run.parameters.*key.field = checked_number(*value, key, place);
    } else if (std::string(key.name) != "readVoltage") {  // no run states it
      run.assumed.push_back(fmt::format("{} {:g}", key.name, run.parameters.*key.field));
    }
  }
}

void read_parameters(const Json& json, const std::string& place, NeurosimRun& run) {
  static const Json nothing = Json::object();
  const Json* stated = json.find("parameters");
  const Json& parameters = stated != nullptr ? *stated : nothing;
  require(parameters.is_object(), "{}: parameters must be an object of NeuroSim's names", place);
  read_keys(json, std::span(top_keys).first(3), place, run);
  read_keys(parameters, parameter_keys, place, run);
  run.parameters.rows_read = run.parameters.is_sequential() ? 1 : run.parameters.rows;
  read_keys(json, std::span(top_keys).subspan(3), place, run);
  if (run.parameters.is_sequential()) run.parameters.rows_read = 1;
  const Key off = {"resistanceOff", &NeurosimParameters::resistance_off, 1, 1e13, false};
  const Json* value = parameters.find(off.name);
  if (value != nullptr && !value->is_null()) {
    run.parameters.resistance_off = checked_number(*value, off, place);
  } else {
    // The default device: an on/off ratio of 17.
    run.parameters.resistance_off = 17.0 * run.parameters.resistance_on;
    run.assumed.push_back(fmt::format("{} {:g}", off.name, run.parameters.resistance_off));
  }
  require(run.parameters.resistance_off > run.parameters.resistance_on,
          "{}: resistanceOff ({:g}) must be above resistanceOn ({:g})", place,
          run.parameters.resistance_off, run.parameters.resistance_on);
  require(run.parameters.columns_per_converter <= run.parameters.columns,
          "{}: numColMuxed ({:g}) must be at most numColSubArray ({:g})", place,
          run.parameters.columns_per_converter, run.parameters.columns);
  require(run.parameters.rows_read <= run.parameters.rows,
          "{}: rows_read_in_parallel ({:g}) must be at most rows_per_subarray ({:g})", place,
          run.parameters.rows_read, run.parameters.rows);
}

std::vector<double> number_list(const Json* object, const char* name, const std::string& place) {
  const Json* list = object != nullptr && object->is_object() ? object->find(name) : nullptr;
  if (list == nullptr || list->is_null()) return {};
  require(list->is_array(), "{}: floorplan.{} must be a list of numbers, one a layer", place, name);
  std::vector<double> numbers;
  for (const Json& item : list->items()) {
    require(item.is_number(), "{}: floorplan.{} must be a list of numbers, one a layer", place,
            name);
    numbers.push_back(item.as_double());
  }
  return numbers;
}

void read_answer(const Json& json, const std::string& place, NeurosimAnswer& answer) {
  const Json* plan = json.find("floorplan");
  answer.tiles = number_list(plan, "tiles", place);
  answer.speed_ups = number_list(plan, "speedup", place);
  answer.utilisation = number_list(plan, "util", place);
  const Json* chip = json.find("chip");
  if (chip == nullptr || !chip->is_object()) return;
  const auto figure = [&](const char* name, double unit) -> std::optional<double> {
    const Json* value = chip->find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    require(value->is_number() && value->as_double() >= 0.0,
            "{}: chip.{} ({}) must be a number of at least 0", place, name, value->dump());
    return value->as_double() * unit;
  };
  answer.energy_j = figure("dyn_energy_pJ", 1e-12);
  answer.area_m2 = figure("chip_area_um2", 1e-12);
  answer.latency_s = figure("latency_ns", 1e-9);
  answer.clock_s = figure("clk_ns", 1e-9);
  answer.leakage_w = figure("leak_power_uW", 1e-6);
  answer.array_m2 = figure("area_array_um2", 1e-12);
  answer.interconnect_m2 = figure("area_ic_um2", 1e-12);
  answer.converter_m2 = figure("area_adc_um2", 1e-12);
  answer.accumulation_m2 = figure("area_accum_um2", 1e-12);
  answer.other_m2 = figure("area_other_um2", 1e-12);
}

void read_usable(const Json& json, NeurosimRun& run) {
  const Json* usable = json.find("usable");
  if (usable == nullptr || !usable->is_object()) {
    run.assumed.emplace_back("usable energy, area and latency");
    return;
  }
  const auto flag = [&](const char* name) {
    const Json* value = usable->find(name);
    return value == nullptr || !value->is_bool() || value->as_bool();
  };
  run.energy_usable = flag("energy");
  run.area_usable = flag("area");
  run.latency_usable = flag("latency");
}

std::string text_member(const Json& json, const char* name, const std::string& fallback) {
  const Json* value = json.find(name);
  return value != nullptr && value->is_string() ? value->as_string() : fallback;
}

}  // namespace

int NeurosimParameters::columns_per_weight() const {
  return static_cast<int>(std::ceil(weight_bits / cell_bits));
}

std::vector<NeurosimRun> load_neurosim_runs(const std::string& path) {
  const Json json = Json::parse(read_text(path, std::size_t{64} << 20U), path);
  require(json.is_array() && !json.items().empty(),
          "{}: must be a list of runs: [{{\"name\": ..., \"network\": ..., \"parameters\": ...}}]",
          path);
  NetworkFolder networks(path);
  std::vector<NeurosimRun> runs;
  for (const Json& item : json.items()) {
    const std::string number = std::to_string(runs.size() + 1);
    require(item.is_object(), "{}: run {} must be an object with a name and parameters", path,
            number);
    NeurosimRun run;
    run.name = text_member(item, "name", "run " + number);
    const std::string place = fmt::format("{}: run \"{}\"", path, run.name);
    run.version = text_member(item, "version", "");
    if (run.version.empty()) {
      run.version = "V1.4";
      run.assumed.emplace_back("version V1.4");
    }
    read_parameters(item, place, run);
    run.network = text_member(item, "network", "");
    run.layers = networks.layers(run.network, place, run.assumed);
    read_answer(item, place, run.answer);
    read_usable(item, run);
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace kirchhoff::validation
