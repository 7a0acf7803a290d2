// kirchhoff/store/sqlite_store.cpp - a study in one SQLite file; every row hashed, all rows sealed.
//
// Tables: fact(key, value, hash), trial(role, number, text, hash), seal(entries, digest),
//         probe(bytes). The digest is the XOR of all hashes of facts and trials.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/store/detail/database.hpp"
#include "kirchhoff/store/detail/study_lock.hpp"
#include "kirchhoff/store/store.hpp"

namespace kirchhoff::store {
namespace {

namespace fs = std::filesystem;
using objective::Trial;
using Facts = std::vector<std::pair<std::string, std::string>>;

constexpr std::int64_t application = 0x4B495243;  // "KIRC": what the file says it is
constexpr std::size_t probe_bytes = 65536;        // more than the usual trial with its documents

std::string trial_hash(std::int64_t role, std::int64_t number, const std::string& text) {
  return content_hash(fmt::format("trial {} {} {}", role, number, text));
}
std::string fact_hash(const std::string& key, const std::string& value) {
  return content_hash(fmt::format("fact {} {} {}", key.size(), key, value));
}

/// Count and XOR of hashes: tells whether rows are missing, whatever their order.
class Seal {
 public:
  void toggle(const std::string& hash, int change) {
    for (std::size_t i = 0; i < digest_.size() && i < hash.size(); ++i) {
      digest_[i] = static_cast<unsigned char>(digest_[i] ^ static_cast<unsigned char>(hash[i]));
    }
    entries_ += change;
  }
  [[nodiscard]] std::int64_t entries() const { return entries_; }
  [[nodiscard]] std::string digest() const {
    std::string text;
    for (const unsigned char byte : digest_) text += fmt::format("{:02x}", unsigned{byte});
    return text;
  }

 private:
  std::array<unsigned char, 32> digest_{};  // over the hexadecimal digits of the hashes
  std::int64_t entries_ = 0;
};

[[noreturn]] void refuse_damage(const fs::path& path, const std::string& what) {
  fail(ErrorKind::Input,
       "{}: is damaged ({}); restore a copy or start a new study in another folder", path.string(),
       what);
}

void create_tables(Database& database) {
  database.run(
      "CREATE TABLE fact(key TEXT PRIMARY KEY, value TEXT NOT NULL, hash TEXT NOT NULL)"
      " WITHOUT ROWID;"
      "CREATE TABLE trial(role INTEGER NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL,"
      " hash TEXT NOT NULL, PRIMARY KEY(role, number)) WITHOUT ROWID;"
      "CREATE TABLE seal(id INTEGER PRIMARY KEY, entries INTEGER NOT NULL, digest TEXT NOT NULL);"
      "CREATE TABLE probe(id INTEGER PRIMARY KEY, bytes TEXT NOT NULL);"
      "INSERT INTO probe VALUES(1, '');");
  database.run(fmt::format("INSERT INTO seal VALUES(1, 0, '{}')", Seal().digest()));
  database.run(fmt::format("PRAGMA application_id={}; PRAGMA user_version={};", application,
                           schema_version));
}

void check_schema(Database& database) {
  if (database.number("PRAGMA application_id") != application) {
    fail(ErrorKind::Input,
         "{}: is no study of kirchhoff; name a folder that `kirchhoff search` made",
         database.path().string());
  }
  const std::int64_t version = database.number("PRAGMA user_version");
  if (version > schema_version) {
    fail(ErrorKind::Input,
         "{}: was written by a newer kirchhoff (schema {}, this one reads up to {}); use that one",
         database.path().string(), version, schema_version);
  }
  if (version < 1) refuse_damage(database.path(), fmt::format("schema {}", version));
}

Seal stored_seal_checked(Database& database) {
  Seal seal;
  for (const char* table : {"trial", "fact"}) {
    Statement rows(database, fmt::format("SELECT hash FROM {}", table));
    while (rows.step()) seal.toggle(rows.text(0), +1);
  }
  Statement row(database, "SELECT entries, digest FROM seal WHERE id=1");
  if (!row.step() || row.integer(0) != seal.entries() || row.text(1) != seal.digest()) {
    refuse_damage(database.path(), "rows are missing or changed");
  }
  return seal;
}

/// Reads what every kind of opening reads. Each answer comes from one state of the database.
class SqliteReader {
 public:
  SqliteReader(const fs::path& path, Access access) : database_(path, access) {
    check_schema(database_);
  }
  Database& database() { return database_; }

  std::vector<Trial> trials() {
    const Transaction snapshot(database_, false);
    (void)stored_seal_checked(database_);
    std::vector<Trial> result;
    Statement rows(database_, "SELECT role, number, text, hash FROM trial ORDER BY role, number");
    while (rows.step()) {
      const std::string text = rows.text(2);
      if (trial_hash(rows.integer(0), rows.integer(1), text) != rows.text(3)) {
        refuse_damage(database_.path(), fmt::format("trial {}", rows.integer(1)));
      }
      result.push_back(trial_from_json(Json::parse(text, database_.path().string())));
    }
    return result;
  }

  Facts facts(const std::string& prefix) {
    Facts result;
    Statement rows(database_, "SELECT key, value, hash FROM fact WHERE key >= ?1 ORDER BY key");
    rows.bind(1, prefix);
    while (rows.step()) {
      const std::string key = rows.text(0);
      if (!key.starts_with(prefix)) break;
      const std::string value = rows.text(1);
      if (fact_hash(key, value) != rows.text(2)) {
        refuse_damage(database_.path(), "the fact " + key);
      }
      result.emplace_back(key, value);
    }
    return result;
  }

  std::optional<std::string> fact(const std::string& key) {
    for (auto& [found, value] : facts(key)) {
      if (found == key) return std::move(value);
      break;  // keys are sorted: the exact one comes first
    }
    return std::nullopt;
  }

 private:
  Database database_;
};

/// Writes. Holds the lock for its whole life.
class SqliteStore final : public Store {
 public:
  SqliteStore(const fs::path& folder, std::unique_ptr<StudyLock> lock)
      : lock_(std::move(lock)), reader_(folder / "study.db", Access::ReadWrite) {
    // A commit is on the disk when it returns: survives kill -9 and a power cut.
    database().run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    seal_ = stored_seal_checked(database());
  }
  ~SqliteStore() override {
    try {
      database().set_patience(200);  // a reader may keep the log; the next end removes it
      database().run("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE;");
    } catch (const Error&) {
      // Nothing is lost: the log stays beside the database and is read with it.
    }
  }
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  void put(const Trial& trial) override { put(std::vector<Trial>{trial}); }
  void put(const std::vector<Trial>& trials) override {
    change([&](Seal& seal) {
      for (const Trial& trial : trials) put_row(trial, seal);
    });
  }
  [[nodiscard]] std::vector<Trial> trials() const override { return reader_.trials(); }
  [[nodiscard]] std::optional<std::string> fact(const std::string& key) const override {
    return reader_.fact(key);
  }
  [[nodiscard]] Facts facts(const std::string& prefix) const override {
    return reader_.facts(prefix);
  }
  void set_fact(const std::string& key, const std::string& value) override {
    set_facts({{key, value}});
  }
  void set_facts(const Facts& facts) {
    change([&](Seal& seal) {
      for (const auto& [key, value] : facts) put_fact(key, value, seal);
    });
  }
  void check_writable() override {
    // Other bytes each time, so that they reach the disk.
    probe_letter_ = probe_letter_ == 'z' ? 'a' : static_cast<char>(probe_letter_ + 1);
    const std::string bytes(probe_bytes, probe_letter_);
    Statement update(database(), "UPDATE probe SET bytes=?1 WHERE id=1");
    update.bind(1, bytes).finish();
  }

 private:
  Database& database() const { return reader_.database(); }

  // One transaction; the seal goes with it or stays as it was.
  template <typename Work>
  void change(const Work& work) {
    Seal seal = seal_;
    Transaction transaction(database(), true);
    work(seal);
    const std::string digest = seal.digest();
    Statement update(database(), "UPDATE seal SET entries=?1, digest=?2 WHERE id=1");
    update.bind(1, seal.entries()).bind(2, digest).finish();
    transaction.commit();
    seal_ = seal;
  }

  void put_row(const Trial& trial, Seal& seal) {
    const auto role = static_cast<std::int64_t>(trial.role);
    const auto number = static_cast<std::int64_t>(trial.number);
    Statement earlier(database(), "SELECT hash FROM trial WHERE role=?1 AND number=?2");
    earlier.bind(1, role).bind(2, number);
    if (earlier.step()) seal.toggle(earlier.text(0), -1);
    const std::string text = trial_json(trial).dump();
    const std::string hash = trial_hash(role, number, text);
    Statement insert(database(), "INSERT OR REPLACE INTO trial VALUES(?1, ?2, ?3, ?4)");
    insert.bind(1, role).bind(2, number).bind(3, text).bind(4, hash).finish();
    seal.toggle(hash, +1);
  }

  void put_fact(const std::string& key, const std::string& value, Seal& seal) {
    Statement earlier(database(), "SELECT hash FROM fact WHERE key=?1");
    earlier.bind(1, key);
    if (earlier.step()) seal.toggle(earlier.text(0), -1);
    const std::string hash = fact_hash(key, value);
    Statement insert(database(), "INSERT OR REPLACE INTO fact VALUES(?1, ?2, ?3)");
    insert.bind(1, key).bind(2, value).bind(3, hash).finish();
    seal.toggle(hash, +1);
  }

  std::unique_ptr<StudyLock> lock_;  // first in, last out
  mutable SqliteReader reader_;      // reading moves SQLite's cursors only
  Seal seal_;
  char probe_letter_ = 'a';
};

/// A folder of its own outside the study, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "kirchhoff-read-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      fail(ErrorKind::Environment, "{}: cannot be written; set TMPDIR to a folder that can",
           fs::temp_directory_path().string());
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Whether a log adds anything to its database; its header alone takes 32 bytes.
bool has_frames(const fs::path& log) {
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(log, missing);
  return !missing && size > 32;
}

void copy_out(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::copy_file(from, to, code);
  if (code) {
    fail(ErrorKind::Environment, "{}: cannot be copied to {} ({}); set TMPDIR to a folder that can",
         from.string(), to.string(), code.message());
  }
}

/// Reads only; owns the copy it reads where SQLite would have to create a file beside the study.
class SqliteView final : public Store {
 public:
  explicit SqliteView(const fs::path& path) : reader_(open(path, copy_)) {}
  void put(const Trial&) override { refuse(); }
  void put(const std::vector<Trial>&) override { refuse(); }
  void set_fact(const std::string&, const std::string&) override { refuse(); }
  void check_writable() override { refuse(); }
  [[nodiscard]] std::vector<Trial> trials() const override { return reader_->trials(); }
  [[nodiscard]] std::optional<std::string> fact(const std::string& key) const override {
    return reader_->fact(key);
  }
  [[nodiscard]] Facts facts(const std::string& prefix) const override {
    return reader_->facts(prefix);
  }

 private:
  [[noreturn]] static void refuse() {
    KIRCHHOFF_ASSERT(!"a study opened for reading is not written");
    std::abort();
  }
  static std::unique_ptr<SqliteReader> open(const fs::path& path,
                                            std::unique_ptr<TemporaryFolder>& copy) {
    const fs::path log = path.string() + "-wal";
    if (!has_frames(log)) return std::make_unique<SqliteReader>(path, Access::Immutable);
    if (StudyLock::is_held(path.parent_path())) {
      return std::make_unique<SqliteReader>(path, Access::ReadOnly);
    }
    // A crashed search left its log. SQLite would mend the study's files first, which a reader must
    // not; nobody writes them, so a copy is consistent.
    copy = std::make_unique<TemporaryFolder>();
    copy_out(path, copy->path() / "study.db");
    copy_out(log, copy->path() / "study.db-wal");
    return std::make_unique<SqliteReader>(copy->path() / "study.db", Access::ReadWrite);
  }

  std::unique_ptr<TemporaryFolder> copy_;  // outlives the reader
  std::unique_ptr<SqliteReader> reader_;
};

void require_store(const fs::path& folder) {
  require(has_store(folder), "{}: there is no study here; start one with `kirchhoff search`",
          folder.string());
}

// Whole, then renamed: a killed or failed creation leaves no study.
void create_database(const fs::path& folder, const Facts& facts) {
  const fs::path draft = folder / "study.db.new";
  std::error_code ignored;
  fs::remove(draft, ignored);
  // A log left by a deleted study must not be replayed into this one.
  for (const char* rest : {"study.db-wal", "study.db-shm", "study.db-journal"}) {
    fs::remove(folder / rest, ignored);
  }
  try {
    {
      Database database(draft, Access::Create);
      database.run("PRAGMA synchronous=FULL; PRAGMA journal_mode=MEMORY;");
      Transaction transaction(database, true);
      create_tables(database);
      Seal seal;
      for (const auto& [key, value] : facts) {
        const std::string hash = fact_hash(key, value);
        Statement insert(database, "INSERT INTO fact VALUES(?1, ?2, ?3)");
        insert.bind(1, key).bind(2, value).bind(3, hash).finish();
        seal.toggle(hash, +1);
      }
      database.run(
          fmt::format("UPDATE seal SET entries={}, digest='{}'", seal.entries(), seal.digest()));
      transaction.commit();
    }
    std::error_code code;
    fs::rename(draft, folder / "study.db", code);
    if (code) {
      fail(ErrorKind::Environment, "{}: cannot be made ({}); choose another folder",
           (folder / "study.db").string(), code.message());
    }
  } catch (...) {
    fs::remove(draft, ignored);
    throw;
  }
}

}  // namespace

bool has_store(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "study.db", ignored);
}

std::unique_ptr<Store> create_store(const fs::path& folder, const Facts& facts) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) {
    fail(ErrorKind::Environment, "{}: the folder cannot be made ({}); choose another one",
         folder.string(), code.message());
  }
  auto lock = std::make_unique<StudyLock>(folder);
  require(!has_store(folder), "{}: holds a study already; resume it or choose another folder",
          folder.string());
  create_database(folder, facts);
  return std::make_unique<SqliteStore>(folder, std::move(lock));
}

std::unique_ptr<Store> open_store(const fs::path& folder, OpenMode mode) {
  if (mode == OpenMode::Create) return create_store(folder, {});
  require_store(folder);
  if (mode == OpenMode::Read) return std::make_unique<SqliteView>(folder / "study.db");
  auto lock = std::make_unique<StudyLock>(folder);
  return std::make_unique<SqliteStore>(folder, std::move(lock));
}

}  // namespace kirchhoff::store
