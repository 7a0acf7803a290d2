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
    case network::OperatorKind::Input:
    case network::OperatorKind::Convolution:
    case network::OperatorKind::Linear: break;
  }
  return 0.0;
}

}  // namespace kirchhoff::cost
