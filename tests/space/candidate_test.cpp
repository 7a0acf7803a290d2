// tests/space/candidate_test.cpp - values as texts.
#include "kirchhoff/space/candidate.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace kirchhoff::space {

TEST_CASE("values are written as a user writes them") {
  CHECK(value_text(std::int64_t{3}) == "3");
  CHECK(value_text(0.001) == "0.001");
  CHECK(value_text(std::string("rram-wan")) == "rram-wan");
  CHECK(value_text(true) == "true");
  CHECK(value_text(false) == "false");
  CHECK(std::strtod(value_text(1.0 / 3.0).c_str(), nullptr) == 1.0 / 3.0);
}

}  // namespace kirchhoff::space
