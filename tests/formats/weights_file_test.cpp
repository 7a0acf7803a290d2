// tests/formats/weights_file_test.cpp - trained tensors come back to the bit; damage never passes.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

network::Weights sample() {
  return {{{"a.weight", {2, 3}, {1.0F, -0.0F, 1e-40F, 3.25F, -7.5F, 0.1F}},
           {"a.gain", {2}, {std::numeric_limits<float>::max(), -1e-38F}}}};
}

std::string message(const std::string& bytes) {
  return message_of([&] { (void)weights_from_bytes(bytes, "w.bin"); });
}

// The bytes with another header or tail and a check sum that fits again.
std::string resealed(std::string body) { return body + content_hash(body); }

std::string body() {
  const std::string bytes = weights_bytes(sample());
  return bytes.substr(0, bytes.size() - 32);
}

}  // namespace

TEST_CASE("names, shapes and every bit of every value come back") {
  const network::Weights weights = sample();
  const network::Weights again = weights_from_bytes(weights_bytes(weights), "w.bin");
  REQUIRE(again.tensors.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(again.tensors[i].name == weights.tensors[i].name);
    CHECK(again.tensors[i].shape == weights.tensors[i].shape);
    REQUIRE(again.tensors[i].values.size() == weights.tensors[i].values.size());
    CHECK(std::memcmp(again.tensors[i].values.data(), weights.tensors[i].values.data(),
                      weights.tensors[i].values.size() * sizeof(float)) == 0);
  }
  CHECK(weights_from_bytes(weights_bytes({}), "w.bin").tensors.empty());
}

TEST_CASE("equal weights give equal bytes, laid out little-endian") {
  CHECK(weights_bytes(sample()) == weights_bytes(sample()));
  const std::string bytes = weights_bytes({{{"x", {1}, {1.0F}}}});
  CHECK(bytes.substr(0, 12) == std::string("KIRWGT\r\n\x01\x00\x00\x00", 12));
  CHECK(bytes.substr(bytes.size() - 36, 4) == std::string("\x00\x00\x80\x3f", 4));
}

TEST_CASE("any changed byte is an error that names the file") {
  const std::string bytes = weights_bytes(sample());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const unsigned flip : {0x01U, 0x80U, 0xffU}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(static_cast<unsigned char>(damaged[i]) ^ flip);
      const std::string seen = message(damaged);
      CAPTURE(i);
      CHECK(contains(seen, "w.bin: byte "));
    }
  }
}

TEST_CASE("a file cut off at any length, or with more behind its end, is an error") {
  const std::string bytes = weights_bytes(sample());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK(contains(message(bytes.substr(0, length)), "w.bin: byte "));
  }
  CHECK(contains(message(bytes + '\0'), "check sum"));
}

TEST_CASE("a header that lies is refused even when its check sum fits") {
  CHECK(contains(message(resealed(body() + "1234")), "4 bytes too many"));
  CHECK(contains(message(resealed(body().substr(0, body().size() - 4))), "needs 2 values"));
  CHECK(contains(message(resealed(replaced(body(), "[2,3]", "[2,0]"))), "impossible shape"));
  CHECK(contains(message(resealed(replaced(body(), "[2,3]", "[-2,"))), "w.bin"));
  CHECK(contains(message(resealed(replaced(body(), "\"shape\"", "\"shapy\""))), "shape"));
  std::string huge = body();
  for (std::size_t i = 12; i < 20; ++i) huge[i] = '\xff';
  CHECK(contains(message(resealed(huge)), "exceeds the file"));
  std::string newer = body();
  newer[8] = '\x02';
  CHECK(contains(message(resealed(newer)), "version 2 is newer"));
  newer[8] = '\x00';
  CHECK(contains(message(resealed(newer)), "version 0"));
}

TEST_CASE("shapes whose product overflows are refused before memory is taken") {
  const std::string header =
      R"({"tensors":[{"name":"x","shape":[4294967296,4294967296,4294967296]}]})";
  std::string bytes("KIRWGT\r\n\x01\x00\x00\x00", 12);
  bytes += static_cast<char>(header.size());
  bytes.append(7, '\0').append(header);
  CHECK(contains(message(resealed(bytes)), "impossible shape"));
}

TEST_CASE("a tensor whose values do not fit its shape is never written") {
  CHECK(contains(message_of([] {
                   (void)weights_bytes({{{"x", {2}, {1.0F}}}});
                 }),
                 "holds 1 values, but its shape needs 2"));
}

}  // namespace kirchhoff::formats
