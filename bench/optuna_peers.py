#!/usr/bin/env python3
# bench/optuna_peers.py - Optuna on problems of which every answer is known, as a peer of ours.
#
#   bench/optuna_peers.py --tables TABLES --budget 300 --seeds 20 --jobs 2 --out optuna.json
#
# In:   a folder with problems.json and its tables (docs/reference/problems.md)
# Out:  a file of peer runs (docs/reference/problems.md) for `kirchhoff bench search --peers`, which
#       scores them; nothing is scored here
# Needs Debian's python3-optuna; the product does not.
#
# A candidate that was evaluated before is answered from the table at no cost: budgets count
# distinct candidates. Asking and telling is sequential, which no other lookahead can beat.
import argparse
import concurrent.futures
import csv
import json
import os
import sys
import time
import warnings

try:
    import optuna
except ImportError:
    sys.exit("bench/optuna_peers.py: optuna is missing; sudo apt-get install python3-optuna, and "
             "run this with /usr/bin/python3")

VAIN_ALLOWED = 500  # repeats in a row, after which a search ends
MARKS = 25  # evaluations between two times


class Problem:
    """The table of one problem, by row number (the last parameter counts fastest)."""

    def __init__(self, folder, name, entry):
        self.name = name
        self.parameters = entry["parameters"]
        values = entry["values"]
        self.levels = values if isinstance(values, list) else [values] * len(self.parameters)
        self.is_nominal = entry["kind"] == "nominal"
        self.objectives = entry["minimise"]
        self.bounds = [(metric, side, bound)
                       for metric, sides in entry.get("subject_to", {}).items()
                       for side, bound in sides.items()]
        self.rows = {}
        with open(os.path.join(folder, entry["file"]), encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                row = self.row_of([int(float(line[name])) for name in self.parameters])
                self.rows[row] = ([float(line[metric]) for metric in self.objectives],
                                  [self.excess(line, *bound) for bound in self.bounds])

    def row_of(self, levels):
        row = 0
        for level, count in zip(levels, self.levels):
            row = row * count + level
        return row

    @staticmethod
    def excess(line, metric, side, bound):
        """Above 0 where the bound is broken."""
        value = float(line[metric])
        return value - bound if side == "at_most" else bound - value

    def distributions(self):
        """A nominal parameter is a category, an ordinal one an integer."""
        def one(count):
            if self.is_nominal:
                return optuna.distributions.CategoricalDistribution(list(range(count)))
            return optuna.distributions.IntDistribution(0, count - 1)
        return {name: one(count) for name, count in zip(self.parameters, self.levels)}


def tpe(problem, seed):
    constraints = (lambda trial: trial.user_attrs["excess"]) if problem.bounds else None
    return optuna.samplers.TPESampler(multivariate=True, seed=seed, constraints_func=constraints)


SAMPLERS = {"optuna-tpe": tpe}


def searched(problem, peer, seed, budget):
    """One search: rows in the order of their first evaluation, and processor time of Optuna."""
    study = optuna.create_study(sampler=SAMPLERS[peer](problem, seed),
                                directions=["minimize"] * len(problem.objectives))
    distributions = problem.distributions()
    rows, known, times = [], set(), []
    seconds, vain = 0.0, 0
    while len(rows) < budget and vain < VAIN_ALLOWED:
        start = time.thread_time()
        trial = study.ask(distributions)
        seconds += time.thread_time() - start
        row = problem.row_of([trial.params[name] for name in problem.parameters])
        losses, excess = problem.rows[row]
        start = time.thread_time()
        trial.set_user_attr("excess", excess)
        study.tell(trial, losses)
        seconds += time.thread_time() - start
        vain += 1
        if row in known:
            continue
        vain = 0
        known.add(row)
        rows.append(row)
        if len(rows) % MARKS == 0 or len(rows) == budget:
            times.append([len(rows), round(seconds, 6)])
    return {"problem": problem.name, "peer": peer, "seed": seed, "budget": budget,
            "rows": rows, "times": times}


def run(task):
    folder, name, entry, peer, seed, budget = task
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
    return searched(Problem(folder, name, entry), peer, seed, budget)


def main():
    parser = argparse.ArgumentParser(description="Optuna's searches as peers of ours.")
    parser.add_argument("--tables", required=True, help="folder with problems.json")
    parser.add_argument("--problems", default="", help="these alone, with commas between")
    parser.add_argument("--budget", type=int, default=300, help="distinct evaluations")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=1, help="searches at once")
    parser.add_argument("--out", required=True, help="file of peer runs")
    arguments = parser.parse_args()
    with open(os.path.join(arguments.tables, "problems.json"), encoding="utf-8") as file:
        entries = json.load(file)
    names = [name for name in arguments.problems.split(",") if name] or list(entries)
    unknown = [name for name in names if name not in entries]
    if unknown:
        sys.exit(f"bench/optuna_peers.py: there is no problem {unknown[0]}; allowed: "
                 + ", ".join(entries))
    tasks = [(arguments.tables, name, entries[name], peer, seed, arguments.budget)
             for name in names for peer in SAMPLERS for seed in range(1, arguments.seeds + 1)]
    runs = []
    with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
        for found in pool.map(run, tasks):
            runs.append(found)
            print(f"{len(runs)} of {len(tasks)} searches: {found['problem']} seed {found['seed']}, "
                  f"{len(found['rows'])} evaluations, {found['times'][-1][1]:.1f} s",
                  file=sys.stderr, flush=True)
    with open(arguments.out, "w", encoding="utf-8") as file:
        json.dump({"source": f"Optuna {optuna.__version__}", "runs": runs}, file)
        file.write("\n")


if __name__ == "__main__":
    main()
