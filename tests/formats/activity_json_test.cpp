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

}  // namespace kirchhoff::formats
