// tests/formats/activity_json_test.cpp - measured activity survives a message to the bit.
#include <doctest/doctest.h>

#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

network::Activity sample() {
  return {"measured on 512 training images",
          {{.name = "stem",
            .ones_share = {0.1, 1.0 / 3.0, 0.0},
            .level_share = {0.7, 0.3},
            .value_mean = 0.2},
           {.name = "classifier", .ones_share = {1.0}, .level_share = {1.0, 0.0}}}};
}

}  // namespace

TEST_CASE("activity comes back equal through the text of its JSON") {
  const std::string text = activity_json(sample()).dump();
  CHECK(activity_from_json(Json::parse(text)) == sample());
}

TEST_CASE("activity with a missing part or an impossible share is refused") {
  const std::string text = activity_json(sample()).dump();
  for (const char* key : {"source", "layers", "name", "ones_share", "level_share", "value_mean"}) {
    const std::string quoted = fmt::format("\"{}\":", key);
    const Json damaged = Json::parse(replaced(text, quoted, "\"other\":"));
    CHECK(contains(message_of([&] { (void)activity_from_json(damaged); }), key));
  }
  const Json large = Json::parse(replaced(text, "0.7", "1.7"));
  CHECK(contains(message_of([&] { (void)activity_from_json(large); }),
                 "activity of \"stem\": the share 1.7 is outside 0 to 1"));
}

TEST_CASE("optional statistics come back equal and are not written when they were not measured") {
  network::Activity activity = sample();
  network::LayerActivity& layer = activity.layers[0];
  layer.value_counts = {3, 0, 1, 0, 0, 0, 0, 9};
  layer.toggle_share = {0.25, 0.125, 1.0 / 3.0};
  layer.complement_ones = {0.5, 0.25};
  layer.met_magnitude = {{0.5}, {0.25}, {0.125}};
  layer.met_complement = {{0.5, 0.1}, {0.25, 0.2}, {0.125, 0.3}};
  const Json json = activity_json(activity);
  CHECK(activity_from_json(Json::parse(json.dump())) == activity);
  CHECK(json.at("layers").items()[1].find("value_counts") == nullptr);
  const Json negative = Json::parse(replaced(json.dump(), "[3,0,", "[-3,0,"));
  CHECK(contains(message_of([&] { (void)activity_from_json(negative); }), "the count -3"));
}

TEST_CASE("activity of studies before schema 2 is read, of a schema to come is refused") {
  const std::string text = activity_json(sample()).dump();
  CHECK(activity_from_json(Json::parse(replaced(text, "\"schema\":2,", ""))) == sample());
  const Json newer = Json::parse(replaced(text, "\"schema\":2", "\"schema\":3"));
  CHECK(contains(message_of([&] { (void)activity_from_json(newer); }), "schema 3"));
}

TEST_CASE("an activity file is read for its network and refused for another one") {
  const network::Network lenet = load_network("lenet5");
  const network::Activity activity = network::default_activity(lenet);
  const TemporaryFile file(activity_json(activity).dump(2));
  CHECK(load_activity(file.path(), lenet) == activity);
  const std::string other =
      message_of([&] { (void)load_activity(file.path(), load_network("resnet8")); });
  CHECK(contains(other, file.path()));
  CHECK(contains(other, "resnet8"));
  CHECK(contains(message_of([&] { (void)load_activity("missing.json", lenet); }), "missing.json"));
}

}  // namespace kirchhoff::formats
