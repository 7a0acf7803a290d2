// kirchhoff/worker/messages.hpp - what kirchhoff and kirchhoff-worker say to each other.
//
// A frame on a pipe: "KW" 0x00, version byte, 32-bit little-endian length (at most 1 MiB), JSON
// text. Tensors never travel on the pipe: the worker writes weights to the file that the job names
// and answers with its hash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kirchhoff/accuracy/accuracy_model.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/network/activity.hpp"
#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::worker {

inline constexpr int protocol_version = 7;

/// A look at a training before its end, on one programming of the chip.
struct Check {
  double after = 0.0;           // share of the steps, in (0, 1)
  double least_accuracy = 0.0;  // below it the training ends
};

/// Train a design and measure it on its chip.
struct EvaluateJob {
  std::uint64_t id = 0;                   // chosen by the sender, comes back with every answer
  space::Fields fields;                   // the design
  std::string folder;                     // of the study: see design::Task
  std::string data_set;                   // see train::load_data_set
  std::int64_t validation_images = 6000;  // split off by split_seed
  std::uint64_t split_seed = 1;
  std::int64_t training_images = 6000;  // the first of the training part
  int epochs = 2;
  std::uint64_t training_seed = 1;
  std::int64_t accuracy_images = 1000;  // of the validation part; ignored when use_test_images
  accuracy::AccuracyPlan plan;
  bool also_test_images =
      false;                 // measure on all test images too: only for the front and baselines
  std::string weights_file;  // where to write them; "" for nowhere
  /// Chips to try one after the other (hardware fields, added to `fields`): the first on which the
  /// trained network keeps `least_accuracy` is measured. Empty: the chip of `fields`.
  std::vector<space::Fields> chips{};
  double least_accuracy = 0.0;
  std::vector<Check> checks{};    // by `after`; none with `chips`
  std::int64_t check_images = 0;  // of the validation part, for each check
};

struct EvaluateAnswer {
  std::uint64_t id = 0;
  accuracy::Accuracy validation;
  std::vector<accuracy::Accuracy> test;  // none or one
  std::int64_t chip = 0;                 // which of the job's chips was measured
  network::Activity activity;
  double training_loss = 0.0;
  double training_images_per_s = 0.0;
  double training_seconds = 0.0, accuracy_seconds = 0.0;
  std::string weights_hash;  // content_hash of the weights file; "" when none was asked for
  std::vector<double> check_accuracy{};  // of the checks that were reached
  bool was_stopped = false;  // by the last of them, whose accuracy and activity these are
};

/// The design could not be trained: a result about the design (it diverged), not about the worker.
struct RefusedAnswer {
  std::uint64_t id = 0;
  std::string reason;
};

/// The job could not be done for a reason outside the design (missing data, disk full).
struct FailedAnswer {
  std::uint64_t id = 0;
  int exit_code = 4;  // as Error's kind says
  std::string message;
};

struct ProgressAnswer {
  std::uint64_t id = 0;
  double share = 0.0;  // 0..1 of the job
  std::string phase;   // "training", "accuracy"
};

/// The first thing a worker says.
struct HelloAnswer {
  int version = protocol_version;
  Json fingerprint;  // torch version, CPU capability, BLAS, core type, results_version
};

struct SelfcheckJob {
  std::uint64_t id = 0;
};
/// A small fixed training and its way onto a chip, step by step.
struct SelfcheckAnswer {
  std::uint64_t id = 0;
  std::string signature;  // of weights and accuracies
  // Largest difference of class scores, relative to the largest score:
  double integer_difference = 0.0;  // the network in float32 by libtorch, and in integers
  double analog_difference = 0.0;   // in integers, and on ideal crossbars with ample converters
  // Shares of 128 images: in integers, with the chip's converters, and with its noise.
  double digital = 0.0, ideal_analog = 0.0, noisy = 0.0;
};

/// Speed of training or of noisy accuracy against bare libtorch, for `bench train` and
/// `bench accuracy`.
struct BenchJob {
  std::uint64_t id = 0;
  std::string data_set = "fashion-mnist";
  std::int64_t images = 6000;
  bool accuracy = false;  // instead of training
};
/// Images per second of one thread; 0 for what was not asked for.
struct BenchAnswer {
  std::uint64_t id = 0;
  double bare_images_per_s = 0.0;       // bare libtorch loop of the same network
  double plain_images_per_s = 0.0;      // our trainer, no quantisation
  double quantised_images_per_s = 0.0;  // quantisation and weight noise
  // Noise-aware: errors of PCM cells in the weights, and converters for a layer's whole sums, or
  // for those of every crossbar of 128 rows.
  double layer_aware_images_per_s = 0.0;
  double crossbar_aware_images_per_s = 0.0;
  // Of ResNet-8, weights of 4 bits in one pair of cells, inputs of 8 bits in one step:
  double forward_images_per_s = 0.0;     // bare libtorch, float32, no gradients
  double additive_images_per_s = 0.0;    // programming, drift, 1/f, noise of one converter a column
  double read_noise_images_per_s = 0.0;  // and read noise of every cell
  double per_crossbar_images_per_s = 0.0;  // and a converter for every crossbar of 128 rows
};

using Job = std::variant<EvaluateJob, SelfcheckJob, BenchJob>;
using Answer = std::variant<HelloAnswer, ProgressAnswer, EvaluateAnswer, RefusedAnswer,
                            FailedAnswer, SelfcheckAnswer, BenchAnswer>;

[[nodiscard]] std::string encode(const Job& job);  // one whole frame
[[nodiscard]] std::string encode(const Answer& answer);
/// From a frame's JSON text. Throws Error(Environment) when it is not a message of this version.
[[nodiscard]] Job decode_job(std::string_view text);
[[nodiscard]] Answer decode_answer(std::string_view text);

/// Cuts a byte stream into frames. Throws Error(Environment) on bytes that are no frame.
class FrameReader {
 public:
  void append(std::string_view bytes);
  /// The JSON text of the next whole frame, or false.
  bool next(std::string& text);

 private:
  std::string buffer_;
};

}  // namespace kirchhoff::worker
