// kirchhoff/store/detail/database.hpp - a connection to one SQLite file, and its statements.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace kirchhoff::store {

enum class Access {
  Create,     // a new file
  ReadWrite,  // an existing one
  Immutable,  // nobody writes: no locks, no further files
  ReadOnly,   // beside a writer or after a crash: reads the existing log, creates nothing
};

/// One connection. Every failure throws: a full, failing or read-only disk and a lock are
/// Error(Environment), a damaged file is Error(Input). Not thread-safe.
class Database {
 public:
  Database(std::filesystem::path path, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const std::string& sql);
  /// The first column of the first row; 0 when there is none.
  [[nodiscard]] std::int64_t number(const std::string& sql);
  /// How long to wait for a lock of another connection.
  void set_patience(int milliseconds);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[noreturn]] void raise(int code) const;
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
};

/// One prepared statement. Parameters and columns count from 1 and 0, as in SQLite.
class Statement {
 public:
  Statement(Database& database, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);  // which must live until the last step
  /// True when there is a row.
  bool step();
  /// Steps a statement without rows and makes it ready for the next use.
  void finish();
  void reset();
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// All or nothing: rolled back unless committed.
class Transaction {
 public:
  Transaction(Database& database, bool writes);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace kirchhoff::store
