// kirchhoff/network/plain_family.cpp - the family "plain": convolution, batch norm, ReLU.
#include "kirchhoff/network/detail/family_builder.hpp"

namespace kirchhoff::network::detail {
namespace {

std::size_t add_block(FamilyBuilder& builder, const Block& block, std::size_t input) {
  const std::size_t convolution = builder.convolution({.name = block.name + ".conv1",
                                                       .input = input,
                                                       .outputs = block.width,
                                                       .kernel = block.kernel,
                                                       .stride = block.stride},
                                                      block.stage);
  return builder.relu(block.name + ".relu1", convolution, block.stage);
}

}  // namespace

Network build_plain(const FamilyParameters& parameters) {
  return build_from_blocks(parameters, add_block);
}

}  // namespace kirchhoff::network::detail
