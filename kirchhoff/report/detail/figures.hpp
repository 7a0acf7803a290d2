// kirchhoff/report/detail/figures.hpp - how every output of this stage reads a trial.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report::detail {

/// A metric, or nullopt.
[[nodiscard]] std::optional<double> metric(const objective::Trial& trial, const std::string& name);

/// "accuracy" + kind ("", "_sd", "_digital", ...) of the test images when the trial has seen them,
/// else of the validation images.
[[nodiscard]] std::optional<double> shown_accuracy(const objective::Trial& trial,
                                                   const std::string& kind = "");
[[nodiscard]] bool has_test_accuracy(const objective::Trial& trial);

/// The trial with this number, or nullptr.
[[nodiscard]] const objective::Trial* find_trial(const StudyView& study, std::uint64_t number);
/// The same; throws Error(Input) saying which numbers exist.
[[nodiscard]] const objective::Trial& trial_at(const StudyView& study, std::uint64_t number);
/// Throws Error(Input) for a study with a table, which has no networks and chips: `what`, e.g. "the
/// report", cannot be made of it.
void require_designs(const StudyView& study, const char* what);
/// The number of the knee, when there is a front.
[[nodiscard]] std::optional<std::uint64_t> knee_number(const StudyView& study);
/// What stands beside a design of the front, by its place there: "knee", or "nearest" to the
/// reference point; "in region"; both or "".
[[nodiscard]] std::string front_note(const StudyView& study, std::size_t place);
/// Whether a trial lies in the region that the study prefers; nullopt without a region.
[[nodiscard]] std::optional<bool> in_region(const StudyView& study, const objective::Trial& trial);
/// "full", "proxy", "cost model", "table" or "none": what the front's figures rest on.
[[nodiscard]] std::string front_basis(const StudyView& study);

/// A document of a trial (or of the trial it repeats) as JSON; null when there is none.
[[nodiscard]] Json document(const StudyView& study, const objective::Trial& trial,
                            const std::string& name);
[[nodiscard]] Json value_json(const space::ParameterValue& value);
/// The field as text, "-" when it is absent.
[[nodiscard]] std::string field_text(const objective::Trial& trial, const std::string& path);

/// A key of the chip, or of its kinds of macros one after the other, as far as fields give it: "7",
/// "128+64"; "-" when none does.
[[nodiscard]] std::string hardware_text(const objective::Trial& trial, const std::string& key);

/// "4/4/6": bits of weights, activations and converter; ranges over the stages as "3-6". A network
/// from a file has the bits of its file where no field says otherwise.
[[nodiscard]] std::string bits_text(const StudyView& study, const objective::Trial& trial);
/// "128x128": rows and columns.
[[nodiscard]] std::string crossbar_text(const objective::Trial& trial);
[[nodiscard]] std::string percent_text(std::optional<double> share);
/// The text without control characters, which a terminal would obey.
[[nodiscard]] std::string printable(std::string text);

/// Image shape and classes that the study's designs were built for.
[[nodiscard]] design::Task task_of(const StudyView& study);

}  // namespace kirchhoff::report::detail
