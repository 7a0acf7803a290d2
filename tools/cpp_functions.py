# tools/cpp_functions.py - finds functions in C++ text by counting braces; no parser, no packages.
#
# In:    the text of a .hpp or .cpp file
# Out:   Function: name, first and last line, deepest nesting of control blocks
# Model: a brace is named by the words before it: namespace, class, function, control, other
import re
from dataclasses import dataclass

from source_tree import blank_directives, blank_prose


@dataclass
class Function:
    name: str
    first_line: int
    last_line: int
    depth: int = 0       # deepest control block inside; 0 means none
    depth_line: int = 0  # where that block opens

    @property
    def lines(self):
        return self.last_line - self.first_line + 1


_CLASS = re.compile(r"^(template<.*>)?\s*(typedef\s+)?(class|struct|union|enum)\b")
_CONTROL = re.compile(r"^(if|for|while|switch|do|else|try|catch)\b")
_LABEL = re.compile(r"^(case\b[^:]*(::[^:]+)*:(?!:)|default\s*:|(public|private|protected)\s*:)")
_OPERATOR = re.compile(r"\boperator\s*([^\w\s(]+|\(\)|\w+)\s*(?=\()")
_TEMPLATE = re.compile(r"^template\s*<")
_INITIALISER_LIST = re.compile(r"\)\s*(noexcept\s*(\(.*\))?\s*)?:(?!:).*[\w>]\s*$", re.DOTALL)


def _without_parentheses(head):
    """The head with everything inside (...) removed, so that default arguments do not mislead."""
    depth, out = 0, []
    for character in head:
        if character == "(":
            depth += 1
            out.append("(" if depth == 1 else "")
        elif character == ")":
            depth -= 1
            out.append(")" if depth == 0 else "")
        elif depth == 0:
            out.append(character)
    return "".join(out)


def _without_template(head):
    """The head without a leading `template <...>`."""
    if not _TEMPLATE.match(head):
        return head
    depth = 0
    for index, character in enumerate(head):
        depth += (character == "<") - (character == ">" and head[index - 1] != "-")
        if character == ">" and depth == 0:
            return _without_template(head[index + 1:].lstrip())
    return head


def _kind(head, scope):
    """What a brace after `head` opens, in a scope that is 'namespace', 'class' or inside a body."""
    head = head.strip()
    while _LABEL.match(head):
        head = _LABEL.sub("", head, count=1).strip()
    if scope in ("namespace", "class"):
        if re.match(r'^(inline\s+)?namespace\b|^extern\s*""', head):
            return "namespace", ""
        plain = _OPERATOR.sub("operator_", _without_template(head))
        flat = _without_parentheses(plain)
        if _CLASS.match(flat.strip()) and "(" not in re.sub(r"alignas\(\)", "", flat):
            return "class", ""
        if _INITIALISER_LIST.search(flat):
            return "initialiser", ""
        if "(" in flat and "=" not in flat.split("(")[0]:
            words = re.findall(r"[~\w:]+", flat.split("(")[0])
            return "function", words[-1] if words else "?"
        return "initialiser", ""
    return ("control" if _CONTROL.match(head) else "block"), ""


class _Scanner:
    """Walks the text once; an open brace is (kind, head, parentheses open before it, line)."""

    def __init__(self, text):
        self.text = blank_directives(blank_prose(text))
        self.functions = []
        self.stack = []
        self.head, self.head_line, self.parentheses, self.line = [], 0, 0, 1

    def scope(self):
        return self.stack[-1][0] if self.stack else "namespace"

    def clear_head(self):
        self.head, self.head_line = [], 0

    def open(self):
        head = "".join(self.head)
        scope = self.scope()
        inside_expression = self.parentheses > 0 and scope in ("namespace", "class")
        kind, name = ("initialiser", "") if inside_expression else _kind(head, scope)
        if kind == "function":
            self.functions.append(Function(name, self.head_line or self.line, self.line))
        self.stack.append((kind, head, self.parentheses, self.head_line))
        if kind == "control":
            self.deepen()
        self.parentheses = 0
        self.clear_head()

    def deepen(self):
        depth = sum(1 for kind, *_ in self.stack if kind == "control")
        if self.functions and depth > self.functions[-1].depth:
            self.functions[-1].depth = depth
            self.functions[-1].depth_line = self.line

    def close(self):
        if not self.stack:
            return
        kind, head, self.parentheses, head_line = self.stack.pop()
        self.clear_head()
        if kind == "function":
            self.functions[-1].last_line = self.line
        elif kind == "initialiser" or (kind == "block" and self.parentheses > 0):
            self.head, self.head_line = [head, "}"], head_line  # the statement goes on

    def run(self):
        for character in self.text:
            if character == "\n":
                self.line += 1
            if character == "{":
                self.open()
            elif character == "}":
                self.close()
            elif character == ";" and self.parentheses == 0:
                self.clear_head()
            else:
                self.parentheses += (character == "(") - (character == ")")
                if not self.head and character.isspace():
                    continue
                if not self.head:
                    self.head_line = self.line
                self.head.append(character)
        return self.functions


def find_functions(text):
    """Functions at namespace or class scope, in order; lambdas count as part of theirs."""
    return _Scanner(text).run()
