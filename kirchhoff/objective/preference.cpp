// kirchhoff/objective/preference.cpp - reads [preference]; epsilon boxes, desirability,
// achievement.
#include "kirchhoff/objective/preference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/objective/detail/line.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::objective {
namespace {

using Point = std::vector<double>;
using Points = std::vector<Point>;

constexpr double steepness = 0.1;      // of the desirability, as a share of the axis
constexpr double linear_part = 0.1;    // of the desirability: nowhere is it quite flat
constexpr double augmentation = 0.05;  // of the achievement, as of a Chebyshev score

std::size_t objective_of(const Formulation& formulation, const std::string& metric) {
  std::vector<std::string> names;
  for (const Objective& objective : formulation.objectives) names.push_back(objective.metric);
  const auto found = std::ranges::find(names, metric);
  require(found != names.end(), "the study does not seek \"{}\"; {}", metric,
          suggest(metric, names));
  return static_cast<std::size_t>(found - names.begin());
}

// Of a value that the objective's axis has a place for.
double place_on_axis(const Objective& objective, double value, const std::string& line) {
  const Axis axis = axis_of(objective);
  require(!axis.logarithmic || value > 0.0, "\"{}\": {} is always above 0", line, objective.metric);
  return normalised_value(axis, value);
}

void add_bound(Formulation& formulation, const std::string& text) {
  const detail::Comparison line =
      detail::read_comparison(text, "region", "write e.g. \"accuracy >= 0.88\"");
  const std::size_t i = objective_of(formulation, line.metric);
  const Objective& objective = formulation.objectives[i];
  const char* sign = objective.maximise ? ">=" : "<=";
  require(line.at_most != objective.maximise,
          "region \"{}\" keeps bad designs; write \"{} {} {}\", and what no design may have as a "
          "constraint",
          text, line.metric, sign, line.bound);
  const double bound =
      detail::number_of(line.bound, text, "the bound", "write e.g. \"accuracy >= 0.88\"");
  (void)place_on_axis(objective, bound, text);
  require(!formulation.preference->region[i], "region names {} twice; keep one", line.metric);
  formulation.preference->region[i] = bound;
}

void add_aspiration(Formulation& formulation, const std::string& line) {
  const std::vector<std::string> parts = detail::words(line);
  require(parts.size() == 2,
          "reference_point \"{}\" is not an objective and a number; write e.g. \"energy_j 2e-7\"",
          line);
  const std::size_t i = objective_of(formulation, parts[0]);
  const Objective& objective = formulation.objectives[i];
  const double value =
      detail::number_of(parts[1], line, "the value", "write e.g. \"energy_j 2e-7\"");
  const double place = place_on_axis(objective, value, line);
  const Axis axis = axis_of(objective);
  require(place >= 0.0 && place <= 1.0,
          "reference_point \"{}\" lies outside of that objective's axis, from {} to {}; choose a "
          "value on it, or write another axis, e.g. \"{} {} from {} to {}\"",
          line, exact_text(axis.reference), exact_text(axis.ideal),
          objective.maximise ? "maximise" : "minimise", objective.metric,
          exact_text(place > 1.0 ? value : axis.reference),
          exact_text(place < 0.0 ? value : axis.ideal));
  require(!formulation.preference->reference_point[i], "reference_point names {} twice; keep one",
          parts[0]);
  formulation.preference->reference_point[i] = value;
}

// As a share of the axis: of a logarithmic one the step is a percentage.
double share_of_axis(const Objective& objective, std::string step, const std::string& line) {
  const Axis axis = axis_of(objective);
  const bool is_percentage = step.ends_with('%');
  require(is_percentage == axis.logarithmic,
          "epsilon \"{}\": {} is counted in {}; write e.g. \"{} {}\"", line, objective.metric,
          axis.logarithmic ? "orders of magnitude" : "its own unit", objective.metric,
          axis.logarithmic ? "5%" : exact_text(std::abs(axis.reference - axis.ideal) / 50.0));
  if (is_percentage) step.pop_back();
  const double value =
      detail::number_of(step, line, "the step", "write e.g. \"accuracy 0.002\" or \"energy_j 5%\"");
  require(value > 0.0, "epsilon \"{}\" must be above 0; leave out what should not be rounded",
          line);
  const double share =
      axis.logarithmic ? std::log1p(value / 100.0) / std::abs(std::log(axis.reference / axis.ideal))
                       : value / std::abs(axis.reference - axis.ideal);
  require(share < 1.0, "epsilon \"{}\" is as wide as the whole axis, from {} to {}", line,
          exact_text(axis.reference), exact_text(axis.ideal));
  return share;
}

void add_epsilon(Formulation& formulation, const std::string& line) {
  const std::vector<std::string> parts = detail::words(line);
  require(parts.size() == 2,
          "epsilon \"{}\" is not an objective and a step; write e.g. \"accuracy 0.002\" or "
          "\"energy_j 5%\"",
          line);
  const std::size_t i = objective_of(formulation, parts[0]);
  double& epsilon = formulation.preference->epsilon[i];
  require(epsilon == 0.0, "epsilon names {} twice; keep one", parts[0]);
  epsilon = share_of_axis(formulation.objectives[i], parts[1], line);
}

void check_preference(const Formulation& formulation, const spec::PreferenceSpec& spec) {
  require(
      !formulation.scalarisation,
      "[preference] is about a part of a front, but [scalarise] makes the objectives one score; "
      "keep one of the two");
  require(formulation.objectives.size() > 1,
          "[preference] is about a part of a front, but one objective has none; write what must "
          "hold into constraints");
  require(!spec.region.empty() || !spec.reference_point.empty() || !spec.epsilon.empty(),
          "[preference] is empty; it has region, reference_point or epsilon");
}

// The function that is steep at `aspiration`, scaled to keep 0 and 1.
double desirability(double aspiration, double loss) {
  const auto rise = [&](double x) { return 1.0 / (1.0 + std::exp((aspiration - x) / steepness)); };
  const double step = (rise(loss) - rise(0.0)) / (rise(1.0) - rise(0.0));
  return linear_part * loss + (1.0 - linear_part) * step;
}

double aspiration_of(const Formulation& formulation, std::size_t i) {
  return normalised_value(axis_of(formulation.objectives[i]),
                          *formulation.preference->reference_point[i]);
}

// How far the worst objective is behind what would satisfy; the sum decides between equals.
double achievement(const Formulation& formulation, const Point& losses) {
  const Point point = normalised(formulation, losses);
  double worst = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (!formulation.preference->reference_point[i]) continue;
    worst = std::max(worst, point[i] - aspiration_of(formulation, i));
  }
  return worst + augmentation * std::accumulate(point.begin(), point.end(), 0.0);
}

// Number of the box on each axis; an axis without epsilon keeps its values.
Point box_of(const Preference& preference, Point point) {
  for (std::size_t i = 0; i < point.size(); ++i) {
    const double epsilon = preference.epsilon[i];
    if (epsilon > 0.0) point[i] = std::floor(point[i] / epsilon);
  }
  return point;
}

double distance_to_corner(const Preference& preference, const Point& point, const Point& box) {
  double sum = 0.0;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const double epsilon = preference.epsilon[i];
    if (epsilon > 0.0) sum += std::pow(point[i] / epsilon - box[i], 2.0);
  }
  return sum;
}

}  // namespace

void read_preference(Formulation& formulation, const spec::PreferenceSpec& spec,
                     spec::Problems& problems) {
  try {
    check_preference(formulation, spec);
  } catch (const Error& error) {
    problems.add(spec.location, error.what());
    return;
  }
  const std::size_t count = formulation.objectives.size();
  Preference& preference = formulation.preference.emplace();
  preference.region.resize(count);
  preference.reference_point.resize(count);
  preference.epsilon.resize(count, 0.0);
  const auto read = [&](const std::vector<spec::LocatedText>& lines,
                        void (*add)(Formulation&, const std::string&)) {
    for (const spec::LocatedText& line : lines) {
      try {
        add(formulation, line.text);
      } catch (const Error& error) {
        problems.add(line.location, error.what());
      }
    }
  };
  read(spec.region, add_bound);
  read(spec.reference_point, add_aspiration);
  read(spec.epsilon, add_epsilon);
}

Point preferred(const Formulation& formulation, std::span<const double> losses) {
  Point point = normalised(formulation, losses);
  if (!formulation.preference) return point;
  const Preference& preference = *formulation.preference;
  const Point box = box_of(preference, point);
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (preference.epsilon[i] > 0.0) point[i] = box[i] * preference.epsilon[i];
    if (preference.reference_point[i]) {
      point[i] = desirability(aspiration_of(formulation, i), point[i]);
    }
  }
  return point;
}

Point outside_region(const Formulation& formulation, std::span<const double> losses) {
  Point outside(losses.size(), 0.0);
  if (!formulation.preference) return outside;
  const Point point = normalised(formulation, losses);
  for (std::size_t i = 0; i < point.size(); ++i) {
    const std::optional<double>& bound = formulation.preference->region[i];
    if (!bound) continue;
    const double place = normalised_value(axis_of(formulation.objectives[i]), *bound);
    outside[i] = std::max(0.0, point[i] - place);
  }
  return outside;
}

bool is_in_region(const Formulation& formulation, std::span<const double> losses) {
  return std::ranges::all_of(outside_region(formulation, losses),
                             [](double distance) { return distance == 0.0; });
}

bool has_region(const Formulation& formulation) {
  return formulation.preference &&
         std::ranges::any_of(formulation.preference->region,
                             [](const auto& bound) { return bound.has_value(); });
}

bool has_reference_point(const Formulation& formulation) {
  return formulation.preference &&
         std::ranges::any_of(formulation.preference->reference_point,
                             [](const auto& value) { return value.has_value(); });
}

std::vector<std::size_t> preferred_front(const Formulation& formulation, const Points& losses) {
  if (!formulation.preference) return non_dominated(losses);
  const Preference& preference = *formulation.preference;
  struct Member {
    std::size_t index = 0;
    double distance = 0.0;
  };
  std::map<Point, Member> boxes;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const Point point = normalised(formulation, losses[i]);
    const Point box = box_of(preference, point);
    const Member member{i, distance_to_corner(preference, point, box)};
    const auto [place, is_new] = boxes.try_emplace(box, member);
    if (!is_new && member.distance < place->second.distance) place->second = member;
  }
  Points corners;
  std::vector<std::size_t> members;
  for (const auto& [box, member] : boxes) {
    corners.push_back(box);
    members.push_back(member.index);
  }
  std::vector<std::size_t> front;
  for (const std::size_t i : non_dominated(corners)) front.push_back(members[i]);
  std::ranges::sort(front);
  return front;
}

std::size_t preferred_design(const Formulation& formulation, const Points& losses) {
  KIRCHHOFF_ASSERT(!losses.empty());
  std::vector<std::size_t> wanted;
  Points points;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (is_in_region(formulation, losses[i])) wanted.push_back(i);
  }
  if (wanted.empty()) {
    wanted.resize(losses.size());
    std::iota(wanted.begin(), wanted.end(), std::size_t{0});
  }
  for (const std::size_t i : wanted) points.push_back(losses[i]);
  if (!has_reference_point(formulation)) return wanted[knee(formulation, points)];
  return *std::ranges::min_element(
      wanted, {}, [&](std::size_t i) { return achievement(formulation, losses[i]); });
}

}  // namespace kirchhoff::objective
