// kirchhoff/objective/scalarisation.cpp - weighted sum, weighted product, augmented Chebyshev.
#include "kirchhoff/objective/scalarisation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::objective {
namespace {

constexpr double augmentation = 0.05;      // of the Chebyshev form, as a share of the sum
constexpr double largest_exponent = 10.0;  // of a product, which must stay a number
constexpr double smallest_ratio =
    1e-9;  // of a product: no right answer at all is not quite nothing

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double largest_of(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

// How many times better than the worst value of interest, above 0.
double ratio(const Objective& part, double value) {
  const double worst = axis_of(part).reference;
  return std::max(part.maximise ? value / worst : worst / value, smallest_ratio);
}

double product(const Scalarisation& scalar, const std::vector<double>& values) {
  double result = 1.0;
  for (std::size_t i = 0; i < values.size(); ++i)
    result *= std::pow(ratio(scalar.parts[i], values[i]), scalar.weights[i]);
  return std::max(result, 1e-300);  // a logarithmic axis has no 0
}

double score(const Scalarisation& scalar, const std::vector<double>& values) {
  if (scalar.form == ScalarForm::Product) return product(scalar, values);
  std::vector<double> weighted;
  for (std::size_t i = 0; i < values.size(); ++i)
    weighted.push_back(scalar.weights[i] * normalised_value(axis_of(scalar.parts[i]), values[i]));
  if (scalar.form == ScalarForm::Sum) return 1.0 - sum_of(weighted) / sum_of(scalar.weights);
  const auto augmented = [](const std::vector<double>& terms) {
    return largest_of(terms) + augmentation * sum_of(terms);
  };
  return 1.0 - augmented(weighted) / augmented(scalar.weights);
}

// A product of ratios lies between 1 and what the best values give, as orders of magnitude.
Axis axis_of_score(const Scalarisation& scalar) {
  if (scalar.form != ScalarForm::Product) return {.ideal = 1.0, .reference = 0.0};
  std::vector<double> best;
  for (const Objective& part : scalar.parts) best.push_back(axis_of(part).ideal);
  return {.ideal = product(scalar, best), .reference = 1.0, .logarithmic = true};
}

ScalarForm form_of(const std::string& name) {
  if (name == "sum") return ScalarForm::Sum;
  if (name == "product") return ScalarForm::Product;
  KIRCHHOFF_ASSERT(name == "chebyshev");  // the reader of the file knows the forms
  return ScalarForm::Chebyshev;
}

void check_ratios(const std::vector<Objective>& parts) {
  for (const Objective& part : parts) {
    const MetricDescription* metric = find_metric(part.metric);
    const bool is_small = !part.maximise && metric != nullptr && !metric->logarithmic;
    const bool can_be_zero = (is_small && metric->lowest <= 0.0) ||
                             axis_of(part).reference <= 0.0 || axis_of(part).ideal <= 0.0;
    require(!can_be_zero,
            "[scalarise] a product is made of ratios, but {} can be 0; write form = \"sum\" or "
            "\"chebyshev\", or leave {} out",
            part.metric, part.metric);
  }
}

}  // namespace

void scalarise(Formulation& formulation, const spec::ScalariseSpec& spec) {
  Scalarisation scalar{
      .form = form_of(spec.form), .parts = formulation.objectives, .weights = spec.weights};
  require(scalar.parts.size() > 1,
          "[scalarise] makes several objectives one, but there is one already; leave it out");
  if (scalar.weights.empty()) scalar.weights.assign(scalar.parts.size(), 1.0);
  require(scalar.weights.size() == scalar.parts.size(),
          "[scalarise] weights has {} numbers for {} objectives; give one for each, in their order",
          scalar.weights.size(), scalar.parts.size());
  if (scalar.form == ScalarForm::Product) {
    check_ratios(scalar.parts);
    require(largest_of(scalar.weights) <= largest_exponent,
            "[scalarise] weights are exponents in a product; {} is too large, use at most {}",
            largest_of(scalar.weights), largest_exponent);
  }
  formulation.objectives = {{"score", true, axis_of_score(scalar)}};
  formulation.scalarisation = std::move(scalar);
}

void add_score(const Formulation& formulation, Metrics& metrics) {
  if (!formulation.scalarisation) return;
  std::vector<double> values;
  for (const Objective& part : formulation.scalarisation->parts) {
    const auto found = metrics.find(part.metric);
    if (found == metrics.end()) return;
    values.push_back(found->second);
  }
  metrics["score"] = score(*formulation.scalarisation, values);
}

}  // namespace kirchhoff::objective
