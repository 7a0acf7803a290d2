// tests/validation/neurosim_counting_test.cpp - floor plans counted by hand.
#include "kirchhoff/validation/neurosim_counting.hpp"

#include <doctest/doctest.h>

namespace kirchhoff::validation {
namespace {

NeurosimLayer convolution(int side, int channels, int kernel, int outputs, int stride = 1) {
  NeurosimLayer layer;
  layer.height = layer.width = side;
  layer.channels = channels;
  layer.kernel_height = layer.kernel_width = kernel;
  layer.outputs = outputs;
  layer.stride = stride;
  return layer;
}

NeurosimLayer connected(int inputs, int outputs) { return convolution(1, inputs, 1, outputs); }

TEST_CASE("each kernel position has its own element where the kernel is the most common one") {
  const NeurosimLayer layers[] = {convolution(16, 64, 3, 128), convolution(16, 128, 3, 128)};
  const FloorPlan plan = floor_plan(layers, {});
  // 128 outputs of 8 bits: 1024 columns. A side of 1024 uses 1728 of 2 x 9 x 1024 rows, one of 512
  // twice as much; 256 is no longer above two crossbars.
  CHECK(plan.novel_element == 512.0);
  CHECK(plan.novel_elements == 9);
  CHECK(plan.layers[0].is_novel);
  CHECK(plan.layers[0].tiles == 2.0);
  // 64 channels fill one of four rows of crossbars: four copies.
  CHECK(plan.layers[0].speed_up == 4.0);
  CHECK(plan.layers[0].utilisation == 0.5);
  CHECK(plan.layers[1].utilisation == 1.0);
  CHECK(plan.layers[0].vectors == 14.0 * 14.0);
}

TEST_CASE("a layer with fewer rows than a crossbar is mapped as a matrix") {
  const NeurosimLayer layers[] = {convolution(16, 3, 3, 64), convolution(16, 64, 3, 64)};
  const FloorPlan plan = floor_plan(layers, {});
  CHECK_FALSE(plan.layers[0].is_novel);
  CHECK(plan.layers[1].is_novel);
}

TEST_CASE("spare crossbars hold copies over elements and within them") {
  const NeurosimLayer layers[] = {connected(2048, 256), connected(256, 10)};
  NeurosimParameters parameters;
  parameters.novel_mapping = 0;
  const FloorPlan plan = floor_plan(layers, parameters);
  CHECK(plan.tile == 1024.0);
  CHECK(plan.element == 512.0);
  CHECK(plan.layers[0].tiles == 4.0);
  CHECK(plan.layers[0].speed_up == 1.0);
  // 256 x 80 cells: four elements, each with 2 x 4 copies.
  CHECK(plan.layers[1].tiles == 1.0);
  CHECK(plan.layers[1].speed_up == 32.0);
  CHECK(plan.layers[1].utilisation == 0.625);
}

TEST_CASE("a pipelined layer gets more tiles until it keeps up with the others") {
  const NeurosimLayer layers[] = {convolution(32, 128, 3, 128), convolution(8, 512, 3, 128)};
  NeurosimParameters parameters;
  parameters.speed_up_degree = 2;
  // 32 / 2 = 16: the first layer should be (32 / 16)^2 = 4 times faster, as its copies are.
  CHECK(floor_plan(layers, parameters).layers[0].speed_up == 4.0);
  CHECK(floor_plan(layers, parameters).layers[0].tiles == 2.0);
  // The degree is capped at 32 / 8 = 4: 16 times, four times the tiles.
  parameters.speed_up_degree = 8;
  CHECK(floor_plan(layers, parameters).layers[0].speed_up == 16.0);
  CHECK(floor_plan(layers, parameters).layers[0].tiles == 8.0);
  parameters.pipelined = 0;
  CHECK(floor_plan(layers, parameters).layers[0].tiles == 2.0);
}

TEST_CASE("more bits in a cell never need more tiles") {
  const NeurosimLayer layers[] = {convolution(16, 64, 3, 128), connected(2048, 256)};
  NeurosimParameters parameters;
  parameters.pipelined = 0;
  double before = 1e9;
  for (const double bits : {1.0, 2.0, 4.0, 8.0}) {
    CAPTURE(bits);
    parameters.cell_bits = bits;
    double cells = 0.0;
    for (const LayerPlan& layer : floor_plan(layers, parameters).layers) {
      cells += layer.tiles * layer.elements_per_tile * layer.arrays_per_element;
    }
    CHECK(cells <= before);
    before = cells;
  }
}

TEST_CASE("vectors follow stride and leave padding out") {
  const NeurosimLayer layers[] = {convolution(32, 128, 3, 128, 2)};
  CHECK(floor_plan(layers, {}).layers[0].vectors == 15.0 * 15.0);
}

}  // namespace
}  // namespace kirchhoff::validation
