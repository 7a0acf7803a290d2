// kirchhoff/accuracy/network_run.hpp - runs a quantised network; who multiplies is the caller's
// choice.
//
// In:    Network, Weights, images
// Out:   class scores
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kirchhoff/accuracy/unrolled_input.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/train/dataset.hpp"

namespace kirchhoff::accuracy {

/// A block of vectors at one layer, to be multiplied by its matrices.
struct LayerBlock {
  std::size_t layer = 0;   // index among the layers, not the nodes
  std::int64_t block = 0;  // number of the block within the layer's whole set of vectors
  int width = 0;           // vectors, a multiple of 64
  int vectors = 0;         // of them of images; the rest fills up a short batch
  std::span<const std::uint8_t> columns;  // [rows of all groups][256]
  std::span<float> products;              // [outputs of all groups][256], to be written
};
using MultiplyBlock = std::function<void(const LayerBlock&)>;

/// Runs batches of images through a network. Activations between layers are floats; ReLU, pools,
/// additions and the affine transform behind a layer are digital. Not thread-safe.
class NetworkRun {
 public:
  /// Keeps a reference to `network`. Throws Error(Input) when the weights do not fit it.
  NetworkRun(const network::Network& network, const network::Weights& weights);

  /// Scores of at most images_per_batch images, [images][classes]; `batch` is the number of the
  /// batch within the evaluated set.
  void run(const train::ImageSet& images, std::span<const std::int64_t> indices, std::int64_t batch,
           const MultiplyBlock& multiply, std::span<float> scores);

  [[nodiscard]] const std::vector<std::size_t>& layers() const { return layers_; }
  [[nodiscard]] const UnrolledInput& input(std::size_t layer) const { return inputs_[layer]; }
  [[nodiscard]] const network::Network& network() const { return *network_; }

 private:
  struct Affine {
    std::vector<float> scale;  // of the integer product
    std::vector<float> gain;
    std::vector<float> shift;
  };
  void assign_buffers();
  void load(const train::ImageSet& images, std::span<const std::int64_t> indices);
  void run_layer(std::size_t layer, std::size_t images, std::int64_t batch,
                 const MultiplyBlock& multiply);
  void run_digital(std::size_t node);
  [[nodiscard]] std::span<float> values(std::size_t node);

  const network::Network* network_;
  std::vector<std::size_t> layers_;
  std::vector<UnrolledInput> inputs_;
  std::vector<Affine> affines_;
  std::vector<std::size_t> buffer_of_node_;
  std::vector<std::vector<float>> buffers_;
  std::vector<float> products_;
};

/// Calls `run` for all batches of `indices`; `done(images)` after each. Scores [images][classes].
[[nodiscard]] std::vector<float> run_batches(NetworkRun& run, const train::ImageSet& images,
                                             std::span<const std::int64_t> indices,
                                             const MultiplyBlock& multiply,
                                             const std::function<void(std::int64_t)>& done);

}  // namespace kirchhoff::accuracy
