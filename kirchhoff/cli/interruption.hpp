// kirchhoff/cli/interruption.hpp - Ctrl-C ends long work cleanly; a second one ends it at once.
#pragma once

namespace kirchhoff::cli {

/// The exit code of a verb that was interrupted and can be continued.
inline constexpr int interrupted_code = 130;

/// From now on SIGINT and SIGTERM are counted; the second ends the process.
void listen_for_interruptions();
[[nodiscard]] bool is_interrupted();

}  // namespace kirchhoff::cli
