// kirchhoff/store/database.cpp - SQLite with errors that say what to do; nobody else sees
// sqlite3.h.
#include <fmt/format.h>
#include <sqlite3.h>

#include <cctype>
#include <cerrno>
#include <cstring>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/store/detail/database.hpp"

namespace kirchhoff::store {
namespace {

// A path as the URI that SQLite opens.
std::string uri(const std::filesystem::path& path, Access access) {
  std::string text = "file:";
  for (const char letter : std::filesystem::absolute(path).string()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
                       std::strchr("/-_.~", letter) != nullptr;
    text += plain
                ? std::string(1, letter)
                : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(letter)));
  }
  switch (access) {
    case Access::Create: return text + "?mode=rwc";
    case Access::ReadWrite: return text + "?mode=rw";
    case Access::Immutable: return text + "?mode=ro&immutable=1";
    case Access::ReadOnly: return text + "?mode=ro&readonly_shm=1";
  }
  return text;
}

// SQLite quotes a damaged schema as it stands, odd bytes included.
std::string printable(std::string text) {
  for (char& letter : text) {
    if (std::isprint(static_cast<unsigned char>(letter)) == 0) letter = '?';
  }
  return text;
}

bool is_out_of_space(int code, int system_error) {
  return code == SQLITE_FULL || system_error == ENOSPC || system_error == EDQUOT ||
         system_error == EFBIG;
}

}  // namespace

Database::Database(std::filesystem::path path, Access access) : path_(std::move(path)) {
  const bool writes = access == Access::Create || access == Access::ReadWrite;
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                    (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                    (access == Access::Create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(uri(path_, access).c_str(), &handle_, flags, nullptr);
  try {
    if (code != SQLITE_OK) raise(code);
    set_patience(5000);
    // The schema is a file's content: never let it call functions, and check it while reading.
    run("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;");
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() { sqlite3_close(handle_); }

void Database::raise(int code) const {
  const int last_error = errno;  // SQLite does not keep it for a failed commit
  const int kept_error = handle_ == nullptr ? 0 : sqlite3_system_errno(handle_);
  const int system_error = kept_error != 0 ? kept_error : last_error;
  const std::string said =
      handle_ == nullptr ? "out of memory" : printable(sqlite3_errmsg(handle_));
  const int primary = code & 0xff;
  const std::string file = path_.string();
  if (is_out_of_space(primary, primary == SQLITE_IOERR ? system_error : 0)) {
    fail(ErrorKind::Environment,
         "{}: the disk is full; what was acknowledged is safe.\n"
         "Free some space and run the same command again",
         file);
  }
  switch (primary) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      fail(ErrorKind::Environment,
           "{}: cannot be opened for this ({}); make the file and its folder writable, or choose "
           "another folder",
           file, said);
    case SQLITE_BUSY:
    case SQLITE_PROTOCOL:
    case SQLITE_LOCKED:
      fail(ErrorKind::Environment, "{}: another program holds the database; end it and try again",
           file);
    case SQLITE_IOERR:
      fail(ErrorKind::Environment,
           "{}: the disk failed ({}: {}); check it, then run the same command again", file, said,
           std::strerror(system_error));
    case SQLITE_NOMEM: fail(ErrorKind::Environment, "{}: not enough memory to read it", file);
    default:
      fail(ErrorKind::Input,
           "{}: is damaged or no study ({}); restore a copy or start a new study in another folder",
           file, said);
  }
}

void Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(code);
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::set_patience(int milliseconds) { sqlite3_busy_timeout(handle_, milliseconds); }

Statement::Statement(Database& database, const std::string& sql) : database_(database) {
  const int code = sqlite3_prepare_v2(database.handle(), sql.c_str(), static_cast<int>(sql.size()),
                                      &statement_, nullptr);
  if (code != SQLITE_OK) database_.raise(code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int parameter, std::int64_t value) {
  KIRCHHOFF_ASSERT(sqlite3_bind_int64(statement_, parameter, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  const int code = sqlite3_bind_text64(statement_, parameter, text.data(), text.size(),
                                       SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) database_.raise(code);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    const int extended = sqlite3_extended_errcode(database_.handle());
    database_.raise(extended == SQLITE_OK ? code : extended);
  }
  return false;
}

void Statement::finish() {
  try {
    while (step()) {
    }
  } catch (...) {
    sqlite3_reset(statement_);  // so that a rollback can follow
    throw;
  }
  sqlite3_reset(statement_);
}

void Statement::reset() { sqlite3_reset(statement_); }

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? "" : std::string(reinterpret_cast<const char*>(bytes), size);
}

Transaction::Transaction(Database& database, bool writes) : database_(database) {
  database_.run(writes ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  // A failed write may have rolled back by itself; the answer changes nothing here.
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace kirchhoff::store
