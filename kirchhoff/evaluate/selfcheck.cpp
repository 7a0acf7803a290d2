// kirchhoff/evaluate/selfcheck.cpp - signatures of results and figures of speed.
#include "kirchhoff/evaluate/selfcheck.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::evaluate {

namespace {

constexpr std::uint64_t signature_seed = 1;
constexpr std::uint64_t signature_designs = 200;

space::SearchSpace shipped_space() {
  const std::filesystem::path file = data_folder() / "studies" / "fashion-joint.toml";
  return space::SearchSpace(spec::load_spec(file).space);
}

// The answer to the one job of an otherwise idle pool.
template <typename Wanted>
Wanted answer_of(worker::Pool& pool, const worker::Job& job, Json* fingerprint) {
  pool.submit(job);
  while (true) {
    for (const worker::Event& event : pool.wait(1.0)) {
      if (const auto* hello = std::get_if<worker::HelloAnswer>(&event.what)) {
        if (fingerprint != nullptr) *fingerprint = hello->fingerprint;
      }
      if (const auto* lost = std::get_if<worker::LostJob>(&event.what)) {
        fail(ErrorKind::Environment, "kirchhoff-worker was lost: {}; run it by hand to see why",
             lost->reason);
      }
      if (const auto* failed = std::get_if<worker::FailedAnswer>(&event.what)) {
        throw Error(failed->exit_code == 3 ? ErrorKind::Input : ErrorKind::Environment,
                    failed->message);
      }
      if (const auto* wanted = std::get_if<Wanted>(&event.what)) return *wanted;
    }
  }
}

// Median seconds of one call, of nine runs of at least ten milliseconds each.
template <typename Work>
double median_seconds(const Work& work) {
  using clock = std::chrono::steady_clock;
  std::vector<double> samples;
  for (int run = 0; run < 9; ++run) {
    const auto start = clock::now();
    std::chrono::duration<double> spent{};
    std::int64_t calls = 0;
    do {
      work();
      ++calls;
      spent = clock::now() - start;
    } while (spent.count() < 0.01);
    samples.push_back(spent.count() / static_cast<double>(calls));
  }
  std::sort(samples.begin(), samples.end());
  return samples[samples.size() / 2];
}

// ResNet18 on the first shipped chip, the same with room to search.
struct CostSubject {
  network::Network network = formats::load_network("resnet18");
  hardware::Hardware chip = formats::load_hardware(formats::shipped_names("hardware").front());
  hardware::Hardware roomy = chip;
  cost::Calibration calibration = formats::load_calibration();
  network::Activity activity = network::default_activity(network);
  mapping::Mapping fixed = mapping::map_network(network, chip);

  CostSubject() {
    roomy.dataflow = hardware::Dataflow::Sequential;
    roomy.max_copies = 64;
  }

  void estimate(const mapping::Mapping& mapping) const {
    const cost::Cost cost = cost::estimate(network, mapping, chip, activity, calibration);
    KIRCHHOFF_ASSERT(cost.energy > Energy{});
  }

  // How many mappings of layers were priced.
  [[nodiscard]] std::int64_t search() const {
    return cost::search_mapping(network, roomy, activity, calibration).evaluated;
  }
};

}  // namespace

std::string plain_signature() {
  const space::SearchSpace space = shipped_space();
  const cost::Calibration calibration = formats::load_calibration();
  design::DesignBuilder builder{design::Task{}};
  std::string text;
  for (std::uint64_t index = 0; index < signature_designs; ++index) {
    Stream stream(signature_seed, purpose::proposal, index);
    const space::Candidate candidate = space.sample(stream);
    text += space.key(candidate);
    try {
      const design::Design design = builder.build(space.fields(candidate));
      const mapping::Mapping mapping = cost::map_chip(design.network, design.chip, calibration);
      const cost::Cost cost =
          cost::estimate(design.network, mapping, design.chip.kinds,
                         network::default_activity(design.network), calibration);
      for (const auto& [name, value] : cost_metrics(design, mapping, cost)) {
        text += fmt::format(" {}={}", name, exact_text(value));
      }
    } catch (const Error& error) {
      text += fmt::format(" refused: {}", error.what());
    }
    text += '\n';
  }
  return content_hash(text);
}

TrainingSignature training_signature(worker::Pool& pool) {
  TrainingSignature result;
  result.found =
      answer_of<worker::SelfcheckAnswer>(pool, worker::SelfcheckJob{}, &result.fingerprint);
  return result;
}

std::vector<Figure> cost_figures() {
  const CostSubject subject;
  const double estimate_s = median_seconds([&] { subject.estimate(subject.fixed); });
  const double mapped_s = median_seconds(
      [&] { subject.estimate(mapping::map_network(subject.network, subject.chip)); });
  std::int64_t searched = 0;
  const double search_s = median_seconds([&] { searched = subject.search(); });
  const std::string per_core = "per core, as published";
  return {
      {.name = "resnet18_s",
       .value = estimate_s,
       .unit = "s",
       .peer = 92.0,
       .peer_name = "NeuroSim, one VGG8, CPU time, as published",
       .limit = 20e-6},
      {.name = "resnet18_mapped_s", .value = mapped_s, .unit = "s"},
      {.name = "layer_mappings_per_s",
       .value = static_cast<double>(searched) / search_s,
       .unit = "1/s",
       .peer = 900.0,
       .peer_name = "ZigZag-IMC, " + per_core,
       .limit = 1e6},
      {.name = "layers_mapped_and_estimated_per_s",
       .value = static_cast<double>(subject.fixed.layers.size()) / mapped_s,
       .unit = "1/s",
       .peer = 83.0,
       .peer_name = "CiMLoop, mappings x layers, " + per_core},
      {.name = "mappings_searched_25000_s",
       .value = search_s * 25000.0 / static_cast<double>(searched),
       .unit = "s",
       .limit = 0.05},
  };
}

std::vector<Figure> train_figures(worker::Pool& pool, std::int64_t images) {
  worker::BenchJob job;
  job.images = images;
  const auto answer = answer_of<worker::BenchAnswer>(pool, job, nullptr);
  const double bare = answer.bare_images_per_s;
  const std::string peer = "bare libtorch loop, same network, one thread, same run";
  return {
      {.name = "bare_images_per_s", .value = bare, .unit = "1/s", .peer_name = ""},
      {.name = "plain_images_per_s",
       .value = answer.plain_images_per_s,
       .unit = "1/s",
       .peer = bare,
       .peer_name = peer,
       .limit = 0.9 * bare},
      {.name = "quantised_images_per_s",
       .value = answer.quantised_images_per_s,
       .unit = "1/s",
       .peer = bare,
       .peer_name = peer,
       .limit = 0.7 * bare},
      {.name = "layer_aware_images_per_s",
       .value = answer.layer_aware_images_per_s,
       .unit = "1/s",
       .peer = bare,
       .peer_name = peer,
       .limit = bare / 1.3},
      {.name = "crossbar_aware_images_per_s",
       .value = answer.crossbar_aware_images_per_s,
       .unit = "1/s",
       .peer = bare,
       .peer_name = peer,
       .limit = bare / 2.2},
  };
}

std::vector<Figure> accuracy_figures(worker::Pool& pool, std::int64_t images) {
  worker::BenchJob job;
  job.images = images;
  job.accuracy = true;
  const auto answer = answer_of<worker::BenchAnswer>(pool, job, nullptr);
  const double bare = answer.forward_images_per_s;
  const auto noisy = [&](const char* name, double images_per_s, double most_times) {
    return Figure{.name = name,
                  .value = images_per_s,
                  .unit = "1/s",
                  .peer = bare,
                  .peer_name = "bare libtorch forward pass, same network, one thread, same run",
                  .limit = bare / most_times};
  };
  return {{.name = "forward_images_per_s", .value = bare, .unit = "1/s"},
          noisy("additive_images_per_s", answer.additive_images_per_s, 1.6),
          noisy("read_noise_images_per_s", answer.read_noise_images_per_s, 2.8),
          noisy("per_crossbar_images_per_s", answer.per_crossbar_images_per_s, 3.5)};
}

}  // namespace kirchhoff::evaluate
