#!/usr/bin/env python3
# tests/cli/crossbar_test.py - what `kirchhoff crossbar` prints agrees with a circuit simulator and
# with formulas.
#
#   crossbar_test.py --program build/bin/kirchhoff --spice tests/noise/spice
import argparse
import csv
import json
import math
import os
import subprocess
import sys


def answer(program, *words):
    done = subprocess.run([program, "crossbar", *words, "--json"], capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check_wires(program, spice):
    stem = os.path.join(spice, "x32_")
    for ohm in (1, 5):
        seen = answer(program, "ir-drop", "--conductance", stem + "conductance_s.csv", "--voltage",
                      stem + "voltage_v.csv", "--wire-ohm", str(ohm))
        rows = rows_of(f"{stem}r{ohm}.csv")
        assert len(seen["current_a"]) == len(rows) == 32
        for current, row in zip(seen["current_a"], rows):
            # The files give conductances with nine digits.
            assert abs(current / float(row["ngspice_A"]) - 1) < 2e-9, (ohm, row, current)
    ideal = answer(program, "ir-drop", "--conductance", stem + "conductance_s.csv", "--voltage",
                   stem + "voltage_v.csv", "--wire-ohm", "0")
    assert ideal["current_a"] == ideal["ideal_current_a"]


def check_cells(program):
    # RRAM of Wan et al. at x = 1/2, one day after programming; far from the clip at 0.
    law = (0.701, 22.086, -50.773, 47.095, -16.458)
    sd = sum(c * 0.5**power for power, c in enumerate(law)) * 1e-6
    words = ("--target-siemens", "20e-6", "--time-s", "86400", "--draws", "100000")
    seen = answer(program, "statistics", "--device", "ReRamWan", *words)
    assert abs(seen["mean_siemens"] - 20e-6) < 4 * sd / math.sqrt(1e5), seen
    assert abs(seen["sd_siemens"] / sd - 1) < 4 / math.sqrt(2e5), seen
    assert seen["drift_mean"] is None
    # In the middle of the range the exponent of PCM is 0.049 +- 0.008, drawn as a magnitude.
    seen = answer(program, "statistics", "--device", "pcm-nandakumar", *words)
    assert abs(seen["drift_mean"] - 0.049) < 4 * 0.008 / math.sqrt(1e5), seen
    assert abs(seen["drift_sd"] / 0.008 - 1) < 4 / math.sqrt(2e5), seen
    assert seen == answer(program, "statistics", "--device", "PCMLike", *words)


def check_products(program):
    for chip in ("rram-32nm", "sram-28nm"):
        seen = answer(program, "mvm", "--hardware", chip, "--draws", "60")
        # Cells that are clipped at 0 are skew: their sd is the formula's, its error is larger.
        assert abs(seen["ratio"] - 1) < 6 * seen["ratio_standard_error"] + 0.01, (chip, seen)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--spice", required=True)
    arguments = parser.parse_args()
    check_wires(arguments.program, arguments.spice)
    check_cells(arguments.program)
    check_products(arguments.program)
    print("crossbar: wires, cells and products agree")


if __name__ == "__main__":
    sys.exit(main())
