// kirchhoff/search/turns.hpp - who proposes next, by what earlier proposals of each were good for.
//
// Model: probability matching (Thierens 2005): shares follow the mean gain of a proposer's recent
//        trials, with a floor so that none is forgotten; they are dealt out evenly, without dice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace kirchhoff::search {

/// Shares proposals between several proposers. Memory and time depend on their number alone. Not
/// thread-safe.
class Turns {
 public:
  explicit Turns(std::size_t proposers);
  /// The next proposer: each has its share of any long run of calls.
  [[nodiscard]] std::size_t next();
  /// Notes who proposed a trial.
  void sent(std::uint64_t number, std::size_t proposer);
  /// Notes what a finished trial was good for, from 0; trials that nobody sent are left out.
  void tell(std::uint64_t number, double gain);
  /// Sum to 1; none is below a third of an even share.
  [[nodiscard]] std::vector<double> shares() const;

 private:
  struct Record {
    double tried = 0.0, gain = 0.0;  // the newest count most
    double due = 0.0;                // proposals owed
  };
  std::vector<Record> records_;
  std::map<std::uint64_t, std::size_t> waiting_;
};

}  // namespace kirchhoff::search
