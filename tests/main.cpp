// tests/main.cpp - the one main of every test program.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "tests/source_folder.hpp"

std::string kirchhoff::test::source_folder() { return KIRCHHOFF_SOURCE_DIR; }
