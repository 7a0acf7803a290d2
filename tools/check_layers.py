#!/usr/bin/env python3
# tools/check_layers.py - fails when a stage includes what ARCHITECTURE.md does not let it use.
#
# In:   docs/ARCHITECTURE.md (the table), kirchhoff/**/CMakeLists.txt (USES), every #include
# Out:  one line a finding, `file:line: what; what is allowed`; exit 1 when there is one
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
from source_tree import list_files, read

PURE_STAGES = {"network", "compress", "hardware", "mapping", "cost", "noise", "objective"}
IMPURE_HEADERS = {
    "chrono", "condition_variable", "ctime", "filesystem", "fstream", "future",
    "iostream", "mutex", "random", "thread", "kirchhoff/base/file.hpp",
}
IMPURE_PREFIXES = ("sys/", "unistd.h", "fcntl.h", "pthread.h")

# Heavy or outside libraries: header pattern, the files that may include it, and how that is said.
LIBRARIES = [
    (r"toml\+\+/|toml\.hpp$|toml11", r"kirchhoff/spec/[^/]+\.cpp", "spec/*.cpp"),
    (r"torch/|ATen/|c10/|caffe2/",
     r"kirchhoff/(train|accuracy)/torch/.*|kirchhoff/worker/(\w*_)?main\.cpp",
     "kirchhoff/train/torch, kirchhoff/accuracy/torch and the worker's main"),
    (r"CLI/", r"kirchhoff/cli/.*", "kirchhoff/cli"),
    (r"sqlite3\.h$", r"kirchhoff/store/.*\.cpp", "kirchhoff/store/*.cpp"),
    (r"nlohmann/", r"kirchhoff/base/json\.cpp", "kirchhoff/base/json.cpp"),
    (r"onnx/|onnx\.pb\.h$|google/protobuf/", r"kirchhoff/formats/.*\.cpp",
     "kirchhoff/formats/*.cpp"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
LIBRARY = re.compile(r"kirchhoff_library\(\s*(\w+)([^)]*)\)")
KEYWORDS = {"USES", "HEADERS", "SOURCES", "LINK"}


def read_table(root):
    """Stage -> stages it uses directly, from the indented block after 'may use which'."""
    table, inside = {}, False
    for line in read(root, "docs/ARCHITECTURE.md").split("\n"):
        if line.startswith("Which stage may use which"):
            inside = True
        elif inside and line.startswith("    "):
            for name, uses in re.findall(r"(\w+): (\w+(?: \w+)*)", line):
                table[name] = set(uses.split())
        elif inside and line.strip():
            break
    return table


def reach(table, stage):
    """All a stage may include: itself, base, its uses and the uses of those."""
    seen, open_stages = {"base"}, [stage]
    while open_stages:
        current = open_stages.pop()
        if current not in seen or current == stage:
            seen.add(current)
            open_stages += [s for s in table.get(current, ()) if s not in seen]
    return seen


def uses_built(table, stage, stages):
    """What a stage uses by the table; a stage that is not built yet stands for what it uses."""
    built = set()
    for used in table.get(stage, ()):
        built |= {used} if used in stages or used == "base" else uses_built(table, used, stages)
    return built


def find_cycle(graph):
    """A path that ends where it began, or None."""
    def walk(stage, path):
        if stage in path:
            return path[path.index(stage):] + [stage]
        if stage in done:
            return None
        for used in sorted(graph.get(stage, ())):
            cycle = walk(used, path + [stage])
            if cycle:
                return cycle
        done.add(stage)
        return None

    done = set()
    for stage in sorted(graph):
        cycle = walk(stage, [])
        if cycle:
            return cycle
    return None


def read_libraries(root, files):
    """(file, line, folder's stage, library, its USES) of each kirchhoff_library call."""
    for path in files:
        parts = path.split("/")
        if parts[0] != "kirchhoff" or parts[-1] != "CMakeLists.txt" or len(parts) < 3:
            continue
        text = re.sub(r"#[^\n]*", "", read(root, path))
        for call in LIBRARY.finditer(text):
            uses, current = set(), None
            for word in call.group(2).split():
                if word in KEYWORDS:
                    current = word
                elif current == "USES":
                    uses.add(word)
            yield path, text.count("\n", 0, call.start()) + 1, parts[1], call.group(1), uses


def check_uses(root, files, table):
    """The CMake files say the same as the table, and nothing goes round."""
    findings, graph, owners = [], {}, {}
    libraries = list(read_libraries(root, files))
    for _, _, stage, library, _ in libraries:
        owners[library] = stage
    stages = set(owners.values())
    for path, line, stage, library, uses in libraries:
        graph.setdefault(stage, set()).update(owners.get(u, u) for u in uses)
        graph[stage].discard(stage)
        if stage not in table and stage != "base":
            findings.append(f"{path}:{line}: stage {stage} is not in ARCHITECTURE.md's table")
        elif library == stage and uses not in (table.get(stage, set()),
                                               uses_built(table, stage, stages)):
            findings.append(f"{path}:{line}: {stage} USES {' '.join(sorted(uses)) or 'nothing'}; "
                            f"ARCHITECTURE.md says {' '.join(sorted(table.get(stage, ())))}")
        for used in sorted(uses):
            if owners.get(used, used) not in reach(table, stage):
                findings.append(f"{path}:{line}: library {library} of {stage} may not use {used}; "
                                f"allowed: {' '.join(sorted(reach(table, stage)))}")
    for name, uses in (("the table in docs/ARCHITECTURE.md", table), ("the USES lines", graph)):
        cycle = find_cycle(uses)
        if cycle:
            findings.append(f"docs/ARCHITECTURE.md:1: a cycle in {name}: {' -> '.join(cycle)}")
    return findings


def library_finding(path, header):
    for pattern, allowed, where in LIBRARIES:
        if re.match(pattern, header) and not re.fullmatch(allowed, path):
            return f"includes {header}; that library is seen by {where} alone"
    return None


def stage_finding(stage, header, table):
    parts = header.split("/")
    if parts[0] == "kirchhoff" and len(parts) > 2:
        if parts[1] not in reach(table, stage):
            allowed = " ".join(sorted(reach(table, stage)))
            return f"stage {stage} may not include {header}; it may use {allowed}"
        if "detail" in parts[2:-1] and parts[1] != stage:
            return f"includes {header}, which is private to stage {parts[1]}"
    impure = header in IMPURE_HEADERS or header.startswith(IMPURE_PREFIXES)
    if stage in PURE_STAGES and impure:
        return f"stage {stage} is pure: values in, values out; it may not include {header}"
    return None


def check_includes(root, files, table):
    findings = []
    for path in files:
        if not path.endswith((".hpp", ".cpp", ".h")) or not path.startswith("kirchhoff/"):
            continue
        stage = path.split("/")[1]
        for number, line in enumerate(read(root, path).split("\n"), 1):
            include = INCLUDE.match(line)
            if not include:
                continue
            header = include.group(1)
            for finding in (library_finding(path, header), stage_finding(stage, header, table)):
                if finding:
                    findings.append(f"{path}:{number}: {finding}")
    return findings


def check(root):
    files = list_files(root)
    table = read_table(root)
    if not table:
        return ["docs/ARCHITECTURE.md:1: no table after 'Which stage may use which'"]
    return check_uses(root, files, table) + check_includes(root, files, table)


TABLE = """Which stage may use which (a line lists direct uses; uses of uses are allowed):

    spec: base             space: spec       network: base    cost: network
    store: {store}           cli: store cost

"""
GOOD = {
    "docs/ARCHITECTURE.md": TABLE.format(store="space"),
    "kirchhoff/network/CMakeLists.txt": "kirchhoff_library(network\n  USES base\n  SOURCES a.cpp)",
    "kirchhoff/cost/CMakeLists.txt": "kirchhoff_library(cost\n  USES network\n  HEADERS cost.hpp)",
    "kirchhoff/cost/cost.cpp": '#include <vector>\n#include "kirchhoff/base/error.hpp"\n'
                               '#include "kirchhoff/network/network.hpp"\n',
    "kirchhoff/space/CMakeLists.txt": "kirchhoff_library(space USES base)",
    "kirchhoff/cli/CMakeLists.txt": "kirchhoff_library(cli USES space cost)",
    "kirchhoff/store/store.cpp": '#include <sqlite3.h>\n#include "kirchhoff/spec/value.hpp"\n',
    "kirchhoff/spec/value.cpp": "#include <toml++/toml.h>\n",
    "kirchhoff/worker/main.cpp": "#include <torch/torch.h>\n",
}
BROKEN = [  # (file, its text, words of the finding)
    ("kirchhoff/cost/a.cpp", '#include "kirchhoff/space/b.hpp"\n', "may not include"),
    ("kirchhoff/cost/a.cpp", '#include "kirchhoff/network/detail/b.hpp"\n', "private to stage"),
    ("kirchhoff/cost/a.cpp", "#include <fstream>\n", "is pure"),
    ("kirchhoff/cost/a.cpp", '#include "kirchhoff/base/file.hpp"\n', "is pure"),
    ("kirchhoff/store/a.cpp", "#include <toml++/toml.h>\n", "spec/*.cpp alone"),
    ("kirchhoff/spec/a.hpp", "#include <toml++/toml.h>\n", "spec/*.cpp alone"),
    ("kirchhoff/worker/client.cpp", "#include <torch/torch.h>\n", "worker's main alone"),
    ("kirchhoff/store/a.cpp", "#include <CLI/CLI.hpp>\n", "cli alone"),
    ("kirchhoff/cost/a.hpp", "#include <nlohmann/json.hpp>\n", "json.cpp alone"),
    ("kirchhoff/cli/a.cpp", "#include <sqlite3.h>\n", "store/*.cpp alone"),
    ("kirchhoff/cli/a.cpp", "#include <onnx/onnx_pb.h>\n", "formats/*.cpp alone"),
    ("kirchhoff/cost/CMakeLists.txt", "kirchhoff_library(cost USES network spec)", "says network"),
    ("kirchhoff/cost/CMakeLists.txt", "kirchhoff_library(cost USES network)\n"
     "kirchhoff_library(cost_more USES store)", "library cost_more of cost may not use store"),
    ("kirchhoff/cli/CMakeLists.txt", "kirchhoff_library(cli USES cost)", "says cost store"),
    ("kirchhoff/odd/CMakeLists.txt", "kirchhoff_library(odd USES base)", "not in ARCHITECTURE"),
    ("docs/ARCHITECTURE.md", TABLE.format(store="cli"), "a cycle"),
    ("docs/ARCHITECTURE.md", "no table", "no table"),
]


def findings_of(tree):
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return check(root)


def self_test():
    """Feeds one broken example a rule and expects its finding; the good tree must be silent."""
    failures = [f"a clean tree gave: {finding}" for finding in findings_of(GOOD)]
    for path, text, words in BROKEN:
        findings = findings_of({**GOOD, path: text})
        if not any(words in finding for finding in findings):
            failures.append(f"{path} with {text!r} should be found ('{words}'); got {findings}")
    return failures


def main(arguments):
    if arguments == ["--self-test"]:
        findings = self_test()
        closing = f"check_layers self-test: {len(BROKEN)} broken examples"
    elif not arguments:
        findings = check(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        closing = "check_layers: the stages"
    else:
        print("check_layers.py [--self-test]", file=sys.stderr)
        return 2
    for finding in findings:
        print(finding)
    print(f"{closing}: {len(findings)} findings" if findings else f"{closing}: ok")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
