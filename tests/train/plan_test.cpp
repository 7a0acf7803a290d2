// tests/train/plan_test.cpp - every value is made before it is read, once, and passes are shared.
#include "kirchhoff/train/detail/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/network/families.hpp"

namespace kirchhoff::train::detail {
namespace {

using network::Network;

Network family(const std::string& name) {
  network::FamilyParameters parameters;
  parameters.family = name;
  parameters.stages = {{.blocks = 2, .kernel = 3, .width = 8},
                       {.blocks = 1, .kernel = 3, .width = 16}};
  return network::build_family(parameters);
}

std::ptrdiff_t count(const Plan& plan, StepKind kind) {
  return std::count_if(plan.steps.begin(), plan.steps.end(),
                       [kind](const PlanStep& step) { return step.kind == kind; });
}

// Walks the plan and fails on a value, product or quantised copy that is read before it is made.
void check_order(const Network& network, const Plan& plan) {
  std::set<std::size_t> values{0};
  std::set<std::size_t> products;
  std::set<int> copies;
  for (const PlanStep& step : plan.steps) {
    CAPTURE(network.node(step.node).name);
    if (step.kind == StepKind::Join) {
      for (const PlanTerm& term : step.terms) {
        CHECK((term.is_product ? products : values).count(term.node) == 1);
      }
      if (step.writes_value) CHECK(values.insert(step.node).second);
      if (step.quantiser != no_quantiser) CHECK(copies.insert(step.quantiser).second);
      continue;
    }
    const std::size_t input = network.node(step.node).inputs[0];
    if (step.quantiser != no_quantiser) {
      CHECK(copies.count(step.quantiser) == 1);
    } else {
      CHECK(values.count(input) == 1);
    }
    auto& made = step.kind == StepKind::Product ? products : values;
    CHECK(made.insert(step.node).second);
  }
  CHECK(values.count(network.nodes().size() - 1) == 1);
  CHECK(products.size() == network.layers().size());
}

}  // namespace

TEST_CASE("plans of all families make everything before it is read") {
  for (const std::string& name : network::family_names()) {
    CAPTURE(name);
    const Network network = family(name);
    for (const bool quantise : {false, true}) check_order(network, make_plan(network, quantise));
  }
}

TEST_CASE("plain convolutions need one join each: norm, ReLU and quantiser share it") {
  const Network network = family("plain");
  const Plan plan = make_plan(network, true);
  CHECK(count(plan, StepKind::Product) == static_cast<std::ptrdiff_t>(network.layers().size()));
  // One per layer, and one that quantises the pooled map for the classifier.
  CHECK(count(plan, StepKind::Join) == count(plan, StepKind::Product) + 1);
}

TEST_CASE("a network that can only be estimated has no plan") {
  Network network = family("plain");
  network::Node gate;
  gate.name = "gate";
  gate.kind = network::OperatorKind::HardSigmoid;
  gate.inputs = {network.nodes().size() - 1};
  network.add(gate);
  CHECK_THROWS_WITH_AS((void)make_plan(network, true),
                       doctest::Contains("node \"gate\": hard_sigmoid can be estimated"), Error);
}

TEST_CASE("a shortcut's addition takes no pass of its own") {
  const Network network = family("residual");
  const Plan plan = make_plan(network, true);
  for (const PlanStep& step : plan.steps) {
    if (step.kind != StepKind::Join) continue;
    CHECK(network.node(step.node).kind != network::OperatorKind::Add);
  }
}

TEST_CASE("the image needs no quantiser at 8 bits and gets one below") {
  Network network = family("plain");
  const auto reads_image = [&](const Plan& plan) {
    return std::any_of(plan.quantisers.begin(), plan.quantisers.end(),
                       [](const PlanQuantiser& quantiser) { return quantiser.source == 0; });
  };
  CHECK_FALSE(reads_image(make_plan(network, true)));
  network.set_bits(network.layers()[0], 8, 4);
  const Plan plan = make_plan(network, true);
  CHECK(reads_image(plan));
  check_order(network, plan);
}

TEST_CASE("layers that read one value with other bits get copies of their own") {
  Network network = family("residual");
  // Both readers of the last block's input: its first convolution and its shortcut.
  const std::vector<std::size_t> layers = network.layers();
  const auto shortcut = std::find_if(layers.begin(), layers.end(), [&](std::size_t index) {
    return network.node(index).name.find("shortcut") != std::string::npos;
  });
  REQUIRE(shortcut != layers.end());
  const std::size_t before = make_plan(network, true).quantisers.size();
  network.set_bits(*shortcut, 8, 3);
  const Plan plan = make_plan(network, true);
  CHECK(plan.quantisers.size() == before + 1);
  check_order(network, plan);
}

}  // namespace kirchhoff::train::detail
