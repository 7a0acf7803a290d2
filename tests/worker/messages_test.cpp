// tests/worker/messages_test.cpp - messages survive the pipe to the bit; garbage does not pass.
#include "kirchhoff/worker/messages.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::worker {
namespace {

std::string text_of(const std::string& frame) {
  FrameReader reader;
  reader.append(frame);
  std::string text;
  REQUIRE(reader.next(text));
  std::string more;
  CHECK_FALSE(reader.next(more));
  return text;
}

// Equal frames mean equal messages, because every member is written.
template <typename T>
T round_trip(const T& message) {
  if constexpr (std::is_constructible_v<Job, T>) {
    const Job back = decode_job(text_of(encode(Job(message))));
    CHECK(encode(back) == encode(Job(message)));
    return std::get<T>(back);
  } else {
    const Answer back = decode_answer(text_of(encode(Answer(message))));
    CHECK(encode(back) == encode(Answer(message)));
    return std::get<T>(back);
  }
}

EvaluateJob full_job() {
  EvaluateJob job;
  job.id = std::numeric_limits<std::uint64_t>::max();
  job.fields = {{"network.skip", true},
                {"network.stages", std::int64_t{3}},
                {"train.learning_rate", 0.1},
                {"train.weight_decay", 2.0},
                {"hardware.device", std::string("rram-\"wan\"\n")}};
  job.data_set = "/data/set";
  job.validation_images = 5;
  job.split_seed = 6;
  job.training_images = 7;
  job.epochs = 8;
  job.training_seed = 0x8000000000000001U;
  job.accuracy_images = 9;
  job.plan = {.times_s = {0.0, 1.0 / 3.0}, .draws = 4, .seed = 5, .calibration_images = 6};
  job.also_test_images = true;
  job.weights_file = "/tmp/weights";
  job.chips = {{{"hardware.adc_bits", std::int64_t{7}}}, {}};
  job.least_accuracy = 1.0 / 3.0;
  job.checks = {{.after = 0.25, .least_accuracy = 2.0 / 3.0}};
  job.check_images = 11;
  return job;
}

accuracy::Accuracy some_accuracy() {
  return {.digital = 0.1,
          .ideal_analog = 1.0 / 3.0,
          .at = {{.time_s = 60.0, .mean = 0.7, .sd = 1e-17, .worst = 0.6}},
          .images = 1000,
          .draws = 3};
}

}  // namespace

TEST_CASE("an evaluate job keeps every member, kinds of numbers included") {
  const EvaluateJob job = full_job();
  const EvaluateJob back = round_trip(job);
  CHECK(back.id == job.id);
  CHECK(back.fields == job.fields);
  CHECK(back.training_seed == job.training_seed);
  CHECK(back.plan.times_s == job.plan.times_s);
  CHECK(back.also_test_images);
  CHECK(back.weights_file == job.weights_file);
  REQUIRE(back.checks.size() == 1);
  CHECK(back.checks[0].after == 0.25);
  CHECK(back.checks[0].least_accuracy == 2.0 / 3.0);
  CHECK(back.check_images == 11);
}

TEST_CASE("an evaluate answer keeps accuracies and activity to the bit") {
  EvaluateAnswer answer;
  answer.id = 3;
  answer.validation = some_accuracy();
  answer.test = {some_accuracy()};
  answer.activity = {.source = "measured",
                     .layers = {{.name = "stem",
                                 .ones_share = {0.5, 1.0 / 3.0},
                                 .level_share = {0.25, 0.75},
                                 .value_mean = 0.125}}};
  answer.training_loss = std::nextafter(0.3, 1.0);
  answer.weights_hash = "00ff";
  answer.check_accuracy = {1.0 / 3.0, 0.5};
  answer.was_stopped = true;
  const EvaluateAnswer back = round_trip(answer);
  CHECK(back.activity == answer.activity);
  CHECK(back.training_loss == answer.training_loss);
  CHECK(back.test.size() == 1);
  CHECK(back.test[0].at[0].sd == answer.test[0].at[0].sd);
  CHECK(back.validation.draws == 3);
  CHECK(back.check_accuracy == answer.check_accuracy);
  CHECK(back.was_stopped);
}

TEST_CASE("every other message survives the round trip") {
  CHECK(round_trip(SelfcheckJob{.id = 4}).id == 4);
  CHECK(round_trip(BenchJob{.id = 5, .data_set = "set", .images = 6}).images == 6);
  CHECK(round_trip(ProgressAnswer{.id = 1, .share = 0.5, .phase = "accuracy"}).phase == "accuracy");
  CHECK(round_trip(RefusedAnswer{.id = 1, .reason = "diverged"}).reason == "diverged");
  CHECK(round_trip(FailedAnswer{.id = 1, .exit_code = 3, .message = "m"}).exit_code == 3);
  const SelfcheckAnswer way{.id = 1, .signature = "s", .analog_difference = 1e-7, .noisy = 0.9};
  CHECK(round_trip(way).signature == "s");
  CHECK(round_trip(way).analog_difference == 1e-7);
  CHECK(round_trip(way).noisy == 0.9);
  CHECK(round_trip(BenchAnswer{.id = 1, .plain_images_per_s = 2.5}).plain_images_per_s == 2.5);
  const HelloAnswer hello{.fingerprint = Json::object({{"torch", "1.13"}})};
  CHECK(round_trip(hello).fingerprint == hello.fingerprint);
}

TEST_CASE("frames are the same fed byte by byte or all at once") {
  const std::string bytes =
      encode(Job(full_job())) + encode(Job(SelfcheckJob{.id = 2})) + encode(Job(full_job()));
  FrameReader reader;
  std::vector<std::string> texts;
  for (const char byte : bytes) {
    reader.append({&byte, 1});
    std::string text;
    while (reader.next(text)) texts.push_back(text);
  }
  REQUIRE(texts.size() == 3);
  CHECK(std::get<SelfcheckJob>(decode_job(texts[1])).id == 2);
  CHECK(texts[0] == texts[2]);
  FrameReader at_once;
  at_once.append(bytes);
  for (const std::string& expected : texts) {
    std::string text;
    REQUIRE(at_once.next(text));
    CHECK(text == expected);
  }
}

TEST_CASE("bytes that are no frame are refused at the first wrong byte") {
  const std::string frame = encode(Job(SelfcheckJob{}));
  std::string text;
  for (std::size_t wrong = 0; wrong < 4; ++wrong) {
    CAPTURE(wrong);
    std::string damaged = frame;
    damaged[wrong] = static_cast<char>(damaged[wrong] + 1);
    FrameReader reader;
    reader.append(std::string_view(damaged).substr(0, wrong));
    CHECK_FALSE(reader.next(text));
    reader.append(std::string_view(damaged).substr(wrong, 1));
    CHECK_THROWS_AS((void)reader.next(text), Error);
  }
  FrameReader huge;
  huge.append(std::string("KW\0\1\1\0\x10\0", 8));  // 2^20 + 1 bytes
  CHECK_THROWS_AS((void)huge.next(text), Error);
}

TEST_CASE("a text that is no message of this version is an environment error") {
  for (const char* text :
       {"", "{}", "[1]", R"({"kind":"dance","message":{}})", R"({"kind":"selfcheck","message":{}})",
        R"({"kind":"selfcheck","message":{"id":"one"}})"}) {
    CAPTURE(text);
    try {
      (void)decode_job(text);
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Environment);
    }
  }
  // A job is no answer.
  CHECK_THROWS_AS((void)decode_answer(text_of(encode(Job(SelfcheckJob{})))), Error);
}

TEST_CASE("a message above the limit of a frame is refused before it is sent") {
  const FailedAnswer answer{.id = 1, .message = std::string((1U << 20U) + 1, 'x')};
  CHECK_THROWS_AS((void)encode(Answer(answer)), Error);
}

}  // namespace kirchhoff::worker
