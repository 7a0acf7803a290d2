// tests/evaluate/robustness_test.cpp - the same accuracies on any number of threads; chips that
// cannot be are told, not thrown.
#include "kirchhoff/evaluate/robustness.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/design/design.hpp"
#include "tests/accuracy/example_network.hpp"

namespace kirchhoff::evaluate {
namespace {

namespace fs = std::filesystem;

void write_idx(const fs::path& path, std::uint32_t count, bool is_image, std::uint64_t seed) {
  std::ofstream file(path, std::ios::binary);
  const auto word = [&](std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) file.put(static_cast<char>(value >> shift));
  };
  word(is_image ? 0x803U : 0x801U);
  word(count);
  if (is_image) word(12), word(12);
  Stream stream(5, purpose::test, seed);
  for (std::uint32_t i = 0; i < count * (is_image ? 144U : 1U); ++i)
    file.put(static_cast<char>(is_image ? stream.below(256) : (i + 3 * seed) % 10));
}

// Random images and an untrained network: its accuracy is that of dice, but it is always the same.
class Fixture {
 public:
  Fixture() : folder_(fs::temp_directory_path() / fmt::format("kirchhoff-robust-{}", getpid())) {
    fs::create_directories(folder_);
    std::uint64_t seed = 0;  // other images in each
    for (const char* part : {"train", "t10k"}) {
      ++seed;
      write_idx(folder_ / (std::string(part) + "-images-idx3-ubyte"), 300, true, seed);
      write_idx(folder_ / (std::string(part) + "-labels-idx1-ubyte"), 300, false, seed);
    }
    subject.fields = {{"network.family", std::string("plain")},
                      {"network.stages", std::int64_t{2}},
                      {"hardware.device", std::string("rram-wan")}};
    const design::Design design =
        design::build_design(subject.fields, {.input = {1, 12, 12}, .classes = 10});
    subject.weights = test::random_network_weights(design.network);
    subject.data_set = folder_.string();
    subject.validation_images = 40;
    subject.images = 40;
  }
  ~Fixture() { fs::remove_all(folder_); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  RobustnessSubject subject;

 private:
  fs::path folder_;
};

std::vector<RobustnessCase> example_cases() {
  const accuracy::AccuracyPlan plan{.times_s = {60.0}, .draws = 2};
  return {{.change = {}, .plan = plan},
          {.change = {}, .only_layer = 0, .plan = plan},
          {.change = {{"hardware.adc_bits", std::int64_t{3}}}, .plan = plan},
          {.change = {{"hardware.adc_bits", std::int64_t{99}}}, .plan = plan},
          {.change = {{"hardware.columns", std::int64_t{8}},
                      {"hardware.columns_per_adc", std::int64_t{4}},
                      {"hardware.cell_bits", std::int64_t{1}}},
           .plan = plan}};
}

}  // namespace

TEST_CASE("any key of the chip may be another, also one that a design has no field for") {
  const Fixture fixture;
  const accuracy::AccuracyPlan plan{.times_s = {60.0}, .draws = 2};
  const std::vector<RobustnessCase> cases = {
      {.change = {}, .plan = plan},
      {.change = {}, .chip_keys = {"converter_offset_sd_lsb=100"}, .plan = plan},
      {.change = {}, .chip_keys = {"temperature_k=900"}, .plan = plan}};
  const auto results = measure_robustness(fixture.subject, cases, 1, {});
  REQUIRE(results[1].accuracy.has_value());
  CHECK(results[1].accuracy->ideal_analog != results[0].accuracy->ideal_analog);
  CHECK_FALSE(results[2].accuracy.has_value());
  CHECK(results[2].reason == "temperature_k (900) must be 200 to 500");
  const std::vector<RobustnessCase> wrong = {
      {.change = {}, .chip_keys = {"converter_model=sarr"}, .plan = plan}};
  CHECK_THROWS_AS((void)measure_robustness(fixture.subject, wrong, 1, {}), Error);
}

TEST_CASE("each layer is measured on the kind of macros that the design puts its stage on") {
  Fixture fixture;
  fixture.subject.fields.erase("hardware.device");
  fixture.subject.fields["hardware.template"] = std::string("sram-rram-32nm");
  const auto on = [](const std::string& kind, std::int64_t adc_bits) {
    RobustnessCase one{.change = {}, .plan = {.times_s = {60.0}, .draws = 2}};
    for (int stage = 0; stage <= 2; ++stage)
      one.change[fmt::format("network.stage{}.kind", stage)] = kind;
    one.change["hardware.rram.adc_bits"] = adc_bits;
    return one;
  };
  const std::vector<RobustnessCase> cases = {on("sram", 2), on("rram", 2), on("rram", 12)};
  const auto results = measure_robustness(fixture.subject, cases, 1, {});
  for (const RobustnessResult& result : results) REQUIRE_MESSAGE(result.accuracy, result.reason);
  CHECK(results[0].accuracy->at[0].mean == results[0].accuracy->digital);  // sums are exact
  CHECK(results[1].accuracy->ideal_analog != results[0].accuracy->ideal_analog);
  CHECK(results[1].accuracy->ideal_analog != results[2].accuracy->ideal_analog);
}

TEST_CASE("results do not depend on threads, and stand in the order of the cases") {
  const Fixture fixture;
  const auto cases = example_cases();
  const auto one = measure_robustness(fixture.subject, cases, 1, {});
  double last = 0.0;
  const auto three = measure_robustness(fixture.subject, cases, 3, [&](double share) {
    CHECK(share >= last - 1e-9);
    last = share;
    return true;
  });
  CHECK(last == doctest::Approx(1.0));
  REQUIRE(one.size() == 5);
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    REQUIRE(one[i].accuracy.has_value());
    CHECK(one[i].accuracy->at[0].mean == three[i].accuracy->at[0].mean);
    CHECK(one[i].accuracy->digital == one[0].accuracy->digital);
  }
  CHECK_FALSE(one[3].accuracy.has_value());
  CHECK(one[3].reason.find("adc_bits") != std::string::npos);
  CHECK(three[3].reason == one[3].reason);
  // Eight columns cannot hold the cells of one 8-bit weight.
  CHECK_FALSE(one[4].accuracy.has_value());
  CHECK(one[4].reason.find("a weight of") != std::string::npos);
}

TEST_CASE("layers have names, test images are others than validation images") {
  Fixture fixture;
  const auto names = layer_names(fixture.subject);
  CHECK(names.size() >= 3);
  std::vector<RobustnessCase> kept = example_cases();
  kept.resize(1);
  const auto validation = measure_robustness(fixture.subject, kept, 1, {});
  fixture.subject.on_test_images = true;
  fixture.subject.images = 90;
  const auto all_test = measure_robustness(fixture.subject, kept, 1, {});
  CHECK(all_test[0].accuracy->images == 90);
  CHECK(validation[0].accuracy->images == 40);
  // The same by hand: all test images through the exact network.
  const train::DataSet data = train::load_data_set(fixture.subject.data_set);
  const design::Design design =
      design::build_design(fixture.subject.fields, {.input = {1, 12, 12}, .classes = 10});
  const auto scores = accuracy::digital_scores(design.network, fixture.subject.weights, data.test,
                                               test::first_indices(90));
  int correct = 0;
  for (std::size_t i = 0; i < 90; ++i) {
    const auto first = scores.begin() + static_cast<std::ptrdiff_t>(10 * i);
    correct += std::max_element(first, first + 10) - first == data.test.labels[i] ? 1 : 0;
  }
  CHECK(all_test[0].accuracy->digital == doctest::Approx(correct / 90.0));
}

TEST_CASE("too many images are refused, and the user may stop") {
  Fixture fixture;
  fixture.subject.images = 41;
  CHECK_THROWS_WITH_AS(measure_robustness(fixture.subject, example_cases(), 1, {}),
                       doctest::Contains("allowed are 1 to 40"), Error);
  fixture.subject.images = 40;
  CHECK_THROWS_WITH_AS(
      measure_robustness(fixture.subject, example_cases(), 2, [](double) { return false; }),
      doctest::Contains("stopped"), Error);
}

}  // namespace kirchhoff::evaluate
