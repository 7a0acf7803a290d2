// kirchhoff/cli/accuracy.cpp - the verb accuracy: what a trained design is worth on its chip,
// later, layer by layer, and on other chips.
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <thread>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/cli/interruption.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/evaluate/robustness.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/report/robustness.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "kirchhoff/report/sweep.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  std::string study, trial, hardware, svg;
  std::string at = "1min,1h,1d,30d,1y";
  std::vector<std::string> set, vary;
  std::int64_t images = 1000;
  int draws = 10, threads = 0;
  double within = 0.0;
  bool test = false, layers = false, json = false;
};

double time_of(const std::string& text) {
  double value = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string unit(end, text.data() + text.size());
  const double factor = unit.empty() || unit == "s" ? 1.0
                        : unit == "min"             ? 60.0
                        : unit == "h"               ? 3600.0
                        : unit == "d"               ? 86400.0
                        : unit == "y"               ? 31557600.0
                                                    : 0.0;
  if (problem != std::errc() || factor == 0.0 || !(value >= 0.0) || !(value * factor <= 1e10)) {
    fail(ErrorKind::Usage,
         "--at: \"{}\" is no time after programming; give 0 to 300y with s, min, h, d or y, e.g. "
         "1min,1d,1y",
         text);
  }
  return value * factor;
}

std::vector<double> times_of(const std::string& list) {
  std::vector<double> times;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    times.push_back(time_of(list.substr(begin, end - begin)));
    begin = end + 1;
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

// A value as a study file would hold it: a number where it is one, true, false or a text.
space::ParameterValue value_of(const std::string& text) {
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole);
      read.ec == std::errc() && read.ptr == end)
    return whole;
  double real = 0.0;
  if (const auto read = std::from_chars(text.data(), end, real);
      read.ec == std::errc() && read.ptr == end)
    return real;
  if (text == "true" || text == "false") return text == "true";
  return text;
}

// Fields of the design are changed before the chip is made from its template. The other keys, and
// all of a chip that --set has changed, are set on the finished chip; the value given last holds.
void vary(const std::string& key, const std::string& value, bool is_own_chip,
          evaluate::RobustnessCase& one) {
  const std::string path = "hardware." + key;
  const auto is_path = [&](const design::FieldDescription& field) { return field.path == path; };
  if (is_own_chip && std::ranges::any_of(design::design_fields(), is_path)) {
    one.change[path] = value_of(value);
  } else {
    one.chip_keys.push_back(fmt::format("{}={}", key, value));
  }
}

// What is measured, and where its results go.
struct Plan {
  std::vector<double> times;
  std::vector<std::string> layers;
  std::vector<report::SweepAxis> axes;
  std::vector<evaluate::RobustnessCase> cases;  // by time, then by layer, then by axis and value
};

Plan plan_of(const Arguments& arguments, const evaluate::RobustnessSubject& subject,
             std::uint64_t seed) {
  Plan plan{.times = times_of(arguments.at), .layers = {}, .axes = {}, .cases = {}};
  accuracy::AccuracyPlan each{.draws = arguments.draws, .within = arguments.within, .seed = seed};
  for (const double time : plan.times) {
    each.times_s = {time};
    plan.cases.push_back({.change = {}, .chip_keys = arguments.set, .plan = each});
  }
  each.times_s = {plan.times.front()};
  if (arguments.layers) plan.layers = evaluate::layer_names(subject);
  for (std::size_t layer = 0; layer < plan.layers.size(); ++layer)
    plan.cases.push_back(
        {.change = {}, .chip_keys = arguments.set, .only_layer = layer, .plan = each});
  for (const std::string& text : arguments.vary) {
    const report::SweepAxis& axis = plan.axes.emplace_back(report::parse_axis(text));
    for (const std::string& value : axis.values) {
      evaluate::RobustnessCase one{.change = {}, .chip_keys = arguments.set, .plan = each};
      const bool is_own_chip = arguments.set.empty() && arguments.hardware.empty();
      for (const std::string& key : axis.keys) vary(key, value, is_own_chip, one);
      plan.cases.push_back(std::move(one));
    }
  }
  return plan;
}

report::NoisyAccuracy noisy(const accuracy::Accuracy& measured) {
  const accuracy::AccuracyAt& at = measured.at.front();
  return {.time_s = at.time_s,
          .mean = at.mean,
          .sd = at.sd,
          .worst = at.worst,
          .half_width = at.half_width,
          .draws = at.draws};
}

// The results, put where the plan says.
void fill(report::Robustness& robustness, const Plan& plan,
          const std::vector<evaluate::RobustnessResult>& results) {
  auto result = results.begin();
  const auto own = [&]() -> const accuracy::Accuracy& {
    require(result->accuracy.has_value(), "the design cannot be built: {}", result->reason);
    return *(result++)->accuracy;
  };
  for (std::size_t time = 0; time < plan.times.size(); ++time) {
    const accuracy::Accuracy& measured = own();
    robustness.digital = measured.digital;
    robustness.ideal_analog = measured.ideal_analog;
    robustness.at.push_back(noisy(measured));
  }
  for (const std::string& layer : plan.layers) {
    const accuracy::Accuracy& measured = own();
    robustness.layers.push_back({.layer = layer,
                                 .by_converters = measured.digital - measured.ideal_analog,
                                 .noisy = noisy(measured)});
  }
  for (const report::SweepAxis& axis : plan.axes) {
    for (const std::string& value : axis.values) {
      report::VariantAccuracy variant{.key = axis.name(), .value = value, .reason = result->reason};
      if (result->accuracy) variant.ideal_analog = result->accuracy->ideal_analog;
      if (result->accuracy) variant.noisy = noisy(*result->accuracy);
      robustness.variants.push_back(std::move(variant));
      ++result;
    }
  }
}

// A line that overwrites itself, on a terminal alone; false once the user wants to stop.
class Progress {
 public:
  Progress() = default;
  ~Progress() {
    if (is_open_) std::cerr << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool operator()(double share) {
    const auto now = std::chrono::steady_clock::now();
    if (isatty(STDERR_FILENO) != 0 && share > 0.0 && now - last_ > std::chrono::milliseconds(250)) {
      last_ = now;
      const double seconds = std::chrono::duration<double>(now - start_).count();
      std::cerr << fmt::format("\r{:.0f} %  ETA {}\x1b[K", 100.0 * share,
                               duration_text(seconds * (1.0 - share) / share))
                << std::flush;
      is_open_ = true;
    }
    return !is_interrupted();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_ = start_;
  bool is_open_ = false;
};

evaluate::RobustnessSubject subject_of(const Arguments& arguments, const report::StudyView& view,
                                       std::uint64_t number) {
  report::TrainedDesign design = report::trained_design(view, number);
  std::optional<hardware::Chip> chip;
  if (!arguments.hardware.empty()) chip = formats::load_chip(arguments.hardware);
  return {.fields = std::move(design.fields),
          .folder = view.spec.path.parent_path(),
          .weights = std::move(design.weights),
          .data_set = view.spec.data.set,
          .validation_images = view.spec.data.validation_images,
          .split_seed = view.spec.seed,
          .images = arguments.images,
          .on_test_images = arguments.test,
          .chip = std::move(chip)};
}

// ", on pcm-32nm, dac_bits=8": how the chip differs from the design's.
std::string chip_text(const Arguments& arguments) {
  std::string text = arguments.hardware.empty() ? "" : ", on " + arguments.hardware;
  for (const std::string& assignment : arguments.set) text += ", " + assignment;
  return text;
}

void run(const Arguments& arguments) {
  const report::StudyView view = report::read_study(arguments.study);
  if (arguments.trial.empty() && view.front.empty()) {
    fail(ErrorKind::Negative, "{}: no design is complete yet; continue it with kirchhoff search",
         arguments.study);
  }
  const std::uint64_t number = arguments.trial.empty() ? view.trials[view.front[view.knee]].number
                                                       : trial_number(arguments.trial);
  const evaluate::RobustnessSubject subject = subject_of(arguments, view, number);
  const Plan plan = plan_of(arguments, subject, view.spec.seed);
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  listen_for_interruptions();
  std::vector<evaluate::RobustnessResult> results;
  try {
    Progress progress;
    results = evaluate::measure_robustness(
        subject, plan.cases, arguments.threads > 0 ? arguments.threads : std::max(1, cores),
        [&](double share) { return progress(share); });
  } catch (const Error&) {
    if (!is_interrupted()) throw;
    std::cerr << "Interrupted: nothing is kept of a measurement that did not end.\n";
    verb_exit_code() = interrupted_code;
    return;
  }
  report::Robustness robustness{
      .study = view.spec.name,
      .trial = number,
      .images = fmt::format("{} {} images{}", arguments.images,
                            arguments.test ? "test" : "validation", chip_text(arguments)),
      .at = {},
      .layers = {},
      .variants = {}};
  fill(robustness, plan, results);
  std::cout << (arguments.json ? report::robustness_json(robustness).dump(2) + "\n"
                               : report::robustness_table(robustness))
            << std::flush;
  if (!arguments.svg.empty()) write_atomically(arguments.svg, report::robustness_svg(robustness));
}

}  // namespace

void add_accuracy(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();  // shared: the callback outlives this function
  CLI::App* command = program.add_subcommand(
      "accuracy", "A trained design on its noisy chip: over time, by layer, on other chips");
  command->add_option("study", arguments->study, "Study folder")->required();
  command->add_option("trial", arguments->trial,
                      "A trial that was trained fully (default: the knee)");
  command->add_option("--at", arguments->at,
                      "Times since programming (default: 1min,1h,1d,30d,1y)");
  command->add_option(
      "--hardware", arguments->hardware,
      "A shipped chip or chip file in place of the design's, with the same weights");
  command
      ->add_option(
          "--set", arguments->set,
          "Another chip for everything that is measured, with the same weights: dac_bits=8")
      ->allow_extra_args(false);
  command
      ->add_option("--vary", arguments->vary,
                   "Any key of the chip and its values, with the same weights: adc_bits=3:8")
      ->allow_extra_args(false);
  command->add_flag("--layers", arguments->layers,
                    "Also each layer analog alone: which loses most");
  command->add_option("--draws", arguments->draws, "Programmings of the chip (default: 10)")
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--within", arguments->within,
                   "Stop earlier once the mean is known to this many percentage points (95 %)")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--images", arguments->images, "How many images (default: 1000)");
  command->add_flag("--test", arguments->test, "Test images instead of validation images");
  command->add_option("--threads", arguments->threads, "Threads (default: one a core)")
      ->check(CLI::Range(1, 1024));
  command->add_option("--svg", arguments->svg, "Draw it into this file");
  command->add_flag("--json", arguments->json, "Print JSON instead of tables");
  command->footer(
      "Examples:\n  kirchhoff accuracy studies/fashion-joint --layers --svg accuracy.svg\n"
      "  kirchhoff accuracy studies/fashion-joint 224 --at 1d,1y --vary adc_bits=4:10 --json\n"
      "  kirchhoff accuracy studies/fashion-joint --set dac_bits=8 --vary "
      "input_coding=pulse-width,amplitude\n"
      "  kirchhoff accuracy studies/fashion-joint --hardware sram-rram-32nm --set "
      "sram.layers=first");
  command->callback([arguments] {
    arguments->within *= 0.01;
    run(*arguments);
  });
}

}  // namespace kirchhoff::cli
