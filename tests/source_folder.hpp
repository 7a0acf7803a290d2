// tests/source_folder.hpp - where the source tree of a test program lies.
#pragma once

#include <string>

namespace kirchhoff::test {

/// Without a slash at its end. main.cpp alone knows it: objects of tests are the same in every
/// clone.
std::string source_folder();

}  // namespace kirchhoff::test
