// tests/validation/neurosim_test.cpp - trends that follow from how a chip works, and the shipped
// runs' counts.
#include "kirchhoff/validation/neurosim.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::validation {
namespace {

NeurosimRun small_run() {
  NeurosimRun run;
  NeurosimLayer first;
  first.height = first.width = 16;
  first.channels = 64;
  first.kernel_height = first.kernel_width = 3;
  first.outputs = 64;
  NeurosimLayer second;
  second.channels = 1024;
  second.outputs = 10;
  run.layers = {first, second};
  run.version = "V1.4";
  return run;
}

ChipEstimate estimated(const NeurosimRun& run) {
  return estimate_chip(run, formats::load_calibration());
}

TEST_CASE("parts are not negative and sum to the whole") {
  const ChipEstimate chip = estimated(small_run());
  const ChipAreas& areas = chip.areas;
  for (const Area part :
       {areas.array, areas.interconnect, areas.converter, areas.accumulation, areas.other}) {
    CHECK(part.si() > 0.0);
  }
  CHECK(chip.energies.sum().si() > 0.0);
  CHECK(chip.latency / chip.layer_latency[0] == doctest::Approx(1.0));
  CHECK(chip.leakage.si() > 0.0);
}

TEST_CASE("layer by layer, the latency is the sum of the layers'") {
  NeurosimRun run = small_run();
  run.parameters.pipelined = 0;
  const ChipEstimate chip = estimated(run);
  CHECK(chip.latency / (chip.layer_latency[0] + chip.layer_latency[1]) == doctest::Approx(1.0));
}

TEST_CASE("a larger node is larger, slower and costs more energy") {
  ChipEstimate before;
  for (const double nm : {7.0, 14.0, 22.0, 32.0, 45.0, 65.0, 90.0, 130.0}) {
    CAPTURE(nm);
    NeurosimRun run = small_run();
    run.parameters.node_nm = nm;
    const ChipEstimate chip = estimated(run);
    CHECK(chip.areas.sum() > before.areas.sum());
    CHECK(chip.energies.sum() > before.energies.sum());
    CHECK(chip.latency > before.latency);
    before = chip;
  }
}

TEST_CASE("more levels cost energy, area and time, whatever the converter") {
  for (const double stepped : {0.0, 1.0}) {
    for (const double current : {0.0, 1.0}) {
      ChipEstimate before;
      for (const double levels : {8.0, 16.0, 32.0, 64.0, 128.0}) {
        CAPTURE(levels);
        NeurosimRun run = small_run();
        run.parameters.successive_approximation = stepped;
        run.parameters.current_mode = current;
        run.parameters.levels = levels;
        const ChipEstimate chip = estimated(run);
        CHECK(chip.energies.converter > before.energies.converter);
        CHECK(chip.areas.converter > before.areas.converter);
        CHECK(chip.read > before.read);
        before = chip;
      }
    }
  }
}

TEST_CASE("columns that share a converter save area and take longer") {
  NeurosimRun few = small_run(), many = small_run();
  few.parameters.columns_per_converter = 4;
  many.parameters.columns_per_converter = 16;
  CHECK(estimated(many).areas.sum() < estimated(few).areas.sum());
  CHECK(estimated(many).latency > estimated(few).latency);
}

TEST_CASE("fewer rows at once take more reads and more energy") {
  NeurosimRun all = small_run(), part = small_run();
  part.parameters.rows_read = 32;
  CHECK(estimated(part).latency > estimated(all).latency);
  CHECK(estimated(part).energies.sum() > estimated(all).energies.sum());
}

TEST_CASE("the factor measured on silicon stretches the read and nothing else") {
  NeurosimRun with = small_run(), without = small_run();
  without.parameters.validated = 0;
  CHECK(estimated(with).read / estimated(without).read == doctest::Approx(1.4));
  CHECK(estimated(with).areas.sum().si() == estimated(without).areas.sum().si());
  CHECK(estimated(with).energies.accumulation < estimated(without).energies.accumulation);
}

TEST_CASE("low resistances and busy inputs cost energy") {
  NeurosimRun run = small_run();
  run.parameters.cell_type = 2;
  const Energy usual = estimated(run).energies.sum();
  run.parameters.resistance_on /= 10.0;
  run.parameters.resistance_off /= 10.0;
  CHECK(estimated(run).energies.sum() > usual);
  NeurosimRun quiet = small_run();
  for (NeurosimLayer& layer : quiet.layers) layer.ones_share = 0.1;
  CHECK(estimated(quiet).energies.sum() < estimated(small_run()).energies.sum());
}

TEST_CASE("high performance transistors are faster and leak a thousand times more") {
  NeurosimRun run = small_run();
  const ChipEstimate low = estimated(run);
  run.parameters.roadmap = 1;
  const ChipEstimate high = estimated(run);
  CHECK(high.latency < low.latency);
  CHECK(high.leakage > 1000.0 * low.leakage);
}

TEST_CASE("heat leaks: twice the power with every 10 K") {
  NeurosimRun warm = small_run();
  warm.parameters.temperature_k = 310;
  CHECK(estimated(warm).leakage / estimated(small_run()).leakage == doctest::Approx(2.0));
}

TEST_CASE("the summary ranks usable runs of V1.4 and holds every stated count") {
  std::vector<NeurosimRun> runs(3, small_run());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].parameters.node_nm = i == 0 ? 22.0 : i == 1 ? 65.0 : 130.0;
    const auto rank = static_cast<double>(i);
    runs[i].answer.energy_j = 1.0 + rank;
    runs[i].answer.area_m2 = 3.0 - rank;
    runs[i].answer.latency_s = 1.0 + rank;
  }
  runs[2].latency_usable = false;
  runs[1].answer.tiles = {7.0, 7.0};
  const NeurosimSummary summary = compare_with_neurosim(runs, formats::load_calibration()).summary;
  CHECK(*summary.tau_energy == doctest::Approx(1.0));
  CHECK(*summary.tau_area == doctest::Approx(-1.0));
  CHECK(summary.latency_runs == 2);
  CHECK(summary.counted_runs == 1);
  CHECK_FALSE(summary.counts_exact);
  CHECK(missed_bars(summary).size() == 2);
  runs[0].version = "V1.3";
  CHECK(compare_with_neurosim(runs, formats::load_calibration()).summary.energy_runs == 2);
}

TEST_CASE("tiles, speed-ups and utilisation of all reference runs are exact") {
  const char* folder = std::getenv("KIRCHHOFF_REFERENCE");
  if (folder == nullptr) {
    std::cout << "SKIPPED NeuroSim runs: KIRCHHOFF_REFERENCE is not set\n";
    return;
  }
  const NeurosimComparison comparison =
      compare_with_neurosim(load_neurosim_runs(std::string(folder) + "/neurosim/small4_runs.json"),
                            formats::load_calibration());
  CHECK(comparison.rows.size() == 42);
  for (const NeurosimRow& row : comparison.rows) {
    CAPTURE(row.run.name);
    CHECK(row.counts_exact);
  }
  CHECK(comparison.summary.counts_exact);
  CHECK(*comparison.summary.tau_latency >= neurosim_must.latency);
}

}  // namespace
}  // namespace kirchhoff::validation
