// kirchhoff/report/peer_table.cpp - our strategies beside those of other libraries.
#include <fmt/core.h>

#include "kirchhoff/report/detail/text_table.hpp"
#include "kirchhoff/report/search_bench.hpp"
#include "kirchhoff/tabular/peers.hpp"

namespace kirchhoff::report {
namespace {

using tabular::Beside;
using tabular::Comparison;

// A peer, or the best of all peers of one library in hindsight.
struct Opponent {
  std::string name;
  std::vector<std::size_t> strategies;
};

bool is_peer(const Comparison& comparison, std::size_t strategy) {
  return strategy < comparison.sources.size() && !comparison.sources[strategy].empty();
}

std::vector<Opponent> opponents_of(const Comparison& comparison) {
  std::vector<Opponent> single, best;
  for (std::size_t i = 0; i < comparison.options.strategies.size(); ++i) {
    if (!is_peer(comparison, i)) continue;
    single.push_back({comparison.options.strategies[i], {i}});
    const std::string name = "best of " + comparison.sources[i];
    if (best.empty() || best.back().name != name) best.push_back({name, {}});
    best.back().strategies.push_back(i);
  }
  for (Opponent& opponent : best) {
    if (opponent.strategies.size() > 1) single.push_back(std::move(opponent));
  }
  return single;
}

std::string beside_text(const Beside& beside) {
  if (!beside.is_known) return "-";
  if (beside.ratio == 0.0) return fmt::format("{:+.1f} se", beside.least_difference);
  return fmt::format("{:.4f} ± {:.4f}, {:.4f}, {:+.1f} se", beside.ratio,
                     0.5 * (beside.high - beside.low), beside.least_ratio, beside.least_difference);
}

Json beside_json(const Comparison& comparison, std::size_t strategy, const Opponent& opponent,
                 std::size_t budget) {
  const Beside found = tabular::beside(comparison, strategy, opponent.strategies, budget);
  if (!found.is_known) return {};
  const bool has_ratio = found.ratio > 0.0;
  return Json::object({{"strategy", comparison.options.strategies[strategy]},
                       {"peer", opponent.name},
                       {"budget", static_cast<std::int64_t>(budget)},
                       {"ratio", has_ratio ? Json(found.ratio) : Json()},
                       {"low", has_ratio ? Json(found.low) : Json()},
                       {"high", has_ratio ? Json(found.high) : Json()},
                       {"least_ratio", has_ratio ? Json(found.least_ratio) : Json()},
                       {"least_difference", found.least_difference},
                       {"least_problem", found.least_problem}});
}

}  // namespace

std::string peer_table(const Comparison& comparison, int width) {
  const std::vector<Opponent> opponents = opponents_of(comparison);
  if (opponents.empty()) return "";
  std::vector<detail::TextColumn> columns = {{"ours", true, 100}, {"peer", true, 100}};
  for (const std::size_t budget : comparison.options.budgets) {
    columns.push_back({fmt::format("{}", budget), false, 50});
  }
  std::vector<detail::TextRow> rows;
  for (std::size_t i = 0; i < comparison.options.strategies.size(); ++i) {
    if (is_peer(comparison, i)) continue;
    for (const Opponent& opponent : opponents) {
      detail::TextRow row = {comparison.options.strategies[i], opponent.name};
      for (const std::size_t budget : comparison.options.budgets) {
        row.push_back(beside_text(tabular::beside(comparison, i, opponent.strategies, budget)));
      }
      rows.push_back(std::move(row));
    }
  }
  return "ours / peer: geometric mean of ratios of hypervolume ± half of its 95 % interval, least "
         "of "
         "a table,\nleast difference in standard errors (tables with one objective too)\n" +
         detail::text_table(columns, rows, width);
}

Json peers_json(const Comparison& comparison) {
  Json list = Json::array();
  const std::vector<Opponent> opponents = opponents_of(comparison);
  for (std::size_t i = 0; i < comparison.options.strategies.size(); ++i) {
    if (is_peer(comparison, i)) continue;
    for (const Opponent& opponent : opponents) {
      for (const std::size_t budget : comparison.options.budgets) {
        Json entry = beside_json(comparison, i, opponent, budget);
        if (!entry.is_null()) list.push(std::move(entry));
      }
    }
  }
  return list;
}

}  // namespace kirchhoff::report
