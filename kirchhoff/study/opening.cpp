// kirchhoff/study/opening.cpp - makes a study's folder or finds that it holds the same study.
#include <algorithm>
#include <cstdlib>
#include <utility>
#include <variant>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study::detail {

namespace fs = std::filesystem;

namespace {

void add_value(std::string& text, const spec::Scalar& value) {
  text += ' ';
  std::visit([&](const auto& plain) { text += space::value_text(space::ParameterValue(plain)); },
             value);
}

// What tells one study from another, and what its readers must know.
std::vector<std::pair<std::string, std::string>> first_facts(const Session& session) {
  const spec::Spec& spec = session.spec;
  const train::DataSetSummary& data = session.evaluator.data();
  std::vector<std::pair<std::string, std::string>> facts = {
      {"spec", spec.text},
      {"space", space_text(spec.space)},
      {"inputs", inputs_hash(spec)},
      {"task.channels", std::to_string(data.shape.channels)},
      {"task.height", std::to_string(data.shape.height)},
      {"task.width", std::to_string(data.shape.width)},
      {"task.classes", std::to_string(data.classes)},
      {"spec_path", fs::absolute(spec.path).string()},
      {"start", start_text(session.start_candidates, session.space)},
      {"seed", std::to_string(spec.seed)}};
  if (spec.table) facts.emplace_back("table", tabular::table_text(spec));
  return facts;
}

// It goes into the store in the step that makes it: a study that is killed at once is still known
// as what it is.
std::unique_ptr<store::Store> create_study(const Session& session) {
  const fs::path& folder = session.options.folder;
  std::error_code error;
  const bool is_new = fs::create_directories(folder, error);
  if (error) {
    fail(ErrorKind::Environment, "{}: cannot be created ({}); choose another folder with --out",
         folder.string(), error.message());
  }
  try {
    std::vector<std::pair<std::string, std::string>> facts = first_facts(session);
    if (session.followed) facts.emplace_back("replayed", session.followed->text());
    return store::create_store(folder, facts);
  } catch (...) {
    if (is_new) fs::remove(folder, error);  // empty: whatever else is in it is not ours
    throw;
  }
}

// Whether the space may take a shipped chip with several kinds of macros as template.
bool names_kinds(const space::SearchSpace& space) {
  const std::vector<std::string> chips = formats::shipped_names("hardware/kinds");
  const auto is_named = [&](const space::ParameterValue& value) {
    return std::ranges::find(chips, space::value_text(value)) != chips.end();
  };
  const std::string path = "hardware.template";
  const auto fixed = space.fixed().find(path);
  if (fixed != space.fixed().end() && is_named(fixed->second)) return true;
  return std::ranges::any_of(space.parameters(), [&](const space::Parameter& parameter) {
    return parameter.name == path && std::ranges::any_of(parameter.values, is_named);
  });
}

// The budget of the command line is kept and used again on resume. It cannot undo what was done:
// trials stay, and numbers after the final training would no longer be those of one search.
void settle_budget(Session& session) {
  store::Store& store = *session.store;
  const std::optional<std::string> kept = store.fact("budget.trials");
  if (!session.options.trials) {
    if (kept) session.spec.search.trials = std::strtoll(kept->c_str(), nullptr, 10);
    return;
  }
  const std::int64_t wanted = *session.options.trials;
  std::int64_t evaluated = 0;
  bool is_final = false;
  for (const objective::Trial& trial : store.trials()) {
    const bool is_search = trial.role == objective::TrialRole::Search;
    evaluated += is_search && trial.evaluated ? 1 : 0;
    is_final = is_final || !is_search;
  }
  const std::string folder = session.options.folder.string();
  if (wanted < evaluated) {
    fail(ErrorKind::Input,
         "{}: {} trials are evaluated already, so --trials {} is too few; give {} or more", folder,
         evaluated, wanted, evaluated);
  }
  if (is_final && wanted > evaluated) {
    fail(ErrorKind::Input,
         "{}: its final training has begun after {} trials, so --trials {} cannot extend it; "
         "search on "
         "in a folder of its own with --out, and with --search-only while more may follow",
         folder, evaluated, wanted);
  }
  store.set_fact("budget.trials", std::to_string(wanted));
}

}  // namespace

void check_same_study(const spec::Spec& spec, const store::Store& store, const fs::path& folder) {
  const std::string seed = store.fact("seed").value_or("");
  if (store.fact("spec").value_or("") != spec.text) {
    fail(ErrorKind::Input,
         "{}: holds a study of another specification than {}; give this one its own folder with "
         "--out, or remove the old one",
         folder.string(), spec.path.string());
  }
  if (store.fact("inputs").value_or("") != inputs_hash(spec)) {
    require(!spec.table,
            "{}: the table {} changed since this study began, so its trials could not be compared; "
            "give the new study its own folder with --out, or put the old table back",
            folder.string(), spec.table->path.string());
    fail(ErrorKind::Input,
         "{}: the shipped devices, chips, networks or constants, or files that the study names, "
         "changed since it began, so its trials could not be compared; give the new study its own "
         "folder with --out",
         folder.string());
  }
  if (store.fact("space").value_or("") != space_text(spec.space)) {
    fail(ErrorKind::Input,
         "{}: the space {} changed since this study began; give the new one its own folder with "
         "--out, or put the old space back",
         folder.string(), spec.space.name);
  }
  if (seed != std::to_string(spec.seed)) {
    fail(ErrorKind::Input,
         "{}: holds the study with seed {}, not {}; give this one its own folder with --out",
         folder.string(), seed, spec.seed);
  }
}

std::string space_text(const spec::SpaceSpec& space) {
  std::string text = space.name + " " + space.kind + "\n";
  for (const auto& [path, value] : space.fixed) {
    text += "fix " + path;
    add_value(text, value);
    text += '\n';
  }
  for (const spec::ParameterSpec& parameter : space.parameters) {
    text += fmt::format("{} {} {} {} {}", parameter.name, parameter.kind, exact_text(parameter.low),
                        exact_text(parameter.high), parameter.logarithmic);
    for (const spec::Scalar& value : parameter.values) add_value(text, value);
    text += parameter.when ? " when " + parameter.when->text + "\n" : "\n";
  }
  for (const spec::ForbiddenSpec& forbidden : space.forbidden) {
    text += "forbidden " + forbidden.rule.text + "\n";
  }
  return text;
}

spec::Spec stored_spec(const store::Store& store) {
  spec::Spec spec = spec::parse_spec(store.fact("spec").value_or(""),
                                     store.fact("spec_path").value_or("study.toml"));
  if (const auto table = store.fact("table"); spec.table && table)
    tabular::enter_table(spec, *table);
  spec.seed = std::stoull(store.fact("seed").value_or("1"));
  if (const auto trials = store.fact("budget.trials")) spec.search.trials = std::stoll(*trials);
  return spec;
}

std::string inputs_hash(const spec::Spec& spec) {
  if (spec.table) return spec.table->hash;
  const space::SearchSpace space(spec.space);
  std::vector<fs::path> files;
  std::vector<std::string> folders = {"calibration", "devices", "hardware", "hardware/published",
                                      "networks"};
  // A chip with kinds of macros means something to a study that names one, and to no other.
  if (names_kinds(space)) folders.emplace_back("hardware/kinds");
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::directory_iterator(data_folder() / folder)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  const std::vector<fs::path> own = design::named_files(space, spec.path.parent_path());
  files.insert(files.end(), own.begin(), own.end());
  std::string text;
  for (const fs::path& file : files) text += file.filename().string() + "\n" + read_text(file);
  return content_hash(text);
}

void open_study(Session& session) {
  const fs::path& folder = session.options.folder;
  if (store::has_store(folder)) {
    session.store = store::open_store(folder, store::OpenMode::Write);
    check_same_study(session.spec, *session.store, folder);
    session.start_candidates =
        start_from_text(session.store->fact("start").value_or("[]"), session.space);
    const std::optional<std::string> replayed = session.store->fact("replayed");
    const fs::path& asked = session.options.replay;
    require(asked.empty() || replayed == read_record(asked, first_facts(session)).text(),
            "{}: this study began without --replay {}, or that one went on since; go on without "
            "the option, or replay into a folder of its own with --out",
            folder.string(), asked.string());
    if (replayed) session.followed = Record::from_text(*replayed);
  } else {
    if (!session.options.replay.empty())
      session.followed = read_record(session.options.replay, first_facts(session));
    session.store = create_study(session);
    if (session.followed && session.followed->budget > 0)
      session.store->set_fact("budget.trials", std::to_string(session.followed->budget));
  }
  const fs::path copy = folder / "study.toml";
  if (!fs::exists(copy)) write_atomically(copy, session.spec.text);
  settle_budget(session);
  session.earlier_seconds = fact_number(*session.store, "run.wall_seconds");
  for (const objective::Trial& trial : session.store->trials()) {
    session.next_number = std::max(session.next_number, trial.number + 1);
  }
}

double fact_number(const store::Store& store, const std::string& key) {
  const std::optional<std::string> text = store.fact(key);
  return text ? std::strtod(text->c_str(), nullptr) : 0.0;
}

}  // namespace kirchhoff::study::detail
