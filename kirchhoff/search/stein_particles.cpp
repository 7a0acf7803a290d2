// kirchhoff/search/stein_particles.cpp - kernel-weighted gradients and repulsion.
#include "kirchhoff/search/stein_particles.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::search {
namespace {

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

// Median of the squared distances over the logarithm of the count, as in the paper: then the
// kernel of a particle sums to about 1 over the others.
double squared_width(const std::vector<std::vector<double>>& particles) {
  std::vector<double> distances;
  for (std::size_t i = 0; i < particles.size(); ++i) {
    for (std::size_t j = i + 1; j < particles.size(); ++j) {
      distances.push_back(squared_distance(particles[i], particles[j]));
    }
  }
  if (distances.empty()) return 1.0;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  constexpr double least = 1e-12;
  return std::max(*middle / std::log(static_cast<double>(particles.size()) + 1.0), least);
}

}  // namespace

void SteinParticles::step(const std::vector<std::vector<double>>& gradients, double size) {
  const double width = squared_width(particles_);
  const auto count = static_cast<double>(particles_.size());
  std::vector<std::vector<double>> moved = particles_;
  for (std::size_t i = 0; i < particles_.size(); ++i) {
    for (std::size_t j = 0; j < particles_.size(); ++j) {
      const double kernel = std::exp(-squared_distance(particles_[i], particles_[j]) / width);
      const double away = repulsion_ ? 2.0 * kernel / width : 0.0;
      for (std::size_t k = 0; k < moved[i].size(); ++k) {
        const double drive = kernel * gradients[j][k];
        const double repulse = away * (particles_[i][k] - particles_[j][k]);
        moved[i][k] += size / count * (drive + repulse);
      }
    }
  }
  particles_ = std::move(moved);
}

}  // namespace kirchhoff::search
