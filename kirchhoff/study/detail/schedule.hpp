// kirchhoff/study/detail/schedule.hpp - what a proposal may know, and in which order it learns it.
//
// Model: docs/decisions/0002 (lookahead) and 0018 (asynchronous)
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::study::detail {

/// The order of an asynchronous study: what each proposal knew, and when each result was told.
struct Record {
  struct Entry {
    std::uint64_t known = 0;             // results that its proposal knew
    std::optional<std::uint64_t> place;  // of its own result among all, from 0; nullopt: none
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  std::map<std::uint64_t, Entry> entries;  // by number of the search trial
  std::int64_t budget = 0;                 // trials at which it ended; 0: what its file says

  /// As a fact of the study that follows it, and back; throws Error(Input) for another text.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static Record from_text(const std::string& text);
};
/// Of search trials; without entries where they were not searched asynchronously.
[[nodiscard]] Record record_of(const std::vector<objective::Trial>& trials);

/// Counts what was sent to evaluation and what came back, and says what the next proposal may know.
/// With a lookahead L that is all but the last L - 1, told in the order of their numbers.
/// Asynchronously it is all that came back, as it came; that is recorded with each trial, and a
/// study that is resumed, or run again from a record, waits for it.
class Schedule {
 public:
  /// `stored`: search trials of earlier sessions. `at_once`: most trials that run at a time.
  Schedule(const spec::SearchSpec& search, const std::vector<objective::Trial>& stored,
           std::optional<Record> followed, std::size_t at_once);

  /// This trial went to evaluation; numbers ascend.
  void note_sent(std::uint64_t number) { sent_.push_back(number); }
  /// Its result is there.
  void note_finished(const objective::Trial& trial);
  [[nodiscard]] std::size_t sent_count() const { return sent_.size(); }

  /// Whether this trial can be proposed before another result has come.
  [[nodiscard]] bool may_propose(std::uint64_t number) const;
  /// How many results its proposal knows.
  [[nodiscard]] std::size_t known(std::uint64_t number) const;
  /// Whose result is told at this place; it is there.
  [[nodiscard]] std::uint64_t told_at(std::size_t place) const { return ready_.at(place); }

  /// Before a trial is stored: what its proposal knew, and the place of its result. They leave it
  /// as it is where the schedule is a lookahead.
  void record_proposal(objective::Trial& trial) const;
  void record_end(objective::Trial& trial);

 private:
  [[nodiscard]] const Record::Entry* recorded(std::uint64_t number) const;  // nullptr: nothing

  bool is_asynchronous_;
  std::size_t lookahead_, at_once_;
  std::vector<std::uint64_t> sent_;
  std::set<std::uint64_t> finished_;               // with a lookahead, beyond ready_
  std::map<std::uint64_t, std::uint64_t> places_;  // asynchronous: trials by place, beyond ready_
  std::vector<std::uint64_t> ready_;               // results that can be told, in their order
  std::size_t finished_count_ = 0;
  std::uint64_t next_place_ = 0;
  std::map<std::uint64_t, Record::Entry> record_;  // of earlier sessions and of what is followed
};

/// The record of the asynchronous study in `folder`, which must be of the same specification,
/// space, inputs, hot start and seed as these facts say. Throws Error(Input) where it is not.
[[nodiscard]] Record read_record(const std::filesystem::path& folder,
                                 const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace kirchhoff::study::detail
