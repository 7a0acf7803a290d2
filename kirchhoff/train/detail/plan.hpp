// kirchhoff/train/detail/plan.hpp - a network as the steps of training: products, joins and pools.
//
// In:  Network
// Out: Plan: what is computed in which order, and which operators share one pass over memory
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::train::detail {

/// An input of a join: a layer's product, to be transformed per channel, or another node's value.
struct PlanTerm {
  std::size_t node = 0;
  bool is_product = false;
};

/// A quantised copy of a node's value, shared by all layers that read it with these bits.
struct PlanQuantiser {
  std::size_t source = 0;
  int bits = 8;
};

inline constexpr int no_quantiser = -1;

enum class StepKind { Product, Join, Pool };

struct PlanStep {
  StepKind kind = StepKind::Product;
  std::size_t node = 0;              // the layer or pool; of a join: whose value it makes
  int quantiser = no_quantiser;      // Product: what it reads; Join: what it writes
  std::vector<PlanTerm> terms = {};  // Join: one or two
  bool relu = false;                 // Join
  bool writes_value = false;         // Join: somebody reads the value itself
};

struct Plan {
  std::vector<PlanStep> steps;
  std::vector<PlanQuantiser> quantisers;
};

/// `quantise` false: layers read values as they are. The image is on its grid already, so layers
/// that read it with 8 bits need no quantiser. Throws Error(Input) naming the first node that
/// cannot be trained.
[[nodiscard]] Plan make_plan(const network::Network& network, bool quantise);

}  // namespace kirchhoff::train::detail
