// tests/cost/resources_test.cpp - more of a resource is never slower, a larger network never
// cheaper, over random networks and chips.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "kirchhoff/cost/layer_cost.hpp"
#include "kirchhoff/cost/shared_parts.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Dataflow;
using sample::cost_of;

const Calibration constants = sample::calibration();
constexpr double rounding = 1.0 + 1e-12;

bool is_never_slower(const Cost& more, const Cost& less) {
  return more.latency <= less.latency * rounding &&
         more.stage_period <= less.stage_period * rounding;
}

// Which layer gets the copies depends on all resources, so there are none here.
template <typename Change>
void check_never_slower(std::uint64_t seed, Change change) {
  for (std::uint64_t index = 0; index < 40; ++index) {
    CAPTURE(index);
    Stream stream(seed, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    hardware::Hardware hardware = sample::random_chip(stream);
    hardware.max_copies = 1;
    if (stream.below(2) == 0) hardware.tile_count = 1 + static_cast<int>(stream.below(20));
    const Cost less = cost_of(network, hardware, constants);
    change(hardware);
    CHECK(is_never_slower(cost_of(network, hardware, constants), less));
  }
}

TEST_CASE("larger buffers are never slower") {
  check_never_slower(61, [](hardware::Hardware& hardware) { hardware.buffer_kib *= 2; });
}

TEST_CASE("more copies never lengthen the stage period") {
  for (std::uint64_t index = 0; index < 40; ++index) {
    CAPTURE(index);
    Stream stream(62, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    hardware::Hardware hardware = sample::random_chip(stream);
    hardware.dataflow = Dataflow::Pipelined;
    hardware.buffer_kib = 4096;
    hardware.max_copies = 1;
    Time before = cost_of(network, hardware, constants).stage_period;
    for (hardware.max_copies = 2; hardware.max_copies <= 64; hardware.max_copies *= 2) {
      const Time period = cost_of(network, hardware, constants).stage_period;
      CHECK(period <= before * rounding);
      before = period;
    }
  }
}

TEST_CASE("twice the converters are never slower") {
  check_never_slower(63, [](hardware::Hardware& hardware) {
    const hardware::CrossbarShape& shape = hardware.crossbar;
    hardware.crossbar =
        hardware::CrossbarShape({.rows = shape.rows(),
                                 .columns = shape.columns(),
                                 .active_rows = shape.active_rows(),
                                 .columns_per_adc = std::max(1, shape.columns_per_adc() / 2)});
  });
}

TEST_CASE("twice the width or depth never costs less energy, time or multiply-accumulates") {
  for (std::uint64_t index = 0; index < 60; ++index) {
    CAPTURE(index);
    Stream stream(64, purpose::test, index);
    hardware::Hardware hardware = sample::random_chip(stream);
    hardware.dataflow = Dataflow::Sequential;
    if (stream.below(2) == 0) hardware.tile_count = 1 + static_cast<int>(stream.below(5));
    const auto families = network::family_names();
    network::FamilyParameters parameters;
    parameters.family = families[stream.below(families.size())];
    for (int stage = 0; stage < 2; ++stage) {
      parameters.stages.push_back({.blocks = 1 + static_cast<int>(stream.below(2)),
                                   .kernel = 1 + 2 * static_cast<int>(stream.below(2)),
                                   .width = 4 + static_cast<int>(stream.below(40))});
    }
    const Cost once = cost_of(network::build_family(parameters), hardware, constants);
    network::FamilyParameters wide = parameters, deep = parameters;
    for (network::StageParameters& stage : wide.stages) stage.width *= 2;
    for (network::StageParameters& stage : deep.stages) stage.blocks *= 2;
    for (const network::FamilyParameters& larger : {wide, deep}) {
      const Cost twice = cost_of(network::build_family(larger), hardware, constants);
      CHECK(twice.energy >= once.energy);
      CHECK(twice.latency * rounding >= once.latency);
      CHECK(twice.macs > once.macs);
    }
  }
}

TEST_CASE("two layers that spill share the port of memory outside, by hand") {
  const hardware::Hardware hardware = sample::chip();
  const UnitCosts units = unit_costs(hardware, constants);
  const ChipCosts chip{units, hardware, constants};
  std::vector<LayerWork> work(2);
  work[0].spilled_bits = 640.0;
  work[1].spilled_bits = 1280.0;
  Cost cost;
  cost.layers.resize(2);
  for (std::size_t i = 0; i < 2; ++i) {
    cost.layers[i].latency_by_component[0] = nanoseconds(10.0);
    cost.layers[i].latency = nanoseconds(10.0);
  }
  cost.stage_period = nanoseconds(10.0);
  wait_for_shared_parts(work, 1.0, chip, cost);
  // 30 cycles of 5 ns; 130 ns of them are waited for, a third by the first layer.
  CHECK(cost.stage_period.si() == sample::nearly(150e-9));
  CHECK((cost.stage_limit == StageLimit::External));
  CHECK(cost.layers[0].latency.si() == sample::nearly(10e-9 + 130e-9 / 3));
  CHECK(cost.layers[1].latency.si() == sample::nearly(10e-9 + 260e-9 / 3));
}

TEST_CASE("layers in one tile share the port of its buffer") {
  const hardware::Hardware hardware = sample::chip();
  const UnitCosts units = unit_costs(hardware, constants);
  const ChipCosts chip{units, hardware, constants};
  std::vector<LayerWork> work(4);
  Cost cost;
  cost.layers.resize(4);
  for (std::size_t i = 0; i < 4; ++i) {
    work[i].vectors = 10.0;
    work[i].vector_bits = 256.0;
    cost.layers[i].latency = nanoseconds(100.0);
  }
  cost.stage_period = nanoseconds(100.0);
  wait_for_shared_parts(work, 2.0, chip, cost);
  // 40 vectors of one cycle each on two tiles: 20 cycles of 5 ns.
  CHECK(cost.stage_period.si() == sample::nearly(100e-9));
  CHECK((cost.stage_limit == StageLimit::Layer));
  wait_for_shared_parts(work, 1.0, chip, cost);
  CHECK(cost.stage_period.si() == sample::nearly(200e-9));
  CHECK((cost.stage_limit == StageLimit::Buffers));
  CHECK(cost.layers[0].latency.si() ==
        sample::nearly(100e-9));  // four of them are longer than that
}

}  // namespace
}  // namespace kirchhoff::cost
