// kirchhoff/worker/messages.cpp - messages as JSON; one list of members serves both directions.
#include "kirchhoff/worker/messages.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::worker {
namespace {

constexpr std::size_t header_size = 8;
constexpr std::size_t largest_frame = std::size_t{1} << 20U;
constexpr std::array<char, 4> magic = {'K', 'W', '\0', static_cast<char>(protocol_version)};

template <typename T>
Json written(const T& value);
template <typename T>
T read(const Json& json);

// The members of every message, once; `visit` writes or reads each.
template <typename Visit>
void members(Visit& visit, accuracy::AccuracyAt& at) {
  visit("time_s", at.time_s);
  visit("mean", at.mean);
  visit("sd", at.sd);
  visit("worst", at.worst);
  visit("draws", at.draws);
  visit("half_width", at.half_width);
}
template <typename Visit>
void members(Visit& visit, accuracy::Accuracy& accuracy) {
  visit("digital", accuracy.digital);
  visit("ideal_analog", accuracy.ideal_analog);
  visit("at", accuracy.at);
  visit("images", accuracy.images);
  visit("draws", accuracy.draws);
}
template <typename Visit>
void members(Visit& visit, accuracy::AccuracyPlan& plan) {
  visit("times_s", plan.times_s);
  visit("draws", plan.draws);
  visit("within", plan.within);
  visit("floor", plan.floor);
  visit("seed", plan.seed);
  visit("calibration_images", plan.calibration_images);
}
template <typename Visit>
void members(Visit& visit, Check& check) {
  visit("after", check.after);
  visit("least_accuracy", check.least_accuracy);
}
template <typename Visit>
void members(Visit& visit, EvaluateJob& job) {
  visit("id", job.id);
  visit("fields", job.fields);
  visit("folder", job.folder);
  visit("data_set", job.data_set);
  visit("validation_images", job.validation_images);
  visit("split_seed", job.split_seed);
  visit("training_images", job.training_images);
  visit("epochs", job.epochs);
  visit("training_seed", job.training_seed);
  visit("accuracy_images", job.accuracy_images);
  visit("plan", job.plan);
  visit("also_test_images", job.also_test_images);
  visit("weights_file", job.weights_file);
  visit("chips", job.chips);
  visit("least_accuracy", job.least_accuracy);
  visit("checks", job.checks);
  visit("check_images", job.check_images);
}
template <typename Visit>
void members(Visit& visit, SelfcheckJob& job) {
  visit("id", job.id);
}
template <typename Visit>
void members(Visit& visit, BenchJob& job) {
  visit("id", job.id);
  visit("data_set", job.data_set);
  visit("images", job.images);
  visit("accuracy", job.accuracy);
}
template <typename Visit>
void members(Visit& visit, HelloAnswer& answer) {
  visit("version", answer.version);
  visit("fingerprint", answer.fingerprint);
}
template <typename Visit>
void members(Visit& visit, ProgressAnswer& answer) {
  visit("id", answer.id);
  visit("share", answer.share);
  visit("phase", answer.phase);
}
template <typename Visit>
void members(Visit& visit, EvaluateAnswer& answer) {
  visit("id", answer.id);
  visit("validation", answer.validation);
  visit("test", answer.test);
  visit("chip", answer.chip);
  visit("activity", answer.activity);
  visit("training_loss", answer.training_loss);
  visit("training_images_per_s", answer.training_images_per_s);
  visit("training_seconds", answer.training_seconds);
  visit("accuracy_seconds", answer.accuracy_seconds);
  visit("weights_hash", answer.weights_hash);
  visit("check_accuracy", answer.check_accuracy);
  visit("was_stopped", answer.was_stopped);
}
template <typename Visit>
void members(Visit& visit, RefusedAnswer& answer) {
  visit("id", answer.id);
  visit("reason", answer.reason);
}
template <typename Visit>
void members(Visit& visit, FailedAnswer& answer) {
  visit("id", answer.id);
  visit("exit_code", answer.exit_code);
  visit("message", answer.message);
}
template <typename Visit>
void members(Visit& visit, SelfcheckAnswer& answer) {
  visit("id", answer.id);
  visit("signature", answer.signature);
  visit("integer_difference", answer.integer_difference);
  visit("analog_difference", answer.analog_difference);
  visit("digital", answer.digital);
  visit("ideal_analog", answer.ideal_analog);
  visit("noisy", answer.noisy);
}
template <typename Visit>
void members(Visit& visit, BenchAnswer& answer) {
  visit("id", answer.id);
  visit("bare_images_per_s", answer.bare_images_per_s);
  visit("plain_images_per_s", answer.plain_images_per_s);
  visit("quantised_images_per_s", answer.quantised_images_per_s);
  visit("layer_aware_images_per_s", answer.layer_aware_images_per_s);
  visit("crossbar_aware_images_per_s", answer.crossbar_aware_images_per_s);
  visit("forward_images_per_s", answer.forward_images_per_s);
  visit("additive_images_per_s", answer.additive_images_per_s);
  visit("read_noise_images_per_s", answer.read_noise_images_per_s);
  visit("per_crossbar_images_per_s", answer.per_crossbar_images_per_s);
}

struct Writing {
  Json json = Json::object();
  template <typename T>
  void operator()(const char* key, const T& value) {
    json.set(key, written(value));
  }
};

struct Reading {
  const Json& json;
  template <typename T>
  void operator()(const char* key, T& value) {
    value = read<T>(json.at(key));
  }
};

template <typename T>
constexpr bool is_list = false;
template <typename T>
constexpr bool is_list<std::vector<T>> = true;

template <typename T>
Json written(const T& value) {
  if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string> ||
                std::is_same_v<T, Json>) {
    return value;
  } else if constexpr (is_list<T>) {
    Json list = Json::array();
    for (const auto& item : value) list.push(written(item));
    return list;
  } else if constexpr (std::is_same_v<T, network::Activity>) {
    return formats::activity_json(value);
  } else if constexpr (std::is_same_v<T, space::Fields>) {
    Json object = Json::object();
    for (const auto& [path, field] : value) {
      object.set(path, std::visit([](const auto& held) { return Json(held); }, field));
    }
    return object;
  } else {
    Writing writing;
    T copy = value;  // members() serves reading too, so it wants to change what it visits
    members(writing, copy);
    return writing.json;
  }
}

space::ParameterValue parameter_value(const Json& json) {
  if (json.is_bool()) return json.as_bool();
  if (json.is_integer()) return json.as_integer();
  if (json.is_number()) return json.as_double();
  return json.as_string();
}

template <typename T>
T read(const Json& json) {
  if constexpr (std::is_same_v<T, bool>) {
    return json.as_bool();
  } else if constexpr (std::is_same_v<T, int>) {
    const std::int64_t value = json.as_integer();
    require(value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max(),
            "{} does not fit into 32 bits", value);
    return static_cast<int>(value);
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(json.as_integer());
  } else if constexpr (std::is_same_v<T, double>) {
    return json.as_double();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json.as_string();
  } else if constexpr (std::is_same_v<T, Json>) {
    return json;
  } else if constexpr (is_list<T>) {
    T list;
    for (const Json& item : json.items()) list.push_back(read<typename T::value_type>(item));
    return list;
  } else if constexpr (std::is_same_v<T, network::Activity>) {
    return formats::activity_from_json(json);
  } else if constexpr (std::is_same_v<T, space::Fields>) {
    space::Fields fields;
    for (const auto& [path, value] : json.members()) fields[path] = parameter_value(value);
    return fields;
  } else {
    T value;
    Reading reading{json};
    members(reading, value);
    return value;
  }
}

// The name of every kind of message on the pipe.
template <typename T>
constexpr const char* kind = nullptr;
template <>
constexpr const char* kind<EvaluateJob> = "evaluate";
template <>
constexpr const char* kind<SelfcheckJob> = "selfcheck";
template <>
constexpr const char* kind<BenchJob> = "bench";
template <>
constexpr const char* kind<HelloAnswer> = "hello";
template <>
constexpr const char* kind<ProgressAnswer> = "progress";
template <>
constexpr const char* kind<EvaluateAnswer> = "evaluated";
template <>
constexpr const char* kind<RefusedAnswer> = "refused";
template <>
constexpr const char* kind<FailedAnswer> = "failed";
template <>
constexpr const char* kind<SelfcheckAnswer> = "selfchecked";
template <>
constexpr const char* kind<BenchAnswer> = "benched";

std::string framed(const std::string& text) {
  if (text.size() > largest_frame) {
    fail(ErrorKind::Environment, "a message of {} bytes is too long for a worker; at most {}",
         text.size(), largest_frame);
  }
  std::string frame(magic.begin(), magic.end());
  for (unsigned shift = 0; shift < 32; shift += 8) {
    frame.push_back(static_cast<char>((text.size() >> shift) & 0xffU));
  }
  return frame + text;
}

template <typename Message>
std::string encode_message(const Message& message) {
  return std::visit(
      [](const auto& held) {
        Json json = Json::object();
        json.set("kind", kind<std::decay_t<decltype(held)>>);
        json.set("message", written(held));
        return framed(json.dump());
      },
      message);
}

// Tries the alternatives of a variant in turn.
template <typename Message, std::size_t Index = 0>
Message read_message(const std::string& name, const Json& json) {
  if constexpr (Index < std::variant_size_v<Message>) {
    using Alternative = std::variant_alternative_t<Index, Message>;
    if (name == kind<Alternative>) return read<Alternative>(json);
    return read_message<Message, Index + 1>(name, json);
  } else {
    fail(ErrorKind::Input, "\"{}\" is no kind of message", name);
  }
}

template <typename Message>
Message decode_message(std::string_view text) try {
  const Json json = Json::parse(text, "message");
  return read_message<Message>(json.at("kind").as_string(), json.at("message"));
} catch (const Error& error) {
  fail(ErrorKind::Environment,
       "not a message of version {} ({}); build kirchhoff and kirchhoff-worker together",
       protocol_version, error.what());
}

}  // namespace

std::string encode(const Job& job) { return encode_message(job); }
std::string encode(const Answer& answer) { return encode_message(answer); }
Job decode_job(std::string_view text) { return decode_message<Job>(text); }
Answer decode_answer(std::string_view text) { return decode_message<Answer>(text); }

void FrameReader::append(std::string_view bytes) { buffer_.append(bytes); }

bool FrameReader::next(std::string& text) {
  for (std::size_t i = 0; i < magic.size() && i < buffer_.size(); ++i) {
    if (buffer_[i] == magic[i]) continue;
    if (i + 1 == magic.size()) {
      fail(ErrorKind::Environment,
           "a frame of version {}, expected {}; build both programs together",
           static_cast<unsigned char>(buffer_[i]), protocol_version);
    }
    fail(ErrorKind::Environment, "byte {} of a frame is 0x{:02x}, expected 0x{:02x}", i,
         static_cast<unsigned char>(buffer_[i]), static_cast<unsigned char>(magic[i]));
  }
  if (buffer_.size() < header_size) return false;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    size |= std::size_t{static_cast<unsigned char>(buffer_[4 + i])} << (8 * i);
  }
  if (size > largest_frame) {
    fail(ErrorKind::Environment, "a frame of {} bytes; at most {} are allowed", size,
         largest_frame);
  }
  if (buffer_.size() < header_size + size) return false;
  text = buffer_.substr(header_size, size);
  buffer_.erase(0, header_size + size);
  return true;
}

}  // namespace kirchhoff::worker
