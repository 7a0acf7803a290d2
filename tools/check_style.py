#!/usr/bin/env python3
# tools/check_style.py - measures what docs/STYLE.md asks for and can be counted.
#
# In:   every file of the tree but data tables and generated files
# Out:  one line a finding, `file:line: what is wrong`; exit 1 when there is one; then the counts
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
from cpp_functions import find_functions
from source_tree import blank_prose, comments, list_files, read

FILE_LINES, FILE_LINES_WANTED = 600, 300
FUNCTION_LINES, FUNCTION_LINES_LONG, LONG_SHARE = 60, 50, 0.02
LINE_COLUMNS = 100
NESTING, NESTING_WANTED = 4, 3
README_LINES = 30
README_PARTS = ["comes in", "goes out", "may use", "start reading at", "how to add"]

CPP = (".hpp", ".cpp")
SLASHES = CPP + (".js", ".mjs", ".ts", ".tsx", ".jsx")
HASHES = (".py", ".sh", ".cmake")
EXEMPT = re.compile(r"^(data/|web/dist/|web/node_modules/|tests/golden/)")
CHECKS = re.compile(r"^tools/check_\w+\.py$|^check$")  # they name what they forbid

FILE_WORDS = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common)(_|$)")
TYPE_WORDS = re.compile(r"(?<!::)\b(class|struct)\s+(\w*(Util|Helper|Manager|Misc)\w*)")
VERBS = re.compile(r"(?<![\w.>:])((?:get|do)_\w+)\s*\(")
# What pagmo asks a problem for; the name is not ours to choose.
FOREIGN_NAMES = {"get_bounds", "get_nobj", "get_nix"}
BANNER = re.compile(r"^[-=*#~]{5,}")
CODE_COMMENT = re.compile(
    r"^(return\b.*;|#include\b.*|(if|for|while)\s*\(.*\)\s*\{?"
    r"|([\w:<>*&]+\s){0,3}[\w:.<>\[\]*&-]+(\(.*\)|\s*[-+*/]?=[^=].*);|\}"
    r"|[\w:]+\s[\w:]+\(.*\)\s*\{)$")
TODO = re.compile(r"\b(TODO\b(?!\(#\d+\): )|FIXME\b|XXX\b|HACK\b)")

PROGRAM = re.compile(r"^kirchhoff/(cli/|worker/(\w*_)?main\.cpp)|^(tests|bench|examples)/")
NOWHERE = re.compile(r"^$")
BANNED = [  # pattern in code, files it is allowed in, what to do
    (re.compile(r"std::\w+_distribution\b"), NOWHERE, "draw from kirchhoff::Stream"),
    (re.compile(r"(?<![\w.>])s?rand\("), NOWHERE, "draw from kirchhoff::Stream"),
    (re.compile(r"std::mt19937\w*"), NOWHERE, "draw from kirchhoff::Stream"),
    (re.compile(r"std::random_device"), re.compile(r"^tests/"), "draw from kirchhoff::Stream"),
    (re.compile(r"std::cout\b|(?<![\w:.>])printf\(|std::(printf|puts)\(|fmt::print\((?!std|file)"),
     PROGRAM, "only cli/ and the worker's main write to the terminal"),
    (re.compile(r"(?<![\w.>])(std::)?exit\("), PROGRAM, "throw Error; only main may exit"),
    (re.compile(r"^\s*#\s*define\s+(?!KIRCHHOFF_ASSERT\b|DOCTEST_)", re.MULTILINE), NOWHERE,
     "only KIRCHHOFF_ASSERT is a macro"),
    (re.compile(r"^\s*using namespace\b", re.MULTILINE),
     re.compile(r"\.cpp$"), "not in a header"),
]
FLAGS = re.compile(r"-ffast-math|-march=native|-Ofast")


class Report:
    """Findings, and counts for the closing lines."""

    def __init__(self):
        self.findings = []
        self.functions = self.long_functions = self.deep_functions = 0
        self.files = self.long_files = 0

    def add(self, path, line, text):
        self.findings.append(f"{path}:{line}: {text}")


def check_name(report, path):
    stem = os.path.basename(path).split(".")[0]
    if FILE_WORDS.search(stem):
        report.add(path, 1, f"the file name says nothing ({stem}); name the concept")
    if path.endswith(CPP) and not re.fullmatch(r"[a-z0-9_]+", stem):
        report.add(path, 1, f"file names are snake_case, not {stem}")


def check_opening(report, path, lines):
    mark = "//" if path.endswith(SLASHES) else "#"
    first = lines[1] if lines[0].startswith("#!") and len(lines) > 1 else lines[0]
    if not re.match(rf"{mark} {re.escape(path)} - \S.+", first):
        report.add(path, 1, f"the first line must be '{mark} {path} - what it is.'")


def check_lines(report, path, lines):
    report.files += 1
    report.long_files += len(lines) > FILE_LINES_WANTED
    if len(lines) > FILE_LINES:
        report.add(path, len(lines), f"{len(lines)} lines; at most {FILE_LINES}: split the concept")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS and not path.endswith(".cmake"):
            report.add(path, number, f"{len(line)} columns; at most {LINE_COLUMNS}")
        if not CHECKS.match(path) and TODO.search(line):
            report.add(path, number, "write open work as 'TODO(#123): sentence.'")


def check_comments(report, path, text):
    for number, comment in comments(text):
        if BANNER.match(comment):
            report.add(path, number, "no banners")
        elif CODE_COMMENT.match(comment):
            report.add(path, number, "looks like commented-out code; delete it")


def check_code(report, path, text):
    code = blank_prose(text)
    if path.endswith(".hpp") and not re.search(r"^#pragma once$", code, re.MULTILINE):
        report.add(path, 1, "a header needs #pragma once")
    for pattern, allowed, remedy in BANNED:
        for match in pattern.finditer(code):
            if not allowed.search(path):
                line = code.count("\n", 0, match.start()) + 1
                report.add(path, line, f"{match.group(0).strip()} is banned: {remedy}")
    for match in TYPE_WORDS.finditer(code):
        report.add(path, code.count("\n", 0, match.start()) + 1,
                   f"{match.group(2)}: name the concept, not its role")
    for match in VERBS.finditer(code):
        if match.group(1) in FOREIGN_NAMES:
            continue
        report.add(path, code.count("\n", 0, match.start()) + 1,
                   f"{match.group(1)}: accessors are nouns, work is a verb; no get_, no do_")


def check_functions(report, path, text):
    for function in find_functions(text):
        report.functions += 1
        report.long_functions += function.lines > FUNCTION_LINES_LONG
        report.deep_functions += function.depth > NESTING_WANTED
        if function.lines > FUNCTION_LINES:
            report.add(path, function.first_line,
                       f"{function.name}() has {function.lines} lines; at most {FUNCTION_LINES}")
        if function.depth > NESTING:
            report.add(path, function.depth_line,
                       f"{function.name}() nests {function.depth} deep; at most {NESTING_WANTED}")


def check_stages(report, files):
    """Each stage has its README: short, and with the five parts."""
    present = set(files)
    stages = {f.split("/")[1] for f in files if re.match(r"^kirchhoff/\w+/CMakeLists\.txt$", f)}
    for stage in sorted(stages):
        if f"kirchhoff/{stage}/README.md" not in present:
            report.add(f"kirchhoff/{stage}/README.md", 1, "every stage has a README.md")


def check_readme(report, path, lines):
    if len(lines) > README_LINES:
        report.add(path, len(lines), f"{len(lines)} lines; at most {README_LINES}")
    text = "\n".join(lines).lower()
    for part in README_PARTS:
        if part not in text:
            report.add(path, 1, f"the part *{part}* is missing")


def check_file(report, root, path):
    text = read(root, path)
    lines = text.rstrip("\n").split("\n")
    check_name(report, path)
    if path.endswith(SLASHES + HASHES):
        check_opening(report, path, lines)
        check_lines(report, path, lines)
    if path.endswith(CPP):
        check_comments(report, path, text)
        check_code(report, path, text)
        check_functions(report, path, text)
    if re.match(r"^kirchhoff/\w+/README\.md$", path):
        check_readme(report, path, lines)
    if path.endswith((".txt", ".cmake", ".sh")) or path in ("run", "check"):
        for number, line in enumerate(lines, 1):
            if FLAGS.search(line) and not line.lstrip().startswith("#") and not CHECKS.match(path):
                report.add(path, number, f"{FLAGS.search(line).group(0)} changes the bits; banned")


def check(root):
    report = Report()
    files = [f for f in list_files(root) if not EXEMPT.match(f)]
    for path in files:
        check_file(report, root, path)
    check_stages(report, files)
    if report.functions and report.long_functions > max(1, LONG_SHARE * report.functions):
        report.findings.append(
            f"docs/STYLE.md:1: {report.long_functions} of {report.functions} functions exceed "
            f"{FUNCTION_LINES_LONG} lines; at most 2 in 100 may")
    return report


README = "# Stage\n" + "\n".join(README_PARTS) + "\n"
GOOD_CPP = """// kirchhoff/a/b.cpp - a file that breaks no rule.
#include "kirchhoff/a/b.hpp"

namespace kirchhoff {
// The share of columns that read at once (the trap: 0 means all).
int count(int rows) {
  const std::vector<int> values{1, 2};
  for (int row = 0; row < rows; ++row) {
    if (row == 1'000) return values[0];
  }
  return 0;
}
}  // namespace kirchhoff
"""
GOOD = {
    "kirchhoff/a/CMakeLists.txt": "kirchhoff_library(a)",
    "kirchhoff/a/README.md": README,
    "kirchhoff/a/b.cpp": GOOD_CPP,
    "kirchhoff/a/b.hpp": "// kirchhoff/a/b.hpp - a header that breaks no rule.\n#pragma once\n",
}


def opened(path, body):
    return f"// {path} - a broken example.\n{body}"


def broken_examples():
    """(file, its text, words of the finding): one at least for each rule."""
    source, header = "kirchhoff/a/c.cpp", "kirchhoff/a/c.hpp"
    body = "void f() {\n" + "  g();\n" * 61 + "}\n"
    constructor = "S::S(int b) : x_{b}, y_{1, 2} {\n" + "  g();\n" * 61 + "}\n"
    half = "".join(f"void f{i}() {{\n" + "  g();\n" * 52 + "}\n" for i in range(3))
    deep = "void f() {\n" + "if (a) {\n" * 5 + "g();\n" + "}\n" * 5 + "}\n"
    lines = [
        ("int x = 0;  // " + "x" * 100, "columns; at most"), ("std::uniform_real_distribution<> d;",
         "kirchhoff::Stream"), ("int x = rand();", "kirchhoff::Stream"),
        ("void f() { std::cout << 1; }", "write to the terminal"),
        ("void f() { fmt::print(text); }", "write to the terminal"),
        ("void f() { std::exit(1); }", "only main may exit"), ("#define SIZE 3", "is a macro"),
        ("// TODO: later", "open work"), ("// FIXME later", "open work"),
        ("// ----------", "no banners"), ("// frobnicate(a, b);", "commented-out"),
        ("// const auto x = 3;", "commented-out"), ("// return x;", "commented-out"),
        ("int get_rows();", "no get_"), ("void do_work();", "no get_, no do_"),
        ("class CellManager {};", "name the concept"), (body, "63 lines; at most 60"),
        (constructor, "63 lines; at most 60"), (half, "2 in 100"), (deep, "nests 5 deep"),
        ("int x;\n" * 600, "601 lines"),
    ]
    examples = [(source, opened(source, text), words) for text, words in lines]
    examples += [
        (source, "// wrong.cpp - another path.\n", "the first line must be"),
        (header, opened(header, "int x;\n"), "#pragma once"),
        (header, opened(header, "#pragma once\nusing namespace std;\n"), "not in a header"),
        ("kirchhoff/a/cell_utils.cpp", opened("kirchhoff/a/cell_utils.cpp", ""), "says nothing"),
        ("kirchhoff/a/CellShape.cpp", opened("kirchhoff/a/CellShape.cpp", ""), "snake_case"),
        ("kirchhoff/a/README.md", README + "more\n" * 30, "lines; at most 30"),
        ("kirchhoff/a/README.md", "# Stage\n", "is missing"),
        ("kirchhoff/z/CMakeLists.txt", "kirchhoff_library(z)", "every stage has a README"),
        ("CMakeLists.txt", "add_compile_options(-march=native)", "changes the bits"),
        ("tools/x.py", "import os\n", "the first line must be"),
    ]
    return examples


def findings_of(tree):
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return check(root).findings


def self_test():
    """Feeds one broken example a rule and expects its finding; the good tree must be silent."""
    failures = [f"a clean tree gave: {finding}" for finding in findings_of(GOOD)]
    examples = broken_examples()
    for path, text, words in examples:
        findings = findings_of({**GOOD, path: text})
        if not any(words in finding for finding in findings):
            failures.append(f"{path} with {text[:80]!r} should be found ('{words}'): {findings}")
    return failures, len(examples)


def main(arguments):
    if arguments == ["--self-test"]:
        findings, count = self_test()
        closing = f"check_style self-test: {count} broken examples"
    elif not arguments:
        report = check(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        findings = report.findings
        closing = (f"check_style: {report.files} files ({report.long_files} above "
                   f"{FILE_LINES_WANTED} lines), {report.functions} functions "
                   f"({report.long_functions} above {FUNCTION_LINES_LONG} lines, "
                   f"{report.deep_functions} deeper than {NESTING_WANTED})")
    else:
        print("check_style.py [--self-test]", file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    print(f"{closing}: {len(findings)} findings" if findings else f"{closing}: ok")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
