// kirchhoff/cli/calibrate.hpp - what the verb calibrate can fit, one file each.
#pragma once

namespace CLI {
class App;
}

namespace kirchhoff::cli {

/// `kirchhoff calibrate device`: the laws of a device from measured cells.
void add_calibrate_device(CLI::App& calibrate);

}  // namespace kirchhoff::cli
