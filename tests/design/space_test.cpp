// tests/design/space_test.cpp - the shipped space names design fields, and each parameter counts.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::design {
namespace {

using space::Candidate;
using space::SearchSpace;

SearchSpace imc_joint() {
  return SearchSpace(spec::load_spec(data_folder() / "studies" / "fashion-joint.toml").space);
}

// Everything of a design that cost, training or accuracy can see.
std::string text_of(const Design& design) {
  const network::TrainingRecipe& recipe = design.recipe;
  return formats::network_toml(design.network) + formats::chip_toml(design.chip) +
         fmt::format("{} {} {} {} {}", recipe.learning_rate, recipe.weight_decay,
                     recipe.label_smoothing, recipe.weight_noise, recipe.batch);
}

// The candidate with another value of one parameter and all others as they were, or nullopt.
std::optional<Candidate> moved(const SearchSpace& space, const Candidate& base, std::size_t index,
                               Stream& stream) {
  const Candidate other = space.sample(stream);
  if (!base.values[index] || !other.values[index]) return std::nullopt;
  Candidate result = base;
  result.values[index] = other.values[index];
  if (result == base) return std::nullopt;
  result = space.canonical(result);
  if (space.broken_rule(result)) return std::nullopt;
  return result;
}

spec::SpaceSpec space_with(const std::string& name, const std::string& kind, double low,
                           double high) {
  spec::ParameterSpec parameter;
  parameter.name = name;
  parameter.kind = kind;
  parameter.low = low;
  parameter.high = high;
  spec::SpaceSpec spec;
  spec.name = "test";
  spec.parameters = {parameter};
  return spec;
}

}  // namespace

TEST_CASE("imc-joint has at least 35 parameters of all four groups and nothing wrong in it") {
  const SearchSpace space = imc_joint();
  std::set<std::string> groups;
  for (const space::Parameter& parameter : space.parameters()) {
    groups.insert(parameter.name.substr(0, parameter.name.find('.')));
  }
  CHECK(space.parameters().size() >= 35);
  CHECK(groups == std::set<std::string>{"network", "compress", "train", "hardware"});
  const std::vector<std::string> problems = space_problems(space, {});
  CHECK_MESSAGE(problems.empty(), (problems.empty() ? "" : problems.front()));
}

TEST_CASE("every random candidate of imc-joint can be built") {
  const SearchSpace space = imc_joint();
  DesignBuilder builder{Task{}};
  for (std::uint64_t i = 0; i < 500; ++i) {
    Stream stream(1, purpose::test, i);
    CHECK_NOTHROW((void)builder.build(space.fields(space.sample(stream))));
  }
}

TEST_CASE("each parameter of imc-joint, moved alone, changes the network, the recipe or the chip") {
  const SearchSpace space = imc_joint();
  DesignBuilder builder{Task{}};
  for (std::size_t index = 0; index < space.parameters().size(); ++index) {
    CAPTURE(space.parameters()[index].name);
    int moves = 0;
    for (std::uint64_t i = 0; i < 400 && moves < 5; ++i) {
      Stream stream(2, purpose::test, i);
      const Candidate base = space.sample(stream);
      const std::optional<Candidate> other = moved(space, base, index, stream);
      if (!other) continue;
      ++moves;
      CHECK(text_of(builder.build(space.fields(base))) !=
            text_of(builder.build(space.fields(*other))));
    }
    CHECK(moves == 5);
  }
}

TEST_CASE("a space with an unknown path, a value out of range or fractions of a whole is told") {
  const auto problem = [](const spec::SpaceSpec& spec) {
    const std::vector<std::string> problems = space_problems(SearchSpace(spec), {});
    REQUIRE(problems.size() == 1);
    return problems.front();
  };
  CHECK(problem(space_with("hardware.adcbits", "integer", 3, 8)).find("hardware.adc_bits") !=
        std::string::npos);
  CHECK(problem(space_with("hardware.adc_bits", "integer", 3, 18)).find("1 to 12") !=
        std::string::npos);
  CHECK(problem(space_with("hardware.adc_bits", "real", 3, 8)).find("a whole number") !=
        std::string::npos);
  CHECK(problem(space_with("network.stage1.kernel", "integer", 3, 5)).find("1, 3, 5 and 7") !=
        std::string::npos);
}

TEST_CASE("wrong fixed values and files that do not exist are told before any trial") {
  spec::SpaceSpec spec = space_with("hardware.adc_bits", "integer", 3, 8);
  spec.fixed = {{"hardware.clock_mhz", 1e9}, {"hardware.device", std::string("rram-wann")}};
  CHECK(space_problems(SearchSpace(spec), {}).size() == 2);
}

TEST_CASE("every design field is described, and its default is in its range") {
  std::set<std::string> paths;
  for (const FieldDescription& field : design_fields()) {
    CAPTURE(field.path);
    CHECK(paths.insert(field.path).second);
    CHECK_FALSE(field.description.empty());
    CHECK_FALSE(field.range.empty());
    CHECK_FALSE(field.fallback.empty());
  }
}

}  // namespace kirchhoff::design
