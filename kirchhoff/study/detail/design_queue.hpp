// kirchhoff/study/detail/design_queue.hpp - the folder in which designs wait for a search.
//
// In:    the folder of a study
// Out:   designs in the order in which they were left; a file lives until its trial is stored
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::study::detail {

/// The note of a trial that came out of the queue.
inline constexpr const char* enqueued_label = "enqueued";

/// Files `queue/<number>.json`, each one design by fields. One reader, any number of writers.
class DesignQueue {
 public:
  explicit DesignQueue(const std::filesystem::path& study_folder);

  /// Adds a design behind all others. Throws Error(Environment) when it cannot be written.
  void add(const space::Fields& design) const;
  /// The oldest design that was not taken yet. Throws Error(Input) naming a file that holds none.
  [[nodiscard]] std::optional<space::Fields> take();
  /// What was taken is in the store: its files go.
  void settle();
  [[nodiscard]] std::size_t size() const { return numbers().size(); }

 private:
  [[nodiscard]] std::vector<std::uint64_t> numbers() const;  // ascending
  [[nodiscard]] std::filesystem::path file(std::uint64_t number) const;

  std::filesystem::path folder_;
  std::vector<std::uint64_t> taken_;     // and still on disk
  std::optional<std::uint64_t> newest_;  // that was taken
};

}  // namespace kirchhoff::study::detail
