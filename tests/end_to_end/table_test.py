#!/usr/bin/env python3
# tests/end_to_end/table_test.py - studies with a table: true fronts, and bits that survive kills.
#
#   table_test.py --program build/bin/kirchhoff
#
# In:   examples/table; no worker, which such a study does not need
# Out:  one line a law; exit 1 at the first that is broken
import argparse
import csv
import hashlib
import json
import math
import os
import random
import shutil
import stat
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "examples", "table")
SECONDS = 120


def law(holds, sentence, seen=""):
    print(f"{'ok    ' if holds else 'BROKEN'} {sentence} {seen}", flush=True)
    assert holds, sentence


class Program:
    """The program without its worker, on a copy of the example."""

    def __init__(self, program, root):
        self.root = root
        os.mkdir(os.path.join(root, "bin"))
        self.path = shutil.copy(program, os.path.join(root, "bin", "kirchhoff"))
        shutil.copytree(EXAMPLE, os.path.join(root, "example"))
        os.environ["KIRCHHOFF_DATA"] = os.path.join(ROOT, "data")
        self.study = os.path.join(root, "example", "study.toml")
        self.table = os.path.join(root, "example", "designs.csv")

    def folder(self, name):
        return os.path.join(self.root, name)

    def run(self, *words):
        return subprocess.run([self.path, *words], capture_output=True, text=True, timeout=SECONDS)

    def answer(self, *words):
        done = self.run(*words, "--json")
        assert done.returncode == 0, (words, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def search(self, name, *options):
        return self.answer("search", self.study, "--out", self.folder(name), *options)

    def signature(self, name):
        done = self.run("export", self.folder(name), "--canonical")
        assert done.returncode == 0, done.stderr
        return hashlib.sha256(done.stdout.encode()).hexdigest()


def rows_of(table):
    with open(table, encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [{key: value if key == "cell" else float(value) for key, value in row.items()}
            for row in rows]


def figures(row):
    rram = row["cell"] == "rram"
    depth, width, bits = row["depth"], row["width"], row["bits"]
    return {"error_pct": 4 + 40 / (depth * math.sqrt(width)) + 60 / 2**bits + 1.5 * rram,
            "energy_uj": depth * width**2 * bits / 1000 * (1 if rram else 1.8),
            "latency_ms": (0.2 if rram else 0.1) * depth * bits}


def front_of(points):
    return sorted({p for p in points if not any(
        q != p and q[0] <= p[0] and q[1] <= p[1] for q in points)})


def check_example(program):
    rows = rows_of(program.table)
    law(len(rows) == 96 and all(abs(row[name] - value) < 5.1e-5 for row in rows
                                for name, value in figures(row).items()),
        "the example's table is what its page says")
    done = program.run("check", program.study)
    law(done.returncode == 0 and "4 parameters" in done.stdout, "check finds no mistake")
    return {(row["cell"], row["depth"], row["width"], row["bits"]): row for row in rows}


def check_front(program, rows):
    trials = program.answer("trials", program.folder("one"))
    law(sum(trial["evaluated"] for trial in trials) == 60, "60 trials were looked up")
    found = []
    for trial in trials:
        if not trial["evaluated"]:
            continue
        shown = program.answer("show", program.folder("one"), str(trial["number"]))
        fields = shown["fields"]
        row = rows[tuple(fields[name] for name in ("cell", "depth", "width", "bits"))]
        assert all(shown["metrics"][name] == row[name] for name in figures(row)), shown
        assert (trial["state"] == "COMPLETE") == (row["latency_ms"] <= 5), shown
        if row["latency_ms"] <= 5:
            found.append((row["error_pct"], row["energy_uj"]))
    front = program.answer("pareto", program.folder("one"))
    law(front["basis"] == "table" and [axis["from"] for axis in front["objectives"]] ==
        [20, max(row["energy_uj"] for row in rows.values())], "axes: the study's, or the table's")
    seen = [(design["metrics"]["error_pct"], design["metrics"]["energy_uj"])
            for design in front["trials"]]
    law(seen == front_of(found), "the front is that of the rows which were found", len(seen))
    law(sum(design["knee"] for design in front["trials"]) == 1, "it has one knee")


def check_truth(program, rows):
    allowed = [(row["error_pct"], row["energy_uj"]) for row in rows.values()
               if row["latency_ms"] <= 5]
    summary = program.answer("enumerate", program.study, "--out", program.folder("all"))
    law((summary["candidates"], summary["feasible"], summary["front"]) ==
        (96, len(allowed), len(front_of(allowed))), "enumerate finds the true front of the table")
    with open(os.path.join(program.folder("all"), "truth.json"), encoding="utf-8") as file:
        truth = [tuple(point["losses"]) for point in json.load(file)["front"]]
    law(sorted(truth) == front_of(allowed), "point by point", len(truth))
    part = program.search("all", "--trials", "20")["truth_share"]
    whole = program.search("all", "--trials", "400")["truth_share"]
    law(0 < part < 1 and abs(whole - 1) < 1e-12, "a search tells its share of it", (part, whole))
    return front_of(allowed)


def check_page(program, true_front):
    """What `search` left, and what `report` makes of it."""
    with open(os.path.join(program.folder("all"), "report.html"), encoding="utf-8") as file:
        page = file.read()
    head, _, rest = page.partition('<script type="application/json" id="study">')
    figures_of_page = json.loads(rest.partition("</script>")[0])
    law(head.startswith("<!doctype html>") and
        figures_of_page == program.answer("report", program.folder("all")),
        "a search writes the page that report makes")
    truth = figures_of_page["truth"]
    law(sorted(zip(truth["front"]["error_pct"], truth["front"]["energy_uj"])) == true_front and
        truth["candidates"] == 96 and abs(truth["share"] - 1) < 1e-12,
        "the page knows the true front", len(true_front))
    law(program.answer("report", program.folder("one"))["truth"] is None,
        "without an enumeration it knows none")
    law(abs(figures_of_page["hypervolume"][-1][1] - truth["hypervolume"]) < 1e-12,
        "a search that found it all has its hypervolume")


def check_kills(program, expected):
    """A program after each trial makes the search slow enough to be hit."""
    hook = program.folder("pause")
    with open(hook, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nsleep 0.02\n")
    os.chmod(hook, os.stat(hook).st_mode | stat.S_IXUSR)
    draws, hits = random.Random(20260103), 0
    for attempt in range(12):
        search = subprocess.Popen(
            [program.path, "search", program.study, "--out", program.folder("killed"),
             "--workers", str(1 + attempt % 3), "--on-trial", hook, "--json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draws.uniform(0.0, 0.3))
        hits += search.poll() is None
        search.kill()
        search.wait()
    law(hits >= 3, "kills hit a search", hits)
    program.search("killed")
    law(program.signature("killed") == expected, "after them the study is the same to the bit")


def check_changed(program, expected):
    with open(program.table, encoding="utf-8") as file:
        text = file.read()
    with open(program.table, "w", encoding="utf-8") as file:
        file.write(text.replace("rram,2,16,2,25.5000", "rram,2,16,2,25.5001"))
    done = program.run("search", program.study, "--out", program.folder("one"), "--trials", "70")
    law(done.returncode == 3 and "designs.csv changed" in done.stderr,
        "another table is refused", done.stderr.strip())
    os.remove(program.table)
    law(program.signature("one") == expected and
        program.run("pareto", program.folder("one")).returncode == 0,
        "a stored study is read without its table")
    with open(program.table, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kirchhoff-table-") as root:
        program = Program(os.path.abspath(arguments.program), root)
        rows = check_example(program)
        program.search("one", "--workers", "1")
        expected = program.signature("one")
        program.search("three", "--workers", "3")
        law(program.signature("three") == expected, "one worker and three give the same bits")
        program.search("other", "--seed", "2")
        law(program.signature("other") != expected, "another seed gives another study")
        check_front(program, rows)
        check_page(program, check_truth(program, rows))
        check_kills(program, expected)
        check_changed(program, expected)


if __name__ == "__main__":
    main()
