// kirchhoff/network/families.hpp - builds networks from a few parameters; one family per file.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {

/// One stage: `blocks` blocks of one kernel size and width. Every stage after the first starts with
/// stride 2.
struct StageParameters {
  int blocks = 1;  // 1 to 8
  int kernel = 3;  // 1, 3, 5 or 7
  int width = 16;  // output channels, 1 to 1024
};

struct FamilyParameters {
  std::string family = "plain";  // see family_names()
  Shape input{1, 28, 28};
  int classes = 10;
  std::vector<StageParameters> stages;  // 1 to 6
  // Residual: identity or projection around each block. Separable: identity around each block that
  // keeps its shape. Plain: no effect.
  bool skip = true;
  int stem_stride = 1;  // 1 or 2: stride of the first convolution
};

/// "plain": convolution, batch norm, ReLU. "residual": two convolutions a block and a shortcut.
/// "separable": depthwise then pointwise convolution. Node::stage is 1 + the stage's index; the
/// stem is stage 0 (3 x 3, first stage's width) and the classifier belongs to the last stage.
/// Throws Error(Input) when a value is out of range or a map becomes smaller than 1 x 1.
[[nodiscard]] Network build_family(const FamilyParameters& parameters);
[[nodiscard]] std::span<const std::string> family_names();

}  // namespace kirchhoff::network
