// kirchhoff/worker/results_version.hpp - which generation of results this code computes.
#pragma once

namespace kirchhoff::worker {

/// Raised by every commit that changes the bits of a trained network, of its accuracy or of the
/// activity that is measured on it; part of
/// the fingerprint that a study keeps.
inline constexpr int results_version = 4;

}  // namespace kirchhoff::worker
