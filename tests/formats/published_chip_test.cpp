// tests/formats/published_chip_test.cpp - chip files that hold what was published of the chip.
#include "kirchhoff/formats/published_chip.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

std::string chip_text() { return shipped_text("hardware/published/guo91.toml"); }

std::string refusal(const std::string& part, const std::string& by) {
  const TemporaryFile file(replaced(chip_text(), part, by));
  return message_of([&] { (void)load_published_chip(file.path()); });
}

TEST_CASE("a published chip is a chip by its name, and --set changes it") {
  hardware::Hardware chip = load_hardware("guo91");
  CHECK(chip.name == "guo91");
  CHECK((chip.macro.model == hardware::MacroModel::Whole));
  CHECK(chip.macro.slices_per_sum == 8);
  set_hardware_keys(chip, std::vector<std::string>{"macro_slices_per_sum=4", "columns_per_adc=4",
                                                   "macro_adders=in-cell", "macro_model=whole"});
  CHECK(chip.macro.slices_per_sum == 4);
  CHECK((chip.macro.adders == hardware::AdderKind::InCell));
}

TEST_CASE("a point is the chip with its changes, and its figures are SI") {
  const PublishedChip published = load_published_chip("guo91");
  REQUIRE(published.points.size() == 2);
  const PublishedPoint& first = published.points[0];
  CHECK(first.id == "zz-dimc3");
  CHECK(first.scope == "macro");
  CHECK(first.figures[0].value() == doctest::Approx(0.80125e-15).scale(0.0));
  CHECK(first.figures[1].value() == doctest::Approx(5.495e-9).scale(0.0));
  CHECK(first.figures[2].value() == doctest::Approx(0.1462e-6).scale(0.0));
  CHECK(chip_at(published, first).supply.si() == 0.9);
  const hardware::Hardware second = chip_at(published, published.points[1]);
  CHECK(second.supply.si() == 0.6);
  CHECK(second.macro.slices_per_sum == 2);
  CHECK(published.chip.supply.si() == 0.9);
  CHECK(published.assumed.size() >= 3);
}

TEST_CASE(
    "a figure that the table excludes is kept and not scored; one that is missing is neither") {
  const PublishedChip sparse = load_published_chip("16.3");
  CHECK(sparse.points[0].figures[0].has_value());
  CHECK_FALSE(sparse.points[0].is_scored[0]);
  CHECK(sparse.points[0].is_scored[1]);
  const PublishedChip silent = load_published_chip("colonnade");
  CHECK_FALSE(silent.points[0].figures[1].has_value());
  CHECK_FALSE(silent.points[0].is_scored[1]);
}

TEST_CASE("every published chip loads, and comes back from its TOML with its circuits") {
  const std::vector<std::string> names = shipped_names("hardware/published");
  CHECK(names.size() == 58);
  for (const std::string& name : names) {
    CAPTURE(name);
    const PublishedChip published = load_published_chip(name);
    CHECK(published.chip.name == name);
    CHECK_FALSE(published.points.empty());
    const TemporaryFile file(hardware_toml(published.chip));
    const hardware::Hardware again = load_hardware(file.path());
    CHECK(hardware_toml(again) == hardware_toml(published.chip));
    const hardware::MacroCircuits &a = published.chip.macro, &b = again.macro;
    CHECK((a.model == b.model && a.mode == b.mode && a.converter == b.converter));
    CHECK((a.coding == b.coding && a.adders == b.adders));
    CHECK(a.cell_transistors == b.cell_transistors);
    CHECK(a.slices_per_sum == b.slices_per_sum);
  }
}

TEST_CASE("the circuits of a file are those that its key names") {
  const hardware::MacroCircuits ladder = load_hardware("wang89").macro;
  CHECK((ladder.mode == hardware::ComputeMode::ChargeRedistribution));
  CHECK((ladder.converter == hardware::ConverterKind::Sar));
  CHECK((ladder.coding == hardware::InputCoding::Amplitude));
  CHECK(ladder.cell_transistors == 9.0);
  CHECK((load_hardware("neurram").macro.mode == hardware::ComputeMode::VoltageSensing));
  CHECK((load_hardware("neurram").macro.coding == hardware::InputCoding::PulseCount));
  CHECK((load_hardware("colonnade").macro.adders == hardware::AdderKind::InCell));
  CHECK((load_hardware("tu69").macro.adders == hardware::AdderKind::BoothTree));
}

TEST_CASE("a chip that says nothing of its circuits is costed by component and writes nothing") {
  const hardware::Hardware chip = load_hardware("sram-28nm");
  CHECK((chip.macro.model == hardware::MacroModel::ByComponent));
  CHECK_FALSE(contains(hardware_toml(chip), "macro_"));
}

TEST_CASE("each mistake in what was published is told with its place and what is allowed") {
  CHECK(contains(refusal("energy_fj_per_1b_op = 0.80125", "energy_fj_per_1b_op = 0.0"),
                 "energy_fj_per_1b_op"));
  CHECK(contains(refusal("cycle_ns = 5.495", "cycle_nss = 5.495"), "did you mean \"cycle_ns\"?"));
  CHECK(contains(refusal("scope = \"macro\"", "scope = \"chip\""), "macro"));
  CHECK(contains(refusal("\"rows=512\"", "\"rows=5120\""), "point uiuc-91-1: rows (5120)"));
  CHECK(contains(refusal("macro_adders = \"tree\"", "macro_adders = \"trees\""),
                 "did you mean \"tree\"?"));
  CHECK(contains(message_of([] { (void)load_published_chip("sram-28nm"); }),
                 "nothing is published of this chip"));
  CHECK(contains(message_of([] { (void)load_hardware("guo19"); }), "did you mean \"guo91\"?"));
}

}  // namespace
}  // namespace kirchhoff::formats
