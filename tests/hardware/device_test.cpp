// tests/hardware/device_test.cpp - which devices are refused, and by which words.
#include "kirchhoff/hardware/device.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

Device valid_device() {
  Device device;
  device.name = "test";
  device.source = "made up";
  device.max_cell_bits = 2;
  device.g_min = microsiemens(1.0);
  device.g_max = microsiemens(40.0);
  device.read_voltage = volts(0.2);
  device.cell_area_f2 = 16.0;
  device.g_reference = microsiemens(40.0);
  device.programming_sd_us = {0.3, 1.0};
  return device;
}

// The message of the refusal, or "" when there is none.
std::string refusal(const Device& device) {
  try {
    check_device(device);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "";
}

bool mentions(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

TEST_CASE("a complete device is accepted") { CHECK(refusal(valid_device()).empty()); }

TEST_CASE("a device without a source is refused") {
  Device device = valid_device();
  device.source.clear();
  CHECK(mentions(refusal(device), "source"));
}

TEST_CASE("the top conductance must exceed the bottom one") {
  Device device = valid_device();
  device.g_max = device.g_min;
  CHECK(mentions(refusal(device), "g_max_us"));
}

TEST_CASE("a programming error that is negative between the levels is refused") {
  Device device = valid_device();
  device.programming_sd_us = {0.1, -1.0, 1.0};  // 0.1 at both ends, -0.15 in the middle
  CHECK(mentions(refusal(device), "programming sd"));
}

TEST_CASE("a cell of the two's complement holds one bit") {
  Device device = valid_device();
  device.encoding = Encoding::TwosComplement;
  CHECK(mentions(refusal(device), "max_cell_bits"));
  device.max_cell_bits = 1;
  CHECK(refusal(device).empty());
}

TEST_CASE("SRAM needs a cell capacitance") {
  Device device = valid_device();
  device.type = DeviceType::Sram;
  CHECK(mentions(refusal(device), "cell_capacitance_ff"));
}

TEST_CASE("drift that grows is refused") {
  Device device = valid_device();
  device.has_drift = true;
  device.drift_t0 = seconds(20.0);
  device.drift_mean[2] = -0.1;
  device.drift_mean[3] = 0.1;
  CHECK(mentions(refusal(device), "drift mean"));
}

TEST_CASE("device types have the names of the files") {
  CHECK(device_type_name(DeviceType::Rram) == "rram");
  CHECK(device_type_name(DeviceType::Pcm) == "pcm");
  CHECK(device_type_name(DeviceType::Sram) == "sram");
}

}  // namespace
}  // namespace kirchhoff::hardware
