// kirchhoff/validation/neurosim_network.hpp - the layers that a NeuroSim run's network name means.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "kirchhoff/validation/neurosim_runs.hpp"

namespace kirchhoff::validation {

/// Finds networks beside a file of runs, then among the shipped ones. Reads each once.
class NetworkFolder {
 public:
  explicit NetworkFolder(const std::filesystem::path& runs_file);

  /// Layers of `name`: NAME_network.csv beside the runs, else the shipped network NAME, else the
  /// file beside the runs whose name NAME begins with (said in `assumed`). Activity comes from
  /// the _statistics.csv of the same name, else a half (said in `assumed`). Throws Error(Input)
  /// beginning with `place` when there is none, listing those that there are.
  [[nodiscard]] std::vector<NeurosimLayer> layers(const std::string& name, const std::string& place,
                                                  std::vector<std::string>& assumed);

 private:
  struct Known {
    std::vector<NeurosimLayer> layers;
    std::vector<std::string> assumed;
  };
  [[nodiscard]] Known find(const std::string& name, const std::string& place) const;
  [[nodiscard]] std::vector<std::string> names_beside() const;

  std::filesystem::path folder_;
  std::map<std::string, Known> known_;
};

}  // namespace kirchhoff::validation
