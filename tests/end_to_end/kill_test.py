#!/usr/bin/env python3
# tests/end_to_end/kill_test.py - a study's bits do not depend on workers, kills or interruptions.
#
#   kill_test.py --program build/bin/kirchhoff [--long]
#
# In:   examples/quick/study.toml, searched with --search-only; the real worker with libtorch
# Out:  one line a law; exit 1 when one is broken. Long (also with KIRCHHOFF_LONG=1): ten kills
import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STUDY = os.path.join(ROOT, "examples", "quick", "study.toml")
MOST_SECONDS = 300
FAILURES = []


def law(holds, sentence, seen=""):
    """Prints a law and whether it holds; all of them are looked at before the test fails."""
    print(f"{'ok    ' if holds else 'BROKEN'} {sentence}" + (f" ({seen})" if seen else ""),
          flush=True)
    if not holds:
        FAILURES.append(sentence)


class Studies:
    """Runs the program on study folders below one temporary folder."""

    def __init__(self, program, root):
        self.program = os.path.abspath(program)
        self.root = root
        # Copies: an edit of the tree while the test runs must not look like a broken law.
        self.study = shutil.copy(STUDY, root)
        os.environ["KIRCHHOFF_DATA"] = shutil.copytree(os.path.join(ROOT, "data"),
                                                       os.path.join(root, "shipped"))

    def folder(self, name):
        return os.path.join(self.root, name)

    def start(self, name, workers):
        command = [self.program, "search", self.study, "--search-only", "--out", self.folder(name),
                   "--workers", str(workers), "--json"]
        # A session of its own: what is left of it afterwards can be counted.
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                start_new_session=True)

    def finish(self, name, workers):
        search = self.start(name, workers)
        output, errors = search.communicate(timeout=MOST_SECONDS)
        if search.returncode != 0:
            sys.exit(f"search of {name} ended with {search.returncode}: {errors.decode()}")
        return json.loads(output)

    def read(self, verb, name, *options):
        done = subprocess.run([self.program, verb, self.folder(name), *options],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        return done.returncode, done.stdout

    def signature(self, name):
        code, text = self.read("export", name, "--canonical")
        if code != 0:
            sys.exit(f"export --canonical of {name} ended with {code}")
        return hashlib.sha256(text).hexdigest()


def children(parent):
    """Process numbers of the living workers of a search."""
    try:
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
            return [int(number) for number in file.read().split()]
    except OSError:
        return []


def left_of(search):
    """Living processes that a search started: they are in its session whoever their parent is."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            if not entry.isdigit() or int(entry) == search.pid:
                continue
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                state, _, _, session = file.read().rpartition(")")[2].split()[:4]
            if int(session) == search.pid and state != "Z":
                found.append(int(entry))
        except OSError:
            pass
    return found


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def files_of(folder):
    return sorted(os.path.join(place, name) for place, _, names in os.walk(folder)
                  for name in names)


def kill_one(search, target, delay):
    """Kills the search, one of its workers or all of them after a while; what it killed."""
    time.sleep(delay)
    if search.poll() is not None:
        return "nothing: it had ended"
    workers = children(search.pid)
    if target == "search" or not workers:
        search.kill()
        search.communicate()
        return "the search"
    for worker in workers if target == "workers" else workers[:1]:
        os.kill(worker, signal.SIGKILL)
    return "all workers" if target == "workers" else "a worker"


def check_kills(studies, expected, seconds, kills):
    """Kills at random moments, seeded; each time the study goes on where it stopped."""
    draws = random.Random(20260101)
    name = "killed"
    hits = attempts = 0
    while hits < kills and attempts < 3 * kills:
        target = ("search", "worker", "workers")[attempts % 3]
        search = studies.start(name, workers=1 + attempts % 2)
        attempts += 1
        what = kill_one(search, target, draws.uniform(0.2, 0.6 * seconds))
        hits += not what.startswith("nothing")
        if search.poll() is None:
            _, errors = search.communicate(timeout=MOST_SECONDS)
            if search.returncode != 0:
                sys.exit(f"after the loss of {what} the search ended: {errors.decode()}")
        law(wait_until(lambda: not left_of(search), 4.0),
            f"kill {attempts}: no worker outlives {what}")
        if search.returncode == 0:
            law(studies.signature(name) == expected, f"kill {attempts}: the same study")
            shutil.rmtree(studies.folder(name))
    law(hits == kills, f"{kills} kills hit something", f"{hits} of {attempts}")
    studies.finish(name, workers=2)
    law(studies.signature(name) == expected, f"after {hits} kills the study is the same")


def check_early_kills(studies, expected, kills):
    """Kills while the study's folder is being made: whatever is there is gone on from."""
    draws = random.Random(20260102)
    for number in range(kills):
        search = studies.start("young", workers=1 + number % 2)
        time.sleep(draws.uniform(0.0, 0.15))
        search.kill()
        search.communicate()
    studies.finish("young", workers=2)
    law(studies.signature("young") == expected, f"{kills} kills at the start change nothing")


def check_interruption(studies, expected, seconds):
    search = studies.start("interrupted", workers=2)
    time.sleep(min(3.0, 0.5 * seconds))
    start = time.monotonic()
    search.send_signal(signal.SIGINT)
    search.communicate(timeout=60)
    took = time.monotonic() - start
    law(search.returncode == 130, "Ctrl-C ends the search with 130", f"{search.returncode}")
    law(took < 5.0, "Ctrl-C ends it within 5 s", f"{took:.1f} s")
    law(wait_until(lambda: not left_of(search), 4.0),
        "no worker outlives an interruption")
    studies.finish("interrupted", workers=2)
    law(studies.signature("interrupted") == expected, "an interrupted study ends the same")


def check_readers(studies):
    """Reading makes no file, in a finished study and while a search runs."""
    before = files_of(studies.folder("one"))
    for verb in ("trials", "pareto", "show"):
        code, _ = studies.read(verb, "one", "--json")
        law(code == 0, f"{verb} reads a finished study")
    law(files_of(studies.folder("one")) == before, "readers make no file in a finished study")
    search = studies.start("watched", workers=1)
    database = os.path.join(studies.folder("watched"), "study.db")
    wait_until(lambda: os.path.exists(database), 20)
    second = studies.start("watched", workers=1)
    _, errors = second.communicate(timeout=60)
    law(second.returncode == 4 and str(search.pid) in errors.decode(),
        "a second search is refused and told who runs the first", errors.decode().strip())
    readings = 0
    wrong = []
    while search.poll() is None and readings < 12:
        for verb in ("trials", "pareto"):
            code, text = studies.read(verb, "watched", "--json")
            if code != 0:
                wrong.append(f"{verb}: {code}")
            else:
                json.loads(text)
        readings += 1
        time.sleep(0.3)
    law(readings > 0 and not wrong, "readers work while a search runs",
        f"{readings} times" + "".join(", " + text for text in wrong))
    search.communicate(timeout=MOST_SECONDS)


def check_end(studies, expected):
    """A finished study is left as it is, at once."""
    start = time.monotonic()
    studies.finish("one", workers=2)
    took = time.monotonic() - start
    law(took < 5.0, "searching a finished study again takes seconds", f"{took:.1f} s")
    law(studies.signature("one") == expected, "and changes nothing")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--long", action="store_true")
    arguments = parser.parse_args()
    kills = 10 if arguments.long or os.environ.get("KIRCHHOFF_LONG") == "1" else 3
    with tempfile.TemporaryDirectory(prefix="kirchhoff-kill-") as root:
        studies = Studies(arguments.program, root)
        start = time.monotonic()
        studies.finish("one", workers=1)
        seconds = time.monotonic() - start
        expected = studies.signature("one")
        print(f"uninterrupted: {seconds:.1f} s, {expected}", flush=True)
        studies.finish("two", workers=2)
        law(studies.signature("two") == expected, "one worker and two give the same bits")
        check_end(studies, expected)
        check_readers(studies)
        check_interruption(studies, expected, seconds)
        check_early_kills(studies, expected, 8 * kills)
        check_kills(studies, expected, seconds, kills)
    sys.exit(1 if FAILURES else 0)


if __name__ == "__main__":
    main()
