#!/usr/bin/env python3
# bench/start_up.py - how long verbs take that only read; the bar is 50 ms, printed beside each.
#
#   bench/start_up.py --program build/bin/kirchhoff --worker build/bin/instant_worker
#
# Out:  one line a verb: median and fastest of 21 runs by the clock, least processor time
import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "tests", "golden"))
from run_errors import BASE, Installation, write_images  # noqa: E402

LIMIT_MS = 50.0
RUNS = 21


def milliseconds(command):
    """Wall time and processor time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1000.0 * wall, 1000.0 * used


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--worker", required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kirchhoff-start-") as root:
        program = Installation(os.path.abspath(arguments.program),
                               os.path.abspath(arguments.worker), root).program
        # A study beside its images: a copy of the base with more trials.
        folder = os.path.join(root, "study")
        write_images(os.path.join(root, "images"), 200, 20)
        for name in ("study.toml", "space.toml"):
            with open(os.path.join(BASE, name), encoding="utf-8") as source:
                with open(os.path.join(root, name), "w", encoding="utf-8") as target:
                    target.write(source.read())
        milliseconds([program, "search", os.path.join(root, "study.toml"), "--out", folder,
                      "--search-only", "--trials", "100"])
        for words in (["--help"], ["estimate", "resnet18", "--hardware", "rram-32nm"],
                      ["sweep", "resnet8", "--hardware", "rram-32nm", "--vary", "adc_bits=4:8"],
                      ["show", folder], ["trials", folder], ["pareto", folder]):
            walls, used = zip(*(milliseconds([program, *words]) for _ in range(RUNS)))
            print(f"median {statistics.median(walls):6.1f} ms  fastest {min(walls):6.1f} ms  "
                  f"processor {min(used):5.1f} ms  bar {LIMIT_MS:.0f} ms  kirchhoff {words[0]}")


if __name__ == "__main__":
    main()
