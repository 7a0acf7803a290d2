// kirchhoff/space/search_space.hpp - parameters, their conditions and rules; sampling and moves.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/candidate.hpp"
#include "kirchhoff/space/expression.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::space {

enum class ParameterKind { Nominal, Ordinal, Integer, Real };

struct Parameter {
  std::string name;
  ParameterKind kind = ParameterKind::Nominal;
  std::vector<ParameterValue> values;  // Nominal, Ordinal: at least one, ordinal in order
  double low = 0.0, high = 0.0;        // Integer, Real: inclusive
  bool logarithmic = false;
  std::optional<Expression> when;      // reads earlier parameters only
  /// Levels of a discrete parameter; 0 for Real.
  [[nodiscard]] std::size_t level_count() const;
};

struct ForbiddenRule {
  Expression rule;
  std::string because;
};

/// A fixed search space. Immutable, thread-safe. Every candidate it returns is canonical (inactive
/// parameters empty) and breaks no rule.
class SearchSpace {
 public:
  /// Throws Error(Input): duplicate names, empty ranges, conditions on unknown or later parameters,
  /// a fixed field that is also a parameter.
  explicit SearchSpace(const spec::SpaceSpec& spec);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::span<const Parameter> parameters() const { return parameters_; }
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view name) const;

  /// Uniform over each parameter's values; draws again while a rule is broken. Throws
  /// Error(Negative) after 10,000 vain draws, naming the rule that was broken most often.
  [[nodiscard]] Candidate sample(Stream& stream) const;
  /// Each active parameter changes with probability `rate`, at least one does: ordinals and numbers
  /// by a short step, nominals to any other value. Allowed and canonical.
  [[nodiscard]] Candidate mutate(const Candidate& parent, double rate, Stream& stream) const;
  /// Exactly one parameter changes, by one level where there is an order.
  [[nodiscard]] Candidate neighbour(const Candidate& centre, Stream& stream) const;
  /// Uniform crossover on nominals, simulated binary crossover on ordered values; allowed.
  [[nodiscard]] Candidate cross(const Candidate& a, const Candidate& b, Stream& stream) const;

  /// Why the candidate does not exist, or nullopt.
  [[nodiscard]] std::optional<std::string> broken_rule(const Candidate& candidate) const;
  /// Empties inactive parameters and gives newly active ones their first value.
  [[nodiscard]] Candidate canonical(Candidate candidate) const;
  /// One text for equal candidates.
  [[nodiscard]] std::string key(const Candidate& candidate) const;
  /// Active parameters and fixed values by Design path.
  [[nodiscard]] Fields fields(const Candidate& candidate) const;
  /// The candidate with these values; throws Error(Input) naming an unknown path or a value outside
  /// its range. Fields fixed by the space may be present with their value.
  [[nodiscard]] Candidate candidate(const Fields& fields) const;
  /// log10 of the number of points, ignoring rules, conditions counted; Real counts as 1000.
  [[nodiscard]] double log10_size() const;

 private:
  std::string name_;
  std::vector<Parameter> parameters_;
  std::vector<ForbiddenRule> forbidden_;
  Fields fixed_;
};

}  // namespace kirchhoff::space
