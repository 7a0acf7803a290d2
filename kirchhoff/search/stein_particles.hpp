// kirchhoff/search/stein_particles.hpp - Stein variational gradient descent on vectors of logits.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace kirchhoff::search {

/// Particles that together climb a density and keep apart (Liu, Wang, NeurIPS 2016): each moves by
/// the mean over all of kernel x gradient, plus the kernel's own gradient, which repels. The kernel
/// is RBF; its width is the median distance of the particles. Not thread-safe.
class SteinParticles {
 public:
  /// `repulsion` false leaves the second term out, to compare with.
  explicit SteinParticles(std::vector<std::vector<double>> particles, bool repulsion = true)
      : particles_(std::move(particles)), repulsion_(repulsion) {}
  /// `gradients` of the logarithm of the density, one per particle.
  void step(const std::vector<std::vector<double>>& gradients, double size);
  [[nodiscard]] const std::vector<std::vector<double>>& particles() const { return particles_; }

 private:
  std::vector<std::vector<double>> particles_;
  bool repulsion_;
};

}  // namespace kirchhoff::search
