// kirchhoff/spec/spec.cpp - reads a study file into a Spec.
#include "kirchhoff/spec/spec.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/spec/detail/limits.hpp"

namespace kirchhoff::spec {
namespace {

namespace fs = std::filesystem;

// A study's name becomes the name of its folder.
void check_name(TableReader& root, const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.';
  });
  if (is_plain && name.size() <= 100 && !name.starts_with('.') && !name.starts_with('-')) return;
  root.complain("name", fmt::format("name \"{}\" becomes a folder; use letters, digits, - and _, "
                                    "at most 100",
                                    name.substr(0, 40)));
}

std::vector<LocatedText> read_located(TableReader& root, std::string_view key, std::size_t most) {
  std::vector<LocatedText> result;
  const Value* value = root.find(key);
  if (value == nullptr) return result;
  const std::vector<std::string> texts = root.texts(key);
  const auto* list = std::get_if<Value::Array>(&value->content);
  if (list == nullptr || texts.size() != list->size()) return result;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    result.push_back({texts[i], (*list)[i].location});
  }
  if (result.size() > most) {
    root.complain(
        key, fmt::format("{} has {} entries; at most {} are allowed", key, result.size(), most));
  }
  return result;
}

std::vector<LocatedText> read_objectives(TableReader& root) {
  std::vector<LocatedText> objectives = read_located(root, "objectives", limits::most_objectives);
  const Value* value = root.find("objectives");
  const auto* list = value == nullptr ? nullptr : std::get_if<Value::Array>(&value->content);
  if (value == nullptr || (list != nullptr && list->empty())) {
    root.complain("objectives",
                  "objectives is missing; write objectives = [\"maximise accuracy\", "
                  "\"minimise energy_j\"]");
  }
  return objectives;
}

std::optional<ScalariseSpec> read_scalarise(TableReader& root) {
  std::optional<TableReader> reader = root.table("scalarise");
  if (!reader) return std::nullopt;
  ScalariseSpec scalarise{.weights = {}, .location = reader->location()};
  scalarise.form = reader->choice_or("form", scalarise.form, limits::scalar_forms());
  if (reader->find("weights") != nullptr) scalarise.weights = reader->reals("weights");
  const bool in_range = std::ranges::all_of(scalarise.weights, [](double weight) {
    return weight >= limits::weight.low && weight <= limits::weight.high;
  });
  if (!in_range) {
    reader->complain("weights", fmt::format("[scalarise] weights must be numbers of {}",
                                            range_text(limits::weight)));
  }
  reader->finish();
  return scalarise;
}

std::optional<TwoStageSpec> read_two_stage(TableReader& root) {
  std::optional<TableReader> reader = root.table("two_stage");
  if (!reader) return std::nullopt;
  TwoStageSpec stages{.first = {}, .objectives = {}, .location = reader->location()};
  stages.first = read_located(*reader, "first", limits::most_parameters);
  if (stages.first.empty()) {
    reader->complain("first",
                     "[two_stage] first must name what the first stage chooses: parameters, or "
                     "beginnings of their names, e.g. [\"network.\", \"train.\"]");
  }
  stages.objectives = read_located(*reader, "objectives", limits::most_objectives);
  if (stages.objectives.empty()) {
    reader->complain("objectives",
                     "[two_stage] objectives must name what the first stage seeks, e.g. "
                     "[\"accuracy\"]");
  }
  stages.trials = reader->integer("trials", limits::trials);
  stages.designs = reader->integer_or("designs", stages.designs, limits::stage_designs);
  reader->finish();
  return stages;
}

std::optional<PreferenceSpec> read_preference(TableReader& root) {
  std::optional<TableReader> reader = root.table("preference");
  if (!reader) return std::nullopt;
  PreferenceSpec preference{
      .region = {}, .reference_point = {}, .epsilon = {}, .location = reader->location()};
  preference.region = read_located(*reader, "region", limits::most_objectives);
  preference.reference_point = read_located(*reader, "reference_point", limits::most_objectives);
  preference.epsilon = read_located(*reader, "epsilon", limits::most_objectives);
  reader->finish();
  return preference;
}

std::vector<double> read_times(TableReader& root, std::vector<double> fallback) {
  if (root.find("times_s") == nullptr) return fallback;
  const std::size_t mistakes = root.problems().messages().size();
  const std::vector<double> times = root.reals("times_s");
  if (root.problems().messages().size() != mistakes) return fallback;
  const bool in_range = std::all_of(times.begin(), times.end(), [](double time) {
    return time >= limits::time_s.low && time <= limits::time_s.high;
  });
  const bool rises =
      std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) == times.end();
  if (!times.empty() && times.size() <= limits::most_times && in_range && rises) return times;
  root.complain("times_s", fmt::format("times_s must be 1 to {} rising numbers of seconds ({}), "
                                       "e.g. [60.0, 86400.0]",
                                       limits::most_times, range_text(limits::time_s)));
  return fallback;
}

// `shape` and `classes`, which stand for images that nobody has.
std::optional<ImageShape> read_shape(TableReader& reader) {
  if (reader.find("shape") == nullptr) {
    if (reader.find("classes") != nullptr) {
      reader.complain("classes", "[data] classes goes with shape; images of a set bring theirs");
    }
    return std::nullopt;
  }
  ImageShape shape{.classes = reader.integer("classes", limits::classes)};
  const std::vector<std::int64_t> sides = reader.integers("shape", limits::side);
  if (sides.size() == 3) {
    shape.channels = sides[0];
    shape.height = sides[1];
    shape.width = sides[2];
  } else {
    reader.complain("shape", fmt::format("[data] shape must be channels, height and width, e.g. "
                                         "[3, 224, 224], not {} numbers",
                                         sides.size()));
  }
  for (const char* key : {"set", "validation_images"}) {
    if (reader.find(key) == nullptr) continue;
    reader.complain(key, fmt::format("[data] {} and shape exclude each other: with a shape nothing "
                                     "is trained; keep one",
                                     key));
  }
  return shape;
}

DataSpec read_data(TableReader& root, const fs::path& path) {
  DataSpec data;
  std::optional<TableReader> reader = root.table("data");
  if (!reader) return data;
  data.shape = read_shape(*reader);
  const std::string named = reader->text_or("set", data.set);
  data.set_location = reader->location();
  if (const Value* set = reader->find("set")) data.set_location = set->location;
  data.validation_images =
      reader->integer_or("validation_images", data.validation_images, limits::images);
  reader->finish();
  const bool is_folder = named != data.set && !named.empty() && fs::path(named).is_relative();
  data.set = is_folder ? (path.parent_path() / named).string() : named;
  if (named == DataSpec{}.set && data.validation_images >= limits::fashion_mnist_images) {
    reader->complain("validation_images",
                     fmt::format("[data] validation_images ({}) must leave some of the {} training "
                                 "images to train on",
                                 data.validation_images, limits::fashion_mnist_images));
    data.validation_images = DataSpec{}.validation_images;
  }
  return data;
}

// How many training images are left, as far as it is known before the data is opened.
std::int64_t images_left(const DataSpec& data) {
  return data.set == DataSpec{}.set ? limits::fashion_mnist_images - data.validation_images
                                    : limits::images.high;
}

void check_images(TableReader& reader, const std::string& where, const FidelitySpec& fidelity,
                  const DataSpec& data) {
  if (fidelity.images > images_left(data)) {
    reader.complain("images", fmt::format("{} images ({}) must be at most {}, which is what "
                                          "[data] validation_images leaves to train on",
                                          where, fidelity.images, images_left(data)));
  }
  if (fidelity.validation_images > data.validation_images) {
    reader.complain("validation_images",
                    fmt::format("{} validation_images ({}) must be at most that of [data] ({})",
                                where, fidelity.validation_images, data.validation_images));
  }
}

FidelitySpec read_fidelity(TableReader& reader, const std::string& where, FidelitySpec fidelity,
                           const DataSpec& data) {
  // A default never asks for more images than the data section leaves.
  fidelity.images = std::min(fidelity.images, images_left(data));
  fidelity.validation_images = std::min(fidelity.validation_images, data.validation_images);
  fidelity.images = reader.integer_or("images", fidelity.images, limits::images);
  if (const Value* images = reader.find("images")) fidelity.images_location = images->location;
  fidelity.epochs = reader.integer_or("epochs", fidelity.epochs, limits::epochs);
  fidelity.validation_images =
      reader.integer_or("validation_images", fidelity.validation_images, limits::images);
  fidelity.draws = reader.integer_or("draws", fidelity.draws, limits::draws);
  fidelity.within = reader.real_or("within", fidelity.within, limits::within);
  check_images(reader, where, fidelity, data);
  return fidelity;
}

bool rises(const FidelitySpec& low, const FidelitySpec& high) {
  const bool nothing_falls = high.images >= low.images && high.epochs >= low.epochs &&
                             high.validation_images >= low.validation_images &&
                             high.draws >= low.draws;
  return nothing_falls && (high.images > low.images || high.epochs > low.epochs);
}

std::vector<FidelitySpec> read_rungs(TableReader& root, const DataSpec& data) {
  std::vector<FidelitySpec> rungs;
  const Value empty{.content = Value::Table{}, .location = root.location()};
  for (TableReader& reader : root.tables("fidelity")) {
    rungs.push_back(read_fidelity(reader, "[[fidelity]]", {}, data));
    reader.finish();
    if (rungs.size() > 1 && !rises(rungs[rungs.size() - 2], rungs.back())) {
      reader.complain("",
                      "[[fidelity]] must cost more than the one before it: more images or "
                      "epochs, and nothing less");
    }
  }
  if (rungs.size() > limits::most_rungs) {
    root.complain("fidelity", fmt::format("{} [[fidelity]] rungs; at most {} are allowed",
                                          rungs.size(), limits::most_rungs));
  }
  if (rungs.empty()) {
    TableReader defaults(empty, root.problems(), "[[fidelity]]");
    rungs.push_back(read_fidelity(defaults, "[[fidelity]]", {}, data));
  }
  return rungs;
}

std::vector<double> read_check_shares(TableReader& reader, std::vector<double> fallback) {
  if (reader.find("after") == nullptr) return fallback;
  const std::size_t mistakes = reader.problems().messages().size();
  std::vector<double> after = reader.reals("after");
  if (reader.problems().messages().size() != mistakes) return fallback;  // one message for one
  const bool in_range = std::ranges::all_of(after, [](double share) {
    return share >= limits::check_after.low && share <= limits::check_after.high;
  });
  const bool rises = std::ranges::adjacent_find(after, std::greater_equal<>()) == after.end();
  if (!after.empty() && after.size() <= limits::most_checks && in_range && rises) return after;
  reader.complain("after", fmt::format("[early_stopping] after must be 1 to {} rising shares of a "
                                       "trial's training ({}), e.g. [0.25]",
                                       limits::most_checks, range_text(limits::check_after)));
  return fallback;
}

std::optional<EarlyStoppingSpec> read_early_stopping(TableReader& root, const DataSpec& data) {
  std::optional<TableReader> reader = root.table("early_stopping");
  if (!reader) return std::nullopt;
  EarlyStoppingSpec stopping{.location = reader->location()};
  stopping.rule = reader->choice_or("rule", stopping.rule, limits::stopping_rules());
  stopping.after = read_check_shares(*reader, stopping.after);
  // A default never asks for more images than the data section leaves.
  stopping.images = std::min(stopping.images, data.validation_images);
  stopping.images = reader->integer_or("images", stopping.images, limits::images);
  if (stopping.images > data.validation_images) {
    reader->complain("images", fmt::format("[early_stopping] images ({}) must be at most the "
                                           "validation_images of [data] ({})",
                                           stopping.images, data.validation_images));
  }
  stopping.warm_up = reader->integer_or("warm_up", stopping.warm_up, limits::warm_up);
  stopping.least_gain = reader->real_or("least_gain", stopping.least_gain, limits::least_gain);
  stopping.keep = reader->real_or("keep", stopping.keep, limits::keep);
  reader->finish();
  return stopping;
}

FinalSpec read_final(TableReader& root, const DataSpec& data) {
  FinalSpec final;
  const Value empty{.content = Value::Table{}, .location = root.location()};
  std::optional<TableReader> reader = root.table("final");
  if (!reader) reader.emplace(empty, root.problems(), "[final]");
  final.fidelity = read_fidelity(*reader, "[final]", final.fidelity, data);
  final.designs = reader->integer_or("designs", final.designs, limits::designs);
  reader->finish();
  return final;
}

SearchSpec read_search(TableReader& root) {
  SearchSpec search;
  std::optional<TableReader> reader = root.table("search");
  if (!reader) return search;
  search.strategy = reader->text_or("strategy", search.strategy);
  if (const Value* strategy = reader->find("strategy")) {
    search.strategy_location = strategy->location;
  }
  search.trials = reader->integer_or("trials", search.trials, limits::trials);
  search.schedule = reader->choice_or("schedule", search.schedule, limits::schedules());
  search.lookahead = reader->integer_or("lookahead", search.lookahead, limits::lookahead);
  const Value* population = reader->find("population");
  const auto* size =
      population == nullptr ? nullptr : std::get_if<std::int64_t>(&population->content);
  if (population != nullptr &&
      (size == nullptr || *size != 0)) {  // 0 is no size: the strategy's own
    search.population = reader->integer("population", limits::population);
  }
  search.first_points = reader->text_or("first_points", search.first_points);
  if (const Value* first_points = reader->find("first_points")) {
    search.first_points_location = first_points->location;
  }
  search.start_from = reader->text_or("start_from", search.start_from);
  if (const Value* start = reader->find("start_from")) search.start_location = start->location;
  search.start_designs =
      reader->integer_or("start_designs", search.start_designs, limits::start_designs);
  search.patience = reader->integer_or("patience", search.patience, limits::patience);
  search.constraint_handling = reader->choice_or("constraint_handling", search.constraint_handling,
                                                 limits::constraint_handlings());
  if (const Value* handling = reader->find("constraint_handling")) {
    search.constraint_handling_location = handling->location;
  }
  reader->finish();
  return search;
}

BaselineSpec read_baselines(TableReader& root) {
  BaselineSpec baselines;
  std::optional<TableReader> reader = root.table("baselines");
  if (!reader) return baselines;
  baselines.networks = reader->texts_or("networks", baselines.networks);
  baselines.chips = reader->integer_or("chips", baselines.chips, limits::chips);
  reader->finish();
  return baselines;
}

SpaceSpec read_study_space(TableReader& root, const Spec& spec) {
  std::optional<TableReader> reader = root.table("space");
  const bool has_table = spec.table.has_value();
  if (!reader) {
    if (!root.has("space") && !has_table) {
      root.complain("space", "[space] is missing; write [space] and preset = \"imc-joint\"");
    }
    SpaceSpec space;
    space.name = spec.name;
    return space;
  }
  SpaceSpec space = read_space(*reader, spec.path, has_table);
  if (space.name.empty()) space.name = spec.name;
  return space;
}

// A path is taken from the folder of the study file.
std::optional<TableSpec> read_table(TableReader& root, const fs::path& path) {
  std::optional<TableReader> reader = root.table("evaluator");
  if (!reader) return std::nullopt;
  TableSpec table;
  const std::string file = reader->text("table");
  table.path = path.parent_path() / file;
  table.location = reader->location();
  if (const Value* named = reader->find("table")) table.location = named->location;
  if (reader->has("table") && file.empty()) {
    reader->complain("table", "[evaluator] table is empty; name a CSV file beside the study");
  }
  table.parameters = read_located(*reader, "parameters", limits::most_parameters);
  reader->finish();
  return table;
}

// A table answers what images, training and chips would.
void refuse_beside_table(TableReader& root, const Spec& spec) {
  for (const char* key : {"data", "fidelity", "early_stopping", "final", "baselines", "times_s"}) {
    if (!root.has(key)) continue;
    root.complain(key, fmt::format("{} is about training, but [evaluator] table holds every figure "
                                   "already; leave {} out",
                                   key, key));
  }
  if (spec.table->parameters.empty() || spec.space.parameters.empty()) return;
  root.problems().add(spec.table->parameters.front().location,
                      "[evaluator] parameters and [space] both name the parameters; keep one");
}

// Without images there is nothing to train.
void refuse_training(TableReader& root) {
  for (const char* table : {"fidelity", "early_stopping", "final", "baselines", "times_s"}) {
    if (!root.has(table)) continue;
    root.complain(table, fmt::format("{} is about training, but [data] shape stands for images "
                                     "that nobody has; name a set instead, or leave {} out",
                                     table, table));
  }
}

Spec read_spec(const std::string& text, const fs::path& path, Problems& problems) {
  const Value document = parse_toml(text, path.string());
  TableReader root(document, problems, "");
  read_schema(root, newest_schema);
  Spec spec;
  spec.path = path;
  spec.text = text;
  spec.name = root.text("name");
  check_name(root, spec.name);
  spec.seed = static_cast<std::uint64_t>(
      root.integer_or("seed", static_cast<std::int64_t>(spec.seed), limits::seed));
  spec.objectives = read_objectives(root);
  spec.constraints = read_located(root, "constraints", limits::most_constraints);
  spec.scalarise = read_scalarise(root);
  spec.two_stage = read_two_stage(root);
  spec.preference = read_preference(root);
  spec.times_s = read_times(root, spec.times_s);
  spec.data = read_data(root, path);
  spec.table = read_table(root, path);
  spec.space = read_study_space(root, spec);
  spec.search = read_search(root);
  spec.rungs = read_rungs(root, spec.data);
  spec.early_stopping = read_early_stopping(root, spec.data);
  spec.final = read_final(root, spec.data);
  spec.baselines = read_baselines(root);
  if (spec.table) {
    refuse_beside_table(root, spec);
  } else if (spec.data.shape) {
    refuse_training(root);
  }
  root.finish();
  return spec;
}

std::vector<std::string> shipped_studies() {
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::directory_iterator entry(data_folder() / "studies", ignored), end;
       !ignored && entry != end; entry.increment(ignored)) {
    if (entry->path().extension() == ".toml") names.push_back(entry->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Spec load_spec(const fs::path& path) { return parse_spec(read_text(path), path); }

Spec parse_spec(const std::string& text, const fs::path& path) {
  Problems problems;
  Spec spec = read_spec(text, path, problems);
  problems.raise_if_any();
  return spec;
}

std::vector<std::string> spec_problems(const fs::path& path) {
  Problems problems;
  std::vector<std::string> messages;
  try {
    (void)read_spec(read_text(path), path, problems);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Input) throw;
    messages.emplace_back(error.what());
  }
  messages.insert(messages.end(), problems.messages().begin(), problems.messages().end());
  return messages;
}

fs::path find_study_file(const std::string& name_or_path) {
  const fs::path path(name_or_path);
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) return path;
  const std::vector<std::string> shipped = shipped_studies();
  if (std::find(shipped.begin(), shipped.end(), name_or_path) != shipped.end()) {
    return data_folder() / "studies" / (name_or_path + ".toml");
  }
  if (fs::is_regular_file(path / "study.toml", ignored)) return path / "study.toml";
  if (path.extension() == ".toml") (void)read_text(path);  // says which file is near
  fail(ErrorKind::Input, "there is no study \"{}\", neither as a file nor shipped; {}",
       name_or_path, suggest(path.stem().string(), shipped));
}

}  // namespace kirchhoff::spec
