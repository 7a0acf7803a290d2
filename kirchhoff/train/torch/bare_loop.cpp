// kirchhoff/train/torch/bare_loop.cpp - modules, autograd and SGD of libtorch, nothing of ours.
#include "kirchhoff/train/torch/bare_loop.hpp"

#include <torch/torch.h>

#include <chrono>
#include <vector>

#include "kirchhoff/train/batch.hpp"
#include "kirchhoff/train/torch/product.hpp"

namespace kirchhoff::train {
namespace {

using network::Node;
using network::OperatorKind;

class BareNetwork : public torch::nn::Module {
 public:
  explicit BareNetwork(const network::Network& network) : network_(network) {
    for (std::size_t i = 0; i < network.nodes().size(); ++i) {
      const Node& node = network.node(i);
      layers_.push_back(node.has_weights() ? layer(node, i) : torch::nn::Sequential());
    }
  }

  torch::Tensor forward(const torch::Tensor& images) {
    std::vector<torch::Tensor> values{images};
    for (std::size_t i = 1; i < network_.nodes().size(); ++i) {
      values.push_back(value(network_.node(i), layers_[i], values));
    }
    return values.back().flatten(1);
  }

 private:
  torch::nn::Sequential layer(const Node& node, std::size_t index) {
    const network::Shape& input = network_.input_shape(node);
    torch::nn::Sequential result;
    if (node.kind == OperatorKind::Linear) {
      result->push_back(torch::nn::Linear(input.size(), node.outputs));
    } else {
      result->push_back(
          torch::nn::Conv2d(torch::nn::Conv2dOptions(input.channels, node.outputs, node.kernel)
                                .stride(node.stride)
                                .padding(node.padding)
                                .groups(node.groups)
                                .bias(!node.batch_norm)));
    }
    if (node.batch_norm) result->push_back(torch::nn::BatchNorm2d(node.outputs));
    return register_module("layer" + std::to_string(index), result);
  }

  static torch::Tensor value(const Node& node, torch::nn::Sequential& layer,
                             const std::vector<torch::Tensor>& values) {
    const torch::Tensor& input = values[node.inputs[0]];
    switch (node.kind) {
      case OperatorKind::Linear: return layer->forward(input.flatten(1));
      case OperatorKind::Relu: return torch::relu(input);
      case OperatorKind::MaxPool:
        return torch::max_pool2d(input, node.kernel, node.stride, node.padding);
      case OperatorKind::AveragePool: return torch::avg_pool2d(input, node.kernel, node.stride);
      case OperatorKind::GlobalAveragePool: return torch::adaptive_avg_pool2d(input, {1, 1});
      case OperatorKind::Add: return input + values[node.inputs[1]];
      default: break;
    }
    return layer->forward(input);
  }

  const network::Network& network_;
  std::vector<torch::nn::Sequential> layers_;
};

struct ReadyBatch {
  torch::Tensor images, labels;
};

std::vector<ReadyBatch> ready_batches(const ImageSet& images, std::span<const std::int64_t> indices,
                                      std::int64_t batch) {
  std::vector<ReadyBatch> batches;
  const auto size = static_cast<std::size_t>(images.shape.size());
  const auto count = static_cast<std::size_t>(batch);
  for (std::size_t first = 0; first + count <= indices.size(); first += count) {
    ReadyBatch ready{.images = detail::empty_values(batch, images.shape),
                     .labels = torch::empty({batch}, torch::kLong)};
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t index = indices[first + i];
      write_image(images, index, {}, {ready.images.data_ptr<float>() + i * size, size});
      ready.labels.data_ptr<std::int64_t>()[i] = images.labels[static_cast<std::size_t>(index)];
    }
    batches.push_back(ready);
  }
  return batches;
}

void use_channels_last(BareNetwork& model) {
  for (torch::Tensor& parameter : model.parameters()) {
    if (parameter.dim() == 4) {
      parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    }
  }
}

}  // namespace

double bare_forward_images_per_s(const network::Network& network, const ImageSet& images,
                                 std::span<const std::int64_t> indices) {
  const std::vector<ReadyBatch> batches = ready_batches(images, indices, 256);
  BareNetwork model(network);
  model.eval();
  use_channels_last(model);
  const torch::NoGradGuard no_gradients;
  std::int64_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  for (const ReadyBatch& ready : batches) count += model.forward(ready.images).size(0);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(count) / elapsed.count();
}

double bare_images_per_s(const network::Network& network, const ImageSet& images,
                         std::span<const std::int64_t> indices, std::int64_t batch) {
  network::check_trainable(network);
  const std::vector<ReadyBatch> batches = ready_batches(images, indices, batch);
  BareNetwork model(network);
  model.train();
  use_channels_last(model);
  torch::optim::SGD sgd(model.parameters(),
                        torch::optim::SGDOptions(0.05).momentum(0.9).weight_decay(5e-4));
  const auto start = std::chrono::steady_clock::now();
  for (const ReadyBatch& ready : batches) {
    sgd.zero_grad();
    torch::Tensor loss = torch::cross_entropy_loss(model.forward(ready.images), ready.labels);
    loss.backward();
    sgd.step();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(static_cast<std::int64_t>(batches.size()) * batch) / elapsed.count();
}

}  // namespace kirchhoff::train
