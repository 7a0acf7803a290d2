#!/usr/bin/env python3
# tools/unity_groups.py - which source files of a stage can be compiled as one.
#
#   unity_groups.py FILE...      prints GROUP FILE for each, one line a file
#   unity_groups.py --self-test
#
# Files whose private names (those of their anonymous namespaces) are the same must not meet: what
# is declared there is private to a file, and stays so. A group has at most MOST files, so that
# several processors have work. Used by sanitized builds, which mostly read headers.
import re
import sys

MOST = 6
TYPE = re.compile(r"(?:struct|class|enum class|enum)\s+(\w+)")
ENUMERATORS = re.compile(r"^enum(?!\s+class)[^;{]*\{([^}]*)\}", re.MULTILINE)
OPENED = re.compile(r"^using enum", re.MULTILINE)  # names that no pattern sees: it stays alone
CALL = re.compile(r"(?<![\w.>:])(\w+)\(")
MORE_VALUES = re.compile(r",\s*(\w+)\s*=")
ALIAS = re.compile(r"(?:using|namespace)\s+(\w+)\s*=")
IMPORT = re.compile(r"using\s+[\w:]*::(\w+);")
FUNCTION = re.compile(r"[^=;{(]*?\b(\w+)\(")
VALUE = re.compile(r"[^=;{(]*?\b(\w+)(?:\[[^\]]*\])*\s?(?:=|\{|;)")


def private_names(text):
    """What the anonymous namespaces of a formatted file declare, and a little more."""
    names = set()
    inside = False
    for line in text.splitlines():
        if line == "namespace {":
            inside = True
        elif line == "}  // namespace":
            inside = False
        elif inside and re.match(r"[A-Za-z_\[]", line):
            for pattern in (TYPE, ALIAS, IMPORT, VALUE, FUNCTION):
                found = pattern.match(line)
                if found:
                    names.add(found.group(1))
                    names.update(MORE_VALUES.findall(line))
                    break
    for body in ENUMERATORS.findall(text):
        names.update(re.findall(r"[A-Za-z]\w*", re.sub(r"//.*|=[^,]*", "", body)))
    return names


class Group:
    def __init__(self):
        self.count, self.names, self.calls = 0, set(), set()

    def has_room(self, names, calls):
        return self.count < MOST and not (names & (self.names | self.calls) or calls & self.names)


def groups(files):
    """(group, file) of each (file, text): the first group that has room and none of its names."""
    found = []
    result = []
    for file, text in files:
        names = private_names(text)
        calls = set(CALL.findall(text))  # would find a private function of another file first
        is_alone = OPENED.search(text) is not None
        fitting = [i for i, group in enumerate(found) if group.has_room(names, calls)]
        if is_alone or not fitting:
            found.append(Group())
            fitting = [len(found) - 1]
        group = found[fitting[0]]
        group.count = MOST if is_alone else group.count + 1
        group.names |= names
        group.calls |= calls
        result.append((fitting[0], file))
    return result


def self_test():
    listed = ("namespace {\nenum Place : int {\n  Left,  // of it\n  Right = 4,\n};\n"
              "int a = 1, b = 2;\n}  // namespace\n")
    assert private_names(listed) == {"Place", "Left", "Right", "a", "b"}, private_names(listed)
    first = ("namespace {\n\nconstexpr int most = 3;\nstruct Row {\n  int width;\n};\n\n"
             "}  // namespace\n")
    second = ("namespace {\nint half(int x) { return x / 2; }\nusing Point = int;\n"
              "}  // namespace\nint most;\n")
    third = "namespace {\ntemplate <typename T>\nT half(T x) {\n  return x;\n}\n}  // namespace\n"
    assert private_names(first) == {"most", "Row"}, private_names(first)
    assert private_names(second) == {"half", "Point"}, private_names(second)
    assert groups([("a", first), ("b", second), ("c", third), ("d", first)]) == [
        (0, "a"), (0, "b"), (1, "c"), (1, "d")]
    assert groups([("a", second), ("b", "int x = half(3);\n"), ("c", "int x = of.half(3);\n")]) == [
        (0, "a"), (1, "b"), (0, "c")]
    assert groups([("a", ""), ("b", "using enum Colour;\n"), ("c", "")]) == [
        (0, "a"), (1, "b"), (0, "c")]
    thirteen = groups([(str(i), "") for i in range(13)])
    assert [number for number, _ in thirteen] == [0] * 6 + [1] * 6 + [2]


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return
    files = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            files.append((path, file.read()))
    for number, path in groups(files):
        print(number, path)


if __name__ == "__main__":
    main()
