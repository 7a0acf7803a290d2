// kirchhoff/cli/verbs.hpp - the verbs of the program, one file each; main.cpp lists them.
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace kirchhoff::cli {

// Each adds its verb to the program; the verb prints to standard output and throws Error.
void add_accuracy(CLI::App& program);
void add_bench(CLI::App& program);
void add_calibrate(CLI::App& program);
void add_check(CLI::App& program);
void add_crossbar(CLI::App& program);
void add_enqueue(CLI::App& program);
void add_enumerate(CLI::App& program);
void add_estimate(CLI::App& program);
void add_export(CLI::App& program);
void add_pareto(CLI::App& program);
void add_reference(CLI::App& program);
void add_report(CLI::App& program);
void add_search(CLI::App& program);
void add_selfcheck(CLI::App& program);
void add_show(CLI::App& program);
void add_sweep(CLI::App& program);
void add_trials(CLI::App& program);
void add_validate(CLI::App& program);

/// The number of a trial as it was typed. Throws Error(Usage) when it is none.
[[nodiscard]] std::uint64_t trial_number(const std::string& text);

/// The exit code of the verb that ran: 0 unless it set another one (130 after an interruption).
int& verb_exit_code();

}  // namespace kirchhoff::cli
