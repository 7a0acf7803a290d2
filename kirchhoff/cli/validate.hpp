// kirchhoff/cli/validate.hpp - what the verb validate can compare with, one file each.
#pragma once

namespace CLI {
class App;
}

namespace kirchhoff::cli {

// Each adds `validate NAME FILE`; a new one is its file, a line here and one in validate.cpp.
void add_validate_silicon(CLI::App& validate);
void add_validate_cimloop(CLI::App& validate);
void add_validate_neurosim(CLI::App& validate);
void add_validate_proxy(CLI::App& validate);
void add_validate_values(CLI::App& validate);
void add_validate_templates(CLI::App& validate);

}  // namespace kirchhoff::cli
