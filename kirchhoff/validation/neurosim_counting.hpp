// kirchhoff/validation/neurosim_counting.hpp - how NeuroSim lays a network out on tiles.
//
// In:    layers and parameters of a run
// Out:   per layer tiles, speed-up, utilisation, input vectors; sizes of tiles and processing
//        elements. These conventions (padding ignored, spare crossbars filled with copies) belong
//        to the comparison and are no part of our model.
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/validation/neurosim_runs.hpp"

namespace kirchhoff::validation {

/// One layer on the chip. Sizes count rows or columns of cells.
struct LayerPlan {
  bool is_novel = false;  // every kernel position has its own processing element
  double tiles = 1.0;
  double speed_up = 1.0;     // copies that work on different input vectors
  double utilisation = 1.0;  // share of the tiles' cells that hold weights
  double vectors = 1.0;      // input vectors an image, padding ignored
  int elements_per_tile = 1;
  int arrays_per_element = 1;
  double tile_rows = 1.0, tile_columns = 1.0;  // tiles that one copy of the matrix spans
  double array_rows = 1.0;                     // arrays whose sums are added up for one output
  double arrays_per_copy = 1.0;                // arrays that one copy of the matrix fills
};

struct FloorPlan {
  double novel_element = 0.0;     // side of an element of novel mapping; 0: no such layer
  int novel_elements = 0;         // elements of one tile of it
  double tile = 0.0;              // side of a conventional tile; 0: no such layer
  double element = 0.0;           // side of its elements
  double mean_utilisation = 0.0;  // over tiles
  std::vector<LayerPlan> layers;
};

/// Lays the layers out. Pure; `layers` is not empty.
[[nodiscard]] FloorPlan floor_plan(std::span<const NeurosimLayer> layers,
                                   const NeurosimParameters& parameters);

}  // namespace kirchhoff::validation
