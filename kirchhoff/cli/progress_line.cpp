// kirchhoff/cli/progress_line.cpp - bar, figures and time left of a running study.
#include "kirchhoff/cli/progress_line.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cmath>
#include <iostream>

#include "kirchhoff/base/text.hpp"

namespace kirchhoff::cli {

namespace {

std::string bar(double share, int width) {
  const int full = static_cast<int>(std::lround(share * width));
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(width - full), '-') + "]";
}

std::string line(const study::Progress& progress) {
  const double share =
      progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total)
                         : 0.0;
  std::string text = bar(share, 24);
  if (progress.phase == study::Phase::Search) {
    text += fmt::format("  trial {}/{}  front {}  hypervolume {:.3f} ({:+.3f})", progress.done,
                        progress.total, progress.front_size, progress.hypervolume,
                        progress.hypervolume_gain);
    if (progress.best_accuracy > 0.0) {
      text += fmt::format("  best {:.1f} % @ {}", 100.0 * progress.best_accuracy,
                          with_prefix(progress.best_energy_j, "J"));
    }
    text +=
        fmt::format("  refused {}  {:.1f} trials/min", progress.refused, progress.trials_per_min);
  } else {
    text += fmt::format("  full training {}/{}", progress.done, progress.total);
  }
  if (progress.seconds_left) text += "  ETA " + duration_text(*progress.seconds_left);
  return text;
}

}  // namespace

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const study::Progress& progress) {
  const auto now = std::chrono::steady_clock::now();
  const auto pause = is_terminal_ ? std::chrono::milliseconds(250) : std::chrono::seconds(10);
  if (progress.done == last_done_ && now - last_ < pause) return;
  if (!is_terminal_ && now - last_ < pause) return;
  last_ = now;
  last_done_ = progress.done;
  std::cerr << (is_terminal_ ? "\r" : "") << line(progress) << (is_terminal_ ? "\x1b[K" : "\n")
            << std::flush;
  is_open_ = is_terminal_;
}

void ProgressLine::notice(const std::string& sentence) {
  close();
  std::cerr << "Note: " << sentence << '\n';
}

void ProgressLine::close() {
  if (is_open_) std::cerr << '\n';
  is_open_ = false;
}

}  // namespace kirchhoff::cli
