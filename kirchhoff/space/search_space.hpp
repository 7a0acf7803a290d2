// kirchhoff/space/search_space.hpp - parameters, their conditions and rules; sampling and moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/candidate.hpp"
#include "kirchhoff/space/expression.hpp"
#include "kirchhoff/spec/reader.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::space {

enum class ParameterKind { Nominal, Ordinal, Integer, Real };

struct Parameter {
  std::string name;
  ParameterKind kind = ParameterKind::Nominal;
  std::vector<ParameterValue> values;  // Nominal, Ordinal: at least one, ordinal in order
  double low = 0.0, high = 0.0;        // Integer, Real: inclusive
  bool logarithmic = false;
  std::optional<Expression> when;  // reads earlier parameters only
  spec::Location location;         // where the space says it
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
  /// Throws Error(Input): duplicate names, empty ranges, conditions on unknown or later parameters
  /// or that compare a number with a text, a fixed field that is also a parameter.
  explicit SearchSpace(const spec::SpaceSpec& spec);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::span<const Parameter> parameters() const { return parameters_; }
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view name) const;

  /// Uniform over each parameter's values, or uniform in the logarithm. While a rule is broken,
  /// draws again the parameters it names, 16 times at most, then all of them. Throws
  /// Error(Negative) after 10,000 vain draws, naming the rule that was broken most often.
  [[nodiscard]] Candidate sample(Stream& stream) const;
  /// Each active parameter changes with probability `rate`, at least one does: ordinals and numbers
  /// by a short step, nominals to any other value. Parameters that become active are drawn. Returns
  /// the parent when no parameter has a second value.
  [[nodiscard]] Candidate mutate(const Candidate& parent, double rate, Stream& stream) const;
  /// Exactly one active parameter changes, by one level where there is an order (a real by at most
  /// a tenth of its range); what its conditions switch follows. Where rules forbid every such move
  /// that was tried, the parameters of the broken rule change too.
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
  /// its range, or an active parameter without a value. Fields fixed by the space may be present
  /// with their value; values of inactive parameters are left out; rules are not checked.
  [[nodiscard]] Candidate candidate(const Fields& fields) const;
  /// The allowed candidate nearest to these values, which may be of another space: values outside
  /// a range go to its nearest one, paths that this space does not know or fixes are left out, and
  /// parameters without a value, or of a rule that is broken, are drawn. nullopt where an unordered
  /// parameter does not have the value, or no draw keeps the rules.
  [[nodiscard]] std::optional<Candidate> nearest(const Fields& fields, Stream& stream) const;
  /// Points of the grid of all levels of all parameters, conditions and rules ignored; nullopt with
  /// a real parameter, or above 2^62.
  [[nodiscard]] std::optional<std::uint64_t> grid_size() const;
  /// The candidate at a place of that grid, the first parameter changing fastest; nullopt where a
  /// rule forbids it or another place already stands for it. `place` is below grid_size().
  [[nodiscard]] std::optional<Candidate> grid_candidate(std::uint64_t place) const;
  /// log10 of the number of points, ignoring rules, conditions counted; Real counts as 1000.
  [[nodiscard]] double log10_size() const;

  /// The fields that have one value.
  [[nodiscard]] const Fields& fixed() const { return fixed_; }
  /// Where a file fixes a field; the name of the space where none does.
  [[nodiscard]] spec::Location fixed_location(const std::string& path) const;

 private:
  void add_parameter(const spec::ParameterSpec& spec, const Expression::Lookup& example,
                     spec::Problems& problems);
  void add_forbidden(const spec::ForbiddenSpec& spec, const Expression::Lookup& example,
                     spec::Problems& problems);
  [[nodiscard]] std::string unknown_name(const std::string& name) const;
  // What an expression reads in this candidate.
  [[nodiscard]] Expression::Lookup lookup(const Candidate& candidate) const;
  [[nodiscard]] bool is_active(std::size_t index, const Candidate& candidate) const;
  [[nodiscard]] std::optional<std::size_t> broken_rule_index(const Candidate& candidate) const;
  // Empties inactive parameters and draws newly active ones.
  void settle(Candidate& candidate, Stream& stream) const;
  void redraw_rule(std::size_t rule, Candidate& candidate, Stream& stream) const;
  // Draws the parameters of broken rules again; false when that did not help.
  bool repair(Candidate& candidate, Stream& stream) const;
  [[nodiscard]] std::vector<std::size_t> movable(const Candidate& candidate) const;
  [[nodiscard]] double log10_size_from(std::size_t index, Candidate& candidate, double paths) const;

  std::string name_;
  std::vector<Parameter> parameters_;
  std::map<std::string, std::size_t, std::less<>> index_;  // into parameters_
  std::vector<bool> is_switch_;                            // read by some condition
  std::vector<ForbiddenRule> forbidden_;
  Fields fixed_;
  std::map<std::string, spec::Location> fixed_locations_;
};

}  // namespace kirchhoff::space
