// kirchhoff/cli/selfcheck.cpp - the verb selfcheck: is this installation sound, do its results
// stand?
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

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

// data/selfcheck.json: {"plain": "...", "training": {"<hash of the fingerprint>": "..."}}
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

void run(const Arguments& arguments) {
  const Json released = released_signatures();
  Json json = Json::object();
  const Verdict plain{evaluate::plain_signature(), released.at("plain").as_string()};
  json.set("plain", plain.signature).set("plain_verdict", plain.word());
  if (!arguments.json) {
    std::cout << "without training  " << plain.signature << "  " << plain.word() << '\n';
  }
  bool is_wrong = plain.is_wrong();
  if (!arguments.plain_only) {
    worker::Pool pool({.workers = 1, .program = {}});
    const evaluate::TrainingSignature training = evaluate::training_signature(pool);
    const std::string machine = content_hash(training.fingerprint.dump());
    const Json* known = released.at("training").find(machine);
    const Verdict verdict{training.signature, known == nullptr ? "" : known->as_string()};
    json.set("training", verdict.signature).set("training_verdict", verdict.word());
    json.set("fingerprint", training.fingerprint).set("fingerprint_hash", machine);
    if (!arguments.json) {
      std::cout << "with training     " << verdict.signature << "  " << verdict.word()
                << "\nfingerprint       " << training.fingerprint.dump() << '\n';
    }
    is_wrong = is_wrong || verdict.is_wrong();
  }
  if (arguments.json) std::cout << json.dump(2) << '\n';
  if (is_wrong) verb_exit_code() = exit_code(ErrorKind::Negative);
}

}  // namespace

void add_selfcheck(CLI::App& program) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = program.add_subcommand(
      "selfcheck", "Compute two signatures: without training, and with training in a worker");
  command->add_flag("--plain-only", arguments->plain_only, "Only the signature without training");
  command->add_flag("--json", arguments->json, "Print JSON instead of text");
  command->footer("Examples:\n  kirchhoff selfcheck\n  kirchhoff selfcheck --plain-only --json");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace kirchhoff::cli
