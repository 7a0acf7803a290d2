// kirchhoff/cli/validate.cpp - the verb validate: our estimates beside published figures.
#include "kirchhoff/cli/validate.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "kirchhoff/cli/verbs.hpp"

namespace kirchhoff::cli {

void add_validate(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("validate", "Compare estimates with published or measured figures");
  command->require_subcommand(1);
  add_validate_silicon(*command);
  add_validate_cimloop(*command);
  add_validate_neurosim(*command);
  add_validate_proxy(*command);
  add_validate_values(*command);
  add_validate_templates(*command);
}

}  // namespace kirchhoff::cli
