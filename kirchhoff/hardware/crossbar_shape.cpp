// kirchhoff/hardware/crossbar_shape.cpp - checks the geometry of one crossbar.
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::hardware {
namespace {

constexpr int smallest_side = 8;
constexpr int largest_side = 4096;

void require_side(const char* name, int value) {
  require(value >= smallest_side && value <= largest_side, "{} ({}) must be {} to {}", name, value,
          smallest_side, largest_side);
}

}  // namespace

CrossbarShape::CrossbarShape(Fields fields) : fields_(fields) {
  require_side("rows", fields.rows);
  require_side("columns", fields.columns);
  require(fields.active_rows >= 1 && fields.active_rows <= fields.rows,
          "active_rows ({}) must be 1 to rows ({})", fields.active_rows, fields.rows);
  require(fields.columns_per_adc >= 1 && fields.columns_per_adc <= fields.columns,
          "columns_per_adc ({}) must be 1 to columns ({})", fields.columns_per_adc, fields.columns);
  const int below = fields.columns / fields.columns_per_adc * fields.columns_per_adc;
  require(below == fields.columns,
          "columns ({}) must be a multiple of columns_per_adc ({}); try {} or {}", fields.columns,
          fields.columns_per_adc, below, below + fields.columns_per_adc);
}

}  // namespace kirchhoff::hardware
