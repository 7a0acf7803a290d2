// kirchhoff/network/residual_family.cpp - the family "residual": two convolutions and a shortcut.
#include "kirchhoff/network/detail/family_builder.hpp"

namespace kirchhoff::network::detail {
namespace {

// The block's input, or its 1 x 1 projection where the block changes the shape.
std::size_t add_shortcut(FamilyBuilder& builder, const Block& block, std::size_t input,
                         std::size_t output) {
  if (builder.shape(input) == builder.shape(output)) return input;
  return builder.convolution({.name = block.name + ".shortcut",
                              .input = input,
                              .outputs = block.width,
                              .kernel = 1,
                              .stride = block.stride},
                             block.stage);
}

std::size_t add_block(FamilyBuilder& builder, const Block& block, std::size_t input) {
  const std::size_t first = builder.convolution({.name = block.name + ".conv1",
                                                 .input = input,
                                                 .outputs = block.width,
                                                 .kernel = block.kernel,
                                                 .stride = block.stride},
                                                block.stage);
  const std::size_t between = builder.relu(block.name + ".relu1", first, block.stage);
  std::size_t last = builder.convolution({.name = block.name + ".conv2",
                                          .input = between,
                                          .outputs = block.width,
                                          .kernel = block.kernel},
                                         block.stage);
  if (builder.parameters().skip) {
    const std::size_t shortcut = add_shortcut(builder, block, input, last);
    last = builder.add(block.name + ".add", last, shortcut, block.stage);
  }
  return builder.relu(block.name + ".relu2", last, block.stage);
}

}  // namespace

Network build_residual(const FamilyParameters& parameters) {
  return build_from_blocks(parameters, add_block);
}

}  // namespace kirchhoff::network::detail
