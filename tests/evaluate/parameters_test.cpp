// tests/evaluate/parameters_test.cpp - each parameter of the shipped space acts on a result.
#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/worker/pool.hpp"
#include "tests/source_folder.hpp"

namespace {

using namespace kirchhoff;

constexpr std::uint64_t bases = 40;  // random candidates; each parameter is active in some

// Energy, latency and area of a design, or nothing when it cannot be built.
std::optional<std::vector<double>> cost_of(design::DesignBuilder& builder,
                                           const cost::Calibration& calibration,
                                           const space::Fields& fields) try {
  const design::Design design = builder.build(fields);
  const cost::Cost cost =
      cost::estimate(design.network, cost::map_chip(design.network, design.chip, calibration),
                     design.chip.kinds, network::default_activity(design.network), calibration);
  return std::vector<double>{cost.energy.si(), cost.latency.si(), cost.area.si()};
} catch (const Error& error) {
  if (error.kind() != ErrorKind::Input) throw;
  return std::nullopt;
}

// Both ends of a range, or all values of a list.
std::vector<space::ParameterValue> values_of(const space::Parameter& parameter) {
  if (!parameter.values.empty()) return parameter.values;
  if (parameter.kind == space::ParameterKind::Real) return {parameter.low, parameter.high};
  return {static_cast<std::int64_t>(parameter.low), static_cast<std::int64_t>(parameter.high)};
}

// Candidates that differ from `base` in this parameter and what its conditions switch.
std::vector<space::Candidate> moved(const space::SearchSpace& space, const space::Candidate& base,
                                    std::size_t index) {
  std::vector<space::Candidate> result;
  if (!base.values[index]) return result;
  for (const space::ParameterValue& value : values_of(space.parameters()[index])) {
    if (value == *base.values[index]) continue;
    space::Candidate other = base;
    other.values[index] = value;
    other = space.canonical(other);
    if (!space.broken_rule(other)) result.push_back(std::move(other));
  }
  return result;
}

spec::Spec flagship() { return spec::load_spec(data_folder() / "studies" / "fashion-joint.toml"); }

// Names of the parameters that change energy, latency or area in at least one of many candidates.
std::set<std::string> names_that_cost(const space::SearchSpace& space) {
  design::DesignBuilder builder{design::Task{}};
  const cost::Calibration calibration = formats::load_calibration();
  std::set<std::string> names;
  for (std::uint64_t number = 0; number < bases; ++number) {
    Stream stream(1, purpose::test, number);
    const space::Candidate base = space.sample(stream);
    const auto before = cost_of(builder, calibration, space.fields(base));
    if (!before) continue;
    for (std::size_t index = 0; index < space.parameters().size(); ++index) {
      for (const space::Candidate& other : moved(space, base, index)) {
        const auto after = cost_of(builder, calibration, space.fields(other));
        if (after && *after != *before) names.insert(space.parameters()[index].name);
      }
    }
  }
  return names;
}

struct Trained {
  std::string weights_hash;
  double accuracy = 0.0, loss = 0.0;
};

// A short training on 256 images in a real worker.
Trained train_briefly(worker::Pool& pool, const evaluate::Evaluator& evaluator,
                      const space::Fields& fields, const std::filesystem::path& weights) {
  objective::Trial trial{.fields = fields,
                         .fidelity = {.images = 256, .epochs = 1, .validation_images = 200}};
  trial.fidelity.draws = 1;
  trial.seed = 1;
  pool.submit(evaluator.job(trial, weights.string()));
  while (true) {
    for (const worker::Event& event : pool.wait(1.0)) {
      if (const auto* answer = std::get_if<worker::EvaluateAnswer>(&event.what)) {
        return {answer->weights_hash, answer->validation.at.front().mean, answer->training_loss};
      }
      const bool failed = std::holds_alternative<worker::LostJob>(event.what) ||
                          std::holds_alternative<worker::FailedAnswer>(event.what) ||
                          std::holds_alternative<worker::RefusedAnswer>(event.what);
      REQUIRE_FALSE(failed);
    }
  }
}

// The smallest network of the space: it trains in a blink.
space::Fields smallest(const space::SearchSpace& space) {
  space::Candidate candidate;
  candidate.values.resize(space.parameters().size());
  candidate = space.canonical(candidate);
  for (std::size_t index = 0; index < candidate.values.size(); ++index) {
    if (candidate.values[index]) candidate.values[index] = values_of(space.parameters()[index])[0];
  }
  return space.fields(space.canonical(candidate));
}

}  // namespace

TEST_CASE("each parameter of imc-joint outside training moves energy, latency or area alone") {
  const space::SearchSpace space(flagship().space);
  CHECK(space.parameters().size() >= 25);
  const std::set<std::string> costing = names_that_cost(space);
  for (const space::Parameter& parameter : space.parameters()) {
    CAPTURE(parameter.name);
    CHECK(costing.contains(parameter.name) != parameter.name.starts_with("train."));
  }
}

TEST_CASE("each parameter of a chip with kinds of macros moves energy, latency or area alone") {
  const spec::Spec spec = spec::load_spec(test::source_folder() + "/examples/kinds/study.toml");
  const space::SearchSpace space(spec.space);
  const std::vector<std::string> problems = design::space_problems(space, {});
  CHECK_MESSAGE(problems.empty(), (problems.empty() ? "" : problems.front()));
  const std::set<std::string> costing = names_that_cost(space);
  int of_kinds = 0;
  for (const space::Parameter& parameter : space.parameters()) {
    CAPTURE(parameter.name);
    CHECK(costing.contains(parameter.name) != parameter.name.starts_with("train."));
    of_kinds += parameter.name.ends_with(".kind") || parameter.name.starts_with("hardware.");
  }
  CHECK(of_kinds >= 12);
}

TEST_CASE("what always sits on a kind moves the cost, and so does a chip that is too small") {
  design::DesignBuilder builder{design::Task{}};
  const cost::Calibration calibration = formats::load_calibration();
  const auto cost = [&](space::Fields fields, const std::string& path,
                        const space::ParameterValue& value) {
    fields[path] = value;
    const auto found = cost_of(builder, calibration, fields);
    REQUIRE(found.has_value());
    return *found;
  };
  const space::Fields kinds = {{"hardware.template", std::string("sram-rram-32nm")},
                               {"hardware.sram.layers", std::string("last")},
                               {"hardware.rram.layers", std::string("*")}};
  std::set<std::vector<double>> seen;
  for (const char* layers : {"", "first", "first,last", "stage1.*", "*"})
    seen.insert(cost(kinds, "hardware.sram.layers", std::string(layers)));
  CHECK(seen.size() == 5);
  CHECK(cost(kinds, "hardware.rram.layers", std::string("none")) !=
        cost(kinds, "hardware.rram.layers", std::string("*")));
  CHECK(cost({}, "hardware.tile_count", std::int64_t{1}) !=
        cost({}, "hardware.tile_count", std::int64_t{0}));
}

TEST_CASE("each parameter of training alone changes the trained network and how well it does") {
  if (!std::filesystem::exists(worker::worker_program())) {
    std::cout << "SKIPPED parameters of training: built without libtorch\n";
    return;
  }
  const spec::Spec spec = flagship();
  const space::SearchSpace space(spec.space);
  const evaluate::Evaluator evaluator(spec, objective::parse_formulation(spec));
  worker::Pool pool({.workers = 1, .program = {}});
  const std::filesystem::path weights =
      std::filesystem::temp_directory_path() / fmt::format("kirchhoff-parameters-{}.kw", getpid());
  const space::Fields base = smallest(space);
  const Trained before = train_briefly(pool, evaluator, base, weights);
  CHECK(train_briefly(pool, evaluator, base, weights).weights_hash == before.weights_hash);
  int moves = 0;
  for (const space::Parameter& parameter : space.parameters()) {
    if (!parameter.name.starts_with("train.")) continue;
    CAPTURE(parameter.name);
    space::Fields fields = base;
    fields[parameter.name] = values_of(parameter).back();
    const Trained after = train_briefly(pool, evaluator, fields, weights);
    CHECK(after.weights_hash != before.weights_hash);
    CHECK((after.accuracy != before.accuracy || after.loss != before.loss));
    ++moves;
  }
  CHECK(moves >= 4);
  std::filesystem::remove(weights);
}

TEST_CASE("a worker is told when it may stop programming a chip, by the table of its fidelity") {
  spec::Spec spec = flagship();
  const space::SearchSpace space(spec.space);
  const objective::Formulation formulation = objective::parse_formulation(spec);
  objective::Trial trial{.fields = smallest(space)};
  const auto plan = [&] { return evaluate::Evaluator(spec, formulation).job(trial, "").plan; };
  CHECK(plan().within == 0.0);
  CHECK(plan().floor == 0.0);  // all programmings, as ever
  spec.rungs.front().within = 0.01;
  CHECK(plan().within == 0.01);
  CHECK(plan().floor == 0.82);  // the study's constraint
  trial.fidelity.full = true;
  CHECK(plan().within == 0.0);
  spec.final.fidelity.within = 0.002;
  CHECK(plan().within == 0.002);
}

// SRAM adds digitally and exactly; of RRAM cells and their converters training sees the errors.
TEST_CASE("what a stage sits on decides its accuracy, and what noise-aware training sees") {
  if (!std::filesystem::exists(worker::worker_program())) {
    std::cout << "SKIPPED training for kinds of macros: built without libtorch\n";
    return;
  }
  const spec::Spec spec = spec::load_spec(test::source_folder() + "/examples/kinds/study.toml");
  const space::SearchSpace space(spec.space);
  const evaluate::Evaluator evaluator(spec, objective::parse_formulation(spec));
  worker::Pool pool({.workers = 1, .program = {}});
  const std::filesystem::path weights =
      std::filesystem::temp_directory_path() / fmt::format("kirchhoff-kinds-{}.kw", getpid());
  const auto trained = [&](const std::string& kind, double cell_noise, std::int64_t adc_bits) {
    space::Fields fields = smallest(space);
    for (int stage = 0; stage < 3; ++stage) {
      fields[fmt::format("network.stage{}.kind", stage)] = kind;
    }
    fields["train.cell_noise"] = cell_noise;
    fields["hardware.rram.adc_bits"] = adc_bits;
    return train_briefly(pool, evaluator, fields, weights);
  };
  const Trained sram = trained("sram", 0.0, 8), rram = trained("rram", 0.0, 8);
  CHECK(sram.weights_hash == rram.weights_hash);
  CHECK(sram.accuracy != rram.accuracy);
  CHECK(trained("sram", 0.0, 2).accuracy == sram.accuracy);
  CHECK(trained("rram", 0.0, 2).accuracy != rram.accuracy);
  CHECK(trained("sram", 1.0, 8).weights_hash != trained("rram", 1.0, 8).weights_hash);
  std::filesystem::remove(weights);
}
