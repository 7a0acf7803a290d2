#!/usr/bin/env python3
# bench/peers.py - pagmo and Optuna beside our strategies on the same tables, in one run.
#
#   bench/peers.py --tables TABLES --out FOLDER [--strategies auto,nsga2,annealing,tpe]
#
# In:   a folder with problems.json and its tables; a configured build (--build, default: build)
# Out:  FOLDER/pagmo.json and FOLDER/optuna.json, FOLDER/comparison.txt with scores, ratios and
#       intervals. Files of peer runs that are there already are used again: remove them to run anew
# Needs Debian's libpagmo-dev and python3-optuna; the product does not.
import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DEBIAN_PYTHON = "/usr/bin/python3"  # the one that python3-optuna is for


def run(command, **options):
    print(" ".join(command), file=sys.stderr, flush=True)
    done = subprocess.run(command, **options)
    if done.returncode != 0:
        sys.exit(f"bench/peers.py: {command[0]} ended with {done.returncode}")


def main():
    parser = argparse.ArgumentParser(description="Peers beside our strategies.")
    parser.add_argument("--tables", required=True, help="folder with problems.json")
    parser.add_argument("--out", required=True, help="folder for runs and the comparison")
    parser.add_argument("--build", default="build")
    parser.add_argument("--strategies", default="auto,nsga2,annealing,regularised-evolution,tpe")
    parser.add_argument("--problems", default="", help="these alone, with commas between")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--optuna-budget", type=int, default=300,
                        help="its time per suggestion grows with the trials")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    run(["ninja", "-C", arguments.build, "kirchhoff", "pagmo_peers"])
    pagmo = os.path.join(arguments.out, "pagmo.json")
    optuna = os.path.join(arguments.out, "optuna.json")
    program = os.path.join(arguments.build, "bin")
    shared = ["--tables", arguments.tables, "--seeds", str(arguments.seeds)]
    if arguments.problems:
        shared += ["--problems", arguments.problems]
    if not os.path.exists(pagmo):
        run([os.path.join(program, "pagmo_peers"), *shared, "--budget", "1000", "--out", pagmo])
    if not os.path.exists(optuna):
        run([DEBIAN_PYTHON, os.path.join(HERE, "optuna_peers.py"), *shared, "--budget",
             str(arguments.optuna_budget), "--jobs", str(arguments.jobs), "--out", optuna])
    with open(os.path.join(arguments.out, "comparison.txt"), "w", encoding="utf-8") as out:
        run([os.path.join(program, "kirchhoff"), "bench", "search", *shared, "--strategies",
             arguments.strategies, "--budgets", "50,100,300,1000", "--jobs", str(arguments.jobs),
             "--peers", f"{pagmo},{optuna}"], stdout=out)
    print(f"written: {os.path.join(arguments.out, 'comparison.txt')}", file=sys.stderr)


if __name__ == "__main__":
    main()
