#!/usr/bin/env python3
# tests/cli/schema_test.py - the schema of study files: the right pass, the wrong do not.
#
#   schema_test.py --program build/bin/kirchhoff
#
# In:   the schema that the program prints; every study in the tree; mistakes made in one of them
# Out:  one line a failure; exit 1 when there is one
import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tomllib

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
STUDIES = ["data/studies/*.toml", "examples/*/study.toml", "tests/golden/errors/base/study.toml"]

# Where, what is written there, and the words of the schema's answer.
MISTAKES = [
    ("", "trails", 3, "Additional properties"),
    ("", "name", 3, "is not of type 'string'"),
    ("", "seed", -1, "less than the minimum"),
    ("", "schema", 9, "greater than the maximum"),
    ("", "objectives", "minimise energy_j", "is not of type 'array'"),
    ("search", "trials", 1.5, "is not of type 'integer'"),
    ("search", "strategy", "nsga4", "is not one of"),
    ("search", "first_points", "halton", "is not one of"),
    ("search", "schedule", "whenever", "is not one of"),
    ("search", "stratgy", "nsga2", "Additional properties"),
    ("fidelity.0", "within", 0.9, "greater than the maximum"),
    ("space.parameter.0", "kind", "ordered", "is not one of"),
    ("space.parameter.0", "values", [[1]], "is not of type"),
    ("space.fix", "hardware.rows", [64], "is not of type"),
]


def place_of(study, path):
    for step in filter(None, path.split(".")):
        study = study[int(step)] if step.isdigit() else study.setdefault(step, {})
    return study


def first_problem(validator, study):
    return next((error.message for error in validator.iter_errors(study)), None)


def failures(validator):
    studies = [path for pattern in STUDIES for path in sorted(ROOT.glob(pattern))]
    if len(studies) < 6:
        yield f"only {len(studies)} studies were found below {ROOT}"
    for path in studies:
        problem = first_problem(validator, tomllib.loads(path.read_text(encoding="utf-8")))
        if problem:
            yield f"{path} is refused: {problem}"
    right = {"schema": 1, "name": "a", "objectives": ["minimise energy_j"], "fidelity": [{}],
             "space": {"parameter": [{"name": "hardware.rows", "kind": "ordinal", "values": [64]}]}}
    problem = first_problem(validator, right)
    if problem:
        yield f"what the mistakes are made in is refused: {problem}"
    for path, key, value, words in MISTAKES:
        wrong = copy.deepcopy(right)
        place_of(wrong, path)[key] = value
        problem = first_problem(validator, wrong)
        if problem is None or words not in problem:
            yield f"{path} {key} = {value!r}: the answer is {problem!r}, not {words!r}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    schema = json.loads(subprocess.run([program, "reference", "--json-schema"], check=True,
                                       capture_output=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    found = list(failures(jsonschema.Draft7Validator(schema)))
    for failure in found:
        print(failure)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
