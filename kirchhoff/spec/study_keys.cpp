// kirchhoff/spec/study_keys.cpp - every key of study.toml for the reference page and for messages.
#include <fmt/core.h>

#include "kirchhoff/base/text.hpp"
#include "kirchhoff/spec/detail/limits.hpp"

namespace kirchhoff::spec {
namespace {

using Keys = std::vector<KeyDescription>;

constexpr const char* whole = "whole number";

std::string quoted(const std::string& text) { return fmt::format("\"{}\"", text); }

// The same key with its range for programs.
template <typename T>
KeyDescription within(KeyDescription key, Range<T> range) {
  const Range<T> all;
  if (range.low != all.low) key.low = static_cast<double>(range.low);
  if (range.high != all.high) key.high = static_cast<double>(range.high);
  return key;
}

KeyDescription whole_key(std::string key, std::int64_t fallback, limits::Whole range,
                         std::string description) {
  return within({std::move(key), whole, fmt::format("{}", fallback), range_text(range),
                 std::move(description)},
                range);
}

KeyDescription number_key(std::string key, double fallback, Range<double> range,
                          std::string description) {
  return within(
      {std::move(key), "number", exact_text(fallback), range_text(range), std::move(description)},
      range);
}

KeyDescription word_key(std::string key, const std::string& fallback,
                        const std::vector<std::string>& words, std::string description) {
  return {.key = std::move(key),
          .type = "text",
          .fallback = fallback.empty() ? "" : quoted(fallback),
          .range = join_words(words),
          .description = std::move(description),
          .words = words};
}

void add_general(Keys& keys) {
  const Spec spec;
  constexpr limits::Whole schemas{.low = 1, .high = newest_schema};
  keys.push_back(within(
      {"schema", whole, "", range_text(schemas), "The version of this file's form."}, schemas));
  keys.push_back({"name", "text", "", "letters, digits, - and _", "Names the study's folder."});
  keys.push_back(whole_key("seed", static_cast<std::int64_t>(spec.seed), limits::seed,
                           "Every random draw follows from it: same seed, same study."));
  keys.push_back({"objectives", "list of texts", "",
                  fmt::format("1 to {} entries", limits::most_objectives),
                  "What is sought, e.g. \"maximise accuracy\" or \"minimise energy_j from 1e-4 to "
                  "1e-7\": from the worst value of interest to the best, between which the "
                  "hypervolume counts."});
  keys.push_back({"constraints", "list of texts", "[]",
                  fmt::format("at most {} entries", limits::most_constraints),
                  "What must hold, e.g. \"area_m2 <= 20e-6\"."});
  keys.push_back(
      within({"times_s", "list of numbers", fmt::format("[{:.1f}]", spec.times_s.front()),
              fmt::format("{}, rising", range_text(limits::time_s)),
              "Seconds after programming at which accuracy is measured."},
             limits::time_s));
}

void add_formulation(Keys& keys) {
  keys.push_back(
      word_key("scalarise.form", ScalariseSpec{}.form, limits::scalar_forms(),
               "Makes the objectives one score to be maximised: a weighted sum of what they gain "
               "on their axes, a weighted product of ratios to their worst values, or the worst "
               "of them all (augmented)."));
  keys.push_back(
      within({"scalarise.weights", "list of numbers", "[]",
              range_text(limits::weight) + ", one an objective",
              "How much each objective counts; exponents in a product, there at most 10. Without "
              "them: 1 each."},
             limits::weight));
  const TwoStageSpec stages;
  keys.push_back({"two_stage.first", "list of texts", "",
                  "parameters, or beginnings of their names",
                  "What the first stage chooses, e.g. [\"network.\", \"train.\"]; the others stand "
                  "in the middle of their ranges meanwhile."});
  keys.push_back({"two_stage.objectives", "list of texts", "", "metrics of the study's objectives",
                  "What the first stage seeks, e.g. [\"accuracy\"]."});
  keys.push_back(within({"two_stage.trials", whole, "", range_text(limits::trials),
                         "Of the study's trials, how many the first stage has."},
                        limits::trials));
  keys.push_back(whole_key("two_stage.designs", stages.designs, limits::stage_designs,
                           "The best of the first stage that go on into the second."));
  const std::string most = fmt::format("at most {} entries", limits::most_objectives);
  keys.push_back({"preference.region", "list of texts", "[]", most,
                  "Where on the front designs are wanted, e.g. [\"accuracy >= 0.88\"]; those "
                  "outside come after, none is refused."});
  keys.push_back({"preference.reference_point", "list of texts", "[]", most,
                  "Values that would satisfy, e.g. [\"accuracy 0.91\", \"energy_j 2e-7\"]: the "
                  "search looks most closely around them."});
  keys.push_back({"preference.epsilon", "list of texts", "[]", most,
                  "Differences that do not matter, e.g. [\"accuracy 0.002\", \"energy_j 5%\"]; the "
                  "front has one design for each such step."});
}

void add_data(Keys& keys) {
  const DataSpec data;
  keys.push_back({"data.set", "text", quoted(data.set), "\"fashion-mnist\" or a folder",
                  "The images: a shipped set, or a folder with four IDX files."});
  keys.push_back({"data.shape", "list of whole numbers", "", "channels, height, width",
                  "Instead of a set: nothing is trained, the cost model alone judges a design."});
  keys.push_back(within({"data.classes", whole, "", range_text(limits::classes),
                         "With shape: how many classes the network tells apart."},
                        limits::classes));
  keys.push_back(whole_key("data.validation_images", data.validation_images, limits::images,
                           "Split off the training images by seed; the search sees no other."));
}

void add_evaluator(Keys& keys) {
  keys.push_back({"evaluator.table", "text", "", "a CSV file beside the study",
                  "A table with a row for every candidate instead of networks and chips: "
                  "parameters, objectives and constraints are its columns, guides/tables.md."});
  keys.push_back({"evaluator.parameters", "list of texts", "[]", "columns of the table",
                  "The parameters, where [space] names none: columns of numbers are ordinal, "
                  "others nominal, with the values that the table has. Without them: every column "
                  "that no objective, constraint or [space.fix] names."});
}

void add_space(Keys& keys) {
  KeyDescription kind = word_key("space.kind", SpaceSpec{}.kind, {"fixed"},
                                 "Whether the space stays as it is during the search.");
  kind.range = "\"fixed\"";
  keys.push_back(std::move(kind));
  keys.push_back({"space.preset", "text", "", "a shipped space",
                  "The space to start from; leave it out to write all parameters here."});
  keys.push_back({"space.file", "text", "", "a path", "A space file beside the study instead."});
  keys.push_back({"space.fix", "table", "{}", "numbers, texts, true, false",
                  "Design fields with one value; each replaces a parameter of that name."});
  keys.push_back({"space.parameter.name", "text", "", "path of a design field",
                  "What the parameter sets, e.g. \"hardware.rows\"."});
  keys.push_back(
      word_key("space.parameter.kind", "", limits::parameter_kinds(),
               "Unordered values, ordered values, a range of whole numbers or of reals."));
  keys.push_back({"space.parameter.values", "list", "",
                  fmt::format("1 to {} entries", limits::most_values),
                  "The values of a nominal or ordinal parameter."});
  keys.push_back({"space.parameter.low", "number", "", "", "Lowest value, included."});
  keys.push_back(
      {"space.parameter.high", "number", "", "at least low", "Highest value, included."});
  keys.push_back({"space.parameter.log", "true or false", "false", "",
                  "Draws uniformly in the logarithm; low must be above 0."});
  keys.push_back({"space.parameter.when", "text", "", "a condition on earlier parameters",
                  "The parameter exists only while it holds, e.g. \"network.stages >= 3\"."});
  keys.push_back({"space.forbidden.rule", "text", "", "a condition",
                  "Candidates for which it holds do not exist."});
  keys.push_back({"space.forbidden.because", "text", "", "", "Why: told when the rule is met."});
}

void add_search(Keys& keys) {
  const SearchSpec search;
  keys.push_back({"search.strategy", "text", quoted(search.strategy), "a strategy, see below",
                  "Who proposes candidates."});
  keys.push_back(whole_key("search.trials", search.trials, limits::trials,
                           "Candidates sent to evaluation; refused ones do not count."));
  keys.push_back(
      word_key("search.schedule", search.schedule, limits::schedules(),
               "What a proposal knows: all results but those of the last lookahead - 1, the same "
               "for any workers; or all that are there, which keeps workers busy when trials "
               "differ much in length and is recorded: `kirchhoff search --replay`."));
  keys.push_back(
      whole_key("search.lookahead", search.lookahead, limits::lookahead,
                "Most trials that run at once; part of the result, whatever the workers."));
  keys.push_back(within({"search.population", whole, fmt::format("{}", search.population),
                         "0, or " + range_text(limits::population),
                         "Trials that a population keeps; 0 leaves it to the strategy."},
                        limits::Whole{.low = 0, .high = limits::population.high}));
  keys.push_back({"search.first_points", "text", quoted(search.first_points),
                  "uniform, stratified, latin-hypercube or sobol",
                  "How candidates are drawn before there is anything to learn from."});
  keys.push_back({"search.start_from", "text", "", "the folder of a study, or a file",
                  "A hot start: the best designs of another study, or those of a file that "
                  "`kirchhoff pareto --json` printed, are tried first; the spaces may differ."});
  keys.push_back(whole_key("search.start_designs", search.start_designs, limits::start_designs,
                           "Of them, how many at most."));
  keys.push_back(whole_key(
      "search.patience", search.patience, limits::patience,
      "Trials without a gain of hypervolume, once there is one, that end the search; 0: never."));
  keys.push_back(word_key(
      "search.constraint_handling", search.constraint_handling, limits::constraint_handlings(),
      "With one objective: feasible designs stand before all others, or violations are "
      "priced, each at a price that is learned."));
}

void add_early_stopping(Keys& keys) {
  const EarlyStoppingSpec stopping;
  keys.push_back(
      word_key("early_stopping.rule", stopping.rule, limits::stopping_rules(),
               "Ends the training of a search trial at a check: when the accuracy it will likely "
               "reach adds too little hypervolume, when it is not among the share of trials that "
               "goes on (by front, then hypervolume), or when it is below the median."));
  keys.push_back(
      within({"early_stopping.after", "list of numbers",
              fmt::format("[{}]", exact_text(stopping.after.front())),
              fmt::format("{}, rising", range_text(limits::check_after)),
              "Shares of a trial's training after which it is checked on its noisy chip."},
             limits::check_after));
  keys.push_back(whole_key("early_stopping.images", stopping.images, limits::images,
                           "Validation images of a check, on one programming."));
  keys.push_back(whole_key("early_stopping.warm_up", stopping.warm_up, limits::warm_up,
                           "Trials that are trained to their end before any is stopped."));
  keys.push_back(
      number_key("early_stopping.least_gain", stopping.least_gain, limits::least_gain,
                 "With extrapolation: the gain, as a share of the hypervolume so far, below which "
                 "a trial is not worth its training."));
  keys.push_back(number_key("early_stopping.keep", stopping.keep, limits::keep,
                            "With halving: the share of the trials at a check that goes on."));
}

void add_fidelity(Keys& keys, const std::string& table, const FidelitySpec& fidelity) {
  keys.push_back(whole_key(table + ".images", fidelity.images, limits::images, "Training images."));
  keys.push_back(
      whole_key(table + ".epochs", fidelity.epochs, limits::epochs, "Passes over them."));
  keys.push_back(whole_key(table + ".validation_images", fidelity.validation_images, limits::images,
                           "Images on which accuracy is measured."));
  keys.push_back(whole_key(table + ".draws", fidelity.draws, limits::draws,
                           "Programmings of the chip over which accuracy is averaged."));
  keys.push_back(
      number_key(table + ".within", fidelity.within, limits::within,
                 "Fewer programmings, three at least, once the 95 % interval of the mean is this "
                 "far to either side, or wholly below a constraint on accuracy; 0: always all."));
}

}  // namespace

std::vector<KeyDescription> study_keys() {
  Keys keys;
  add_general(keys);
  add_formulation(keys);
  add_data(keys);
  add_evaluator(keys);
  add_space(keys);
  add_search(keys);
  add_fidelity(keys, "fidelity", FidelitySpec{});
  add_early_stopping(keys);
  add_fidelity(keys, "final", FinalSpec{}.fidelity);
  keys.push_back(whole_key("final.designs", FinalSpec{}.designs, limits::designs,
                           "Designs of the front that are trained fully at the end."));
  keys.push_back({"baselines.networks", "list of texts", "[]", "shipped networks or files",
                  "Known networks, each on its best random chip, beside the front."});
  keys.push_back(whole_key(
      "baselines.chips", BaselineSpec{}.chips, limits::chips,
      "Random chips that meet the constraints: a network gets the first, by EDAP, on which it is "
      "as accurate as they ask."));
  return keys;
}

}  // namespace kirchhoff::spec
