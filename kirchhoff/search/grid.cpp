// kirchhoff/search/grid.cpp - numbers the grid's points and strides through them.
#include "kirchhoff/search/grid.hpp"

#include <algorithm>
#include <numeric>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::uint64_t most_points = std::uint64_t{1} << 62U;
constexpr std::uint64_t real_levels = 5;
constexpr int most_skips = 10'000;  // forbidden points in a row before random ones come

std::uint64_t levels_of(const space::Parameter& parameter, std::uint64_t most) {
  const std::uint64_t all = parameter.kind == space::ParameterKind::Real
                                ? real_levels
                                : static_cast<std::uint64_t>(parameter.level_count());
  return std::min(all, most);
}

// Points when no parameter has more than `most` levels, or nothing when they are too many.
std::uint64_t grid_size(std::span<const space::Parameter> parameters, std::uint64_t most) {
  std::uint64_t size = 1;
  for (const space::Parameter& parameter : parameters) {
    const std::uint64_t levels = levels_of(parameter, most);
    if (size > most_points / levels) return 0;
    size *= levels;
  }
  return size;
}

// The number next to the golden section of `size` that shares no divisor with it.
std::uint64_t golden_stride(std::uint64_t size) {
  auto stride = static_cast<std::uint64_t>(0.6180339887498949 * static_cast<double>(size));
  stride = std::max<std::uint64_t>(stride, 1);
  while (std::gcd(stride, size) != 1) ++stride;
  return stride;
}

}  // namespace

Grid::Grid(const space::SearchSpace& space, const StrategyOptions& options)
    : space_(space), seed_(options.seed), proposed_(space) {
  std::uint64_t most = std::uint64_t{1} << 20U;
  while (most > 2 && grid_size(space.parameters(), most) == 0)
    most = most > 64 ? most / 2 : most - 1;
  for (const space::Parameter& parameter : space.parameters()) {
    const std::uint64_t levels = levels_of(parameter, most);
    const bool has_room = size_ <= most_points / levels;
    levels_.push_back(has_room ? levels : 0);
    if (has_room) size_ *= levels;
  }
  stride_ = golden_stride(size_);
  next_ = Stream(seed_, purpose::first_points, 0).below(size_);
}

space::Candidate Grid::point(std::uint64_t index, Stream& stream) const {
  space::Candidate candidate;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const space::Parameter& parameter = space_.parameters()[i];
    if (levels_[i] == 0) {
      candidate.values.emplace_back(space::draw_value(parameter, stream));
      continue;
    }
    const std::uint64_t level = index % levels_[i];
    index /= levels_[i];
    const bool has_all = levels_[i] == parameter.level_count();
    const double last = static_cast<double>(std::max<std::uint64_t>(levels_[i] - 1, 1));
    candidate.values.emplace_back(
        has_all ? space::value_at_level(parameter, static_cast<std::size_t>(level))
                : space::value_at_quantile(parameter, static_cast<double>(level) / last));
  }
  return space_.canonical(std::move(candidate));
}

space::Candidate Grid::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  for (int skips = 0; visited_ < size_ && skips < most_skips; ++skips) {
    space::Candidate candidate = point(next_, stream);
    ++visited_;
    next_ = next_ >= size_ - stride_ ? next_ - (size_ - stride_) : next_ + stride_;
    if (!space_.broken_rule(candidate) && proposed_.add(candidate)) return candidate;
  }
  return proposed_.sample_new(stream);
}

void Grid::tell(std::span<const objective::Trial>) {}

}  // namespace kirchhoff::search
