#!/usr/bin/env python3
# tests/end_to_end/accuracy_test.py - `kirchhoff accuracy` measures what the study measured.
#
#   accuracy_test.py --program build/bin/kirchhoff
#
# In:   examples/quick/study.toml with its final training; the real worker with libtorch
# Out:  one line a law; exit 1 at the first that is broken
import argparse
import json
import os
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STUDY = os.path.join(ROOT, "examples", "quick", "study.toml")


def answer(program, *words):
    done = subprocess.run([program, *words, "--json"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (words, done.returncode, done.stderr)
    return json.loads(done.stdout)


def law(holds, sentence, seen=""):
    print(f"{'ok    ' if holds else 'BROKEN'} {sentence} {seen}", flush=True)
    assert holds, sentence


def check_time(program, folder, number):
    """The study's own images, programmings and time: the same bits, without a worker."""
    stored = answer(program, "show", folder, str(number))["accuracy"]["validation"]
    seen = answer(program, "accuracy", folder, str(number), "--images", str(stored["images"]),
                  "--draws", str(stored["draws"]), "--at", "1min,1y", "--threads", "1")
    law(seen["at"][0]["mean"] == stored["at"][0]["mean"], "the accuracy that the study measured",
        stored["at"][0]["mean"])
    law(seen["digital"] == stored["digital"], "its digital accuracy", stored["digital"])
    law(len(seen["at"]) == 2 and seen["at"][1]["time_s"] == 31557600, "a year later as well",
        seen["at"][1]["mean"])


def check_layers_and_chips(program, folder, number, picture):
    words = ("accuracy", folder, str(number), "--images", "200", "--draws", "3", "--at", "1h",
             "--layers", "--vary", "adc_bits=2,12,99", "--svg", picture)
    seen = answer(program, *words)
    law(len(seen["layers"]) >= 3, "every layer has a line", len(seen["layers"]))
    coarse, fine, impossible = seen["variants"]
    law(coarse["accuracy"]["mean"] < fine["accuracy"]["mean"], "2 bits convert worse than 12",
        (coarse["accuracy"]["mean"], fine["accuracy"]["mean"]))
    law("accuracy" not in impossible and "adc_bits" in impossible["reason"],
        "a chip that cannot be has a reason", impossible["reason"])
    with open(picture, encoding="utf-8") as file:
        law(file.read().rstrip().endswith("</svg>"), "the picture is whole")
    law(answer(program, *words, "--threads", "1") == seen, "one thread gives the same")
    done = subprocess.run([program, "accuracy", folder, str(number), "--vary", "buffer_nodes=1,2"],
                          capture_output=True, text=True, timeout=60)
    law(done.returncode == 2 and "--vary" in done.stderr, "a key that is none is refused",
        done.stderr.strip())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = os.path.abspath(parser.parse_args().program)
    with tempfile.TemporaryDirectory() as root:
        folder = os.path.join(root, "quick")
        answer(program, "search", STUDY, "--out", folder, "--workers", "2")
        trials = answer(program, "trials", folder)
        full = [t for t in trials if t["role"] == "final" and t["state"] == "COMPLETE"]
        law(len(full) > 0, "a design was trained fully")
        check_time(program, folder, full[0]["number"])
        check_layers_and_chips(program, folder, full[0]["number"], os.path.join(root, "a.svg"))


if __name__ == "__main__":
    main()
