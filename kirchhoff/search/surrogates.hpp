// kirchhoff/search/surrogates.hpp - one Gaussian process per objective and per constraint.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "kirchhoff/predict/gaussian_process.hpp"
#include "kirchhoff/search/observations.hpp"

namespace kirchhoff::search {

/// Keeps Gaussian processes in step with observations. Losses are modelled on their normalised axis
/// up to a bend (the reference with several objectives, else the median) and logarithmically above:
/// how bad a bad trial is does not matter. Scales are found anew whenever the trials grew by a
/// seventh. Trials waited for count as what is expected of them. Not thread-safe.
class Surrogates {
 public:
  Surrogates(const Observations& observations, std::size_t objective_count);

  /// Takes in what was observed since; with enough observations (see is_ready) only.
  void update();
  /// Whether every objective has at least two values.
  [[nodiscard]] bool is_ready() const;

  struct Outlook {
    std::vector<predict::Predictions> losses;  // per objective, bent
    std::vector<double> feasibility;           // probability per row
  };
  /// For rows of features, one after the other.
  [[nodiscard]] Outlook outlook(std::span<const double> rows) const;
  /// Bent losses of feasible observations, and what is expected of the trials waited for.
  [[nodiscard]] const std::vector<std::vector<double>>& points() const { return points_; }
  /// The bent reference point.
  [[nodiscard]] std::vector<double> reference() const;

 private:
  struct Bend {
    double place = 1.0, scale = 1.0;
    [[nodiscard]] double of(double loss) const;
  };
  struct Model {
    std::optional<predict::GaussianProcess> process;
    std::vector<std::size_t> rows;  // indices into kept()
    std::vector<double> targets;
    std::size_t next = 0;  // of kept()
  };
  void update_model(Model& model, std::size_t index);
  void fit_scales(Model& model);
  void add_waiting(Model& model);
  [[nodiscard]] Bend bend_of(std::size_t objective) const;
  [[nodiscard]] double target_of(const Observation& observation, std::size_t index) const;
  void collect_points();

  const Observations& observations_;
  std::size_t objective_count_;
  std::vector<Model> models_;  // objectives, then constraints, then other refusals
  std::vector<Bend> bends_;
  std::vector<std::vector<double>> points_;
  std::vector<std::vector<double>> waited_;  // per model: what is expected of each trial waited for
  std::size_t generation_ = 0;
  std::size_t fitted_at_ = 0;  // told trials
};

}  // namespace kirchhoff::search
