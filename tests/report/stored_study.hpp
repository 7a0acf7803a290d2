// tests/report/stored_study.hpp - a small study in a temporary folder, as a search leaves it.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "kirchhoff/base/file.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/store/store.hpp"

namespace kirchhoff::report {

/// A folder with a space and a study file, gone with its contents at the end of the test.
class StoredStudy {
 public:
  /// `more` is added at the end of the study file.
  explicit StoredStudy(
      const std::string& objectives = "\"maximise accuracy\", \"minimise energy_j\"",
      const std::string& more = "")
      : objectives_(objectives), more_(more) {
    std::string folder =
        (std::filesystem::temp_directory_path() / "kirchhoff-report-XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    parent_ = folder;
    std::filesystem::create_directory(path());
    write_atomically(parent_ / "tiny.toml",
                     "schema = 1\nname = \"tiny-space\"\n"
                     "[[parameter]]\nname = \"hardware.adc_bits\"\nkind = \"ordinal\"\n"
                     "values = [4, 5, 6, 7, 8]\n"
                     "[[parameter]]\nname = \"network.family\"\nkind = \"nominal\"\n"
                     "values = [\"plain\", \"residual\"]\n");
  }
  ~StoredStudy() {
    std::error_code ignored;
    std::filesystem::remove_all(parent_, ignored);
  }
  StoredStudy(const StoredStudy&) = delete;
  StoredStudy& operator=(const StoredStudy&) = delete;

  [[nodiscard]] std::filesystem::path path() const { return parent_ / "a-study"; }
  [[nodiscard]] const std::filesystem::path& parent() const { return parent_; }

  [[nodiscard]] std::string spec_text() const {
    return "schema = 1\nname = \"tiny\"\nseed = 3\n"
           "objectives = [" +
           objectives_ +
           "]\n"
           "constraints = [\"area_m2 <= 20e-6\"]\n[space]\nfile = \"tiny.toml\"\n"
           "[search]\ntrials = 12\n" +
           more_;
  }

  /// Stores the trials and closes the study.
  void put(const std::vector<objective::Trial>& trials) const {
    const bool exists = store::has_store(path());
    const auto store = exists ? store::open_store(path(), store::OpenMode::Write)
                              : store::open_store(path(), store::OpenMode::Create);
    store->set_fact("spec", spec_text());
    store->set_fact("spec_path", (parent_ / "study.toml").string());
    store->set_fact("seed", "3");
    store->set_fact("run.wall_seconds", "60");
    store->set_fact("run.cores_busy", "0.95");
    store->put(trials);
  }

 private:
  std::string objectives_, more_;
  std::filesystem::path parent_;
};

/// A trained search trial.
inline objective::Trial search_trial(std::uint64_t number, double accuracy, double energy) {
  objective::Trial trial;
  trial.number = number;
  trial.state = objective::TrialState::Complete;
  trial.evaluated = true;
  trial.fields = {{"hardware.adc_bits", std::int64_t{6}},
                  {"network.family", "plain"},
                  {"hardware.device", "rram-wan"},
                  {"compress.stage1.weight_bits", std::int64_t{3}},
                  {"compress.stage2.weight_bits", std::int64_t{5}},
                  {"compress.stage1.activation_bits", std::int64_t{4}},
                  {"hardware.rows", std::int64_t{128}},
                  {"hardware.columns", std::int64_t{64}}};
  trial.metrics = {{"accuracy", accuracy}, {"accuracy_sd", 0.002}, {"energy_j", energy},
                   {"latency_s", 1e-5},    {"area_m2", 1e-6},      {"edap_j_s_m2", energy * 1e-11}};
  trial.fidelity = {.images = 6000, .epochs = 2, .validation_images = 1000, .draws = 2};
  return trial;
}

/// The full training of a search trial, with another accuracy on the test images.
inline objective::Trial final_trial(std::uint64_t number, const objective::Trial& source,
                                    double validation, double test) {
  objective::Trial trial = source;
  trial.number = number;
  trial.role = objective::TrialRole::Final;
  trial.continues = source.number;
  trial.fidelity.full = true;
  trial.metrics["accuracy"] = validation;
  trial.metrics["test_accuracy"] = test;
  trial.metrics["test_accuracy_sd"] = 0.001;
  trial.documents["accuracy"] =
      "{\"validation\":{\"at\":[]},\"test\":{\"images\":10000,\"at\":[{\"time_s\":60.0,"
      "\"mean\":0.9,\"sd\":0.001,\"worst\":0.89}]}}";
  return trial;
}

/// What makes a study train nothing: `more` of StoredStudy.
inline const std::string no_images = "[data]\nshape = [1, 28, 28]\nclasses = 10\n";

/// A design that the cost model judged, with a layer that uses one of two components.
inline objective::Trial costed_trial(std::uint64_t number, double energy, double area) {
  objective::Trial trial;
  trial.number = number;
  trial.state = objective::TrialState::Complete;
  trial.evaluated = true;
  trial.fields = {{"hardware.adc_bits", std::int64_t{6}}, {"network.family", "plain"}};
  trial.metrics = {{"energy_j", energy}, {"latency_s", 1e-5}, {"area_m2", area}};
  trial.documents["cost"] =
      R"({"energy_j": 2.0, "layers": [{"name": "stem", "energy_j": 2.0, "components": {
          "cells": {"energy_j": 2.0, "latency_s": 0.0}, "reload": {"energy_j": 0.0}}}]})";
  return trial;
}

/// Refused by its cost before anything was trained.
inline objective::Trial refused_trial(std::uint64_t number) {
  objective::Trial trial;
  trial.number = number;
  trial.state = objective::TrialState::Infeasible;
  trial.reasons = {"area_m2 is 3.1e-05, allowed <= 2e-05"};
  trial.violations = {{"area_m2", 0.55}};
  return trial;
}

}  // namespace kirchhoff::report
