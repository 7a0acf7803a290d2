// tests/worker/torch/trainer_test.cpp - training learns, repeats itself, and agrees with accuracy/.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kirchhoff/accuracy/accuracy_model.hpp"
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/compress/bits.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/network/families.hpp"
#include "kirchhoff/train/torch/torch_trainer.hpp"

namespace kirchhoff::train {
namespace {

// Bright bars in one of four rows or columns, under noise.
ImageSet bars(std::int64_t count) {
  ImageSet set;
  set.shape = {.channels = 1, .height = 12, .width = 12};
  set.classes = 8;
  for (std::int64_t image = 0; image < count; ++image) {
    Stream stream(3, purpose::test, static_cast<std::uint64_t>(image));
    const int label = static_cast<int>(stream.below(8));
    for (int place = 0; place < 144; ++place) {
      const int along = label < 4 ? place / 12 : place % 12;
      const int bright = along / 3 == label % 4 ? 90 : 0;
      set.pixels.push_back(static_cast<std::uint8_t>(stream.below(140)) +
                           static_cast<std::uint8_t>(bright));
    }
    set.labels.push_back(static_cast<std::uint8_t>(label));
  }
  return set;
}

network::Network network_of(const std::string& family, int bits) {
  network::FamilyParameters parameters;
  parameters.family = family;
  parameters.input = {1, 12, 12};
  parameters.classes = 8;
  parameters.stages = {{.blocks = 1, .kernel = 3, .width = 12},
                       {.blocks = 2, .kernel = 3, .width = 20}};
  return compress::with_bits(
      network::build_family(parameters),
      {{.weight = 8, .activation = 8}, {.weight = bits, .activation = bits}});
}

std::vector<std::int64_t> all_of(const ImageSet& images) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(images.count()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

TrainingJob job_of(const network::Network& network, const ImageSet& images,
                   std::span<const std::int64_t> indices) {
  TrainingJob job;
  job.network = &network;
  job.recipe.batch = 32;
  job.recipe.learning_rate = 0.1;
  job.recipe.weight_noise = 0.03;
  job.images = &images;
  job.indices = indices;
  job.epochs = 2;
  return job;
}

double accuracy_of(const std::vector<float>& scores, const ImageSet& images,
                   std::span<const std::int64_t> indices) {
  const std::size_t classes = scores.size() / indices.size();
  int right = 0;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const auto first = scores.begin() + static_cast<std::ptrdiff_t>(i * classes);
    const auto best = std::max_element(first, first + static_cast<std::ptrdiff_t>(classes));
    right += best - first == images.labels[static_cast<std::size_t>(indices[i])] ? 1 : 0;
  }
  return right / static_cast<double>(indices.size());
}

bool same_bits(const network::Weights& a, const network::Weights& b) {
  return formats::weights_bytes(a) == formats::weights_bytes(b);
}

}  // namespace

TEST_CASE("every family learns at 8, 4 and 2 bits, and accuracy/ computes the same scores") {
  const ImageSet images = bars(2600);
  const std::vector<std::int64_t> indices = all_of(images);
  const auto training = std::span(indices).first(2400);
  const auto validation = std::span(indices).last(200);
  const auto trainer = make_torch_trainer();
  for (const std::string& family : network::family_names()) {
    for (const int bits : {8, 4, 2}) {
      CAPTURE(family);
      CAPTURE(bits);
      const network::Network network = network_of(family, bits);
      const TrainingOutcome outcome = trainer->train(job_of(network, images, training), {});
      CHECK_NOTHROW(network::check_weights(outcome.weights, network));
      CHECK(outcome.images_per_s > 0.0);
      const std::vector<float> scores =
          trainer->scores(network, outcome.weights, images, validation);
      CHECK(accuracy_of(scores, images, validation) > (bits == 2 ? 0.8 : 0.95));
      const std::vector<float> digital =
          accuracy::digital_scores(network, outcome.weights, images, validation);
      REQUIRE(scores.size() == digital.size());
      float largest = 0.0F;
      for (std::size_t i = 0; i < scores.size(); ++i) {
        largest = std::max(largest, std::abs(scores[i] - digital[i]));
      }
      CHECK(largest <= 1e-5F);
    }
  }
}

TEST_CASE("shipped networks with pools and flattened maps give the scores of accuracy/") {
  ImageSet images = bars(130);
  const auto trainer = make_torch_trainer();
  const network::Network network = formats::load_network("lenet5");
  const network::Shape& input = network.node(0).shape;
  images.shape = input;
  images.pixels.resize(static_cast<std::size_t>(130 * input.size()));
  Stream stream(1, purpose::test, 0);
  for (std::uint8_t& pixel : images.pixels) pixel = static_cast<std::uint8_t>(stream.below(256));
  const std::vector<std::int64_t> indices = all_of(images);
  TrainingJob job = job_of(network, images, indices);
  job.recipe.learning_rate = 0.01;
  const network::Weights weights = trainer->train(job, {}).weights;
  const std::vector<float> scores = trainer->scores(network, weights, images, indices);
  const std::vector<float> digital = accuracy::digital_scores(network, weights, images, indices);
  REQUIRE(scores.size() == digital.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    REQUIRE(std::abs(scores[i] - digital[i]) <= 1e-5F);
  }
}

TEST_CASE("the same job gives the same bits; another seed, recipe or image does not") {
  const ImageSet images = bars(200);
  const std::vector<std::int64_t> indices = all_of(images);
  const network::Network network = network_of("residual", 4);
  const auto trained = [&](const TrainingJob& job) {
    return make_torch_trainer()->train(job, {}).weights;
  };
  const TrainingJob job = job_of(network, images, indices);
  const network::Weights first = trained(job);
  CHECK(same_bits(first, trained(job)));
  TrainingJob other = job;
  other.seed = 2;
  CHECK_FALSE(same_bits(first, trained(other)));
  other = job;
  other.recipe.weight_noise = 0.0;
  CHECK_FALSE(same_bits(first, trained(other)));
  other = job;
  other.recipe.label_smoothing = 0.1;
  CHECK_FALSE(same_bits(first, trained(other)));
  other = job;
  other.recipe.weight_decay = 0.01;
  CHECK_FALSE(same_bits(first, trained(other)));
  other = job;
  other.quantise = false;
  CHECK_FALSE(same_bits(first, trained(other)));
  other = job;
  other.indices = std::span(indices).last(199);
  CHECK_FALSE(same_bits(first, trained(other)));
}

TEST_CASE("a training that diverges is the answer no, not a failure") {
  const ImageSet images = bars(200);
  const std::vector<std::int64_t> indices = all_of(images);
  network::Network network("raw", images.shape);
  std::size_t last = 0;
  for (int layer = 0; layer < 6; ++layer) {
    network::Node node;
    node.name = fmt::format("fc{}", layer);
    node.kind = network::OperatorKind::Linear;
    node.inputs = {last};
    node.outputs = layer == 5 ? 8 : 200;
    last = network.add(node);
    if (layer == 5) break;
    network::Node relu;
    relu.name = fmt::format("relu{}", layer);
    relu.kind = network::OperatorKind::Relu;
    relu.inputs = {last};
    last = network.add(relu);
  }
  TrainingJob job = job_of(network, images, indices);
  job.quantise = false;
  job.epochs = 20;
  job.recipe.learning_rate = 1.0;
  job.recipe.momentum = 0.999;
  job.recipe.weight_decay = 0.1;
  try {
    (void)make_torch_trainer()->train(job, {});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Negative);
    CHECK(std::string(error.what()).find("training diverged") != std::string::npos);
  }
}

TEST_CASE("progress rises to the end and can stop a training") {
  const ImageSet images = bars(100);
  const std::vector<std::int64_t> indices = all_of(images);
  const network::Network network = network_of("plain", 4);
  std::int64_t last = 0;
  std::int64_t all = 0;
  const auto trainer = make_torch_trainer();
  (void)trainer->train(job_of(network, images, indices),
                       [&](std::int64_t done, std::int64_t total, double loss) {
                         CHECK(done > last);
                         CHECK(std::isfinite(loss));
                         last = done;
                         all = total;
                         return true;
                       });
  CHECK(last == all);
  CHECK_THROWS_AS((void)trainer->train(job_of(network, images, indices),
                                       [](std::int64_t, std::int64_t, double) { return false; }),
                  Error);
}

TEST_CASE("a look at the weights changes nothing; a check that says no ends the training there") {
  const ImageSet images = bars(200);
  const std::vector<std::int64_t> indices = all_of(images);
  const network::Network network = network_of("residual", 4);
  const auto trainer = make_torch_trainer();
  TrainingJob job = job_of(network, images, indices);  // 2 epochs of 6 steps
  const TrainingOutcome whole = trainer->train(job, {});
  CHECK_FALSE(whole.was_stopped);

  std::vector<std::size_t> seen;
  std::vector<network::Weights> weights;
  job.check_after = {0.01, 0.25, 0.75, 0.99};
  job.check = [&](std::size_t check, const network::Weights& now) {
    seen.push_back(check);
    weights.push_back(now);
    return true;
  };
  const TrainingOutcome looked = trainer->train(job, {});
  CHECK(same_bits(looked.weights, whole.weights));
  CHECK(looked.final_loss == whole.final_loss);
  CHECK_FALSE(looked.was_stopped);
  CHECK(seen == std::vector<std::size_t>{0, 1, 2, 3});
  CHECK_FALSE(same_bits(weights[0], weights[1]));
  CHECK_FALSE(same_bits(weights[3], whole.weights));

  const network::Weights at_three_quarters = weights[2];
  std::int64_t last = 0;
  job.check = [](std::size_t check, const network::Weights&) { return check < 2; };
  const TrainingOutcome stopped = trainer->train(job, [&](std::int64_t done, std::int64_t, double) {
    last = done;
    return true;
  });
  CHECK(stopped.was_stopped);
  CHECK(last == 9 * 32);  // 0.75 of 12 steps
  CHECK(same_bits(stopped.weights, at_three_quarters));
}

TEST_CASE("a network learns under coarse converters and the errors of cells, always the same one") {
  const ImageSet images = bars(1400);
  const std::vector<std::int64_t> indices = all_of(images);
  const auto training = std::span(indices).first(1200);
  const auto validation = std::span(indices).last(200);
  const network::Network network = network_of("residual", 4);
  const auto trainer = make_torch_trainer();
  ChipEffects chip;
  chip.layers.resize(network.nodes().size());
  TrainingJob job = job_of(network, images, training);
  job.recipe.weight_noise = 0.0;
  const network::Weights blind = trainer->train(job, {}).weights;
  job.chip = &chip;
  CHECK(same_bits(blind, trainer->train(job, {}).weights));  // a chip without effects
  for (const std::size_t layer : network.layers()) {
    const auto levels = std::size_t{1} << network.node(layer).weight_bits;
    chip.layers[layer] = {.weight_sd = std::vector<float>(levels, 0.3F), .parts = 3, .codes = 7.0};
  }
  const network::Weights aware = trainer->train(job, {}).weights;
  CHECK(same_bits(aware, trainer->train(job, {}).weights));
  CHECK_FALSE(same_bits(aware, blind));
  CHECK(accuracy_of(trainer->scores(network, aware, images, validation), images, validation) > 0.9);
  ChipEffects other = chip;
  job.chip = &other;
  for (const std::size_t layer : network.layers()) other.layers[layer].parts = 1;
  CHECK_FALSE(same_bits(aware, trainer->train(job, {}).weights));
  other = chip;
  for (const std::size_t layer : network.layers()) other.layers[layer].weight_sd.clear();
  CHECK_FALSE(same_bits(aware, trainer->train(job, {}).weights));
  other = chip;
  for (const std::size_t layer : network.layers()) other.layers[layer].learns_range = true;
  const network::Weights learned = trainer->train(job, {}).weights;
  for (const std::size_t layer : network.layers()) {
    const network::Node& node = network.node(layer);
    CHECK(network::converter_reach(aware, node) == network::default_converter_reach);
    CHECK(std::abs(network::converter_reach(learned, node) / 3.29 - 1.0) > 1e-3);
    CHECK(std::abs(network::converter_reach(learned, node) / 3.29 - 1.0) < 0.9);
  }
  job.quantise = false;  // a plain training has no chip
  const network::Weights plain = trainer->train(job, {}).weights;
  job.chip = nullptr;
  CHECK(same_bits(plain, trainer->train(job, {}).weights));
}

TEST_CASE("images that do not fit the network are refused with both sizes") {
  const ImageSet images = bars(40);
  const std::vector<std::int64_t> indices = all_of(images);
  const network::Network network = formats::load_network("resnet8");
  CHECK_THROWS_WITH_AS((void)make_torch_trainer()->train(job_of(network, images, indices), {}),
                       doctest::Contains("1x12x12"), Error);
}

}  // namespace kirchhoff::train
