// kirchhoff/predict/recurrent_controller.hpp - a small recurrent network that makes choices in
// turn.
//
// Model: h_0 = start; h_t = tanh(embedding of choice t - 1 + W h_(t-1)); choice t is drawn from
//        softmax(V_t h_t + c_t). The slopes are those of backpropagation through time (Werbos
//        1990).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::predict {

/// Parameters are one list of numbers, which Adam (Kingma and Ba, ICLR 2015) moves. Not
/// thread-safe.
class RecurrentController {
 public:
  /// One count per choice, each at least 1; `width` hidden numbers. Starts near uniform choices.
  /// Throws Error(Input) when there is no choice or a count or the width is 0.
  RecurrentController(std::vector<std::size_t> counts, std::size_t width, Stream& stream);

  [[nodiscard]] std::vector<std::size_t> sample(Stream& stream) const;
  [[nodiscard]] double log_probability(std::span<const std::size_t> choices) const;
  /// Entropy of the choices' distributions along this sequence, in nats, summed.
  [[nodiscard]] double entropy(std::span<const std::size_t> choices) const;
  /// Adds the slope of `weight` x log_probability + `entropy_weight` x entropy by every parameter.
  void add_gradient(std::span<const std::size_t> choices, double weight, double entropy_weight,
                    std::vector<double>& gradient) const;
  /// One step of Adam uphill.
  void climb(const std::vector<double>& gradient, double rate);

  [[nodiscard]] const std::vector<double>& parameters() const { return parameters_; }
  /// Throws Error(Input) when there are more or fewer.
  void set_parameters(std::vector<double> parameters);

 private:
  struct Pass;
  [[nodiscard]] Pass forward(std::span<const std::size_t> choices) const;

  std::vector<std::size_t> counts_;
  std::size_t width_;
  std::vector<std::size_t> offsets_;  // of each choice: embeddings, then V, then c
  std::vector<double> parameters_;    // start, W, then the choices' parts
  std::vector<double> first_moment_, second_moment_;
  std::uint64_t steps_ = 0;
};

}  // namespace kirchhoff::predict
