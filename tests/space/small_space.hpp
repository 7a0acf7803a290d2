// tests/space/small_space.hpp - spaces written in TOML for the tests of this stage.
#pragma once

#include <string>

#include "kirchhoff/space/search_space.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::space {

/// The space of a study whose [space] section is `text`.
inline SearchSpace space_from(const std::string& text) {
  return SearchSpace(spec::parse_spec("schema = 1\nname = \"test\"\n"
                                      "objectives = [\"maximise accuracy\"]\n[space]\n" +
                                          text,
                                      "study.toml")
                         .space);
}

/// `name` takes one of `values`, e.g. "[1, 2]"; `more` is further lines.
inline std::string listed(const std::string& kind, const std::string& name,
                          const std::string& values, const std::string& more = "") {
  return "[[space.parameter]]\nname = \"" + name + "\"\nkind = \"" + kind +
         "\"\nvalues = " + values + "\n" + more + "\n";
}

inline std::string ranged(const std::string& kind, const std::string& name, const std::string& low,
                          const std::string& high, const std::string& more = "") {
  return "[[space.parameter]]\nname = \"" + name + "\"\nkind = \"" + kind + "\"\nlow = " + low +
         "\nhigh = " + high + "\n" + more + "\n";
}

inline std::string forbidden(const std::string& rule, const std::string& because) {
  return "[[space.forbidden]]\nrule = '" + rule + "'\nbecause = \"" + because + "\"\n";
}

/// All kinds, a condition on a number, a condition on a text, a rule, a fixed field; 30 parameters.
inline SearchSpace wide_space() {
  std::string text = "[space.fix]\nhardware.dataflow = \"pipelined\"\n";
  text += ranged("integer", "network.stages", "1", "5");
  for (int stage = 1; stage <= 5; ++stage) {
    const std::string name = "network.stage" + std::to_string(stage);
    const std::string when = "when = \"network.stages >= " + std::to_string(stage) + "\"";
    text += listed("ordinal", name + ".kernel", "[1, 3, 5]", when);
    text += listed("ordinal", name + ".width", "[8, 16, 32, 64]", when);
    text += listed("nominal", name + ".skip", "[true, false]", when);
    text += ranged("integer", name + ".weight_bits", "2", "8", when);
  }
  text += listed("nominal", "network.family", "[\"plain\", \"residual\", \"depthwise\"]");
  text += ranged("real", "train.rate", "1e-4", "1e-1", "log = true");
  text += ranged("real", "train.smoothing", "0.0", "0.2");
  text += listed("nominal", "hardware.device", "[\"rram\", \"pcm\", \"sram\"]");
  text += ranged("integer", "hardware.cell_bits", "1", "4", "when = \"hardware.device != 'sram'\"");
  text += listed("ordinal", "hardware.rows", "[64, 128, 256, 512]");
  text += listed("ordinal", "hardware.rows_read", "[8, 16, 32, 64, 128]");
  text += ranged("integer", "hardware.buffer_kib", "1", "1024", "log = true");
  text += listed("nominal", "hardware.clock_mhz", "[100, 200]");
  text +=
      forbidden("hardware.rows_read > hardware.rows", "a read cannot open more rows than exist");
  text += forbidden("network.family == \"depthwise\" and network.stages > 4", "too deep");
  return space_from(text);
}

}  // namespace kirchhoff::space
