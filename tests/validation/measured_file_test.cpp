// tests/validation/measured_file_test.cpp - both kinds of file say the same, mistakes say where.
#include "kirchhoff/validation/measured_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"

namespace kirchhoff::validation {
namespace {

// Writes a file for the length of a reading.
std::vector<Measurement> read(const std::string& text, const std::string& ending) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() /
                                     ("kirchhoff-measured-" + std::to_string(::getpid()) + ending);
  write_atomically(path, text);
  try {
    std::vector<Measurement> result = load_measurements(path.string());
    std::filesystem::remove(path);
    return result;
  } catch (...) {
    std::filesystem::remove(path);
    throw;
  }
}

std::string message(const std::string& text, const std::string& ending) {
  try {
    (void)read(text, ending);
  } catch (const Error& error) {
    const std::string told = error.what();
    return told.substr(told.find(ending) + ending.size());
  }
  return "no error";
}

const std::string header = "network,quantity,component,value,uncertainty,set\n";

}  // namespace

TEST_CASE("a CSV row and a TOML table with the same keys are the same measurement") {
  const auto csv =
      read(header + "lenet5,energy_j,converters,1.5e-6,0.1,supply_v=0.8 rows=64\n", ".csv");
  const auto toml = read(
      "schema = 1\n[[measurement]]\nnetwork = \"lenet5\"\nquantity = \"energy_j\"\ncomponent = "
      "\"converters\"\nvalue = 1.5e-6\nuncertainty = 0.1\nset = [\"supply_v=0.8\", \"rows=64\"]\n",
      ".toml");
  for (const auto& rows : {csv, toml}) {
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].network == "lenet5");
    CHECK((rows[0].quantity == Quantity::Energy));
    CHECK((rows[0].component == cost::Component::Converters));
    CHECK(rows[0].value == 1.5e-6);
    CHECK(rows[0].uncertainty == 0.1);
    CHECK(rows[0].settings == std::vector<std::string>{"supply_v=0.8", "rows=64"});
  }
}

TEST_CASE("three columns are enough; the uncertainty is then the stated one") {
  const auto rows = read("network,quantity,value\nlenet5,latency_s,1e-3\n", ".csv");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].uncertainty == 0.05);
  CHECK_FALSE(rows[0].component.has_value());
  CHECK(rows[0].settings.empty());
}

TEST_CASE("a network file is looked for beside the measurements") {
  const auto rows = read("network,quantity,value\nmine.toml,area_m2,1e-6\n", ".csv");
  CHECK(rows[0].network == (std::filesystem::temp_directory_path() / "mine.toml").string());
}

TEST_CASE("mistakes name the line, what was seen and what is allowed") {
  CHECK(message(header + "lenet5,energy,,1,,\n", ".csv") ==
        ":2: quantity is \"energy\"; did you mean \"energy_j\"?");
  CHECK(message(header + "lenet5,energy_j,convertors,1,,\n", ".csv") ==
        ":2: component is \"convertors\"; did you mean \"converters\"?");
  CHECK(message(header + "lenet5,energy_j,,0,,\n", ".csv") ==
        ":2: value (0) must be above 0, in the unit of energy_j");
  CHECK(message(header + "lenet5,energy_j,,1,2,\n", ".csv") ==
        ":2: uncertainty (2) must be 0.001 to 1, relative to the value");
  CHECK(message(header + "lenet5,latency_s,cells,1,,\n", ".csv") ==
        ":2: latency_s of component cells: a chip has one factor for all its times; leave "
        "component empty");
  CHECK(message(header, ".csv") == ": no measurement; give a row below the names of the columns");
  CHECK(message("schema = 1\n", ".toml") == ": no measurement; give a [[measurement]] table");
  CHECK_THROWS_AS((void)load_measurements("measured.xlsx"), Error);
}

}  // namespace kirchhoff::validation
