// kirchhoff/objective/formulation.hpp - what a study wants: objectives, constraints, Pareto order.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::objective {

/// A quantity that trials report. One table for messages, reports and the reference page.
struct MetricDescription {
  std::string name;  // "energy_j"
  std::string unit;  // "J"; "" for shares
  bool larger_is_better = false;
  bool needs_training = false;  // known only after training
  std::string basis;            // "measured on the trained network", "computed by the cost model"
  std::string description;
  double worst = 0.0, best = 0.0;  // fixed reference and ideal for hypervolume, in SI
  bool logarithmic = false;        // the axis between them
  double lowest = 0.0;             // no design is below; a logarithmic metric is above
  double highest = std::numeric_limits<double>::infinity();  // no design is above
};
[[nodiscard]] std::span<const MetricDescription> metric_table();
[[nodiscard]] const MetricDescription* find_metric(std::string_view name);

/// The axis on which hypervolume measures an objective, in the metric's own unit and direction.
struct Axis {
  double ideal = 0.0, reference = 1.0;
  bool logarithmic = false;  // both ends are above 0
};
struct Objective {
  std::string metric;
  bool maximise = false;
  std::optional<Axis> axis{};  // nullopt: the metric table's
};
struct Constraint {
  std::string metric;
  bool at_most = true;  // otherwise at least
  double bound = 0.0;
  std::string text;  // as the study says it
};
enum class ScalarForm { Sum, Product, Chebyshev };
/// How several objectives become one score; scalarisation.hpp says what each form computes.
struct Scalarisation {
  ScalarForm form = ScalarForm::Sum;
  std::vector<Objective> parts;  // at least two
  std::vector<double> weights;   // of each, above 0
};
/// Which part of a front is wanted, and how finely: preference.hpp. Each list has one entry for
/// each objective.
struct Preference {
  std::vector<std::optional<double>> region;           // the worst value wanted
  std::vector<std::optional<double>> reference_point;  // a value that would satisfy, on the axis
  std::vector<double> epsilon;  // a difference that does not matter, as a share of the axis; or 0
};
struct Formulation {
  std::vector<Objective> objectives;  // at least one; "score" alone with a scalarisation
  std::vector<Constraint> constraints;
  std::optional<Scalarisation> scalarisation{};
  std::optional<Preference> preference{};
};

/// Parses "maximise accuracy", "minimise energy_j from 1e-4 to 1e-7" (the worst and the best value
/// of interest: the axis), "area_m2 <= 20e-6". In a study with a table the names are its columns,
/// either direction may be sought, axes are linear, and the table's own range is the axis that an
/// objective does not name; `spec.table` must have been read (tabular::read_study_table). Throws
/// Error(Input) with the line, the nearest name and the allowed forms.
[[nodiscard]] Formulation parse_formulation(const spec::Spec& spec);

/// How far `metrics` are outside a constraint, relative to the bound (absolute for a bound of 0);
/// 0 when it holds or the metric is absent.
[[nodiscard]] double violation(const Constraint& constraint, const Metrics& metrics);

/// Values to be minimised, in the order of the objectives; nullopt when one is missing or not
/// finite.
[[nodiscard]] std::optional<std::vector<double>> losses(const Formulation& formulation,
                                                        const Metrics& metrics);

/// True when `a` is nowhere worse and somewhere better (all minimised).
[[nodiscard]] bool dominates(std::span<const double> a, std::span<const double> b);
/// Indices of points that no other dominates, ascending; of equal points the first only.
[[nodiscard]] std::vector<std::size_t> non_dominated(
    const std::vector<std::vector<double>>& points);
/// Rank of each point: 0 for the front, 1 for the front without it, ...
[[nodiscard]] std::vector<int> non_dominated_ranks(const std::vector<std::vector<double>>& points);
/// Crowding distance of each point among all given (infinite at the ends).
[[nodiscard]] std::vector<double> crowding_distances(
    const std::vector<std::vector<double>>& points);

/// Exact hypervolume of points below `reference` (minimised), any dimension (sweep for 2, WFG
/// above).
[[nodiscard]] double hypervolume(std::vector<std::vector<double>> points,
                                 const std::vector<double>& reference);
/// What `point` adds to the hypervolume of `others`: cheaper than two hypervolumes.
[[nodiscard]] double hypervolume_gain(const std::vector<double>& point,
                                      const std::vector<std::vector<double>>& others,
                                      const std::vector<double>& reference);
/// What each point adds to the hypervolume of all.
[[nodiscard]] std::vector<double> hypervolume_contributions(
    const std::vector<std::vector<double>>& points, const std::vector<double>& reference);

/// The axis of an objective: its own, or the metric table's.
[[nodiscard]] Axis axis_of(const Objective& objective);
/// 0 at the ideal, 1 at the reference; a logarithmic axis takes 0 for its ideal.
[[nodiscard]] double normalised_value(const Axis& axis, double value);
/// Losses scaled by each objective's axis (its own, or the metric table's) to 0 (ideal) ..
/// 1 (reference), logarithmic where the axis says; may exceed 1.
[[nodiscard]] std::vector<double> normalised(const Formulation& formulation,
                                             std::span<const double> losses);
/// Hypervolume of normalised points against 1, ..., 1.
[[nodiscard]] double normalised_hypervolume(const Formulation& formulation,
                                            const std::vector<std::vector<double>>& losses);
/// The knee: the normalised point farthest below the plane through the ends of the front, each axis
/// scaled to the front's own range; 0 for one point. `losses` is a front; preference.hpp has what
/// stands in its place where the study has a preference.
[[nodiscard]] std::size_t knee(const Formulation& formulation,
                               const std::vector<std::vector<double>>& losses);

}  // namespace kirchhoff::objective
