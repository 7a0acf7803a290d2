// kirchhoff/train/plan.cpp - joins each layer's affine transform with the Add and ReLU behind it.
#include "kirchhoff/train/detail/plan.hpp"

#include <algorithm>

namespace kirchhoff::train::detail {
namespace {

using network::Network;
using network::Node;
using network::OperatorKind;

constexpr int image_bits = 8;

class Planner {
 public:
  Planner(const Network& network, bool quantise) : network_(network), quantise_(quantise) {
    readers_.resize(network.nodes().size());
    for (std::size_t i = 0; i < network.nodes().size(); ++i) {
      for (const std::size_t input : network.node(i).inputs) readers_[input].push_back(i);
    }
  }

  Plan plan() {
    for (std::size_t i = 0; i < network_.nodes().size(); ++i) add(i);
    return std::move(plan_);
  }

 private:
  // Whether the node's work is done by its only reader's join.
  [[nodiscard]] bool is_absorbed(std::size_t index) const {
    if (readers_[index].size() != 1) return false;
    const OperatorKind kind = network_.node(index).kind;
    const OperatorKind reader = network_.node(readers_[index][0]).kind;
    const bool is_sum = network_.node(index).has_weights() || kind == OperatorKind::Add;
    if (reader == OperatorKind::Relu) return is_sum;
    return reader == OperatorKind::Add && network_.node(index).has_weights();
  }

  void add(std::size_t index) {
    const Node& node = network_.node(index);
    if (node.has_weights()) {
      PlanStep step{.kind = StepKind::Product, .node = index};
      step.quantiser = find_quantiser(node.inputs[0], node.activation_bits);
      plan_.steps.push_back(step);
      if (!is_absorbed(index)) add_join(index, {{.node = index, .is_product = true}});
    } else if (node.kind == OperatorKind::Relu || node.kind == OperatorKind::Add) {
      if (!is_absorbed(index)) add_join(index, terms_of(index));
    } else {
      if (node.kind != OperatorKind::Input) {
        plan_.steps.push_back({.kind = StepKind::Pool, .node = index});
      }
      const std::size_t first = plan_.quantisers.size();
      add_quantisers(index);
      add_copies(index, first);
    }
  }

  // The terms that make the value of a ReLU or an Add.
  [[nodiscard]] std::vector<PlanTerm> terms_of(std::size_t index) const {
    std::vector<PlanTerm> terms;
    for (const std::size_t input : network_.node(index).inputs) {
      const bool is_product = network_.node(input).has_weights() && is_absorbed(input);
      if (network_.node(input).kind == OperatorKind::Add && is_absorbed(input)) {
        return terms_of(input);
      }
      terms.push_back({.node = input, .is_product = is_product});
    }
    return terms;
  }

  void add_join(std::size_t index, std::vector<PlanTerm> terms) {
    PlanStep step{.kind = StepKind::Join, .node = index};
    step.terms = std::move(terms);
    step.relu = network_.node(index).kind == OperatorKind::Relu;
    const std::size_t first = plan_.quantisers.size();
    add_quantisers(index);
    if (plan_.quantisers.size() > first) step.quantiser = static_cast<int>(first);
    const bool needs_copies = plan_.quantisers.size() > first + 1;
    step.writes_value = needs_copies || readers_[index].empty() || is_read_directly(index);
    plan_.steps.push_back(std::move(step));
    add_copies(index, first + 1);
  }

  [[nodiscard]] bool is_read_directly(std::size_t index) const {
    return std::any_of(readers_[index].begin(), readers_[index].end(), [&](std::size_t reader) {
      const Node& node = network_.node(reader);
      return !node.has_weights() || !needs_quantiser(index, node.activation_bits);
    });
  }

  [[nodiscard]] bool needs_quantiser(std::size_t source, int bits) const {
    const bool is_image = network_.node(source).kind == OperatorKind::Input;
    return quantise_ && !(is_image && bits == image_bits);
  }

  [[nodiscard]] int find_quantiser(std::size_t source, int bits) const {
    if (!needs_quantiser(source, bits)) return no_quantiser;
    const auto found =
        std::find_if(plan_.quantisers.begin(), plan_.quantisers.end(),
                     [&](const PlanQuantiser& q) { return q.source == source && q.bits == bits; });
    return found == plan_.quantisers.end() ? no_quantiser
                                           : static_cast<int>(found - plan_.quantisers.begin());
  }

  // One quantiser for each width with which layers read this node.
  void add_quantisers(std::size_t index) {
    for (const std::size_t reader : readers_[index]) {
      const Node& node = network_.node(reader);
      if (!node.has_weights() || !needs_quantiser(index, node.activation_bits)) continue;
      if (find_quantiser(index, node.activation_bits) != no_quantiser) continue;
      plan_.quantisers.push_back({.source = index, .bits = node.activation_bits});
    }
  }

  // Joins that only quantise a value that is there, for the quantisers from `first` on.
  void add_copies(std::size_t index, std::size_t first) {
    for (std::size_t i = first; i < plan_.quantisers.size(); ++i) {
      PlanStep step{.kind = StepKind::Join, .node = index};
      step.quantiser = static_cast<int>(i);
      step.terms = {{.node = index, .is_product = false}};
      plan_.steps.push_back(std::move(step));
    }
  }

  const Network& network_;
  bool quantise_;
  std::vector<std::vector<std::size_t>> readers_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const Network& network, bool quantise) {
  network::check_trainable(network);
  return Planner(network, quantise).plan();
}

}  // namespace kirchhoff::train::detail
