"""Mutation tests of the privacy rules: changes one spot at a time and runs the tests: `python -m tests.mutants`.

A mutant lives in the memory of a child process that imports it in place of the file. No file is ever changed. A mutant
is killed when a test fails, or when it uses up its processor time. Exit 1 if a mutant survives that is not listed as
equivalent.
"""

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import io
import resource
import sys
from collections.abc import Collection, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from signal import SIGXCPU
from types import ModuleType

import hypothesis
import pytest

from tests.mutate import Mutant, mutants_of

ROOT = Path(__file__).resolve().parent.parent
MUTATED = ("edge.audience.people", "edge.audience.disclosure", "edge.audience.noise")
TESTS = "tests/edge/audience/"
OPTIONS = (
    *["-q", "-x", "--tb=short", "--noconftest", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"],
    f"--rootdir={ROOT}",
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is imported already, for the profile
)
JOBS = 2
KILLED = 10
MEMORY = 4 * 2**30


@dataclass(frozen=True)
class Stage:
    """Tests that run together. A mutant that uses more processor time than `cpu_s` counts as killed: it never ends."""

    cpu_s: int  # five times the need of the tests
    tests: tuple[str, ...]


STAGES = (
    # the fast tests first: most mutants end here
    Stage(15, ("test_edges.py", "test_disclosure.py", "test_noise.py", "test_people.py")),
    Stage(60, ("test_reactions.py", "test_batches.py", "test_audience.py")),
    Stage(500, ("test_differencing.py", "test_attacker.py")),
)


# Equivalent mutants: no input separates them from the code. Each has its reason.
EQUIVALENT = {
    "people.by_overlap: bisect_left(counted, (stretch_ends_s,), first)"
    " -> bisect_right(counted, (stretch_ends_s,), first)": (
        "a tuple of one is never equal to a pair, and the two functions differ only for equal values"
    ),
}


class MutantImporter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import hook that gives the mutant in place of its module."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._mutant.code, module.__dict__)


def is_killed(mutant: Mutant | None, stages: Sequence[Stage]) -> bool:
    """Runs the tests in this process and checks that one fails. None: the code without a mutant.

    The process is of no use afterwards.
    """
    if mutant is not None:
        if mutant.module in sys.modules:
            raise RuntimeError(f"mutants: {mutant.module} is imported already, so that it cannot be swapped.")
        sys.meta_path.insert(0, MutantImporter(mutant))
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]  # a failure is enough: no smallest example
    hypothesis.settings.register_profile("mutants", database=None, derandomize=True, deadline=None, phases=phases)
    for stage in stages:
        _limit(stage.cpu_s)
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            code = pytest.main([*OPTIONS, *(str(ROOT / TESTS / name) for name in stage.tests)])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
            raise RuntimeError(f"mutants: the tests could not be run:\n{out.getvalue()}")
        if code != pytest.ExitCode.OK:
            if mutant is None:
                print(out.getvalue(), file=sys.stderr)
            return True
    return False


def _limit(cpu_s: int) -> None:
    """Limits the processor time from now on. The system ends the process at the limit."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _try(mutant: Mutant | None, stages: Sequence[Stage]) -> None:
    """Main function of the child process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))  # an endless mutant may also grow
    sys.exit(KILLED if is_killed(mutant, stages) else 0)


def in_child(mutant: Mutant | None, stages: Sequence[Stage]) -> ForkProcess:
    """Starts a child process that tries the mutant. A fork, so that pytest is not imported again."""
    child = get_context("fork").Process(target=_try, args=(mutant, stages))
    child.start()
    return child


def has_survived(child: ForkProcess) -> bool:
    """Waits for the child and checks that no test failed. Raises RuntimeError if the mutant could not be tried."""
    child.join()
    if child.exitcode not in (0, KILLED, -SIGXCPU):
        raise RuntimeError(f"mutants: a child ended with {child.exitcode}; see above.")
    return child.exitcode == 0


def surviving(mutants: Sequence[Mutant], stages: Sequence[Stage] = STAGES, jobs: int = JOBS) -> list[Mutant]:
    """Mutants that no test kills, `jobs` at a time, with progress on stderr."""
    waiting, running, survived = list(mutants), list[tuple[Mutant, ForkProcess]](), list[Mutant]()
    while waiting or running:
        while waiting and len(running) < jobs:
            running.append((waiting[0], in_child(waiting.pop(0), stages)))
        wait([child.sentinel for _, child in running])
        for mutant, child in [(mutant, child) for mutant, child in running if not child.is_alive()]:
            running.remove((mutant, child))
            if has_survived(child):
                survived.append(mutant)
                print(f"\rsurvived: {mutant.where} {mutant.function}", file=sys.stderr)
                print(f"- {mutant.before}\n+ {mutant.after}", file=sys.stderr)
        done = len(mutants) - len(waiting) - len(running)
        print(f"\r{done} of {len(mutants)}, {len(survived)} survived ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return survived


def all_mutants() -> list[Mutant]:
    """Mutants of all mutated files."""
    return [
        mutant
        for module in MUTATED
        for mutant in mutants_of(module, (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    ]


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", action="append", metavar="TEXT", help="those whose place or change has TEXT in it")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    parser.add_argument("--jobs", type=int, default=JOBS, metavar="N", help="so many at a time")
    parser.add_argument("--tests", nargs="+", metavar="FILE", help=f"these of {TESTS} in place of all")
    options = parser.parse_args()
    mutants = all_mutants()
    if options.only:
        mutants = [m for m in mutants if any(text in f"{m.where} {m.name}" for text in options.only)]
    if options.list:
        for mutant in mutants:
            print(f"{mutant.where} {mutant.name}")
        return 0
    stages = [Stage(500, tuple(options.tests))] if options.tests else STAGES
    if not has_survived(in_child(None, stages)):
        print("mutants: the tests fail without any mutant; see above. Nothing was mutated.", file=sys.stderr)
        return 1
    return _report(mutants, {mutant.name for mutant in surviving(mutants, stages, options.jobs)})


def _report(mutants: Sequence[Mutant], survived: Collection[str]) -> int:
    """Prints the result on stdout. 1 if a mutant survived that should not, or the other way round."""
    tried = {mutant.name for mutant in mutants}
    unexplained = sorted(set(survived) - EQUIVALENT.keys())
    stale = sorted((EQUIVALENT.keys() & tried) - set(survived))
    equivalent = len(survived) - len(unexplained)
    print(f"{len(mutants)} mutants, {len(mutants) - len(survived)} killed, {equivalent} equivalent")
    for name in unexplained:
        print(f"survived: {name}")
    for name in stale:
        print(f"killed, though listed as equivalent: {name}")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
