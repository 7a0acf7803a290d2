// kirchhoff/cost/exact_adder_tree.cpp - every step through every adder.
#include "kirchhoff/cost/exact_adder_tree.hpp"

#include <bit>
#include <cstddef>
#include <cstdlib>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

// All words of a step: [level][node], and the carries of each level's adders.
struct TreeState {
  std::vector<std::vector<std::int64_t>> words;
  std::vector<std::vector<std::uint64_t>> carries;
};

// The lowest `bits` bits of a number in two's complement.
std::uint64_t lowest(std::uint64_t number, int bits) {
  return number & ((std::uint64_t{1} << static_cast<unsigned>(bits)) - 1U);
}

TreeState add_up(std::vector<std::int64_t> words, int weight_bits) {
  TreeState state;
  for (int width = weight_bits; words.size() > 1; ++width) {
    std::vector<std::int64_t> sums;
    std::vector<std::uint64_t> carries;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      const std::int64_t sum = words[i] + words[i + 1];
      sums.push_back(sum);
      // A sum bit is the exclusive or of both bits and the carry that comes in.
      const auto carry = static_cast<std::uint64_t>(words[i] ^ words[i + 1] ^ sum);
      carries.push_back(lowest(carry, width + 1));
    }
    if (words.size() % 2 == 1) sums.push_back(words.back());
    state.words.push_back(std::move(words));
    state.carries.push_back(std::move(carries));
    words = std::move(sums);
  }
  state.words.push_back(std::move(words));
  return state;
}

void count_toggles(const TreeState& before, const TreeState& after, int weight_bits,
                   std::vector<AdderTreeLevel>& levels) {
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const int width = weight_bits + static_cast<int>(level);
    const std::size_t adders = after.carries[level].size();
    for (std::size_t i = 0; i < 2 * adders; ++i) {
      const auto changed =
          static_cast<std::uint64_t>(before.words[level][i] ^ after.words[level][i]);
      levels[level].input_toggles += std::popcount(lowest(changed, width));
      levels[level].input_bits += width;
    }
    for (std::size_t i = 0; i < adders; ++i)
      levels[level].carry_toggles +=
          std::popcount(before.carries[level][i] ^ after.carries[level][i]);
  }
}

}  // namespace

double ExactAdderTree::toggle_rate() const {
  std::int64_t toggles = 0, bits = 0;
  for (const AdderTreeLevel& level : levels) {
    toggles += level.input_toggles;
    bits += level.input_bits;
  }
  return bits == 0 ? 0.0 : static_cast<double>(toggles) / static_cast<double>(bits);
}

ExactAdderTree exact_adder_tree(const AdderTreeRun& run) {
  const std::size_t rows = run.weights.size();
  require(rows >= 2 && run.bits.size() % rows == 0,
          "exact adder tree: {} input bits for {} rows; give at least 2 rows and whole steps",
          run.bits.size(), rows);
  for (const std::int8_t weight : run.weights) {
    require(std::abs(weight) < 1 << (run.weight_bits - 1),
            "exact adder tree: weight {} does not fit {} bits", weight, run.weight_bits);
  }
  ExactAdderTree result;
  TreeState before;
  for (std::size_t first = 0; first < run.bits.size(); first += rows) {
    std::vector<std::int64_t> words(rows);
    for (std::size_t row = 0; row < rows; ++row)
      words[row] = run.bits[first + row] != 0 ? run.weights[row] : 0;
    TreeState after = add_up(std::move(words), run.weight_bits);
    result.levels.resize(after.carries.size());
    if (first > 0) count_toggles(before, after, run.weight_bits, result.levels);
    result.sums.push_back(after.words.back().front());
    before = std::move(after);
  }
  return result;
}

}  // namespace kirchhoff::cost
