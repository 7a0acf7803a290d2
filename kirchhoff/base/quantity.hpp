// kirchhoff/base/quantity.hpp - physical quantities: SI values whose unit the compiler checks.
#pragma once

#include <compare>

namespace kirchhoff {

/// A number with the SI unit kg^Mass m^Length s^Time A^Current. Trivial, no larger than a double.
template <int Mass, int Length, int Time, int Current>
class Quantity {
 public:
  constexpr Quantity() = default;
  /// A quantity of `si` base units; prefer the named factories below.
  constexpr explicit Quantity(double si) : si_(si) {}
  /// The number of SI units, e.g. joules for an Energy.
  [[nodiscard]] constexpr double si() const { return si_; }

  constexpr Quantity& operator+=(Quantity other) {
    si_ += other.si_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    si_ -= other.si_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.si_ + b.si_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.si_ - b.si_); }
  friend constexpr Quantity operator*(Quantity a, double b) { return Quantity(a.si_ * b); }
  friend constexpr Quantity operator*(double a, Quantity b) { return Quantity(a * b.si_); }
  friend constexpr Quantity operator/(Quantity a, double b) { return Quantity(a.si_ / b); }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  double si_ = 0.0;
};

namespace detail {
// A product or ratio without a unit is a plain number.
template <int M, int L, int T, int I>
constexpr auto simplify(double si) {
  if constexpr (M == 0 && L == 0 && T == 0 && I == 0) {
    return si;
  } else {
    return Quantity<M, L, T, I>(si);
  }
}
}  // namespace detail

template <int M1, int L1, int T1, int I1, int M2, int L2, int T2, int I2>
constexpr auto operator*(Quantity<M1, L1, T1, I1> a, Quantity<M2, L2, T2, I2> b) {
  return detail::simplify<M1 + M2, L1 + L2, T1 + T2, I1 + I2>(a.si() * b.si());
}
template <int M1, int L1, int T1, int I1, int M2, int L2, int T2, int I2>
constexpr auto operator/(Quantity<M1, L1, T1, I1> a, Quantity<M2, L2, T2, I2> b) {
  return detail::simplify<M1 - M2, L1 - L2, T1 - T2, I1 - I2>(a.si() / b.si());
}
template <int M, int L, int T, int I>
constexpr auto operator/(double a, Quantity<M, L, T, I> b) {
  return detail::simplify<-M, -L, -T, -I>(a / b.si());
}

using Length = Quantity<0, 1, 0, 0>;
using Area = Quantity<0, 2, 0, 0>;
using Time = Quantity<0, 0, 1, 0>;
using Frequency = Quantity<0, 0, -1, 0>;
using Energy = Quantity<1, 2, -2, 0>;
using Power = Quantity<1, 2, -3, 0>;
using PowerDensity = Quantity<1, 0, -3, 0>;
using Voltage = Quantity<1, 2, -3, -1>;
using Current = Quantity<0, 0, 0, 1>;
using Charge = Quantity<0, 0, 1, 1>;
using Capacitance = Quantity<-1, -2, 4, 2>;
using Conductance = Quantity<-1, -2, 3, 2>;
using Resistance = Quantity<1, 2, -3, -2>;

constexpr Length metres(double v) { return Length(v); }
constexpr Length micrometres(double v) { return Length(v * 1e-6); }
constexpr Length nanometres(double v) { return Length(v * 1e-9); }
constexpr Area square_metres(double v) { return Area(v); }
constexpr Area square_millimetres(double v) { return Area(v * 1e-6); }
constexpr Area square_micrometres(double v) { return Area(v * 1e-12); }
constexpr Time seconds(double v) { return Time(v); }
constexpr Time nanoseconds(double v) { return Time(v * 1e-9); }
constexpr Time picoseconds(double v) { return Time(v * 1e-12); }
constexpr Frequency hertz(double v) { return Frequency(v); }
constexpr Frequency megahertz(double v) { return Frequency(v * 1e6); }
constexpr Energy joules(double v) { return Energy(v); }
constexpr Energy picojoules(double v) { return Energy(v * 1e-12); }
constexpr Energy femtojoules(double v) { return Energy(v * 1e-15); }
constexpr Power watts(double v) { return Power(v); }
constexpr Power milliwatts(double v) { return Power(v * 1e-3); }
constexpr PowerDensity watts_per_square_millimetre(double v) { return PowerDensity(v * 1e6); }
constexpr Voltage volts(double v) { return Voltage(v); }
constexpr Capacitance farads(double v) { return Capacitance(v); }
constexpr Capacitance femtofarads(double v) { return Capacitance(v * 1e-15); }
constexpr Conductance siemens(double v) { return Conductance(v); }
constexpr Conductance microsiemens(double v) { return Conductance(v * 1e-6); }
constexpr Resistance ohms(double v) { return Resistance(v); }

}  // namespace kirchhoff
