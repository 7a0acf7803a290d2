// kirchhoff/store/store.hpp - reads and writes studies; a trial that was stored survives kill -9.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/objective/trial.hpp"

namespace kirchhoff::store {

inline constexpr int schema_version = 1;

/// The seam for databases. One writer at a time. Every failure throws Error(Environment) naming the
/// file and what to do; a store of a newer schema, or a file that is no study, Error(Input).
class Store {
 public:
  virtual ~Store() = default;
  /// Adds or replaces a trial by number and role; durable against kill -9 when it returns.
  virtual void put(const objective::Trial& trial) = 0;
  /// Several at once, all or nothing.
  virtual void put(const std::vector<objective::Trial>& trials) = 0;
  /// All trials, by role then number. Rows whose hash does not match are an Error(Input).
  [[nodiscard]] virtual std::vector<objective::Trial> trials() const = 0;
  /// Facts about the study by key: "spec", "seed", "fingerprint", "run.*".
  [[nodiscard]] virtual std::optional<std::string> fact(const std::string& key) const = 0;
  virtual void set_fact(const std::string& key, const std::string& value) = 0;
  /// Every fact whose key starts with `prefix`, sorted by key.
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> facts(
      const std::string& prefix) const = 0;
  /// Proves that the disk still takes writes: throws Error(Environment) before an evaluation whose
  /// result could not be kept.
  virtual void check_writable() = 0;
};

enum class OpenMode { Create, Write, Read };

/// Opens `folder`/study.db. Create: the folder must not hold one. Write: recovers after a crash.
/// Both take the study's lock, an flock on `folder`/study.lock that is removed at a clean end (a
/// second writer: Error(Environment) naming the process that holds it). Read: creates no file and
/// never blocks a writer; a folder without a study is an Error(Input).
[[nodiscard]] std::unique_ptr<Store> open_store(const std::filesystem::path& folder, OpenMode mode);
/// Creates a study with its first facts as one step: after a crash there is all or nothing.
[[nodiscard]] std::unique_ptr<Store> create_store(
    const std::filesystem::path& folder,
    const std::vector<std::pair<std::string, std::string>>& facts);
[[nodiscard]] bool has_store(const std::filesystem::path& folder);

/// A trial without its documents, timings, worker and fingerprint as JSON, in one canonical form:
/// what `export --canonical` prints per line.
[[nodiscard]] Json canonical_json(const objective::Trial& trial);
/// Design fields as JSON and back.
[[nodiscard]] Json fields_json(const space::Fields& fields);
[[nodiscard]] space::Fields fields_from_json(const Json& json);
/// A whole trial as JSON and back.
[[nodiscard]] Json trial_json(const objective::Trial& trial);
[[nodiscard]] objective::Trial trial_from_json(const Json& json);

}  // namespace kirchhoff::store
