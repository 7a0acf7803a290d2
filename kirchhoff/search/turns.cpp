// kirchhoff/search/turns.cpp - discounted counts and dealt shares.
#include "kirchhoff/search/turns.hpp"

#include <algorithm>

namespace kirchhoff::search {
namespace {

constexpr double memory = 0.98;            // of a proposer's own trials: about the last fifty count
constexpr double floor_share = 1.0 / 3.0;  // of an even share
constexpr double prior = 5.0;              // trials
constexpr std::size_t most_waiting = 64;

}  // namespace

Turns::Turns(std::size_t proposers) : records_(proposers) {}

std::vector<double> Turns::shares() const {
  double tried = 0.0, gain = 0.0;
  for (const Record& record : records_) {
    tried += record.tried;
    gain += record.gain;
  }
  const double even = 1.0 / static_cast<double>(records_.size());
  if (!(gain > 0.0)) return std::vector<double>(records_.size(), even);
  std::vector<double> shares;
  double sum = 0.0;
  for (const Record& record : records_) {
    // As if each had tried a little more, no better and no worse than all: little is known at
    // first.
    shares.push_back((record.gain + prior * gain / tried) / (record.tried + prior));
    sum += shares.back();
  }
  for (double& share : shares) share = floor_share * even + (1.0 - floor_share) * share / sum;
  return shares;
}

std::size_t Turns::next() {
  const std::vector<double> parts = shares();
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    records_[i].due += parts[i];
    if (records_[i].due > records_[chosen].due) chosen = i;
  }
  records_[chosen].due -= 1.0;
  return chosen;
}

void Turns::sent(std::uint64_t number, std::size_t proposer) {
  waiting_[number] = proposer;
  if (waiting_.size() > most_waiting) waiting_.erase(waiting_.begin());
}

void Turns::tell(std::uint64_t number, double gain) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) return;
  Record& record = records_[found->second];
  record.tried = memory * record.tried + 1.0;
  record.gain = memory * record.gain + gain;
  waiting_.erase(found);
}

}  // namespace kirchhoff::search
