// kirchhoff/train/loss.cpp - softmax and cross entropy, image by image in double precision.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/detail/loss.hpp"

namespace kirchhoff::train::detail {

double cross_entropy(std::span<const float> scores, std::span<const std::uint8_t> labels,
                     int classes, double smoothing, std::span<float> gradient) {
  const auto width = static_cast<std::size_t>(classes);
  KIRCHHOFF_ASSERT(scores.size() == labels.size() * width && gradient.size() == scores.size());
  const double share = smoothing / classes;
  const double weight = 1.0 / static_cast<double>(labels.size());
  std::vector<double> powers(width);
  double loss = 0.0;
  for (std::size_t image = 0; image < labels.size(); ++image) {
    const std::span<const float> row = scores.subspan(image * width, width);
    const double largest = double{*std::max_element(row.begin(), row.end())};
    double sum = 0.0;
    for (std::size_t c = 0; c < width; ++c) sum += powers[c] = std::exp(double{row[c]} - largest);
    for (std::size_t c = 0; c < width; ++c) {
      const double target = share + (c == labels[image] ? 1.0 - smoothing : 0.0);
      loss -= weight * target * (double{row[c]} - largest - std::log(sum));
      gradient[image * width + c] = static_cast<float>(weight * (powers[c] / sum - target));
    }
  }
  return loss;
}

}  // namespace kirchhoff::train::detail
