#!/usr/bin/env python3
# tests/golden/run_errors.py - runs every wrong input of errors/ and compares what the program says.
#
#   run_errors.py --program build/bin/kirchhoff --worker build/bin/instant_worker [NAME...]
#
# In:   errors/*.txt, one wrong input each; errors/base/, which every case finds in its folder
# Out:  one line a failure; exit 1 when there is one. --update writes what the program says now
#
# A case has sections that begin with `--- NAME`; text before the first one says what is wrong.
#   --- edit FILE      lines `- old` and `+ new`: changes lines of a base file; `+` alone adds below
#   --- file FILE      the whole text of a file
#   --- setup          lines of a name and words, see SETUPS
#   --- environment    lines NAME=VALUE
#   --- command        kirchhoff and its words, or `| kirchhoff ...` whose output goes to /dev/full
#   --- exit           the exit code
#   --- stderr         the exact text; {tmp} is the case's folder
#   --- stdout         the same, for a verb that answers there
#   --- mended         lines as of setup; after them the same command must succeed
# The message has at most three lines and names a place, a word or an option. No file is made, but
# by a case with `mended`: there a study had begun and must go on.
import argparse
import fcntl
import gzip
import hashlib
import os
import re
import shlex
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "errors")
BASE = os.path.join(CASES, "base")
MOST_LINES = 3
SECONDS = 60
PLACE = re.compile(r'[\w.-]+:(\d+|byte \d+)|"[^"\n]+"|--[a-z]|^kirchhoff: [\w ./-]+: '
                   r"|/\w|\b[a-z]+_[a-z_]+\b|\b[A-Z]+_[A-Z]+\b")


class Skipped(Exception):
    """This machine cannot make what the case needs."""


class Installation:
    """A program beside its worker, as after an installation; the worker answers at once."""

    def __init__(self, program, worker, folder):
        self.folder = folder
        self.program = self.place(program, os.path.join(folder, "bin", "kirchhoff"))
        self.worker = self.place(worker, os.path.join(folder, "libexec", "kirchhoff-worker"))
        self.alone = self.place(program, os.path.join(folder, "alone", "bin", "kirchhoff"))

    @staticmethod
    def place(source, target):
        # Not a symbolic link: the program looks for its worker beside where it really lies.
        os.makedirs(os.path.dirname(target), exist_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
        return target


class Case:
    """One wrong input in a folder of its own."""

    def __init__(self, path, installation, root):
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.installation = installation
        self.program = installation.program
        self.folder = os.path.join(root, self.name)
        self.scratch = os.path.join(root, self.name + ".scratch")
        self.undo = []
        self.sections = read_sections(path)
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": self.scratch, "LANG": "C.UTF-8",
                            "TMPDIR": self.scratch}

    def section(self, name):
        return next((text for title, text in self.sections if title == name), None)

    def run(self):
        os.mkdir(self.scratch)
        shutil.copytree(BASE, self.folder)
        write_images(os.path.join(self.folder, "images"), 200, 20)
        try:
            self.prepare()
            before = listing(self.folder)
            answer = self.answer()
            made = sorted(listing(self.folder) - before)
            if self.section("mended") is None:
                return answer, made
            self.set_up(self.section("mended"))
            answer["mended"] = self.answer()["exit"]
            return answer, []
        finally:
            for step in reversed(self.undo):
                step()

    def prepare(self):
        for title, text in self.sections:
            kind, _, name = title.partition(" ")
            if kind == "file":
                write(os.path.join(self.folder, name), text)
            elif kind == "edit":
                edit(os.path.join(self.folder, name), text)
            elif kind == "environment":
                self.environment.update(line.split("=", 1) for line in text.splitlines())
            elif kind == "setup":
                self.set_up(text)

    def set_up(self, text):
        for line in text.splitlines():
            words = shlex.split(line)
            SETUPS[words[0]](self, *words[1:])

    def answer(self):
        line = self.section("command").strip()
        is_full = line.startswith("| ")
        words = shlex.split(line.removeprefix("| ").replace("{tmp}", self.folder))
        output = open("/dev/full", "w") if is_full else subprocess.PIPE
        done = subprocess.run([self.program] + words[1:], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
                              timeout=SECONDS)
        return {"exit": str(done.returncode) + "\n",
                "stderr": self.plain(without_progress(done.stderr)),
                "stdout": self.plain(done.stdout or b"")}

    def plain(self, output):
        text = output.decode("utf-8", "replace")
        for place, name in ((self.folder, "{tmp}"), (DATA, "{data}"),
                            (self.installation.folder, "{installed}")):
            text = text.replace(place, name)
        return text


def read_sections(path):
    sections = []
    for line in open(path, encoding="utf-8"):
        if line.startswith("--- "):
            sections.append([line[4:].strip(), ""])
        elif sections:
            sections[-1][1] += line
    return [tuple(section) for section in sections]


def without_progress(output):
    """Without the bar that a search draws and without its notes: what is left is the error."""
    lines = output.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b"[", b"Note: ")))


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def edit(path, changes):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for block in re.finditer(r"((?:^- .*\n)*)((?:^\+.*\n)*)", changes, re.MULTILINE):
        old, new = (re.sub(r"^[-+] ?", "", lines, flags=re.MULTILINE) for lines in block.groups())
        if old or new:
            text = replaced(text, old, new, path)
    write(path, text)


def replaced(text, old, new, path):
    """Replaces `old`; without one, adds at the end."""
    if not old:
        return text + new
    if text.count(old) != 1:
        sys.exit(f"{path}: has not exactly one {old!r}")
    return text.replace(old, new)


def listing(folder):
    """Path and content of all files, and folders; a database may change where it is looked after."""
    found = set()
    for place, folders, files in os.walk(folder):
        found.update(os.path.join(place, name) + "/" for name in folders)
        for name in files:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                content = b"" if name.endswith(".db") else file.read()
            found.add(path + " " + hashlib.sha256(content).hexdigest()[:8])
    return found


def write_images(folder, training, test):
    for part, count in (("train", training), ("t10k", test)):
        pixels = bytes(index % 251 for index in range(count * 784))
        labels = bytes(index % 10 for index in range(count))
        header = struct.pack(">IIII", 0x803, count, 28, 28)
        write(os.path.join(folder, part + "-images-idx3-ubyte"), header + pixels)
        write(os.path.join(folder, part + "-labels-idx1-ubyte"),
              struct.pack(">II", 0x801, count) + labels)


# What a case may ask for in its section `setup`, by name.

def remove(case, name):
    path = os.path.join(case.folder, name)
    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def truncate(case, name, size):
    os.truncate(os.path.join(case.folder, name), int(size))


def patch(case, name, place, hexadecimal):
    with open(os.path.join(case.folder, name), "r+b") as file:
        file.seek(int(place), os.SEEK_SET if int(place) >= 0 else os.SEEK_END)
        file.write(bytes.fromhex(hexadecimal))


def compress(case, name):
    """Replaces a file by name.gz."""
    path = os.path.join(case.folder, name)
    with open(path, "rb") as file:
        write(path + ".gz", gzip.compress(file.read(), mtime=0))
    os.remove(path)


def run_before(case, *words):
    done = subprocess.run([case.program, *words], cwd=case.folder, env=case.environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
    if done.returncode != 0:
        sys.exit(f"{case.name}: the study for it cannot be made: {done.stdout.decode()}")


def search(case, folder, *options):
    """A finished study of the base."""
    run_before(case, "search", "study.toml", "--out", folder, "--search-only", *options)


def search_table(case, folder):
    """A finished study of the base's table."""
    run_before(case, "search", "table.toml", "--out", folder)


def enumerate_study(case, study, folder):
    run_before(case, "enumerate", study, "--out", folder)


def sql(case, name, statement):
    database = sqlite3.connect(os.path.join(case.folder, name))
    with database:
        database.execute(statement)
    database.close()


def lock(case, folder, holder):
    """Holds the lock of a study as another search with this process number would."""
    file = open(os.path.join(case.folder, folder, "study.lock"), "w+")
    file.write(holder + "\n")
    file.flush()
    fcntl.flock(file, fcntl.LOCK_EX)
    case.undo.append(file.close)


def mount(case, name, *words):
    """Mounts something over a folder; needs root."""
    path = os.path.join(case.folder, name)
    os.makedirs(path, exist_ok=True)
    if os.geteuid() != 0 or subprocess.run(["mount", *words, path], stderr=subprocess.DEVNULL,
                                           ).returncode != 0:
        raise Skipped("mounting needs root")
    case.undo.append(lambda: subprocess.run(["umount", path], check=True))
    return path


def small_disk(case, name, kibibytes):
    mount(case, name, "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs")


def grow_disk(case, name, kibibytes):
    subprocess.run(["mount", "-o", f"remount,size={kibibytes}k", os.path.join(case.folder, name)],
                   check=True)


def read_only(case, name):
    path = os.path.join(case.folder, name)
    os.makedirs(path, exist_ok=True)
    mount(case, name, "--bind", path)
    subprocess.run(["mount", "-o", "remount,ro,bind", path], check=True)


def without_worker(case):
    case.program = case.installation.alone


SETUPS = {step.__name__: step for step in (
    remove, truncate, patch, compress, search, search_table, enumerate_study, sql, lock,
    small_disk, grow_disk, read_only, without_worker)}


def complaints(case, answer, made):
    """What is wrong with an answer, one line each."""
    found = []
    for name in ("exit", "stderr", "stdout"):
        expected = case.section(name) or ("" if name != "exit" else None)
        if name == "stdout" and case.section("command").startswith("| "):
            continue
        if answer[name] != expected:
            found.append(f"{name} is\n{answer[name]}expected\n{expected}")
    message = answer["stderr"] or answer["stdout"]
    if answer["exit"] == "0\n":
        found.append("exit code 0 for a wrong input")
    if len(answer["stderr"].splitlines()) > MOST_LINES:
        found.append(f"more than {MOST_LINES} lines")
    if not PLACE.search(message):
        found.append("names no place, word or option")
    if answer.get("mended", "0\n") != "0\n":
        found.append(f"once mended it ends with {answer['mended']}")
    if made:
        found.append("made or changed " + ", ".join(made))
    return found


def update(case, answer):
    """Writes the answer into the case; whoever does this reads the difference before committing."""
    with open(case.path, encoding="utf-8") as file:
        text = file.read()
    text = text[:text.index("--- exit")] if "--- exit" in text else text
    text += "--- exit\n" + answer["exit"]
    for name in ("stderr", "stdout"):
        if answer[name]:
            text += f"--- {name}\n" + answer[name]
    if case.section("mended"):
        text += "--- mended\n" + case.section("mended")
    write(case.path, text)


def run_case(case, wants_update):
    """True when the case is right, None when it was left out."""
    try:
        answer, made = case.run()
    except Skipped as reason:
        print(f"SKIPPED {case.name}: {reason}")
        return None
    except subprocess.TimeoutExpired:
        print(f"{case.name}: no answer within {SECONDS} s")
        return False
    if wants_update:
        update(case, answer)
        case.sections = read_sections(case.path)
    found = complaints(case, answer, made)
    for complaint in found:
        print(f"{case.name}: {complaint}")
    return not found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--worker", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    names = [name.removesuffix(".txt") for name in sorted(os.listdir(CASES))
             if name.endswith(".txt")]
    with tempfile.TemporaryDirectory(prefix="kirchhoff-errors-") as root:
        root = os.path.realpath(root)
        installation = Installation(os.path.abspath(arguments.program),
                                    os.path.abspath(arguments.worker), root + "/installed")
        results = [run_case(Case(os.path.join(CASES, name + ".txt"), installation, root),
                            arguments.update)
                   for name in arguments.names or names]
    print(f"{results.count(True)} of {len(results)} wrong inputs are answered as written, "
          f"{results.count(None)} left out")
    sys.exit(1 if False in results else 0)


DATA = os.path.realpath(os.path.join(HERE, "..", "..", "data"))

if __name__ == "__main__":
    main()
