// tests/report/cost_text_test.cpp - golden texts of a small cost, and a CSV that holds its figures.
#include <doctest/doctest.h>

#include "kirchhoff/formats/csv.hpp"
#include "tests/report/cost_sample.hpp"

namespace kirchhoff::report {

TEST_CASE("the summary shows every total with its unit and what it is based on") {
  CHECK(cost_summary(sample::view()) ==
        "two-layers on round-chip\n"
        "  energy        8.00 uJ per image: 8.00 uJ dynamic, 0 J leakage\n"
        "  latency       40.0 us\n"
        "  stage period  30.0 us: 33333 images/s at a clock of 500 MHz\n"
        "  area          0.300 mm2\n"
        "  power         267 mW, of it leakage 300 uW\n"
        "  rate          0.2667 TOPS, 1 TOPS/W, 0.8889 TOPS/mm2\n"
        "  chip          2 tiles, 3 macros, 3 crossbars, 25.0 % of cells used\n"
        "  MACs          4000000\n"
        "  parameters    5000\n"
        "  stage set by  layer\n"
        "  based on      activity assumed: round numbers\n");
}

TEST_CASE("a broken law of physics stands in the summary") {
  CostView view = sample::view();
  view.findings.push_back({"power_density_w_per_mm2", 2.0, 1.0, "power density is 2 W/mm2"});
  CHECK(cost_summary(view).find("  cannot be built: power density is 2 W/mm2\n") !=
        std::string::npos);
}

TEST_CASE("the tables hold components, layers and the three matrices, nought left out") {
  CHECK(cost_tables(sample::view()) == R"(
By component
component         energy   share  latency   share       area   share
cells            2.00 uJ  25.0 %  16.0 us  40.0 %  0.150 mm2  50.0 %
drivers              0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
multiplexers         0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
converters       6.00 uJ  75.0 %  24.0 us  60.0 %  0.090 mm2  30.0 %
shift_add            0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
buffers              0 J   0.0 %      0 s   0.0 %  0.030 mm2  10.0 %
interconnect         0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
digital_units        0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
external_memory      0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
reload               0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
leakage              0 J   0.0 %      0 s   0.0 %      0 mm2   0.0 %
white_space          0 J   0.0 %      0 s   0.0 %  0.030 mm2  10.0 %

By layer: work
layer          MACs   energy  latency     busy  TOPS  TOPS/W  limit
first       1000000  2.00 uJ  10.0 us  10.0 us   0.2       1  converters 60 %
second <b>  3000000  6.00 uJ  30.0 us  30.0 us   0.2       1  converters 60 %

By layer: size
layer            area  leakage  crossbars  tiles  copies    used
first       0.100 mm2   100 uW          1    0.5       2  25.0 %
second <b>  0.200 mm2   200 uW          2      1       2  25.0 %

Energy by layer and component
layer         cells  converters
first        500 nJ     1.50 uJ
second <b>  1.50 uJ     4.50 uJ

Latency by layer and component
layer         cells  converters
first       4.00 us     6.00 us
second <b>  12.0 us     18.0 us

Area by layer and component
layer           cells  converters    buffers  white_space
first       0.050 mm2   0.030 mm2  0.010 mm2    0.010 mm2
second <b>  0.100 mm2   0.060 mm2  0.020 mm2    0.020 mm2
)");
}

TEST_CASE("the CSV has a line a layer, and its matrices sum to the layer's figures") {
  const CostView view = sample::view();
  const formats::CsvTable table = formats::CsvTable::parse(layers_csv(view), "layers.csv");
  REQUIRE(table.row_count() == 2);
  for (std::size_t row = 0; row < 2; ++row) {
    const cost::LayerCost& layer = view.cost.layers[row];
    CHECK(table.text(row, "layer") == layer.name);
    CHECK(table.required_number(row, "energy_j") == layer.energy.si());
    CHECK(table.text(row, "limit") == "converters");
    double energy = 0.0, latency = 0.0, area = 0.0;
    for (std::size_t i = 0; i < cost::component_count; ++i) {
      const std::string& name = cost::component_name(static_cast<cost::Component>(i));
      energy += table.required_number(row, name + "_energy_j");
      latency += table.required_number(row, name + "_latency_s");
      area += table.required_number(row, name + "_area_m2");
    }
    CHECK(energy == doctest::Approx(layer.energy.si()).epsilon(1e-9).scale(0.0));
    CHECK(latency == doctest::Approx(layer.latency.si()).epsilon(1e-9).scale(0.0));
    CHECK(area == doctest::Approx(table.required_number(row, "area_m2")).epsilon(1e-9).scale(0.0));
  }
}

}  // namespace kirchhoff::report
