// tests/noise/blas_test.cpp - the matrix library names itself and its core type.
#include "kirchhoff/noise/blas.hpp"

#include <doctest/doctest.h>

using namespace kirchhoff;

TEST_CASE("the loaded matrix library is OpenBLAS and says its core type last") {
  const std::string library = noise::loaded_blas();
  CHECK(library.starts_with("OpenBLAS"));
  CHECK(library.size() - library.rfind(' ') > 1);
}
