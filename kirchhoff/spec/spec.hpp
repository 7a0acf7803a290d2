// kirchhoff/spec/spec.hpp - what a study.toml says, typed but not yet understood by later stages.
//
// In:    the text of a study file, and the text of the space file it names
// Out:   Spec
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kirchhoff/spec/value.hpp"

namespace kirchhoff::spec {

using Scalar = std::variant<bool, std::int64_t, double, std::string>;

/// A line of text that a later stage parses, and where it stands.
struct LocatedText {
  std::string text;
  Location location;
};

/// `[[parameter]]` of a space file.
struct ParameterSpec {
  std::string name;                 // path of a Design field, e.g. "network.stages"
  std::string kind;                 // "nominal", "ordinal", "integer", "real"
  std::vector<Scalar> values;       // nominal, ordinal
  double low = 0.0, high = 0.0;     // integer, real; both inclusive
  bool logarithmic = false;         // integer, real: uniform in the logarithm
  std::optional<LocatedText> when;  // condition, e.g. "network.stages >= 3"
  Location location;
};

/// `[[forbidden]]` of a space file: candidates for which the rule holds do not exist.
struct ForbiddenSpec {
  LocatedText rule;
  std::string because;
};

struct SpaceSpec {
  std::string name;
  std::string kind = "fixed";  // "fixed" now; "hardware-aware" is refused with a clear message
  std::vector<ParameterSpec> parameters;
  std::vector<ForbiddenSpec> forbidden;
  std::vector<std::pair<std::string, Scalar>> fixed;  // Design fields with one value
  std::map<std::string, Location> fixed_locations{};  // of these, where a file gives them
};

/// Images that are not there: nothing is trained, every figure comes from the cost model.
struct ImageShape {
  std::int64_t channels = 1, height = 1, width = 1, classes = 2;
};

/// A column of the table of `[evaluator]`, as far as objectives and constraints must know it.
struct ColumnSpec {
  std::string name;
  double least = 0.0, most = 0.0;  // of its numbers
  std::string problem{};           // why it is no column of numbers, with its place; "": it is one
};

/// `[evaluator]`: a table that holds the figures of every candidate. Nothing is built or trained.
struct TableSpec {
  std::filesystem::path path;
  Location location{};
  std::vector<LocatedText> parameters{};  // columns that are the space's; empty: see tabular
  // What the file holds; entered by tabular::read_study_table, which reads it.
  std::vector<ColumnSpec> columns{};  // in its order, those of parameters too
  std::string hash{};                 // of the file's bytes
};

/// `[data]`: which images. `set` is "fashion-mnist" or a folder with four IDX files.
struct DataSpec {
  std::optional<ImageShape> shape{};  // instead of a set
  std::string set = "fashion-mnist";
  Location set_location{};                // where the file names it, if it does
  std::int64_t validation_images = 6000;  // split off the training images by seed
};

/// One rung of `[fidelity]`, or `[final]`: how much an evaluation may spend.
struct FidelitySpec {
  std::int64_t images = 6000;  // training images
  std::int64_t epochs = 2;
  std::int64_t validation_images = 1000;  // images on which accuracy is measured
  std::int64_t draws = 2;                 // programmings of the chip, at most
  double within = 0.0;                    // fewer once accuracy is known to this; 0: always all
  Location images_location{};             // where the file says how many, if it does
};

struct FinalSpec {
  FidelitySpec fidelity{.images = 54000, .epochs = 8, .validation_images = 6000, .draws = 3};
  std::int64_t designs = 10;  // at most 10 designs are trained fully
};

struct BaselineSpec {
  std::vector<std::string> networks;  // shipped names or files; empty: no baselines
  std::int64_t chips = 500;           // random feasible chips per network
};

/// `[scalarise]`: several objectives made one.
struct ScalariseSpec {
  std::string form = "sum";     // "sum", "product", "chebyshev"
  std::vector<double> weights;  // of each objective; empty: 1 each
  Location location{};
};

/// `[two_stage]`: some parameters are chosen first, by some of the objectives; then the others.
struct TwoStageSpec {
  std::vector<LocatedText> first;  // parameters of the first stage, or beginnings of their names
  std::vector<LocatedText> objectives;  // metrics that the first stage seeks, of the study's own
  std::int64_t trials = 0;              // of the study's, spent on the first stage
  std::int64_t designs = 4;             // that go on into the second
  Location location{};
};

/// `[preference]`: which part of the front is wanted, and how finely. Lines of "METRIC ...", each
/// about an objective.
struct PreferenceSpec {
  std::vector<LocatedText> region;           // "accuracy >= 0.88"
  std::vector<LocatedText> reference_point;  // "energy_j 2e-7"
  std::vector<LocatedText> epsilon;          // "accuracy 0.002", "energy_j 5%"
  Location location{};
};

struct SearchSpec {
  std::string strategy = "auto";         // which ones exist is search's to say
  Location strategy_location;            // where the file names it, if it does
  std::int64_t trials = 160;             // candidates sent to evaluation
  std::string schedule = "lookahead";    // or "asynchronous": what a proposal may know
  std::int64_t lookahead = 8;            // promise 2 of the architecture
  std::int64_t population = 0;           // 0: the strategy's own
  std::string first_points = "uniform";  // which samplings exist is space's to say
  Location first_points_location;
  std::string start_from;           // folder of a study, or designs as JSON; "": nothing
  std::int64_t start_designs = 16;  // of it that are tried first, at most
  Location start_location;
  std::int64_t patience = 0;  // trials without a gain of hypervolume that end the search; 0: none
  std::string constraint_handling = "feasible-first";  // or "augmented-lagrangian"
  Location constraint_handling_location{};
};

/// `[early_stopping]`: ends the training of search trials that promise too little.
struct EarlyStoppingSpec {
  std::string rule = "extrapolation";  // "extrapolation", "halving", "median"
  std::vector<double> after = {0.25};  // shares of a training after which it is checked, rising
  std::int64_t images = 400;           // validation images of a check, on one programming
  std::int64_t warm_up = 16;           // trials that are trained to their end first
  double least_gain = 0.001;           // of the hypervolume so far; "extrapolation"
  double keep = 0.5;                   // share of the trials that goes on; "halving"
  Location location{};
};

/// A whole study. Every default is listed once, in this file, and printed by the reference page.
struct Spec {
  std::filesystem::path path;
  std::string text;  // as read; stored in the study's folder
  std::string name;
  std::uint64_t seed = 1;
  DataSpec data;
  std::optional<TableSpec> table{};
  SpaceSpec space;
  SearchSpec search;
  std::vector<LocatedText> objectives;   // "maximise accuracy", "minimise energy_j"
  std::vector<LocatedText> constraints;  // "area_m2 <= 20e-6"
  std::optional<ScalariseSpec> scalarise{};
  std::optional<TwoStageSpec> two_stage{};
  std::optional<PreferenceSpec> preference{};
  std::vector<FidelitySpec> rungs;  // at least one
  std::optional<EarlyStoppingSpec> early_stopping{};
  FinalSpec final;
  BaselineSpec baselines;
  std::vector<double> times_s = {60.0};  // seconds after programming at which accuracy is measured
  /// False where a cost model or a table answers at once.
  [[nodiscard]] bool trains() const { return !data.shape && !table; }
};

/// A key of study.toml for the reference page and for messages: one table for both.
struct KeyDescription {
  std::string key;          // "search.trials"
  std::string type;         // "whole number", "list of texts", ...
  std::string fallback;     // as written in TOML; "" when required
  std::string range;        // "1 to 1000000"
  std::string description;  // one sentence
  // The range again, for programs: of a number, of each number of a list; texts that are allowed.
  std::optional<double> low{}, high{};
  std::vector<std::string> words{};  // empty: any
};
[[nodiscard]] std::vector<KeyDescription> study_keys();

/// Reads a study file and the space it names (a shipped preset or a path beside the study).
/// Throws Error(Input) with every mistake found (three lines at most).
[[nodiscard]] Spec load_spec(const std::filesystem::path& path);
/// The same from text, e.g. the copy inside a study; relative paths are taken from `path`'s folder.
[[nodiscard]] Spec parse_spec(const std::string& text, const std::filesystem::path& path);
/// Every mistake of a study file, in the file's order, for `kirchhoff check`; empty when it is
/// fine.
[[nodiscard]] std::vector<std::string> spec_problems(const std::filesystem::path& path);
/// The path of a study given as path or shipped name. Throws Error(Input) with the nearest name.
[[nodiscard]] std::filesystem::path find_study_file(const std::string& name_or_path);

}  // namespace kirchhoff::spec
