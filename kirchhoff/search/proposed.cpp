// kirchhoff/search/proposed.cpp - hashes of proposed candidates.
#include "kirchhoff/search/proposed.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t first_places = 64;
// At most so many of four places are taken.
constexpr std::size_t most_of_four = 3;

// 0 stands for a free place; that a hash is 0 has a chance of 5e-20.
std::uint64_t entry_of(std::uint64_t hash) { return hash == 0 ? 1 : hash; }

}  // namespace

std::size_t HashSet::place_of(std::uint64_t hash) const {
  // The low bits of FNV-1a are its worst.
  std::size_t place = static_cast<std::size_t>(hash ^ (hash >> 32U)) & (places_.size() - 1);
  while (places_[place] != 0 && places_[place] != hash) place = (place + 1) & (places_.size() - 1);
  return place;
}

bool HashSet::insert(std::uint64_t hash) {
  if (4 * (count_ + 1) > most_of_four * places_.size()) {
    std::vector<std::uint64_t> old(places_.empty() ? first_places : 2 * places_.size(), 0);
    old.swap(places_);
    for (const std::uint64_t entry : old) {
      if (entry != 0) places_[place_of(entry)] = entry;
    }
  }
  const std::uint64_t entry = entry_of(hash);
  std::uint64_t& place = places_[place_of(entry)];
  if (place == entry) return false;
  place = entry;
  ++count_;
  return true;
}

bool HashSet::contains(std::uint64_t hash) const {
  return !places_.empty() && places_[place_of(entry_of(hash))] != 0;
}

bool Proposed::add(const space::Candidate& candidate) { return hashes_.insert(hash_of(candidate)); }

// FNV-1a (Fowler, Noll, Vo), the same everywhere.
std::uint64_t Proposed::hash_of(const space::Candidate& candidate) const {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : space_.key(candidate)) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  }
  return hash;
}

space::Candidate Proposed::sample_new(Stream& stream) {
  constexpr int draws = 200, vain_calls = 20;
  // A space that looks used up is not worth more than one draw a call: the end of it comes soon.
  const int allowed = vain_calls_in_a_row_ < vain_calls ? draws : 1;
  for (int i = 1; i < allowed; ++i) {
    space::Candidate candidate = space_.sample(stream);
    if (!add(candidate)) continue;
    vain_calls_in_a_row_ = 0;
    return candidate;
  }
  space::Candidate last = space_.sample(stream);
  vain_calls_in_a_row_ = add(last) ? 0 : vain_calls_in_a_row_ + 1;
  return last;
}

space::Candidate Proposed::first_point(space::Sampling sampling, std::uint64_t seed,
                                       std::uint64_t index, std::uint64_t count, Stream& stream) {
  if (sampling == space::Sampling::Uniform) return sample_new(stream);
  space::Candidate candidate = space::sampled(space_, sampling, seed, index, count, stream);
  return add(candidate) ? candidate : sample_new(stream);
}

}  // namespace kirchhoff::search
