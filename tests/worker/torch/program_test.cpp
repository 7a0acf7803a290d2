// tests/worker/torch/program_test.cpp - kirchhoff-worker itself: its signature, its jobs, its end.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/worker/pool.hpp"
#include "kirchhoff/worker/process.hpp"

namespace kirchhoff::worker {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string word(std::int64_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((value >> shift) & 0xff));
  }
  return bytes;
}

// A data set of 12 x 12 images whose brightness tells the class.
class SmallSet {
 public:
  SmallSet() {
    std::string name = (fs::temp_directory_path() / "kirchhoff-worker-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    write("train", 600);
    write("t10k", 100);
  }
  ~SmallSet() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  void write(const std::string& part, int count) {
    std::string images = word(0x803) + word(count) + word(12) + word(12);
    std::string labels = word(0x801) + word(count);
    for (int i = 0; i < count; ++i) {
      const int label = i * 7 % 4;
      for (int pixel = 0; pixel < 144; ++pixel) {
        const bool bright = (pixel / 72) + 2 * (pixel % 12 / 6) == label;
        images.push_back(static_cast<char>((bright ? 120 : 0) + (i * 31 + pixel * 17) % 97));
      }
      labels.push_back(static_cast<char>(label));
    }
    std::ofstream(path_ / (part + "-images-idx3-ubyte"), std::ios::binary) << images;
    std::ofstream(path_ / (part + "-labels-idx1-ubyte"), std::ios::binary) << labels;
  }
  fs::path path_;
};

EvaluateJob small_job(const SmallSet& set, std::uint64_t id) {
  EvaluateJob job;
  job.id = id;
  job.fields = {{"network.family", "residual"},
                {"network.stages", std::int64_t{1}},
                {"network.stage1.width", std::int64_t{8}},
                {"compress.stage1.weight_bits", std::int64_t{4}},
                {"compress.stage1.activation_bits", std::int64_t{4}},
                {"train.batch", std::int64_t{32}}};
  job.data_set = set.path().string();
  job.validation_images = 100;
  job.training_images = 400;
  job.accuracy_images = 64;
  job.plan.calibration_images = 64;
  return job;
}

template <typename Wanted>
Wanted next(Pool& pool) {
  const auto start = Clock::now();
  while (seconds_since(start) < 120.0) {
    for (const Event& event : pool.wait(1.0)) {
      if (const auto* found = std::get_if<Wanted>(&event.what)) return *found;
      if (const auto* failed = std::get_if<FailedAnswer>(&event.what)) FAIL(failed->message);
      if (const auto* lost = std::get_if<LostJob>(&event.what)) FAIL(lost->reason);
    }
  }
  FAIL("the answer did not come");
  return {};
}

}  // namespace

TEST_CASE("a worker greets with all that decides its bits") {
  Pool pool({.workers = 1, .program = {}});
  pool.submit(SelfcheckJob{.id = 1});
  const HelloAnswer hello = next<HelloAnswer>(pool);
  for (const char* key : {"torch", "cpu_capability", "blas", "blas_core", "results_version"}) {
    CAPTURE(key);
    CHECK(hello.fingerprint.find(key) != nullptr);
  }
}

TEST_CASE(
    "two workers compute one signature, and a network arrives on its chip as it was trained") {
  Pool pool({.workers = 2, .program = {}});
  pool.submit(SelfcheckJob{.id = 1});
  pool.submit(SelfcheckJob{.id = 2});
  const auto first = next<SelfcheckAnswer>(pool);
  CHECK(first.signature.size() == 32);
  CHECK(next<SelfcheckAnswer>(pool).signature == first.signature);
  // From float32 to integers and on to ideal crossbars nothing is lost but rounding.
  CHECK(first.integer_difference <= 1e-5);
  CHECK(first.analog_difference <= 1e-5);
  CHECK(first.digital > 0.9);
  CHECK(first.noisy < first.digital);
  CHECK(first.noisy > 0.3);  // one of four by chance
}

TEST_CASE("a job gives the same bits in a fresh worker and in one that has worked before") {
  const SmallSet set;
  const auto bits = [](EvaluateAnswer answer) {
    answer.id = 0;
    answer.training_seconds = answer.accuracy_seconds = answer.training_images_per_s = 0.0;
    return encode(Answer(answer));
  };
  Pool pool({.workers = 1, .program = {}});
  EvaluateJob job = small_job(set, 1);
  job.also_test_images = true;
  job.weights_file = (set.path() / "weights").string();
  pool.submit(job);
  const auto first = next<EvaluateAnswer>(pool);
  CHECK(first.validation.images == 64);
  REQUIRE(first.test.size() == 1);
  CHECK(first.test[0].images == 100);
  CHECK(first.validation.digital > 0.6);
  CHECK(first.weights_hash == content_hash(read_text(set.path() / "weights")));
  job.id = 2;
  pool.submit(job);
  CHECK(bits(next<EvaluateAnswer>(pool)) == bits(first));
  pool.kill_all();
  pool.submit(job);
  CHECK(bits(next<EvaluateAnswer>(pool)) == bits(first));
}

TEST_CASE("a trained network is measured on the first chip on which it keeps its accuracy") {
  const SmallSet set;
  EvaluateJob job = small_job(set, 1);
  const auto chip = [](std::int64_t adc_bits, std::int64_t rows) {
    return space::Fields{{"hardware.device", std::string("sram-charge")},
                         {"hardware.cell_bits", std::int64_t{1}},
                         {"hardware.rows", rows},
                         {"hardware.active_rows", rows},
                         {"hardware.adc_bits", adc_bits}};
  };
  job.chips = {chip(1, 64), chip(9, 64), chip(9, 128)};
  job.least_accuracy = 0.6;
  Pool pool({.workers = 1, .program = {}});
  pool.submit(job);
  const auto found = next<EvaluateAnswer>(pool);
  CHECK(found.chip == 1);
  CHECK(found.validation.at.front().mean >= 0.6);

  // The same as if that chip had been asked for.
  EvaluateJob direct = small_job(set, 2);
  for (const auto& [path, value] : job.chips[1]) direct.fields[path] = value;
  pool.submit(direct);
  const auto asked = next<EvaluateAnswer>(pool);
  CHECK(asked.validation.at.front().mean == found.validation.at.front().mean);
  CHECK(asked.validation.digital == found.validation.digital);

  // None: the reason is a result about the network, with what was asked and how many were tried.
  job.id = 3;
  job.chips.resize(1);
  pool.submit(job);
  CHECK(next<RefusedAnswer>(pool).reason ==
        "its accuracy is below 0.6 on each of the 1 chips that were tried");

  // Without a bound the first chip is taken as it is.
  job.id = 4;
  job.least_accuracy = 0.0;
  pool.submit(job);
  CHECK(next<EvaluateAnswer>(pool).chip == 0);
}

TEST_CASE("a check measures the network on its chip, and one that is not passed ends the job") {
  const SmallSet set;
  EvaluateJob job = small_job(set, 1);
  Pool pool({.workers = 1, .program = {}});
  pool.submit(job);
  const auto plain = next<EvaluateAnswer>(pool);
  job.checks = {{.after = 0.25}, {.after = 0.75, .least_accuracy = 0.01}};
  job.check_images = 40;
  pool.submit(job);
  const auto checked = next<EvaluateAnswer>(pool);
  CHECK_FALSE(checked.was_stopped);
  REQUIRE(checked.check_accuracy.size() == 2);
  CHECK(checked.check_accuracy[1] > 0.01);
  CHECK(checked.check_accuracy[0] != checked.check_accuracy[1]);
  CHECK(checked.validation.at.front().mean == plain.validation.at.front().mean);
  CHECK(checked.training_loss == plain.training_loss);

  job.checks[1].least_accuracy = checked.check_accuracy[1] + 1e-9;
  pool.submit(job);
  const auto stopped = next<EvaluateAnswer>(pool);
  CHECK(stopped.was_stopped);
  CHECK(stopped.check_accuracy == checked.check_accuracy);
  CHECK(stopped.validation.images == 40);
  CHECK(stopped.validation.at.front().mean == checked.check_accuracy[1]);
  CHECK(stopped.activity.layers.size() == plain.activity.layers.size());
  CHECK(stopped.weights_hash.empty());
}

TEST_CASE("what cannot be done comes back as a failure with its exit code") {
  const SmallSet set;
  Pool pool({.workers = 1, .program = {}});
  const auto failure = [&pool](const EvaluateJob& job) {
    pool.submit(job);
    const auto start = Clock::now();
    while (seconds_since(start) < 60.0) {
      for (const Event& event : pool.wait(1.0)) {
        if (const auto* failed = std::get_if<FailedAnswer>(&event.what)) return *failed;
      }
    }
    FAIL("no failure");
    return FailedAnswer{};
  };
  EvaluateJob job = small_job(set, 1);
  job.data_set = "/nowhere";
  CHECK(failure(job).exit_code == 3);
  job = small_job(set, 2);
  job.training_images = 501;
  CHECK(failure(job).message.find("training_images (501) must be 1 to 500") != std::string::npos);
  job = small_job(set, 3);
  job.weights_file = "/nowhere/weights";
  CHECK(failure(job).exit_code == 4);
  job = small_job(set, 4);
  job.fields["network.famly"] = std::string("plain");
  CHECK(failure(job).exit_code == 3);
}

TEST_CASE("a worker in mid training ends within two seconds when its pipe closes") {
  const SmallSet set;
  EvaluateJob job = small_job(set, 1);
  job.epochs = 100000;
  Process process(worker_program(), 8192);
  REQUIRE(process.write(encode(Job(job))));
  FrameReader frames;
  bool trains = false;
  const auto start = Clock::now();
  while (!trains && seconds_since(start) < 60.0) {
    std::string bytes;
    REQUIRE(process.read(bytes));
    frames.append(bytes);
    std::string text;
    while (frames.next(text)) {
      const Answer answer = decode_answer(text);
      trains = trains || std::holds_alternative<ProgressAnswer>(answer);
    }
    ::usleep(10000);
  }
  REQUIRE(trains);
  const auto closed = Clock::now();
  process.close_input();
  CHECK(process.has_ended(5.0));
  CHECK(seconds_since(closed) < 2.0);
}

}  // namespace kirchhoff::worker
