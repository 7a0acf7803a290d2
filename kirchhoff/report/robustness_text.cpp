// kirchhoff/report/robustness_text.cpp - what a network is worth on its chip, as table and JSON.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/report/detail/text_table.hpp"
#include "kirchhoff/report/robustness.hpp"

namespace kirchhoff::report {
namespace {

using detail::TextColumn;
using detail::TextRow;

std::string percent(double share) { return fmt::format("{:.2f} %", 100.0 * share); }

// A mean of one programming has no interval.
std::string plus_minus(const NoisyAccuracy& at) {
  return at.draws < 2 ? "" : fmt::format("± {:.2f}", 100.0 * at.half_width);
}

std::string time_table(const Robustness& robustness, int width) {
  const std::vector<TextColumn> columns = {{"after", true, 9},  {"mean", false, 8},
                                           {"95 %", true, 7},   {"sd", false, 5},
                                           {"worst", false, 6}, {"programmings", false, 4}};
  std::vector<TextRow> rows;
  for (const NoisyAccuracy& at : robustness.at) {
    rows.push_back({spoken_time(at.time_s), percent(at.mean), plus_minus(at), percent(at.sd),
                    percent(at.worst), std::to_string(at.draws)});
  }
  return detail::text_table(columns, rows, width);
}

std::string layer_table(const Robustness& robustness, int width) {
  const std::vector<TextColumn> columns = {{"layer", true, 9},
                                           {"loses", false, 8},
                                           {"95 %", true, 6},
                                           {"of it by converters", false, 7},
                                           {"worst", false, 5}};
  std::vector<TextRow> rows;
  for (const LayerLoss& loss : robustness.layers) {
    rows.push_back({loss.layer, percent(robustness.digital - loss.noisy.mean),
                    plus_minus(loss.noisy), percent(loss.by_converters),
                    percent(robustness.digital - loss.noisy.worst)});
  }
  return detail::text_table(columns, rows, width);
}

std::string variant_table(const Robustness& robustness, int width) {
  const std::vector<TextColumn> columns = {
      {"chip", true, 9}, {"ideal analog", false, 6}, {"mean", false, 8}, {"95 %", true, 7},
      {"sd", false, 4},  {"worst", false, 5},        {"reason", true, 3}};
  std::vector<TextRow> rows;
  for (const VariantAccuracy& variant : robustness.variants) {
    TextRow row = {variant.key + " " + variant.value};
    if (variant.noisy) {
      row.insert(row.end(), {percent(variant.ideal_analog), percent(variant.noisy->mean),
                             plus_minus(*variant.noisy), percent(variant.noisy->sd),
                             percent(variant.noisy->worst), ""});
    } else {
      row.insert(row.end(), {"", "", "", "", "", variant.reason});
    }
    rows.push_back(std::move(row));
  }
  return detail::text_table(columns, rows, width);
}

Json noisy_json(const NoisyAccuracy& at) {
  return Json::object({{"time_s", at.time_s},
                       {"mean", at.mean},
                       {"sd", at.sd},
                       {"worst", at.worst},
                       {"half_width", at.half_width},
                       {"draws", at.draws}});
}

}  // namespace

std::string spoken_time(double seconds) {
  struct Unit {
    double seconds;
    const char* name;
  };
  constexpr Unit units[] = {
      {31557600.0, "y"}, {86400.0, "d"}, {3600.0, "h"}, {60.0, "min"}, {1.0, "s"}};
  for (const Unit& unit : units) {
    const double count = seconds / unit.seconds;
    if (count >= 1.0 && std::abs(count - std::round(count)) < 1e-9 * count)
      return fmt::format("{:.0f} {}", count, unit.name);
  }
  return fmt::format("{:.4g} s", seconds);
}

std::string robustness_table(const Robustness& robustness, int width) {
  std::string text = fmt::format("{}, trial {}: {}\ndigital {}   ideal analog {}\n\n",
                                 robustness.study, robustness.trial, robustness.images,
                                 percent(robustness.digital), percent(robustness.ideal_analog));
  text += time_table(robustness, width);
  if (!robustness.layers.empty()) {
    text += fmt::format("\nEach layer analog alone, all others exact, after {}:\n",
                        spoken_time(robustness.at.front().time_s));
    text += layer_table(robustness, width);
  }
  if (!robustness.variants.empty()) {
    text += fmt::format("\nThe same weights on other chips, after {}:\n",
                        spoken_time(robustness.at.front().time_s));
    text += variant_table(robustness, width);
  }
  return text;
}

Json robustness_json(const Robustness& robustness) {
  Json at = Json::array(), layers = Json::array(), variants = Json::array();
  for (const NoisyAccuracy& one : robustness.at) at.push(noisy_json(one));
  for (const LayerLoss& loss : robustness.layers) {
    layers.push(Json::object({{"layer", loss.layer},
                              {"by_converters", loss.by_converters},
                              {"accuracy", noisy_json(loss.noisy)}}));
  }
  for (const VariantAccuracy& variant : robustness.variants) {
    Json json = Json::object({{"key", variant.key}, {"value", variant.value}});
    if (variant.noisy) json.set("ideal_analog", variant.ideal_analog);
    if (variant.noisy) json.set("accuracy", noisy_json(*variant.noisy));
    if (!variant.noisy) json.set("reason", variant.reason);
    variants.push(std::move(json));
  }
  return Json::object({{"study", robustness.study},
                       {"trial", robustness.trial},
                       {"images", robustness.images},
                       {"digital", robustness.digital},
                       {"ideal_analog", robustness.ideal_analog},
                       {"at", std::move(at)},
                       {"layers", std::move(layers)},
                       {"variants", std::move(variants)}});
}

}  // namespace kirchhoff::report
