// tests/formats/temporary_file.hpp - a text as a file for the length of a test.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "tests/source_folder.hpp"

namespace kirchhoff::formats {

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("kirchhoff-formats-" + std::to_string(::getpid()) + ".toml")) {
    write_atomically(path_, text);
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// The message of the Error that `work` throws, or "no error".
inline std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// `text` with the first `part` replaced; the part must be there.
inline std::string replaced(std::string text, const std::string& part, const std::string& by) {
  const std::size_t start = text.find(part);
  require(start != std::string::npos, "the test's text has no \"{}\"", part);
  return text.replace(start, part.size(), by);
}

// "file:3" of the line on which `part` stands in `text`.
inline std::string line_of(const std::string& path, const std::string& text,
                           const std::string& part) {
  const std::size_t start = text.find(part);
  require(start != std::string::npos, "the test's text has no \"{}\"", part);
  std::size_t line = 1;
  for (std::size_t i = 0; i < start; ++i) line += text[i] == '\n' ? 1 : 0;
  return path + ":" + std::to_string(line);
}

// A shipped file's text.
inline std::string shipped_text(const std::string& path) {
  return read_text(std::filesystem::path(test::source_folder()) / "data" / path);
}

}  // namespace kirchhoff::formats
