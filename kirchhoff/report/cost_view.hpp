// kirchhoff/report/cost_view.hpp - one estimated network on one chip, as text, CSV and pictures.
//
// In:    CostView: names, a Cost and its Breakdown
// Out:   texts; pictures are SVG files without scripts that suit light and dark pages
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/cost/breakdown.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/uncertainty.hpp"
#include "kirchhoff/hardware/chip.hpp"

namespace kirchhoff::report {

/// Everything that the outputs of `estimate` show. All functions below are pure.
struct CostView {
  std::string network;  // as the user named it
  std::string chip;
  std::string basis;  // of the figures, for the pictures' titles: activity and factors
  cost::Cost cost;
  cost::Breakdown breakdown;
  std::vector<cost::PhysicsFinding> findings;
  std::optional<cost::CostIntervals> intervals;  // shown where they are known
};

/// Estimates. Throws Error(Input) when the network does not fit the chip or the activity is another
/// network's. Pure.
[[nodiscard]] CostView view_cost(const network::Network& network,
                                 const hardware::Hardware& hardware,
                                 const network::Activity& activity,
                                 const cost::Calibration& calibration);

/// The same of a chip with one or several kinds of macros: which layer sits where, see
/// cost/kind_search.hpp.
[[nodiscard]] CostView view_cost(const network::Network& network, const hardware::Chip& chip,
                                 const network::Activity& activity,
                                 const cost::Calibration& calibration);

/// The totals; for the terminal, without colours.
[[nodiscard]] std::string cost_summary(const CostView& view);
/// By component, by layer, and the three matrices of layers by components. Whole columns are left
/// out until a line has at most `width` characters.
[[nodiscard]] std::string cost_tables(const CostView& view, int width = 120);
/// One line a layer; the units stand in the names of the columns.
[[nodiscard]] std::string layers_csv(const CostView& view);

/// Energy and time of each layer, stacked by component.
[[nodiscard]] std::string stack_svg(const CostView& view);
/// The chip to scale: tiles, crossbars, buffers and routers, white space; colour is utilisation.
[[nodiscard]] std::string floor_plan_svg(const CostView& view);
/// Operations per second against operations per bit moved; each layer with what limits it.
[[nodiscard]] std::string roofline_svg(const CostView& view);

}  // namespace kirchhoff::report
