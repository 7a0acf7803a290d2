// kirchhoff/cli/selfcheck.cpp - the verb selfcheck: is this installation sound, do its results
// stand?
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/cli/verbs.hpp"
#include "kirchhoff/evaluate/selfcheck.hpp"

namespace kirchhoff::cli {

namespace {

struct Arguments {
  bool json = false, plain_only = false;
};

// data/selfcheck.json: {"plain": "...", "training": {"<hash of the fingerprint>": "..."},
// "accuracy": {"digital": .., "ideal_analog": .., "noisy": ..}}
Json released_signatures() {
  const std::filesystem::path path = data_folder() / "selfcheck.json";
  return Json::parse(read_text(path), path.string());
}

struct Verdict {
  std::string signature, released;  // released: "" when none is known for this machine
  [[nodiscard]] bool is_wrong() const { return !released.empty() && released != signature; }
  [[nodiscard]] std::string word() const {
    if (released.empty()) return "no released signature for this type of machine";
    return is_wrong() ? "differs from the released " + released : "as released";
  }
};

// One step of the network's way onto the chip, and what is right there on any machine.
struct Step {
  std::string name, unit;
  double found = 0.0, low = 0.0, high = 0.0;
  [[nodiscard]] bool is_wrong() const { return !(found >= low && found <= high); }
};

constexpr double same_scores = 1e-5;  // of the largest score

// Rounding differs between machines, and a training with it: accuracies may move, but not far.
std::vector<Step> steps_of(const worker::SelfcheckAnswer& found, const Json& released) {
  const auto accuracy = [&](const char* name, const char* key, double share) {
    constexpr double room = 0.15;
    const double reference = released.at("accuracy").at(key).as_double();
    return Step{name, "", share, reference - room, std::min(1.0, reference + room)};
  };
  return {
      {"float32 to integers", " of the largest score", found.integer_difference, 0.0, same_scores},
      {"integers to ideal analog", " of the largest score", found.analog_difference, 0.0,
       same_scores},
      accuracy("accuracy, digital", "digital", found.digital),
      accuracy("accuracy, its converters", "ideal_analog", found.ideal_analog),
      accuracy("accuracy, its noise", "noisy", found.noisy)};
}

bool report_training(const Arguments& arguments, const Json& released, Json& json) {
  worker::Pool pool({.workers = 1, .program = {}});
  const evaluate::TrainingSignature training = evaluate::training_signature(pool);
  const std::string machine = content_hash(training.fingerprint.dump());
  const Json* known = released.at("training").find(machine);
  const Verdict verdict{training.found.signature, known == nullptr ? "" : known->as_string()};
  json.set("training", verdict.signature).set("training_verdict", verdict.word());
  json.set("fingerprint", training.fingerprint).set("fingerprint_hash", machine);
  if (!arguments.json) {
    std::cout << "with training     " << verdict.signature << "  " << verdict.word()
              << "\nfingerprint       " << training.fingerprint.dump() << '\n';
  }
  bool is_wrong = verdict.is_wrong();
  Json list = Json::array();
  for (const Step& step : steps_of(training.found, released)) {
    is_wrong = is_wrong || step.is_wrong();
    list.push(Json::object({{"name", step.name},
                            {"found", step.found},
                            {"low", step.low},
                            {"high", step.high},
                            {"is_right", !step.is_wrong()}}));
    if (arguments.json) continue;
    std::cout << fmt::format("{:<26}{:.3g}{}   allowed {:.3g} to {:.3g}{}\n", step.name, step.found,
                             step.unit, step.low, step.high, step.is_wrong() ? "   WRONG" : "");
  }
  json.set("steps", std::move(list));
  return is_wrong;
}

void run(const Arguments& arguments) {
  const Json released = released_signatures();
  Json json = Json::object();
  const Verdict plain{evaluate::plain_signature(), released.at("plain").as_string()};
  json.set("plain", plain.signature).set("plain_verdict", plain.word());
  if (!arguments.json) {
    std::cout << "without training  " << plain.signature << "  " << plain.word() << '\n';
  }
  bool is_wrong = plain.is_wrong();
  if (!arguments.plain_only) is_wrong = report_training(arguments, released, json) || is_wrong;
  if (arguments.json) std::cout << json.dump(2) << '\n';
  if (is_wrong) verb_exit_code() = exit_code(ErrorKind::Negative);
}

}  // namespace

void add_selfcheck(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand(
      "selfcheck",
      "Compute two signatures, without and with training, and follow a network onto its chip");
  command->add_flag("--plain-only", arguments->plain_only, "Only the signature without training");
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer("Examples:\n  kirchhoff selfcheck\n  kirchhoff selfcheck --plain-only --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
