// kirchhoff/network/family_builder.cpp - appends the convolutions, additions and ends of a family.
#include "kirchhoff/network/detail/family_builder.hpp"

namespace kirchhoff::network::detail {

FamilyBuilder::FamilyBuilder(const FamilyParameters& parameters)
    : parameters_(parameters), network_(parameters.family, parameters.input) {}

std::size_t FamilyBuilder::convolution(const ConvolutionStep& step, int stage) {
  Node node;
  node.name = step.name;
  node.kind = OperatorKind::Convolution;
  node.inputs = {step.input};
  node.outputs = step.outputs;
  node.kernel = step.kernel;
  node.stride = step.stride;
  node.padding = step.kernel / 2;
  node.groups = step.groups;
  node.batch_norm = true;
  node.stage = stage;
  return network_.add(std::move(node));
}

std::size_t FamilyBuilder::relu(const std::string& name, std::size_t input, int stage) {
  Node node;
  node.name = name;
  node.kind = OperatorKind::Relu;
  node.inputs = {input};
  node.stage = stage;
  return network_.add(std::move(node));
}

std::size_t FamilyBuilder::add(const std::string& name, std::size_t left, std::size_t right,
                               int stage) {
  Node node;
  node.name = name;
  node.kind = OperatorKind::Add;
  node.inputs = {left, right};
  node.stage = stage;
  return network_.add(std::move(node));
}

std::size_t FamilyBuilder::stem() {
  const std::size_t stem = convolution({.name = "stem",
                                        .input = 0,
                                        .outputs = parameters_.stages.front().width,
                                        .kernel = 3,
                                        .stride = parameters_.stem_stride},
                                       0);
  return relu("stem.relu", stem, 0);
}

void FamilyBuilder::classifier(std::size_t input) {
  const int stage = static_cast<int>(parameters_.stages.size());
  Node pool;
  pool.name = "pool";
  pool.kind = OperatorKind::GlobalAveragePool;
  pool.inputs = {input};
  pool.stage = stage;
  const std::size_t pooled = network_.add(std::move(pool));
  Node linear;
  linear.name = "classifier";
  linear.kind = OperatorKind::Linear;
  linear.inputs = {pooled};
  linear.outputs = parameters_.classes;
  linear.stage = stage;
  network_.add(std::move(linear));
}

}  // namespace kirchhoff::network::detail
