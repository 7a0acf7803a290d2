// kirchhoff/network/operator_names.cpp - the names of operators in files and messages.
#include <array>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {
namespace {

constexpr std::size_t kind_count = static_cast<std::size_t>(OperatorKind::FirstToken) + 1;

const std::array<std::string, kind_count>& kind_names() {
  static const std::array<std::string, kind_count> names = {"input",
                                                            "convolution",
                                                            "linear",
                                                            "relu",
                                                            "max_pool",
                                                            "average_pool",
                                                            "global_average_pool",
                                                            "add",
                                                            "batch_norm",
                                                            "layer_norm",
                                                            "relu6",
                                                            "hard_sigmoid",
                                                            "hard_swish",
                                                            "gelu",
                                                            "softmax",
                                                            "multiply",
                                                            "concat",
                                                            "matmul",
                                                            "class_token",
                                                            "position_embedding",
                                                            "first_token"};
  return names;
}

}  // namespace

const std::string& operator_name(OperatorKind kind) {
  return kind_names()[static_cast<std::size_t>(kind)];
}

std::span<const std::string> operator_names() { return kind_names(); }

}  // namespace kirchhoff::network
