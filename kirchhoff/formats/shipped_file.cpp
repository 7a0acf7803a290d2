// kirchhoff/formats/shipped_file.cpp - finds files by name or path and names lines in errors.
#include "kirchhoff/formats/detail/shipped_file.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <system_error>

#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace fs = std::filesystem;

std::vector<std::string> shipped_names(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(data_folder() / folder, problem)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

namespace detail {
namespace {

// The value of `key` in a table or in one of the tables below it.
const spec::Value* find_below(const spec::Value& table, std::string_view key) {
  const auto* members = std::get_if<spec::Value::Table>(&table.content);
  if (members == nullptr) return nullptr;
  if (const spec::Value* found = table.find(key)) return found;
  for (const auto& [name, value] : *members) {
    if (const spec::Value* found = find_below(value, key)) return found;
  }
  return nullptr;
}

bool is_key_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

const spec::Location& place_of(const spec::Value& table, std::string_view message) {
  std::size_t start = 0;
  while (start < message.size()) {
    std::size_t end = start;
    while (end < message.size() && is_key_letter(message[end])) ++end;
    const std::string_view word = message.substr(start, end - start);
    if (const spec::Value* found = word.empty() ? nullptr : find_below(table, word)) {
      return found->location;
    }
    start = end + 1;
  }
  return table.location;
}

// A folder of data/ and those directly below it, in the order of their names.
std::vector<std::string> folders_of(const std::string& folder) {
  std::vector<std::string> folders;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(data_folder() / folder, problem)) {
    if (entry.is_directory(problem)) {
      folders.push_back((fs::path(folder) / entry.path().filename()).string());
    }
  }
  std::sort(folders.begin(), folders.end());
  folders.insert(folders.begin(), folder);
  return folders;
}

// Empty when there is none.
fs::path find_shipped(const std::string& folder, const std::string& name) {
  for (const std::string& place : folders_of(folder)) {
    fs::path path = data_folder() / place / (name + ".toml");
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path;
  }
  return {};
}

std::vector<std::string> names_below(const std::string& folder) {
  std::vector<std::string> names;
  for (const std::string& place : folders_of(folder)) {
    const std::vector<std::string> more = shipped_names(place);
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

}  // namespace

bool is_path(const std::string& name_or_path) {
  return name_or_path.find('/') != std::string::npos ||
         fs::path(name_or_path).extension() == ".toml";
}

Document open_document(const std::string& folder, const std::string& what,
                       const std::string& name_or_path) {
  fs::path path = name_or_path;
  if (!is_path(name_or_path)) {
    path = find_shipped(folder, name_or_path);
    if (path.empty()) {
      fail(ErrorKind::Input, "there is no shipped {} \"{}\"; {} (a file of your own ends in .toml)",
           what, name_or_path, suggest(name_or_path, names_below(folder)));
    }
  }
  return {path, spec::parse_toml(read_text(path), path.string())};
}

std::string read_source(spec::TableReader& reader) { return reader.text("source"); }

void fail_at(const spec::Value& table, const Error& error) {
  const std::string message = error.what();
  fail(error.kind(), "{}: {}", place_of(table, message).text(), message);
}

}  // namespace detail

std::string found_beside(const std::string& name_or_path, const fs::path& folder) {
  if (!detail::is_path(name_or_path) || fs::path(name_or_path).is_absolute()) return name_or_path;
  const fs::path beside = folder / name_or_path;
  std::error_code ignored;
  return fs::exists(beside, ignored) ? beside.string() : name_or_path;
}

}  // namespace kirchhoff::formats
