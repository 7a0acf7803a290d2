// kirchhoff/evaluate/selfcheck.hpp - signatures and figures that show at once whether an
// installation is sound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/worker/pool.hpp"

namespace kirchhoff::evaluate {

/// Hash of 200 designs of the flagship's space with their costs: the same on every machine
/// of one type, changed by any change of a result that needs no training.
[[nodiscard]] std::string plain_signature();

struct TrainingSignature {
  Json fingerprint;
  worker::SelfcheckAnswer found;
};
/// Trains and runs a small fixed network in a worker. Throws Error(Environment) when the worker
/// fails.
[[nodiscard]] TrainingSignature training_signature(worker::Pool& pool);

/// One line of `kirchhoff bench`.
struct Figure {
  std::string name;
  double value = 0.0;
  std::string unit;
  double peer = 0.0;  // the figure it is compared with; 0: none
  std::string peer_name{};
  double limit = 0.0;  // the bar; 0: none
};
/// Speed of the cost model, medians over repeated runs of one core.
[[nodiscard]] std::vector<Figure> cost_figures();
/// Training speed against a bare libtorch loop of the same network in the same run.
[[nodiscard]] std::vector<Figure> train_figures(worker::Pool& pool, std::int64_t images);
/// One draw of ResNet-8 on noisy chips against a bare libtorch forward pass in the same run: how
/// many times as long it takes.
[[nodiscard]] std::vector<Figure> accuracy_figures(worker::Pool& pool, std::int64_t images);

}  // namespace kirchhoff::evaluate
