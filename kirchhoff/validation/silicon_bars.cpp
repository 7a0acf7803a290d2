// kirchhoff/validation/silicon_bars.cpp - what predictions of unseen chips must reach.
#include "kirchhoff/validation/silicon.hpp"

namespace kirchhoff::validation {
namespace {

using cost::MacroMetric;

const SiliconSummary* find(const SiliconComparison& comparison, const std::string& family,
                           MacroMetric metric) {
  for (const SiliconSummary& summary : comparison.summaries) {
    if (summary.scope == "macro" && summary.family == family && summary.metric == metric) {
      return &summary;
    }
  }
  return nullptr;
}

// Collects bars of one summary; a family without chips has none.
class Bars {
 public:
  Bars(const SiliconComparison& comparison, std::vector<SiliconBar>& bars)
      : comparison_(comparison), bars_(bars) {}

  void of(const std::string& family, MacroMetric metric) {
    summary_ = find(comparison_, family, metric);
    name_ = family + " " + cost::macro_metric_names()[static_cast<std::size_t>(metric)];
  }
  void median_error(double bound) {
    if (summary_ != nullptr) add("median error", summary_->model.median_error, bound, true);
  }
  void within_2x(double bound) {
    if (summary_ != nullptr) add("within 2 x", summary_->model.within_2x, bound, false);
  }
  void within_3x(double bound) {
    if (summary_ != nullptr) add("within 3 x", summary_->model.within_3x, bound, false);
  }
  void spearman(double bound) {
    if (summary_ != nullptr && summary_->model.spearman) {
      add("Spearman", *summary_->model.spearman, bound, false);
    }
  }
  void coverage(double low, double high) {
    if (summary_ == nullptr || !summary_->model.coverage) return;
    add("coverage", *summary_->model.coverage, low, false);
    add("coverage", *summary_->model.coverage, high, true);
  }
  void skill() {
    if (summary_ == nullptr || !summary_->null_model) return;
    add("|ln error| below the null model's", summary_->model.median_log_error,
        summary_->null_model->median_log_error, true);
  }
  void one_row(MacroMetric metric, double bound) {
    const auto& given = comparison_.one_row_given[static_cast<std::size_t>(metric)];
    name_ = "one row given, " + cost::macro_metric_names()[static_cast<std::size_t>(metric)];
    if (given) add("median error", given->median_error, bound, true);
  }

 private:
  void add(const std::string& what, double reached, double bound, bool at_most) {
    bars_.push_back({name_ + ": " + what, reached, bound, at_most});
  }

  const SiliconComparison& comparison_;
  std::vector<SiliconBar>& bars_;
  const SiliconSummary* summary_ = nullptr;
  std::string name_;
};

}  // namespace

std::vector<SiliconBar> silicon_bars(const SiliconComparison& comparison) {
  std::vector<SiliconBar> result;
  Bars bars(comparison, result);
  bars.of("analog", MacroMetric::Energy);
  bars.median_error(0.5), bars.within_2x(0.6), bars.spearman(0.75), bars.coverage(0.7, 0.9);
  bars.of("digital", MacroMetric::Energy);
  bars.median_error(0.5), bars.within_2x(0.6);
  bars.of("envm", MacroMetric::Energy);
  bars.within_3x(0.6);
  bars.of("digital", MacroMetric::Cycle);
  bars.median_error(0.3), bars.within_2x(0.8);
  bars.of("analog", MacroMetric::Cycle);
  bars.within_3x(0.6), bars.coverage(0.7, 0.9);
  bars.of("envm", MacroMetric::Cycle);
  bars.within_3x(0.6);
  bars.of("all", MacroMetric::Area);
  bars.median_error(0.5), bars.within_2x(0.6), bars.spearman(0.85), bars.coverage(0.7, 0.9);
  bars.skill();
  bars.of("analog", MacroMetric::Area);
  bars.coverage(0.7, 0.9);
  for (const MacroMetric metric : {MacroMetric::Energy, MacroMetric::Cycle}) {
    bars.of("all", metric);
    bars.skill(), bars.coverage(0.7, 0.9);
  }
  bars.one_row(MacroMetric::Energy, 0.4);
  bars.one_row(MacroMetric::Cycle, 0.35);
  return result;
}

}  // namespace kirchhoff::validation
