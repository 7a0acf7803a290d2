// tests/formats/technology_file_test.cpp - the shipped nodes: range, order, sources, trends.
#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"
#include "tests/source_folder.hpp"

namespace kirchhoff::formats {
namespace {

const cost::Calibration& shipped() {
  static const cost::Calibration calibration = load_calibration();
  return calibration;
}

// The shipped calibration and nodes in a folder of their own, named by KIRCHHOFF_DATA.
class OwnData {
 public:
  OwnData()
      : path_(std::filesystem::temp_directory_path() /
              ("kirchhoff-technology-" + std::to_string(::getpid()))) {
    for (const char* part : {"technology", "calibration"}) {
      std::filesystem::create_directories(path_ / part);
      std::filesystem::copy(std::filesystem::path(test::source_folder()) / "data" / part,
                            path_ / part, std::filesystem::copy_options::recursive);
    }
    ::setenv("KIRCHHOFF_DATA", path_.c_str(), 1);
  }
  ~OwnData() {
    ::unsetenv("KIRCHHOFF_DATA");
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  OwnData(const OwnData&) = delete;
  OwnData& operator=(const OwnData&) = delete;

  void write(const std::string& name, const std::string& text) const {
    write_atomically(path_ / "technology" / name, text);
  }
  void remove(const std::string& name) const {
    std::filesystem::remove(path_ / "technology" / name);
  }

 private:
  std::filesystem::path path_;
};

std::string message_with(const std::string& name, const std::string& text) {
  const OwnData data;
  data.write(name, text);
  return message_of([] { (void)load_calibration(); });
}

}  // namespace

TEST_CASE("mistakes in a node's file are told with its line") {
  const std::string node = shipped_text("technology/90nm.toml");
  CHECK(contains(message_with("90nm.toml", replaced(node, "cell_area_um2", "cell_aera_um2")),
                 "90nm.toml"));
  CHECK(contains(message_with("90nm.toml", replaced(node, "energy = [", "energy = [1.0, ")),
                 "not 4 numbers"));
  CHECK(contains(message_with("90nm.toml", replaced(node, "[supply]", "[suply]")),
                 "did you mean \"supply\"?"));
  CHECK(contains(message_with("90nm.toml", replaced(node, "nominal_v = 1.2", "nominal_v = 0.0")),
                 "nominal_v"));
  CHECK(contains(message_with("91nm.toml", node), "keep one file for each node"));
}

TEST_CASE("a node is added by a file and taken away with it; at least two are needed") {
  const OwnData data;
  data.write("250nm.toml",
             "schema = 1\nnm = 250.0\n\n[scaling]\narea_relative = 640.0\n"
             "energy = [0.0, 0.0, 9.0]\nsource = \"made up\"\n");
  CHECK(load_calibration().nodes.front().nm == 250.0);
  for (const std::string& name : shipped_names("technology")) {
    if (name != "28nm" && name != "22nm") data.remove(name + ".toml");
  }
  CHECK(contains(message_of([] { (void)load_calibration(); }),
                 "0 nodes with a table [scaling] in data/technology/; give at least two"));
}

TEST_CASE("the shipped nodes reach from 180 to 3 nm and each says where its figures come from") {
  CHECK(shipped().nodes.front().nm == 180.0);
  CHECK(shipped().nodes.back().nm == 3.0);
  CHECK(shipped_names("technology").size() >= 15);
  for (const std::string& name : shipped_names("technology")) {
    const std::string text = shipped_text("technology/" + name + ".toml");
    std::size_t tables = 0, sources = 0;
    for (std::size_t at = text.find("\n["); at != std::string::npos; at = text.find("\n[", at + 1))
      ++tables;
    for (std::size_t at = text.find("\nsource = "); at != std::string::npos;
         at = text.find("\nsource = ", at + 1))
      ++sources;
    CAPTURE(name);
    CHECK(tables == sources);
  }
}

// Factors of a corrected implementation of the same tables; see tests/cost/technology_test.cpp.
TEST_CASE("the shipped tables give the published factors at 22, 28 and 40 nm within 3 %") {
  struct Published {
    double from, to, area, energy;
  };
  for (const Published& row :
       {Published{45, 22, 0.2517, 0.2941}, Published{32, 22, 0.55, 0.4461},
        Published{65, 28, 0.2533, 0.4137}, Published{65, 40, 0.5254, 0.7004}}) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    const double area = cost::area_scale(shipped(), row.from, row.to);
    const double energy = cost::energy_scale(shipped(), row.from, row.to);
    CHECK(std::abs(area / row.area - 1.0) < 0.03);
    CHECK(std::abs(energy / row.energy - 1.0) < 0.03);
  }
}

TEST_CASE("a smaller shipped node is never larger, slower or hungrier, and its cell is smaller") {
  for (double nm = 3.0; nm < 179.5; nm += 0.5) {
    CAPTURE(nm);
    const cost::Scaling small = cost::scale_to(shipped(), nm, volts(0.9));
    const cost::Scaling large = cost::scale_to(shipped(), nm + 0.5, volts(0.9));
    CHECK(small.area <= large.area);
    CHECK(small.energy <= large.energy);
    CHECK(small.delay <= large.delay);
    const cost::NodeCurve& cell = shipped().technology.sram_cell_area;
    CHECK(cell.at(nm) <= cell.at(nm + 0.5));
    CHECK(cell.at(nm) > 50.0 * nm * nm * 1e-18);  // no cell is denser than 50 F^2
  }
}

// The law of scale_to (constant field, alpha power) against published inverters of fan-out four.
TEST_CASE("delays scale as published inverters do within 1.7 from 130 to 7 nm, 2.6 from 180 nm") {
  const cost::Technology& technology = shipped().technology;
  const auto ratio = [&](double nm) {
    const double supply = technology.nominal_supply.at(nm);
    return cost::scale_to(shipped(), nm, volts(supply)).delay /
           cost::published_inverter_delay(shipped(), nm).si();
  };
  double low = ratio(130.0);
  double high = low;
  for (const double nm : {90.0, 65.0, 45.0, 32.0, 20.0, 16.0, 14.0, 10.0, 7.0}) {
    low = std::min(low, ratio(nm));
    high = std::max(high, ratio(nm));
  }
  CHECK(high / low < 1.7);
  CHECK(high / ratio(180.0) < 2.6);
}

TEST_CASE("heat multiplies leakage by 10 to 100 from 300 to 400 K at every shipped node") {
  for (double nm = 3.0; nm <= 180.0; nm += 1.0) {
    const double factor = cost::temperature_leakage_scale(shipped(), nm, 400.0);
    CAPTURE(nm);
    CHECK(factor > 10.0);
    CHECK(factor < 100.0);
  }
}

}  // namespace kirchhoff::formats
