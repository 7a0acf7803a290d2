// kirchhoff/study/schedule.cpp - what a proposal may know, and in which order it learns it.
#include "kirchhoff/study/detail/schedule.hpp"

#include <algorithm>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/detail/design_queue.hpp"
#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study::detail {

std::string Record::text() const {
  Json list = Json::array();
  for (const auto& [number, entry] : entries) {
    Json item = Json::array();
    item.push(number);
    item.push(entry.known);
    if (entry.place) item.push(*entry.place);
    list.push(std::move(item));
  }
  return Json::object({{"budget", budget}, {"entries", std::move(list)}}).dump();
}

Record Record::from_text(const std::string& text) {
  const Json json = Json::parse(text, "the record of a study");
  Record record{.entries = {}, .budget = json.at("budget").as_integer()};
  for (const Json& item : json.at("entries").items()) {
    const auto& values = item.items();
    require(values.size() == 2 || values.size() == 3,
            "the record of a study has an entry with {} values; allowed: 2 and 3", values.size());
    const auto value = [&](std::size_t i) {
      return static_cast<std::uint64_t>(values[i].as_integer());
    };
    Entry& entry = record.entries[value(0)];
    entry.known = value(1);
    if (values.size() == 3) entry.place = value(2);
  }
  return record;
}

Record record_of(const std::vector<objective::Trial>& trials) {
  Record record;
  for (const objective::Trial& trial : trials) {
    if (trial.role != objective::TrialRole::Search || !trial.known_results) continue;
    record.entries[trial.number] = {.known = *trial.known_results, .place = trial.result_place};
  }
  return record;
}

Schedule::Schedule(const spec::SearchSpec& search, const std::vector<objective::Trial>& stored,
                   std::optional<Record> followed, std::size_t at_once)
    : is_asynchronous_(search.schedule == "asynchronous"),
      lookahead_(static_cast<std::size_t>(search.lookahead)),
      at_once_(std::min(at_once, lookahead_)),
      record_(std::move(followed).value_or(Record{}).entries) {
  for (const auto& [number, entry] : record_of(stored).entries) {
    Record::Entry& known = record_[number];
    known = {.known = entry.known, .place = entry.place ? entry.place : known.place};
  }
  for (const auto& [number, entry] : record_) {
    if (entry.place) next_place_ = std::max(next_place_, *entry.place + 1);
  }
}

const Record::Entry* Schedule::recorded(std::uint64_t number) const {
  const auto found = record_.find(number);
  return found == record_.end() ? nullptr : &found->second;
}

void Schedule::note_finished(const objective::Trial& trial) {
  ++finished_count_;
  if (is_asynchronous_) {
    places_.emplace(trial.result_place.value(), trial.number);
    for (auto next = places_.begin(); next != places_.end() && next->first == ready_.size();
         next = places_.erase(next)) {
      ready_.push_back(next->second);
    }
    return;
  }
  finished_.insert(trial.number);
  while (ready_.size() < sent_.size() && finished_.erase(sent_[ready_.size()]) > 0)
    ready_.push_back(sent_[ready_.size()]);
}

std::size_t Schedule::known(std::uint64_t number) const {
  if (!is_asynchronous_) {
    const std::size_t unknown = lookahead_ - 1;
    return sent_.size() > unknown ? sent_.size() - unknown : 0;
  }
  const Record::Entry* entry = recorded(number);
  return entry != nullptr ? static_cast<std::size_t>(entry->known) : ready_.size();
}

bool Schedule::may_propose(std::uint64_t number) const {
  if (ready_.size() < known(number)) return false;
  const bool is_free = !is_asynchronous_ || recorded(number) != nullptr;
  return is_free || sent_.size() - finished_count_ < at_once_;
}

void Schedule::record_proposal(objective::Trial& trial) const {
  if (is_asynchronous_) trial.known_results = known(trial.number);
}

void Schedule::record_end(objective::Trial& trial) {
  if (!is_asynchronous_) return;
  const Record::Entry* entry = recorded(trial.number);
  trial.result_place = entry != nullptr && entry->place ? *entry->place : next_place_++;
}

Record read_record(const std::filesystem::path& folder,
                   const std::vector<std::pair<std::string, std::string>>& facts) {
  require(store::has_store(folder), "--replay {}: there is no study there; name its folder",
          folder.string());
  const auto store = store::open_store(folder, store::OpenMode::Read);
  for (const auto& [key, value] : facts) {
    if (key == "spec_path") continue;
    require(store->fact(key).value_or("") == value,
            "--replay {}: it is another study than this one (its {} is not the same), so its order "
            "cannot be followed",
            folder.string(), key == "spec" ? "study file" : key);
  }
  const std::vector<objective::Trial> trials = store->trials();
  Record record = record_of(trials);
  record.budget = static_cast<std::int64_t>(fact_number(*store, "budget.trials"));
  require(!record.entries.empty(),
          "--replay {}: it has no order of its own to follow; only studies with [search] schedule "
          "= \"asynchronous\" have one, the same command without --replay gives the same bits",
          folder.string());
  for (const objective::Trial& trial : trials) {
    require(trial.label != enqueued_label,
            "--replay {}: trial {} was enqueued by hand; only a study without such designs can be "
            "run again from its file",
            folder.string(), trial.number);
  }
  return record;
}

}  // namespace kirchhoff::study::detail
