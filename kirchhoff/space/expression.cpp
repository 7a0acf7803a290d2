// kirchhoff/space/expression.cpp - parses conditions by recursive descent and evaluates them.
//
//   condition  = conjunction { "or" conjunction }
//   conjunction = negation { "and" negation }
//   negation   = "not" negation | comparison
//   comparison = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=") sum ]
//   sum        = product { ("+" | "-") product }
//   product    = factor { ("*" | "/" | "%") factor }
//   factor     = "-" factor | number | text | "true" | "false" | name | "(" condition ")"
#include "kirchhoff/space/expression.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::space {

struct Expression::Node {
  enum class Kind { Literal, Name, Negative, Not, And, Or, Arithmetic, Comparison };
  enum class Type { Truth, Number, Text, Open };  // Open: known when the parameter is
  Kind kind = Kind::Literal;
  Type type = Type::Open;
  ParameterValue literal;
  std::string word;  // the parameter's name, or the operator
  std::shared_ptr<const Node> left, right;
};

namespace {

using Node = Expression::Node;
using NodePointer = std::shared_ptr<const Node>;
using Result = std::optional<ParameterValue>;  // nullopt: unknown

constexpr std::size_t longest_text = 4000;
constexpr int deepest_nesting = 64;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

Node::Type type_of(const ParameterValue& value) {
  if (std::holds_alternative<bool>(value)) return Node::Type::Truth;
  return std::holds_alternative<std::string>(value) ? Node::Type::Text : Node::Type::Number;
}

const char* type_name(Node::Type type) {
  switch (type) {
    case Node::Type::Truth: return "a condition";
    case Node::Type::Number: return "a number";
    case Node::Type::Text: return "a text";
    case Node::Type::Open: return "a parameter";
  }
  return "";
}

class Parser {
 public:
  Parser(const std::string& text, const spec::Location& location, const Expression::Lookup& example)
      : text_(text), location_(location), example_(example) {}

  NodePointer parse() {
    if (text_.size() > longest_text) refuse(0, fmt::format("more than {} letters", longest_text));
    NodePointer root = condition();
    skip_spaces();
    if (place_ < text_.size()) refuse(place_, unexpected("the end, and, or, or an operator"));
    demand(*root, Node::Type::Truth, 0);
    return root;
  }
  std::set<std::string> take_names() { return std::move(names_); }

 private:
  [[noreturn]] void refuse(std::size_t place, const std::string& reason) const {
    fail(ErrorKind::Input, "{}: column {} of '{}': {}", location_.text(), place + 1,
         text_.substr(0, 200), reason);
  }
  [[nodiscard]] std::string unexpected(std::string_view expected) const {
    if (place_ >= text_.size()) return fmt::format("expected {}, found the end", expected);
    const char letter = text_[place_];
    if (letter == '=') return "a single =; write == to compare";
    if (letter == '&') return "write and instead of &";
    if (letter == '|') return "write or instead of |";
    if (letter == '!') return "write not instead of !";
    return fmt::format("expected {}, found {}", expected, text_.substr(place_, 12));
  }
  void demand(const Node& node, Node::Type type, std::size_t place) const {
    if (node.type == type || node.type == Node::Type::Open) return;
    refuse(place, fmt::format("expected {}, found {}", type_name(type), type_name(node.type)));
  }

  void skip_spaces() {
    while (place_ < text_.size() && (text_[place_] == ' ' || text_[place_] == '\t')) ++place_;
  }
  bool take(std::string_view sign) {
    skip_spaces();
    if (text_.compare(place_, sign.size(), sign) != 0) return false;
    place_ += sign.size();
    return true;
  }
  bool take_word(std::string_view word) {
    skip_spaces();
    const std::size_t end = place_ + word.size();
    if (text_.compare(place_, word.size(), word) != 0) return false;
    if (end < text_.size() &&
        (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '.')) {
      return false;
    }
    place_ = end;
    return true;
  }
  std::size_t start() {
    skip_spaces();
    return place_;
  }

  static NodePointer join(Node::Kind kind, Node::Type type, std::string sign, NodePointer left,
                          NodePointer right) {
    return std::make_shared<Node>(Node{.kind = kind,
                                       .type = type,
                                       .literal = {},
                                       .word = std::move(sign),
                                       .left = std::move(left),
                                       .right = std::move(right)});
  }

  NodePointer condition() {
    const std::size_t at = start();
    NodePointer left = conjunction();
    while (take_word("or")) {
      const std::size_t right_at = start();
      NodePointer right = conjunction();
      demand(*left, Node::Type::Truth, at);
      demand(*right, Node::Type::Truth, right_at);
      left = join(Node::Kind::Or, Node::Type::Truth, "or", std::move(left), std::move(right));
    }
    return left;
  }
  NodePointer conjunction() {
    const std::size_t at = start();
    NodePointer left = negation();
    while (take_word("and")) {
      const std::size_t right_at = start();
      NodePointer right = negation();
      demand(*left, Node::Type::Truth, at);
      demand(*right, Node::Type::Truth, right_at);
      left = join(Node::Kind::And, Node::Type::Truth, "and", std::move(left), std::move(right));
    }
    return left;
  }
  NodePointer negation() {
    if (!take_word("not")) return comparison();
    const std::size_t at = start();
    deepen(at);
    NodePointer operand = negation();
    --depth_;
    demand(*operand, Node::Type::Truth, at);
    return join(Node::Kind::Not, Node::Type::Truth, "not", std::move(operand), nullptr);
  }

  std::string comparison_sign() {
    for (const char* sign : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (take(sign)) return sign;
    }
    return "";
  }
  NodePointer comparison() {
    const std::size_t at = start();
    NodePointer left = sum();
    const std::size_t sign_at = start();
    const std::string sign = comparison_sign();
    if (sign.empty()) return left;
    const std::size_t right_at = start();
    NodePointer right = sum();
    const bool is_order = sign != "==" && sign != "!=";
    if (is_order) {
      demand(*left, Node::Type::Number, at);
      demand(*right, Node::Type::Number, right_at);
    }
    const bool both_known = left->type != Node::Type::Open && right->type != Node::Type::Open;
    if (both_known && left->type != right->type) {
      refuse(sign_at, fmt::format("{} is compared with {}; both sides must be of one kind",
                                  type_name(left->type), type_name(right->type)));
    }
    const std::size_t next = start();
    if (!comparison_sign().empty()) refuse(next, "a second comparison; join the two with and");
    return join(Node::Kind::Comparison, Node::Type::Truth, sign, std::move(left), std::move(right));
  }

  NodePointer arithmetic(std::string sign, NodePointer left, NodePointer right, std::size_t at,
                         std::size_t right_at) {
    demand(*left, Node::Type::Number, at);
    demand(*right, Node::Type::Number, right_at);
    return join(Node::Kind::Arithmetic, Node::Type::Number, std::move(sign), std::move(left),
                std::move(right));
  }
  NodePointer sum() {
    const std::size_t at = start();
    NodePointer left = product();
    while (true) {
      const std::string sign = take("+") ? "+" : take("-") ? "-" : "";
      if (sign.empty()) return left;
      const std::size_t right_at = start();
      NodePointer right = product();
      left = arithmetic(sign, std::move(left), std::move(right), at, right_at);
    }
  }
  NodePointer product() {
    const std::size_t at = start();
    NodePointer left = factor();
    while (true) {
      const std::string sign = take("*") ? "*" : take("/") ? "/" : take("%") ? "%" : "";
      if (sign.empty()) return left;
      const std::size_t right_at = start();
      NodePointer right = factor();
      left = arithmetic(sign, std::move(left), std::move(right), at, right_at);
    }
  }

  void deepen(std::size_t at) {
    if (++depth_ > deepest_nesting) {
      refuse(at, fmt::format("more than {} levels of brackets and signs", deepest_nesting));
    }
  }
  NodePointer factor() {
    const std::size_t at = start();
    if (take("-")) {
      deepen(at);
      NodePointer operand = factor();
      --depth_;
      demand(*operand, Node::Type::Number, at);
      return join(Node::Kind::Negative, Node::Type::Number, "-", std::move(operand), nullptr);
    }
    if (take("(")) {
      deepen(at);
      NodePointer inner = condition();
      --depth_;
      if (!take(")")) refuse(place_, unexpected(")"));
      return inner;
    }
    if (take_word("true")) return literal(true);
    if (take_word("false")) return literal(false);
    const char letter = place_ < text_.size() ? text_[place_] : '\0';
    if (letter == '"' || letter == '\'') return quoted(letter);
    if (is_digit(letter) || letter == '.') return number();
    if (is_letter(letter)) return name();
    refuse(place_, unexpected("a number, a \"text\" or a parameter's name"));
  }

  static NodePointer literal(ParameterValue value) {
    const Node::Type type = type_of(value);
    return std::make_shared<Node>(Node{.kind = Node::Kind::Literal,
                                       .type = type,
                                       .literal = std::move(value),
                                       .word = {},
                                       .left = nullptr,
                                       .right = nullptr});
  }
  NodePointer quoted(char quote) {
    const std::size_t end = text_.find(quote, place_ + 1);
    if (end == std::string::npos) refuse(place_, "a text without its closing quote");
    const std::string value = text_.substr(place_ + 1, end - place_ - 1);
    place_ = end + 1;
    return literal(value);
  }
  NodePointer number() {
    double value = 0.0;
    const char* first = text_.data() + place_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc{}) refuse(place_, "a number that cannot be read");
    const std::size_t at = std::exchange(place_, place_ + static_cast<std::size_t>(end - first));
    if (place_ < text_.size() && (is_letter(text_[place_]) || is_digit(text_[place_]))) {
      refuse(at, "a number that cannot be read; put a sign or a space behind it");
    }
    return literal(value);
  }
  NodePointer name() {
    const std::size_t at = place_;
    while (place_ < text_.size() &&
           (is_letter(text_[place_]) || is_digit(text_[place_]) || text_[place_] == '.')) {
      ++place_;
    }
    std::string word = text_.substr(at, place_ - at);
    if (word == "and" || word == "or" || word == "not") {
      refuse(at,
             fmt::format("expected a number, a \"text\" or a parameter's name, found {}", word));
    }
    names_.insert(word);
    const Result known = example_ ? example_(word) : std::nullopt;
    const Node::Type type = known ? type_of(*known) : Node::Type::Open;
    return join(Node::Kind::Name, type, std::move(word), nullptr, nullptr);
  }

  const std::string& text_;
  const spec::Location& location_;
  const Expression::Lookup& example_;
  std::size_t place_ = 0;
  int depth_ = 0;
  std::set<std::string> names_;
};

std::optional<double> number_of(const Result& value) {
  if (!value) return std::nullopt;
  if (const auto* real = std::get_if<double>(&*value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&*value)) {
    return static_cast<double>(*integer);
  }
  return std::nullopt;
}

std::optional<bool> truth_of(const Result& value) {
  const bool* truth = value ? std::get_if<bool>(&*value) : nullptr;
  return truth == nullptr ? std::nullopt : std::optional<bool>(*truth);
}

Result arithmetic_result(const std::string& sign, const Result& left, const Result& right) {
  const std::optional<double> a = number_of(left);
  const std::optional<double> b = number_of(right);
  if (!a || !b) return std::nullopt;
  if (sign == "+") return *a + *b;
  if (sign == "-") return *a - *b;
  if (sign == "*") return *a * *b;
  if (*b == 0.0) return std::nullopt;
  return sign == "/" ? *a / *b : std::fmod(*a, *b);
}

Result comparison_result(const std::string& sign, const Result& left, const Result& right) {
  const std::optional<double> a = number_of(left);
  const std::optional<double> b = number_of(right);
  if (a && b) {
    if (sign == "==") return *a == *b;
    if (sign == "!=") return *a != *b;
    if (sign == "<") return *a < *b;
    if (sign == "<=") return *a <= *b;
    return sign == ">" ? *a > *b : *a >= *b;
  }
  // A text never compares with a number: unknown, so that neither == nor != holds.
  if (!left || !right || left->index() != right->index()) return std::nullopt;
  if (sign == "==") return *left == *right;
  if (sign == "!=") return *left != *right;
  return std::nullopt;
}

Result evaluate(const Node& node, const Expression::Lookup& lookup);

// Three-valued logic: one side may decide although the other is unknown.
Result logic_result(const Node& node, const Expression::Lookup& lookup) {
  const bool deciding = node.kind == Node::Kind::Or;
  const std::optional<bool> left = truth_of(evaluate(*node.left, lookup));
  if (left == deciding) return deciding;
  const std::optional<bool> right = truth_of(evaluate(*node.right, lookup));
  if (right == deciding) return deciding;
  if (!left || !right) return std::nullopt;
  return !deciding;
}

Result evaluate(const Node& node, const Expression::Lookup& lookup) {
  switch (node.kind) {
    case Node::Kind::Literal: return node.literal;
    case Node::Kind::Name: return lookup(node.word);
    case Node::Kind::Negative: {
      const std::optional<double> value = number_of(evaluate(*node.left, lookup));
      return value ? Result(-*value) : std::nullopt;
    }
    case Node::Kind::Not: {
      const std::optional<bool> value = truth_of(evaluate(*node.left, lookup));
      return value ? Result(!*value) : std::nullopt;
    }
    case Node::Kind::And:
    case Node::Kind::Or: return logic_result(node, lookup);
    case Node::Kind::Arithmetic:
      return arithmetic_result(node.word, evaluate(*node.left, lookup),
                               evaluate(*node.right, lookup));
    case Node::Kind::Comparison:
      return comparison_result(node.word, evaluate(*node.left, lookup),
                               evaluate(*node.right, lookup));
  }
  return std::nullopt;
}

}  // namespace

Expression Expression::parse(const std::string& text, const spec::Location& location,
                             const Lookup& example) {
  Parser parser(text, location, example);
  Expression expression;
  expression.root_ = parser.parse();
  expression.names_ = parser.take_names();
  expression.text_ = text;
  return expression;
}

bool Expression::holds(const Lookup& lookup) const {
  return truth_of(evaluate(*root_, lookup)) == true;
}

}  // namespace kirchhoff::space
