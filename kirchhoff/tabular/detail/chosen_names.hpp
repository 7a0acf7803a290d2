// kirchhoff/tabular/detail/chosen_names.hpp - which of the known problems are wanted.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::tabular::detail {

/// `names`, or all when there are none. Throws Error(Input) for a name that is not known.
[[nodiscard]] inline std::vector<std::string> chosen_names(const std::vector<std::string>& names,
                                                           const std::vector<std::string>& known) {
  for (const std::string& name : names) {
    require(std::find(known.begin(), known.end(), name) != known.end(),
            "there is no problem \"{}\"; {}", name, suggest(name, known));
  }
  return names.empty() ? known : names;
}

}  // namespace kirchhoff::tabular::detail
