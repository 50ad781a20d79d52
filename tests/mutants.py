"""Mutation tests: changes one spot of a file at a time and runs the tests of that file: `python -m tests.mutants`.

No file is ever changed: a mutant lives in the memory of a child process. Exit 1 if a mutant survives that is not listed
as equivalent.
"""

import argparse
import random
import shlex
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest
from math import inf
from pathlib import Path

from tests.mutation.kills import KillRecord
from tests.mutation.mutate import Mutant, mutants_of, original_of
from tests.mutation.report import FileResult, Run, document, is_good, lines
from tests.mutation.run import Outcome, Stage, Trial, outcomes
from tests.mutation.targets import ROOT, Target, targets

JOBS = 2
SEED = 1


@dataclass(frozen=True)
class Plan:
    """One file, the number of its mutants, and those that are wanted, in the order in which they are tried."""

    target: Target
    of: int
    mutants: list[Mutant]


def main() -> int:
    """Runs the command."""
    options = _options()
    plans = _plans(options)
    if options.list:
        for plan in plans:
            for mutant in sorted(plan.mutants, key=lambda mutant: mutant.line):
                print(f"{mutant.where} {mutant.name}")
        return 0
    started_s, record = time.monotonic(), KillRecord(options.resume)
    results = {
        plan.target.path: FileResult(plan.target.path, plan.of, list(filter(record.has, plan.mutants)))
        for plan in plans
    }
    recorded = sum(len(result.tried) for result in results.values())
    trials = _trials([replace(p, mutants=[m for m in p.mutants if not record.has(m)]) for p in plans], options.jobs)
    if trials is None:
        print("mutants: the tests fail without any mutant; see above. Nothing was mutated.", file=sys.stderr)
        return 1
    until_s = inf if options.minutes is None else started_s + 60 * options.minutes
    _try(takewhile(lambda _: time.monotonic() < until_s, trials), results, record, options.jobs)
    print(*lines(list(results.values())), sep="\n")
    if options.table:
        command = f"python -m tests.mutants {shlex.join(sys.argv[1:])}"
        run = Run(command, time.monotonic() - started_s, options.sample, options.seed, options.minutes, recorded)
        options.table.write_text(document(list(results.values()), run), encoding="utf-8")
    return 0 if is_good(results.values()) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", action="append", metavar="TEXT", help="those whose place or change has TEXT in it")
    parser.add_argument("--file", action="append", metavar="FILE", help="those of this file, by its path")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    parser.add_argument("--jobs", type=int, default=JOBS, metavar="N", help="so many at a time")
    parser.add_argument(
        "--tests", nargs="+", metavar="FILE", help="these in place of those of tests/mutation/targets.py"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="at most N of each file, drawn by chance")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"seed of the sample (default: {SEED})")
    parser.add_argument("--minutes", type=float, metavar="N", help="as many of each file as N minutes allow")
    parser.add_argument(
        "--resume", type=Path, metavar="FILE", help="record kills in FILE, and leave out those recorded"
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the result as a Markdown document")
    options = parser.parse_args()
    if options.resume and options.tests:
        parser.error("--resume records what the tests of the files kill: give it without --tests.")
    if options.table and (options.file or options.only or options.tests):
        parser.error("--table shows all files and their own tests: give it without --file, --only and --tests.")
    return options


def _plans(options: argparse.Namespace) -> list[Plan]:
    """Every file, or those of `--file`, with the mutants that are wanted. With `--only`, the files that have some."""
    plans = []
    for target in targets():
        if options.file and target.path not in options.file:
            continue
        every = list(mutants_of(target.module, _source(target)))
        wanted = [m for m in every if not options.only or any(text in f"{m.where} {m.name}" for text in options.only)]
        if options.tests:
            target = replace(target, stages=(tuple(options.tests),))
        if wanted or not options.only:
            mutants = sampled(wanted, options.sample, f"{options.seed} {target.path}")
            plans.append(Plan(target, len(every), mutants))
    return plans


def sampled(mutants: Sequence[Mutant], size: int | None, seed: str) -> list[Mutant]:
    """A sample in the order in which it was drawn. With the same seed, a larger sample begins with a smaller one."""
    drawn = list(mutants)
    random.Random(seed).shuffle(drawn)
    return drawn[:size]


def _source(target: Target) -> str:
    return (ROOT / target.path).read_text(encoding="utf-8")


def _trials(plans: Sequence[Plan], jobs: int) -> list[Trial] | None:
    """Trials of all mutants, with limits from a run of the tests without one. None if the tests fail then.

    The first mutants of all files come first, so that a run which is stopped is a smaller sample.
    """
    plans = [plan for plan in plans if plan.mutants]
    unmutated = {
        tests: plan.target for plan in plans for tests in plan.target.stages
    }  # tests of several files run once
    needs = dict[tuple[str, ...], float]()
    for outcome in outcomes((_unmutated(target, tests) for tests, target in unmutated.items()), jobs):
        if outcome.is_killed:
            return None
        needs[outcome.trial.stages[0].tests] = outcome.cpu_s
        _progress(f"{len(needs)} of {len(unmutated)} without a mutant")
    stages = {plan.target.path: tuple(Stage.measured(t, needs[t]) for t in plan.target.stages) for plan in plans}
    by_file = [[Trial(mutant, stages[mutant.path]) for mutant in plan.mutants] for plan in plans]
    return [trial for trials in zip_longest(*by_file) for trial in trials if trial is not None]


def _unmutated(target: Target, tests: tuple[str, ...]) -> Trial:
    return Trial(original_of(target.module, _source(target)), (Stage(tests),))


def _try(trials: Iterable[Trial], results: dict[str, FileResult], record: KillRecord, jobs: int) -> None:
    """Adds the outcomes to the results, and the kills to the record, with progress on stderr."""
    survived = 0
    for done, outcome in enumerate(outcomes(trials, jobs), 1):
        results[outcome.trial.mutant.path].tried.append(outcome.trial.mutant)
        if outcome.is_killed:
            record.add(outcome.trial.mutant)
        else:
            survived += 1
            results[outcome.trial.mutant.path].survivors.append(outcome.trial.mutant)
            _show(outcome)
        _progress(f"{done} tried, {survived} survived")
    print(file=sys.stderr)


def _show(outcome: Outcome) -> None:
    mutant = outcome.trial.mutant
    print(f"\rsurvived: {mutant.where} {mutant.function} ({outcome.cpu_s:.1f} s)", file=sys.stderr)
    print(f"- {mutant.before}\n+ {mutant.after}", file=sys.stderr, flush=True)


def _progress(text: str) -> None:
    print(f"\r{text} ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
