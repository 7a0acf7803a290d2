// kirchhoff/study/proxy_check.cpp - trains chosen designs fully in a study of their own.
#include "kirchhoff/study/proxy_check.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/student.hpp"
#include "kirchhoff/predict/rank_correlation.hpp"
#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study {

namespace {

namespace fs = std::filesystem;
using objective::Trial;

constexpr std::size_t fewest_pairs = 4;

// What finished its proxy, each design once, by accuracy and number.
std::vector<Trial> measured_proxies(const store::Store& store) {
  std::vector<Trial> proxies;
  for (Trial& trial : store.trials()) {
    const bool is_proxy = trial.role == objective::TrialRole::Search && !trial.repeats;
    if (is_proxy && trial.metrics.contains("accuracy")) proxies.push_back(std::move(trial));
  }
  std::stable_sort(proxies.begin(), proxies.end(), [](const Trial& a, const Trial& b) {
    return a.metrics.at("accuracy") < b.metrics.at("accuracy");
  });
  return proxies;
}

// Evenly over the ranks, both ends included.
std::vector<Trial> evenly(const std::vector<Trial>& sorted, std::size_t count) {
  std::vector<Trial> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    chosen.push_back(sorted[(i * (sorted.size() - 1) + (count - 1) / 2) / (count - 1)]);
  }
  return chosen;
}

// The study once more, with its full training in the place of the proxy, and nothing proposed but
// the chosen designs.
spec::Spec full_spec(spec::Spec spec, std::size_t trials) {
  spec.rungs = {spec.final.fidelity};
  spec.early_stopping.reset();
  spec.baselines.networks.clear();
  spec.constraints.clear();  // what breaks one is compared as well
  spec.search.strategy = "random";
  spec.search.patience = 0;
  spec.search.trials = static_cast<std::int64_t>(trials);
  spec.search.lookahead = std::min<std::int64_t>(spec.search.trials, 1024);  // all are known
  return spec;
}

using Correlation = std::optional<double> (*)(std::span<const double>, std::span<const double>);

std::optional<double> correlation_without(const std::vector<ProxyPair>& pairs, std::size_t left_out,
                                          Correlation correlation) {
  std::vector<double> proxy, full;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i == left_out) continue;
    proxy.push_back(pairs[i].proxy);
    full.push_back(pairs[i].full);
  }
  return correlation(proxy, full);
}

// The interval is that of the jackknife: how much the value moves when one design is left out.
std::optional<RankAgreement> agreement(const std::vector<ProxyPair>& pairs,
                                       Correlation correlation) {
  if (pairs.size() < fewest_pairs) return std::nullopt;
  const std::optional<double> whole = correlation_without(pairs, pairs.size(), correlation);
  if (!whole) return std::nullopt;
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::optional<double> value = correlation_without(pairs, i, correlation);
    if (!value) return std::nullopt;
    sum += *value;
    squares += *value * *value;
  }
  const auto count = static_cast<double>(pairs.size());
  const double variance = std::max(0.0, squares - sum * sum / count) * (count - 1.0) / count;
  const double half = student_t(pairs.size() - 1) * std::sqrt(variance);
  return RankAgreement{
      .value = *whole, .low = std::max(-1.0, *whole - half), .high = std::min(1.0, *whole + half)};
}

double better_half_kept(const std::vector<ProxyPair>& pairs) {
  const std::size_t half = pairs.size() / 2;
  if (half == 0) return 0.0;
  const auto better = [&](double ProxyPair::*accuracy) {
    std::vector<std::size_t> order(pairs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return pairs[a].*accuracy > pairs[b].*accuracy;
    });
    order.resize(half);
    std::sort(order.begin(), order.end());
    return order;
  };
  std::vector<std::size_t> both;
  const std::vector<std::size_t> by_proxy = better(&ProxyPair::proxy);
  const std::vector<std::size_t> by_full = better(&ProxyPair::full);
  std::ranges::set_intersection(by_proxy, by_full, std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(half);
}

std::vector<Trial> chosen_designs(const ProxyCheckOptions& options,
                                  const std::vector<Trial>& proxies) {
  const auto wanted = static_cast<std::size_t>(options.trials);
  const std::string way_out =
      proxies.size() < fewest_pairs
          ? std::string("search on")
          : fmt::format("search on, or give --trials {} or fewer", proxies.size());
  require(proxies.size() >= wanted,
          "{}: {} of its search trials have an accuracy, so {} cannot be compared; {}",
          options.folder.string(), proxies.size(), options.trials, way_out);
  return evenly(proxies, wanted);
}

// The designs of a check that has begun: the study may have grown since.
std::vector<Trial> kept_designs(const ProxyCheckOptions& options, const fs::path& folder,
                                const std::vector<Trial>& proxies,
                                const space::SearchSpace& space) {
  const auto store = store::open_store(folder, store::OpenMode::Read);
  std::vector<Trial> designs;
  for (const space::Candidate& candidate :
       detail::start_from_text(store->fact("start").value_or("[]"), space)) {
    const auto found = std::ranges::find(proxies, space.key(candidate), [&](const Trial& trial) {
      return space.key(trial.candidate);
    });
    if (found != proxies.end()) designs.push_back(*found);
  }
  require(designs.size() == static_cast<std::size_t>(options.trials),
          "{}: a check of {} designs has begun there; give --trials {} to go on with it, or remove "
          "the folder to begin another",
          folder.string(), designs.size(), designs.size());
  return designs;
}

}  // namespace

void judge(ProxyCheck& check) {
  check.kendall = agreement(check.pairs, predict::kendall_tau);
  check.spearman = agreement(check.pairs, predict::spearman_rho);
  check.better_half_kept = better_half_kept(check.pairs);
}

ProxyCheck check_proxy(const ProxyCheckOptions& options, const Observer& observer) {
  require(options.trials >= static_cast<std::int64_t>(fewest_pairs) && options.trials <= 1000,
          "--trials is {}; allowed: {} to 1000", options.trials, fewest_pairs);
  const auto store = store::open_store(options.folder, store::OpenMode::Read);
  const spec::Spec study = detail::stored_spec(*store);
  require(study.trains(), "{}: nothing is trained in this study, so it has no proxy",
          options.folder.string());
  detail::check_same_study(study, *store, options.folder);
  const std::vector<Trial> proxies = measured_proxies(*store);
  const fs::path folder = options.folder / "proxy";
  const std::vector<Trial> chosen =
      store::has_store(folder)
          ? kept_designs(options, folder, proxies, space::SearchSpace(study.space))
          : chosen_designs(options, proxies);
  StudyOptions inner;
  inner.spec_file = study.path;
  inner.folder = folder;
  inner.workers = options.workers;
  inner.worker_program = options.worker_program;
  detail::Session session(inner, observer, {.spec = full_spec(study, chosen.size())});
  for (const Trial& trial : chosen) session.start_candidates.push_back(trial.candidate);
  detail::open_study(session);
  ProxyCheck check;
  const std::vector<Trial> trained = detail::run_search(session, check.interrupted);
  for (std::size_t i = 0; i < std::min(chosen.size(), trained.size()); ++i) {
    const auto full = trained[i].metrics.find("accuracy");
    if (full == trained[i].metrics.end()) continue;  // diverged, or not done yet
    check.pairs.push_back({.trial = chosen[i].number,
                           .proxy = chosen[i].metrics.at("accuracy"),
                           .full = full->second,
                           .proxy_seconds = chosen[i].seconds,
                           .full_seconds = trained[i].seconds});
  }
  judge(check);
  return check;
}

}  // namespace kirchhoff::study
