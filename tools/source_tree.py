# tools/source_tree.py - what both checks need: the tree's files, and C++ text without its prose.
import os
import re
import subprocess

SKIPPED_FOLDERS = {".git", "build", "node_modules", "studies", ".cache"}


def list_files(root):
    """All files that belong to the tree (tracked or new, not ignored), as sorted relative paths."""
    if os.path.isdir(os.path.join(root, ".git")):
        answer = subprocess.run(
            ["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if answer.returncode == 0:
            names = answer.stdout.decode("utf-8", "replace").split("\0")
            return sorted(n for n in set(names) if n and os.path.isfile(os.path.join(root, n)))
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("build-")]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


# One alternative each: raw string, string, character (not a digit separator), both comments.
_PROSE = re.compile(
    r'R"(?P<d>[^()\\\s]{0,16})\((?:.|\n)*?\)(?P=d)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'"
    r"|//[^\n]*"
    r"|/\*(?:.|\n)*?\*/")


def blank_prose(text):
    """The text with strings emptied and comments removed; line numbers stay."""
    def blank(match):
        found = match.group(0)
        lines = "\n" * found.count("\n")
        return lines if found.startswith("/") else '""' + lines
    return _PROSE.sub(blank, text)


def blank_directives(text):
    """The text without preprocessor lines (and their continuations); line numbers stay."""
    lines, inside = [], False
    for line in text.split("\n"):
        directive = inside or line.lstrip().startswith("#")
        inside = directive and line.rstrip().endswith("\\")
        lines.append("" if directive else line)
    return "\n".join(lines)


def comments(text):
    """(line number, text after the slashes) of each line comment."""
    for match in _PROSE.finditer(text):
        if match.group(0).startswith("//"):
            yield text.count("\n", 0, match.start()) + 1, match.group(0).lstrip("/").strip()
