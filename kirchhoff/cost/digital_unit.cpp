// kirchhoff/cost/digital_unit.cpp - equations of the digital part of a tile.
#include "kirchhoff/cost/digital_unit.hpp"

namespace kirchhoff::cost {

DigitalUnitCost digital_unit_cost(Frequency clock, const Calibration& calibration,
                                  const Scaling& scaling) {
  const double lanes = calibration.digital_unit_values_per_cycle;
  return {
      .affine = calibration.digital_unit_energy * scaling.energy,    // eq. 1
      .simple = calibration.digital_simple_energy * scaling.energy,  // eq. 1
      .latency = 1.0 / (lanes * clock),                              // eq. 2
      .area = lanes * calibration.digital_unit_area * scaling.area,  // eq. 3
  };
}

double simple_operations(const network::Network& network, const network::Node& node) {
  const auto outputs = static_cast<double>(node.shape.size());
  switch (node.kind) {
    case network::OperatorKind::Relu:
    case network::OperatorKind::Add: return outputs;
    case network::OperatorKind::MaxPool:
    case network::OperatorKind::AveragePool: return outputs * node.kernel * node.kernel;
    case network::OperatorKind::GlobalAveragePool:
      return static_cast<double>(network.input_shape(node).size());
    case network::OperatorKind::PositionEmbedding: return outputs;
    case network::OperatorKind::LayerNorm: return outputs;  // the mean
    case network::OperatorKind::Relu6:
    case network::OperatorKind::HardSigmoid:
    case network::OperatorKind::HardSwish:
    case network::OperatorKind::Gelu:                           // both bounds
    case network::OperatorKind::Softmax: return 2.0 * outputs;  // the maximum and the sum
    case network::OperatorKind::Input:
    case network::OperatorKind::Convolution:
    case network::OperatorKind::Linear:
    case network::OperatorKind::BatchNorm:
    case network::OperatorKind::Multiply:
    case network::OperatorKind::Concat:
    case network::OperatorKind::MatMul:
    case network::OperatorKind::ClassToken:
    case network::OperatorKind::FirstToken: break;
  }
  return 0.0;
}

double digital_products(const network::Network& network, std::size_t index) {
  const network::Node& node = network.node(index);
  const auto outputs = static_cast<double>(node.shape.size());
  switch (node.kind) {
    case network::OperatorKind::BatchNorm:
    case network::OperatorKind::Multiply:
    case network::OperatorKind::HardSigmoid: return outputs;
    // Slope and value; the square and the gain; the exponential and the division by the sum.
    case network::OperatorKind::HardSwish:
    case network::OperatorKind::Gelu:
    case network::OperatorKind::LayerNorm:
    case network::OperatorKind::Softmax: return 2.0 * outputs;
    case network::OperatorKind::MatMul: return static_cast<double>(network::macs(network, index));
    default: return 0.0;
  }
}

}  // namespace kirchhoff::cost
