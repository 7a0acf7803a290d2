// tests/formats/device_file_test.cpp - devices are read in SI units, and each mistake has its line.
#include <doctest/doctest.h>

#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

const std::string& device_text() {
  static const std::string text = R"(schema = 1
name = "test"
title = "Test device"
source = "a test"
type = "pcm"
encoding = "differential-pair"
max_cell_bits = 2

[electrical]
g_min_us = 0.1
g_max_us = 25.0
read_voltage_v = 0.2
cell_area_f2 = 30
write_energy_pj = 7.5
source = "a test"

[programming]
g_reference_us = 25.0
sd_us = [0.26, 1.97, -1.17]
source = "a test"

[read]
sd_relative = 0.002
converter_sd_lsb = 0.3
source = "a test"

[drift]
t0_s = 20.0
mean = [-0.0155, 0.0244, 0.049, 0.1]
sd = [-0.0125, -0.0059, 0.008, 0.045]
source = "a test"
)";
  return text;
}

std::string message(const std::string& text) {
  const TemporaryFile file(text);
  return message_of([&] { (void)load_device(file.path()); });
}

// Whether the text with one change is refused on the changed line, with the given words.
void check_refusal(const std::string& part, const std::string& by, const std::string& words) {
  const std::string changed = replaced(device_text(), part, by);
  const TemporaryFile file(changed);
  const std::string seen = message_of([&] { (void)load_device(file.path()); });
  CAPTURE(seen);
  CHECK(contains(seen, line_of(file.path(), changed, by) + ": "));
  CHECK(contains(seen, words));
}

}  // namespace

TEST_CASE("every figure of a device arrives in its field, in SI units") {
  const TemporaryFile file(device_text());
  const hardware::Device device = load_device(file.path());
  CHECK(device.name == "test");
  CHECK(device.type == hardware::DeviceType::Pcm);
  CHECK(device.encoding == hardware::Encoding::DifferentialPair);
  CHECK(device.max_cell_bits == 2);
  CHECK(device.g_min.si() == doctest::Approx(1e-7).scale(0.0));
  CHECK(device.g_max.si() == doctest::Approx(25e-6).scale(0.0));
  CHECK(device.read_voltage.si() == 0.2);
  CHECK(device.cell_capacitance.si() == 0.0);
  CHECK(device.cell_area_f2 == 30.0);
  CHECK(device.write_energy.si() == doctest::Approx(7.5e-12).scale(0.0));
  CHECK(device.g_reference.si() == doctest::Approx(25e-6).scale(0.0));
  CHECK(device.programming_sd_us == std::vector<double>{0.26, 1.97, -1.17});
  CHECK(device.read_sd_relative == 0.002);
  CHECK(device.converter_sd_lsb == 0.3);
  CHECK_FALSE(device.has_low_frequency_noise);
  CHECK(device.has_drift);
  CHECK(device.drift_t0.si() == 20.0);
  CHECK(device.drift_mean[3] == 0.1);
  CHECK(device.drift_sd[0] == -0.0125);
}

TEST_CASE("every shipped device is read, carries its file's name and a source") {
  const std::vector<std::string> names = shipped_names("devices");
  CHECK(names.size() >= 3);
  for (const std::string& name : names) {
    CAPTURE(name);
    const hardware::Device device = load_device(name);
    CHECK(device.name == name);
    CHECK(device.source.size() > 20);
    CHECK_FALSE(device.title.empty());
  }
}

TEST_CASE("each mistake in a device file is told with its line and what is allowed") {
  check_refusal("g_max_us = 25.0", "g_maxx_us = 25.0", "did you mean \"g_max_us\"?");
  check_refusal("read_voltage_v = 0.2", "read_voltage_v = -1", "a number (at least 0)");
  check_refusal("max_cell_bits = 2", "max_cell_bits = 5", "a whole number (1 to 4)");
  check_refusal("type = \"pcm\"", "type = \"pcn\"", "did you mean \"pcm\"?");
  check_refusal("encoding = \"differential-pair\"", "encoding = \"pair\"", "differential-pair");
  check_refusal("g_max_us = 25.0", "g_max_us = 0.1", "must be greater than g_min_us");
  check_refusal("mean = [-0.0155, 0.0244, 0.049, 0.1]", "mean = [0.1]", "not 1 numbers");
  check_refusal("write_energy_pj = 7.5", "write_energy_pj = nan", "a number");
  check_refusal("[drift]", "[drfit]", "did you mean \"drift\"?");
}

TEST_CASE("laws that only some devices have are checked where they stand") {
  const auto seen = [](const std::string& table) {
    return message(device_text() + "\n" + table + "\nsource = \"a test\"\n");
  };
  CHECK(seen("[stuck]\nlow = 0.01") == "no error");
  CHECK(contains(seen("[stuck]\nlow = 0.6\nhigh = 0.6"), "at most 1 together"));
  CHECK(contains(seen("[stuck]\nlow = 2.0"), "(0 to 1)"));
  CHECK(contains(seen("[variation]\nindependent_sd = -0.1"), "0 to 1"));
  CHECK(contains(seen("[relaxation]\nmean_us = [0.0, 0.1]\nsd_us = [0.0, 0.0]"), "grows"));
  CHECK(contains(seen("[relaxation]\nmean_us = [0.0]\nsd_us = [0.0, 0.0]"), "not 1 numbers"));
  CHECK(contains(seen("[temperature]\nactivation_energy_ev = 0.1"), "drift_per_kelvin"));
  CHECK(contains(seen("[[programming_at]]\ntime_s = 1.0\nsd_us = [-1.0]"), "programming sd"));
  CHECK(contains(seen("[stuk]\nlow = 0.01"), "did you mean \"stuck\"?"));
}

TEST_CASE("a device, and each of its tables, needs its source") {
  std::size_t start = device_text().find("source = ");
  int count = 0;
  while (start != std::string::npos) {
    std::string text = device_text();
    text.erase(start, text.find('\n', start) - start);
    CHECK(contains(message(text), "source is missing"));
    start = device_text().find("source = ", start + 1);
    ++count;
  }
  CHECK(count == 5);
}

TEST_CASE("a table that a device needs is missed, one that it may have is not") {
  std::string text = device_text();
  text.resize(text.find("[drift]"));
  CHECK(message(text) == "no error");
  text.resize(text.find("[read]"));
  CHECK(contains(message(text), "the table [read] is missing"));
}

TEST_CASE("an unknown device is named with the nearest shipped one") {
  const std::string near = shipped_names("devices").front();
  const std::string seen = message_of([&] { (void)load_device(near + "x"); });
  CHECK(contains(seen, "there is no shipped device \"" + near + "x\""));
  CHECK(contains(seen, "did you mean \"" + near + "\"?"));
  CHECK(contains(message_of([] { (void)load_device("no/such.toml"); }), "no/such.toml"));
}

TEST_CASE("a file of a newer schema is refused before anything else") {
  CHECK(contains(message(replaced(device_text(), "schema = 1", "schema = 2")), "newer"));
}

}  // namespace kirchhoff::formats
