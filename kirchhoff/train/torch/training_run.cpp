// kirchhoff/train/torch/training_run.cpp - walks the plan forwards and backwards by hand: no
// autograd graph, no copies, one pass over memory between two products.
#include "kirchhoff/train/torch/training_run.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/batch.hpp"
#include "kirchhoff/train/detail/conversion.hpp"
#include "kirchhoff/train/detail/layer_state.hpp"
#include "kirchhoff/train/detail/loss.hpp"
#include "kirchhoff/train/detail/plan.hpp"
#include "kirchhoff/train/detail/pooling.hpp"
#include "kirchhoff/train/torch/product.hpp"

namespace kirchhoff::train::detail {
namespace {

using network::Network;
using network::OperatorKind;

// Upper end of an activation quantiser at its start, in root mean squares of the positive values:
// close to the least error for half a normal distribution at each width.
constexpr std::array<double, 9> first_range = {0.0, 1.0, 1.9, 2.5, 3.0, 3.5, 4.0, 4.4, 4.8};

// The learned step size of one quantised value (Esser et al., 2020).
struct StepSize {
  int bits = 8;
  float value = 0.0F;  // 0 until the first batch has been seen
  float velocity = 0.0F;
  float first = 0.0F;
  bool fixed = false;  // of the image

  [[nodiscard]] float top() const { return static_cast<float>((1 << bits) - 1); }
  void start(double rms) {
    const double range = rms > 0.0 ? first_range[static_cast<std::size_t>(bits)] * rms : 1.0;
    value = first = static_cast<float>(range / double{top()});
  }
  void update(const SgdStep& step, double gradient, std::int64_t count) {
    if (fixed) return;
    const double scaled = gradient / std::sqrt(static_cast<double>(count) * double{top()});
    velocity = step.momentum * velocity + static_cast<float>(scaled);
    value -= step.learning_rate * velocity;
    value = std::clamp(value, first / 16.0F, first * 16.0F);
  }
};

struct LayerRun {
  LayerRun(const Network& network, std::size_t node, const RunOptions& options)
      : state(network, node, options.seed), product(network, node), weight(product.empty_weight()) {
    if (options.chip == nullptr || !options.quantise) return;
    const LayerEffects& effects = options.chip->layers.at(node);
    weight_sd = effects.weight_sd;
    if (effects.codes <= 0.0) return;
    conversion.emplace(effects.codes, product.parts_near(effects.parts),
                       network.node(node).outputs);
    learns_range = effects.learns_range;
  }
  // The sums as converters give them, or as they are.
  at::Tensor multiply(const at::Tensor& input) {
    if (!conversion) return product.forward(input, weight);
    const at::Tensor sums = product.forward_parts(input, weight, conversion->parts());
    const std::int64_t rows = sums.numel() / sums.size(1);
    at::Tensor result = sums;
    if (learns_range) kept_sums = sums;
    if (conversion->parts() > 1 || learns_range) {
      const std::int64_t outputs = sums.size(1) / conversion->parts();
      result = at::empty({sums.size(0), outputs, sums.size(2), sums.size(3)}, at::kFloat,
                         at::MemoryFormat::ChannelsLast);
    }
    conversion->convert(sums.data_ptr<float>(), rows, result.data_ptr<float>());
    return result;
  }
  // After forward, with the gradient of what multiply() returned.
  void learn_range(const at::Tensor& gradient, double learning_rate) {
    if (!kept_sums.defined()) return;
    const std::int64_t rows = kept_sums.numel() / kept_sums.size(1);
    const at::Tensor packed = gradient.contiguous(at::MemoryFormat::ChannelsLast);
    conversion->learn(kept_sums.data_ptr<float>(), rows, packed.data_ptr<float>(), learning_rate);
    kept_sums.reset();
  }
  LayerState state;
  Product product;
  std::span<const float> weight_sd;  // of the chip's cells
  std::optional<Conversion> conversion;
  bool learns_range = false;
  at::Tensor kept_sums;  // of a conversion that learns, until its gradient comes
  at::Tensor weight;     // as this step multiplies with it
  at::Tensor weight_gradient;
};

std::span<float> span_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

// Adds a gradient to what has been collected; takes the tensor when it is the first.
void collect(at::Tensor& sum, const at::Tensor& part) {
  if (sum.defined()) {
    sum.add_(part);
  } else {
    sum = part;
  }
}

}  // namespace

struct TrainingRun::State {
  State(const Network& graph, const RunOptions& run_options)
      : network(graph), options(run_options), plan(make_plan(graph, run_options.quantise)) {
    const std::size_t count = network.nodes().size();
    layers.resize(count);
    values.resize(count);
    products.resize(count);
    value_gradients.resize(count);
    winners.resize(count);
    for (const std::size_t index : network.layers()) {
      layers[index].emplace(network, index, options);
    }
    for (const PlanQuantiser& quantiser : plan.quantisers) {
      StepSize size{.bits = quantiser.bits};
      if (network.node(quantiser.source).kind == OperatorKind::Input) {
        size.value = 1.0F / size.top();
        size.fixed = true;
      }
      step_sizes.push_back(size);
      quantised.push_back(new_values(quantiser.source));
    }
    quantised_gradients.resize(quantised.size());
    values[0] = new_values(0);
  }

  [[nodiscard]] at::Tensor new_values(std::size_t node) const {
    return empty_values(options.batch, network.node(node).shape);
  }
  [[nodiscard]] std::int64_t rows(std::size_t node) const {
    const network::Shape& shape = network.node(node).shape;
    return options.batch * shape.height * shape.width;
  }
  [[nodiscard]] Pool pool(std::size_t node) const {
    return {&network.node(node), network.input_shape(network.node(node)), options.batch};
  }
  [[nodiscard]] const at::Tensor& input_of(const PlanStep& step) const {
    if (step.quantiser != no_quantiser) return quantised[static_cast<std::size_t>(step.quantiser)];
    return values[network.node(step.node).inputs[0]];
  }

  void forward(const RunStep& step) {
    for (const PlanStep& part : plan.steps) {
      switch (part.kind) {
        case StepKind::Product: multiply(part, step); break;
        case StepKind::Join: join(part); break;
        case StepKind::Pool: {
          if (!values[part.node].defined()) values[part.node] = new_values(part.node);
          pool_forward(pool(part.node), values[network.node(part.node).inputs[0]].data_ptr<float>(),
                       values[part.node].data_ptr<float>(), winners[part.node]);
          break;
        }
      }
    }
  }

  void multiply(const PlanStep& part, const RunStep& step) {
    LayerRun& layer = *layers[part.node];
    layer.state.prepare({.quantise = options.quantise,
                         .noise_sd = options.quantise ? options.recipe.weight_noise : 0.0,
                         .weight_sd = layer.weight_sd,
                         .seed = options.seed,
                         .step = static_cast<std::uint64_t>(step.index)},
                        span_of(layer.weight));
    products[part.node] = layer.multiply(input_of(part));
    if (step.folded) {
      layer.state.normalise_as_folded();
    } else {
      layer.state.normalise(products[part.node].data_ptr<float>(), rows(part.node));
    }
  }

  [[nodiscard]] Join join_of(const PlanStep& part) const {
    Join join;
    for (const PlanTerm& term : part.terms) {
      if (term.is_product) {
        join.terms.push_back(layers[term.node]->state.term(products[term.node].data_ptr<float>()));
      } else {
        join.terms.push_back({.values = values[term.node].data_ptr<float>()});
      }
    }
    join.relu = part.relu;
    join.rows = rows(part.node);
    join.channels = network.node(part.node).shape.channels;
    if (part.quantiser != no_quantiser) {
      const StepSize& size = step_sizes[static_cast<std::size_t>(part.quantiser)];
      join.scale = join.unit = size.value;
      join.top = size.top();
    }
    return join;
  }

  void join(const PlanStep& part) {
    float* quantised_out = nullptr;
    if (part.quantiser != no_quantiser) {
      const auto index = static_cast<std::size_t>(part.quantiser);
      quantised_out = quantised[index].data_ptr<float>();
      if (step_sizes[index].value == 0.0F) start_step_size(part, index);
    }
    if (part.writes_value && !values[part.node].defined()) {
      values[part.node] = new_values(part.node);
    }
    float* value_out = part.writes_value ? values[part.node].data_ptr<float>() : nullptr;
    join_forward(join_of(part), value_out, quantised_out);
  }

  void start_step_size(const PlanStep& part, std::size_t index) {
    const std::span<float> scratch = span_of(quantised[index]);
    join_forward(join_of(part), scratch.data(), nullptr);
    step_sizes[index].start(
        positive_rms(scratch.data(), static_cast<std::int64_t>(scratch.size())));
  }

  void backward(const SgdStep& step) {
    for (auto part = plan.steps.rbegin(); part != plan.steps.rend(); ++part) {
      switch (part->kind) {
        case StepKind::Product: multiply_back(*part, step); break;
        case StepKind::Join: join_back(*part, step); break;
        case StepKind::Pool: {
          const std::size_t source = network.node(part->node).inputs[0];
          at::Tensor gradient = new_values(source);
          pool_backward(pool(part->node), value_gradients[part->node].data_ptr<float>(),
                        winners[part->node], gradient.data_ptr<float>());
          collect(value_gradients[source], gradient);
          value_gradients[part->node].reset();
          break;
        }
      }
    }
  }

  void multiply_back(const PlanStep& part, const SgdStep& step) {
    LayerRun& layer = *layers[part.node];
    layer.learn_range(product_gradient(part.node), double{step.learning_rate});
    const std::size_t source = network.node(part.node).inputs[0];
    const bool with_input = source != 0;  // nobody asks how the image should change
    ProductGradients gradients = layer.product.backward(product_gradient(part.node), input_of(part),
                                                        layer.weight, with_input);
    layer.weight_gradient = gradients.weight;
    products[part.node].reset();
    product_gradients[part.node].reset();
    if (!with_input) return;
    collect(part.quantiser == no_quantiser
                ? value_gradients[source]
                : quantised_gradients[static_cast<std::size_t>(part.quantiser)],
            gradients.input);
  }

  [[nodiscard]] const at::Tensor& product_gradient(std::size_t node) {
    return product_gradients[node];
  }

  void join_back(const PlanStep& part, const SgdStep& step) {
    at::Tensor value_gradient;
    if (part.writes_value) std::swap(value_gradient, value_gradients[part.node]);
    at::Tensor quantised_gradient;
    if (part.quantiser != no_quantiser) {
      std::swap(quantised_gradient, quantised_gradients[static_cast<std::size_t>(part.quantiser)]);
    }
    if (!value_gradient.defined() && !quantised_gradient.defined()) return;  // of the image
    at::Tensor sum = quantised_gradient.defined() ? quantised_gradient : value_gradient;
    const JoinGradient gradient = join_backward(
        join_of(part), value_gradient.defined() ? value_gradient.data_ptr<float>() : nullptr,
        quantised_gradient.defined() ? quantised_gradient.data_ptr<float>() : nullptr,
        sum.data_ptr<float>());
    if (quantised_gradient.defined()) {
      step_sizes[static_cast<std::size_t>(part.quantiser)].update(step, gradient.scale,
                                                                  sum.numel());
    }
    for (std::size_t t = 0; t < part.terms.size(); ++t) {
      const bool last = t + 1 == part.terms.size();
      spread(part.terms[t], gradient.sum, gradient.centred[t], sum, last);
    }
  }

  // Hands the gradient of a sum to one of its terms; the last one may take the memory.
  void spread(const PlanTerm& term, std::span<const double> sums, std::span<const double> centred,
              const at::Tensor& sum, bool last) {
    if (!term.is_product) {
      if (value_gradients[term.node].defined()) {
        value_gradients[term.node].add_(sum);
      } else {
        value_gradients[term.node] = last ? sum : sum.clone();
      }
      return;
    }
    LayerRun& layer = *layers[term.node];
    const LayerState::ProductGradient factors =
        layer.state.product_gradient(sums, centred, rows(term.node));
    at::Tensor out = sum;
    if (layer.state.node().batch_norm) {
      if (!last) out = new_values(term.node);
      combine(sum.data_ptr<float>(), products[term.node].data_ptr<float>(), factors.a, factors.b,
              factors.c, rows(term.node), out.data_ptr<float>());
    } else if (!last) {
      out = sum.clone();
    }
    product_gradients[term.node] = out;
  }

  const Network& network;
  RunOptions options;
  Plan plan;
  std::vector<std::optional<LayerRun>> layers;                // by node; empty for other operators
  std::vector<at::Tensor> values, products, value_gradients;  // by node
  std::vector<at::Tensor> product_gradients = std::vector<at::Tensor>(network.nodes().size());
  std::vector<std::vector<std::int32_t>> winners;          // by node, of maximum pools
  std::vector<StepSize> step_sizes;                        // by quantiser
  std::vector<at::Tensor> quantised, quantised_gradients;  // by quantiser
};

TrainingRun::TrainingRun(const Network& network, const RunOptions& options)
    : state_(std::make_unique<State>(network, options)) {}
TrainingRun::~TrainingRun() = default;

std::span<float> TrainingRun::images() { return span_of(state_->values[0]); }

double TrainingRun::train_batch(std::span<const std::uint8_t> labels, const RunStep& step) {
  State& state = *state_;
  const network::TrainingRecipe& recipe = state.options.recipe;
  state.forward(step);
  const std::size_t output = state.network.nodes().size() - 1;
  at::Tensor gradient = state.new_values(output);
  const double loss = cross_entropy(span_of(state.values[output]), labels, state.network.classes(),
                                    recipe.label_smoothing, span_of(gradient));
  if (!std::isfinite(loss)) {
    fail(ErrorKind::Negative,
         "training diverged: the loss of step {} is not finite; a lower learning rate may help",
         step.index + 1);
  }
  state.value_gradients[output] = gradient;
  const SgdStep sgd{.learning_rate = static_cast<float>(step.learning_rate),
                    .momentum = static_cast<float>(recipe.momentum),
                    .decay = static_cast<float>(recipe.weight_decay)};
  state.backward(sgd);
  for (std::optional<LayerRun>& layer : state.layers) {
    if (layer) layer->state.update(sgd, span_of(layer->weight_gradient));
  }
  return loss;
}

network::Weights TrainingRun::weights() {
  State& state = *state_;
  network::Weights weights;
  for (const PlanStep& part : state.plan.steps) {
    if (part.kind != StepKind::Product) continue;
    LayerRun& layer = *state.layers[part.node];
    layer.state.prepare({.quantise = true}, span_of(layer.weight));  // throws when not finite
    float scale = pixel_scale;
    if (part.quantiser != no_quantiser) {
      scale = state.step_sizes[static_cast<std::size_t>(part.quantiser)].value;
    } else if (state.network.node(part.node).inputs[0] != 0) {
      // Trained without quantisation: the range of the last batch.
      const at::Tensor& input = state.input_of(part);
      StepSize size{.bits = layer.state.node().activation_bits};
      size.start(positive_rms(input.data_ptr<float>(), input.numel()));
      scale = size.value;
    }
    layer.state.append_tensors(scale, weights);
    if (layer.learns_range) {
      weights.tensors.push_back({.name = layer.state.node().name + ".converter_reach",
                                 .shape = {1},
                                 .values = {static_cast<float>(layer.conversion->reach())}});
    }
  }
  return weights;
}

}  // namespace kirchhoff::train::detail
