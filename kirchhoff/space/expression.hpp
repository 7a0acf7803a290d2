// kirchhoff/space/expression.hpp - conditions and rules over parameters, e.g. "network.stages >=
// 3".
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "kirchhoff/space/candidate.hpp"
#include "kirchhoff/spec/value.hpp"

namespace kirchhoff::space {

/// A parsed expression: numbers, texts in quotes, true/false, parameter names (dotted), + - * / %,
/// comparisons == != < <= > >=, and/or/not, parentheses. Immutable; thread-safe.
class Expression {
 public:
  struct Node;
  /// Reads a parameter's value; nullopt when it is inactive.
  using Lookup = std::function<std::optional<ParameterValue>(const std::string& name)>;

  /// Throws Error(Input) at `location` with the column of the mistake and what was expected.
  /// `example` gives a value of each known parameter: where one is given, a number compared with a
  /// text, or a text used as a condition, is a mistake too.
  static Expression parse(const std::string& text, const spec::Location& location,
                          const Lookup& example = {});

  /// True when it holds. What reads an inactive parameter is unknown, and so is a text compared
  /// with a number; and, or, not follow three-valued logic, and what is unknown at the end does not
  /// hold.
  [[nodiscard]] bool holds(const Lookup& lookup) const;
  [[nodiscard]] const std::set<std::string>& names() const { return names_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::set<std::string> names_;
  std::shared_ptr<const Node> root_;  // shared: expressions are copied with their space
};

}  // namespace kirchhoff::space
