// tests/store/sqlite_store_test.cpp - nothing acknowledged is lost, no damage passes unseen.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/store/store.hpp"

namespace kirchhoff::store {
namespace {

namespace fs = std::filesystem;
using objective::Trial;

// A new folder that is gone with its contents at the end of the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "kirchhoff store %?#-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) names.insert(entry.path().filename());
    return names;
  }

 private:
  fs::path path_;
};

Trial trial_of(std::uint64_t number) {
  Trial trial;
  trial.number = number;
  trial.state = objective::TrialState::Complete;
  trial.metrics = {{"accuracy", 1.0 / static_cast<double>(number + 2)}};
  trial.documents = {{"cost", std::string(2000, static_cast<char>('a' + number % 26))}};
  return trial;
}

std::string text_of(const std::vector<Trial>& trials) {
  std::string text;
  for (const Trial& trial : trials) text += trial_json(trial).dump() + "\n";
  return text;
}

Error error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return {ErrorKind::Usage, ""};
}

bool contains(const Error& error, const std::string& part) {
  return std::string(error.what()).find(part) != std::string::npos;
}

void fill(const fs::path& folder, std::uint64_t count) {
  const auto store = create_store(folder, {{"seed", "1"}, {"run.0", "first"}});
  for (std::uint64_t i = 0; i < count; ++i) store->put(trial_of(i));
}

// Changes the file behind the store's back.
void change(const fs::path& folder, const std::string& sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open((folder / "study.db").c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

void overwrite(const fs::path& path, std::size_t position, char byte) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(position));
  file.put(byte);
}

// A process that writes trials from `first` on and says each number after it was acknowledged.
pid_t start_writer(const fs::path& folder, std::uint64_t first, int out) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  try {
    const auto store = open_store(folder, OpenMode::Write);
    for (std::uint64_t number = first;; ++number) {
      store->put(trial_of(number));
      if (::write(out, &number, sizeof(number)) != sizeof(number)) break;
    }
  } catch (const Error&) {
  }
  ::_exit(1);
}

// No file may grow beyond `bytes` while this lives: what a full disk looks like to a program.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("what was put is what is read, by role then number, replaced by the last put") {
  const Folder folder;
  {
    const auto store = open_store(folder.path(), OpenMode::Create);
    Trial baseline = trial_of(0);
    baseline.role = objective::TrialRole::Baseline;
    store->put({trial_of(2), baseline, trial_of(1)});
    Trial again = trial_of(1);
    again.state = objective::TrialState::Fail;
    store->put(again);
  }
  const std::vector<Trial> trials = open_store(folder.path(), OpenMode::Read)->trials();
  REQUIRE(trials.size() == 3);
  CHECK(trials[0].number == 1);
  CHECK(trials[0].state == objective::TrialState::Fail);
  CHECK(trials[1].number == 2);
  CHECK(trials[2].role == objective::TrialRole::Baseline);
}

TEST_CASE("facts are kept by key, sorted, and found by prefix") {
  const Folder folder;
  const auto store = create_store(folder.path(), {{"seed", "1"}});
  store->set_fact("run.1", "b");
  store->set_fact("run.0", "a");
  store->set_fact("run.1", "c");
  CHECK(store->fact("seed") == "1");
  CHECK_FALSE(store->fact("run").has_value());
  CHECK(store->facts("run.") ==
        std::vector<std::pair<std::string, std::string>>{{"run.0", "a"}, {"run.1", "c"}});
}

TEST_CASE("a writer killed with kill -9 again and again loses no acknowledged trial") {
  const Folder folder;
  fill(folder.path(), 0);
  std::uint64_t next = 0;
  Stream stream(1, purpose::test, 0);
  // A busy disk writes fewer between two kills: it is given more rounds.
  for (int round = 0; round < 15 || (next <= 20 && round < 60); ++round) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = start_writer(folder.path(), next, ends[1]);
    ::close(ends[1]);
    ::usleep(static_cast<useconds_t>(3000 + stream.below(40000)));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    std::uint64_t number = 0;
    while (::read(ends[0], &number, sizeof(number)) == sizeof(number)) next = number + 1;
    ::close(ends[0]);
    const std::set<std::string> before = folder.files();
    const std::vector<Trial> trials = open_store(folder.path(), OpenMode::Read)->trials();
    CHECK(folder.files() == before);
    // The last one may have been stored and not yet told.
    REQUIRE(trials.size() >= next);
    REQUIRE(trials.size() <= next + 1);
    for (const Trial& trial : trials) {
      REQUIRE(trial_json(trial) == trial_json(trial_of(trial.number)));
    }
  }
  CHECK(next > 20);
  open_store(folder.path(), OpenMode::Write)->put(trial_of(next));
  CHECK(folder.files() == std::set<std::string>{"study.db"});
}

TEST_CASE("a study whose search was killed is read from outside its folder") {
  const Folder folder;
  fill(folder.path(), 3);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = start_writer(folder.path(), 3, ends[1]);
  std::uint64_t number = 0;
  REQUIRE(::read(ends[0], &number, sizeof(number)) == sizeof(number));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);

  const std::set<std::string> before = folder.files();
  CHECK(open_store(folder.path(), OpenMode::Read)->trials().size() >= 4);
  CHECK(folder.files() == before);
}

TEST_CASE("a clean end leaves one file, and reading it creates none") {
  const Folder folder;
  fill(folder.path(), 5);
  CHECK(folder.files() == std::set<std::string>{"study.db"});
  const auto reader = open_store(folder.path(), OpenMode::Read);
  CHECK(reader->trials().size() == 5);
  CHECK(folder.files() == std::set<std::string>{"study.db"});
}

TEST_CASE("a reader beside the writer sees every acknowledged trial and creates no file") {
  const Folder folder;
  fill(folder.path(), 1);
  const auto writer = open_store(folder.path(), OpenMode::Write);
  writer->put(trial_of(1));
  const std::set<std::string> before = folder.files();
  const auto reader = open_store(folder.path(), OpenMode::Read);
  CHECK(reader->trials().size() == 2);
  writer->put(trial_of(2));
  CHECK(reader->trials().size() == 3);
  CHECK(folder.files() == before);
}

TEST_CASE("a second writer is refused and told which process writes; the first goes on") {
  const Folder folder;
  fill(folder.path(), 1);
  const auto writer = open_store(folder.path(), OpenMode::Write);
  const Error error = error_of([&] { (void)open_store(folder.path(), OpenMode::Write); });
  CHECK(error.kind() == ErrorKind::Environment);
  CHECK(contains(error, "process " + std::to_string(::getpid())));
  writer->put(trial_of(1));
  CHECK(writer->trials().size() == 2);
}

TEST_CASE("a study of a newer schema is refused in one line by readers and writers") {
  const Folder folder;
  fill(folder.path(), 1);
  change(folder.path(), "PRAGMA user_version=2");
  for (const OpenMode mode : {OpenMode::Read, OpenMode::Write}) {
    const Error error = error_of([&] { (void)open_store(folder.path(), mode); });
    CHECK(error.kind() == ErrorKind::Input);
    CHECK(contains(error, "schema 2, this one reads up to 1"));
    CHECK_FALSE(contains(error, "\n"));
  }
  CHECK(folder.files() == std::set<std::string>{"study.db"});
}

TEST_CASE("no study, a second creation and a text file are input errors") {
  const Folder folder;
  CHECK(error_of([&] { (void)open_store(folder.path(), OpenMode::Read); }).kind() ==
        ErrorKind::Input);
  CHECK(folder.files().empty());
  fill(folder.path(), 1);
  CHECK(error_of([&] { (void)open_store(folder.path(), OpenMode::Create); }).kind() ==
        ErrorKind::Input);
  write_atomically(folder.path() / "study.db", std::string(5000, 'x'));
  CHECK(error_of([&] { (void)open_store(folder.path(), OpenMode::Read); }).kind() ==
        ErrorKind::Input);
}

TEST_CASE("a row that is removed or changed behind the store's back is found") {
  for (const std::string sql :
       {"DELETE FROM trial WHERE number=3", "UPDATE trial SET number=77 WHERE number=3",
        "UPDATE trial SET text=replace(text, 'COMPLETE', 'FAIL') WHERE number=3",
        "UPDATE fact SET value='2' WHERE key='seed'", "DELETE FROM fact WHERE key='seed'"}) {
    CAPTURE(sql);
    const Folder folder;
    fill(folder.path(), 5);
    change(folder.path(), sql);
    const Error error = error_of([&] {
      const auto store = open_store(folder.path(), OpenMode::Read);
      (void)store->trials();
      (void)store->facts("");
    });
    CHECK(error.kind() == ErrorKind::Input);
    CHECK(contains(error, "damaged"));
  }
}

TEST_CASE("a flipped bit anywhere in the file is found or harmless, never another result") {
  const Folder folder;
  fill(folder.path(), 12);
  const std::string good = read_text(folder.path() / "study.db");
  const std::string expected = text_of(open_store(folder.path(), OpenMode::Read)->trials());
  Stream stream(2, purpose::test, 0);
  int found = 0;
  for (int i = 0; i < 1500; ++i) {
    // Every second flip hits the header and the schema, where it hurts most.
    const std::size_t position = stream.below(i % 2 == 0 ? good.size() : 4096);
    const auto bad = static_cast<char>(good[position] ^ (1 << stream.below(8)));
    overwrite(folder.path() / "study.db", position, bad);
    try {
      const auto store = open_store(folder.path(), OpenMode::Read);
      const std::string trials = text_of(store->trials());
      const std::optional<std::string> seed = store->fact("seed");
      CHECK(trials == expected);
      CHECK(seed == "1");
    } catch (const Error&) {
      ++found;
    }
    overwrite(folder.path() / "study.db", position, good[position]);
  }
  CHECK(found > 100);
}

TEST_CASE("a full disk stops the writer with exit 4, loses nothing, and it goes on with space") {
  const Folder folder;
  fill(folder.path(), 2);
  const auto store = open_store(folder.path(), OpenMode::Write);
  store->put(trial_of(2));
  {
    const FullDisk limit(60000);
    std::uint64_t number = 3;
    const Error error = error_of([&] {
      while (number < 1000) store->put(trial_of(number++));
    });
    CAPTURE(std::string(error.what()));
    CHECK(error.kind() == ErrorKind::Environment);
    CHECK(contains(error, "the disk is full"));
    CHECK(error_of([&] { store->check_writable(); }).kind() == ErrorKind::Environment);
    CHECK(store->trials().size() == number - 1);
  }
  store->check_writable();
  const std::size_t before = store->trials().size();
  store->put(trial_of(2000));
  CHECK(store->trials().size() == before + 1);
}

TEST_CASE("a study that cannot be made leaves no file and says what to do") {
  const Folder folder;
  {
    const FullDisk limit(1000);
    const Error error = error_of([&] { (void)open_store(folder.path(), OpenMode::Create); });
    CHECK(error.kind() == ErrorKind::Environment);
  }
  CHECK(folder.files().empty());
  const Error error = error_of([] { (void)open_store("/proc/kirchhoff", OpenMode::Create); });
  CHECK(error.kind() == ErrorKind::Environment);
  CHECK(contains(error, "/proc/kirchhoff"));
}

TEST_CASE("several trials at once are stored all or not at all") {
  const Folder folder;
  fill(folder.path(), 0);
  const auto store = open_store(folder.path(), OpenMode::Write);
  store->put(trial_of(0));
  {
    const FullDisk limit(100000);
    std::vector<Trial> many;
    for (std::uint64_t i = 1; i < 200; ++i) many.push_back(trial_of(i));
    CHECK_THROWS_AS(store->put(many), Error);
  }
  CHECK(store->trials().size() == 1);
}

}  // namespace kirchhoff::store
