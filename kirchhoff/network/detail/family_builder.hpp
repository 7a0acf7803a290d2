// kirchhoff/network/detail/family_builder.hpp - the building steps that families share.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "kirchhoff/network/families.hpp"

namespace kirchhoff::network::detail {

/// One convolution with batch norm; padding keeps the map's size at stride 1.
struct ConvolutionStep {
  std::string name;
  std::size_t input = 0;
  int outputs = 1;
  int kernel = 3;
  int stride = 1;
  int groups = 1;
};

/// Where a block stands: its stage's parameters, its stride and the start of its nodes' names.
struct Block {
  std::string name;  // "stage1.block0"
  int stage = 1;     // Node::stage
  int kernel = 3;
  int width = 16;
  int stride = 1;
};

/// Appends nodes to a network; each step returns the index of its last node.
class FamilyBuilder {
 public:
  explicit FamilyBuilder(const FamilyParameters& parameters);

  std::size_t convolution(const ConvolutionStep& step, int stage);
  std::size_t relu(const std::string& name, std::size_t input, int stage);
  std::size_t add(const std::string& name, std::size_t left, std::size_t right, int stage);
  /// 3 x 3 convolution to the first stage's width, batch norm, ReLU.
  std::size_t stem();
  /// Global average, then the linear classifier.
  void classifier(std::size_t input);

  [[nodiscard]] const Shape& shape(std::size_t node) const { return network_.node(node).shape; }
  [[nodiscard]] const FamilyParameters& parameters() const { return parameters_; }
  [[nodiscard]] Network take() { return std::move(network_); }

 private:
  const FamilyParameters& parameters_;
  Network network_;
};

/// Runs stem, every block of every stage and classifier. `add_block(builder, block, input)` returns
/// the block's last node.
template <typename AddBlock>
Network build_from_blocks(const FamilyParameters& parameters, AddBlock add_block) {
  FamilyBuilder builder(parameters);
  std::size_t last = builder.stem();
  for (std::size_t s = 0; s < parameters.stages.size(); ++s) {
    const StageParameters& stage = parameters.stages[s];
    for (int b = 0; b < stage.blocks; ++b) {
      const Block block{.name = "stage" + std::to_string(s + 1) + ".block" + std::to_string(b),
                        .stage = static_cast<int>(s) + 1,
                        .kernel = stage.kernel,
                        .width = stage.width,
                        .stride = s > 0 && b == 0 ? 2 : 1};
      last = add_block(builder, block, last);
    }
  }
  builder.classifier(last);
  return builder.take();
}

// One per family file; parameters are checked before.
[[nodiscard]] Network build_plain(const FamilyParameters& parameters);
[[nodiscard]] Network build_residual(const FamilyParameters& parameters);
[[nodiscard]] Network build_separable(const FamilyParameters& parameters);

}  // namespace kirchhoff::network::detail
