"""Runs mutants in child processes. A mutant lives in the memory of a child that imports it in place of the file.

A mutant is killed when a test fails, when the tests crash, or when they use up their processor time.
"""

import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import resource
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from importlib.metadata import entry_points
from signal import SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU
from types import ModuleType

import hypothesis
import pytest

from tests.mutation.mutate import Mutant
from tests.mutation.targets import ROOT

OPTIONS = (
    *["-q", "-x", "--tb=short", "--noconftest", "-p", "no:cacheprovider", "--hypothesis-profile=mutants"],
    *["--timeout=120"],  # a mutant may wait for ever
    f"--rootdir={ROOT}",
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is imported already, for the profile
)
OF_CENTRAL = ("-p", "tests.central.conftest", "-k", "not postgresql")  # stores of SQLite: a server starts too slowly
LIBRARIES = ("cv2", "jsonschema", "numpy", "pydantic", "scipy.stats")  # imported once, before the children are made
CENTRAL_LIBRARIES = ("alembic.command", "sqlalchemy")  # where they are installed
SURVIVED, NOT_RUN, KILLED = 0, 1, 10
KILLED_BY = (SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU)
MEMORY = 4 * 2**30
UNKNOWN_CPU_S = 600  # for tests whose need is not known


@dataclass(frozen=True)
class Stage:
    """Tests that run together. A mutant that uses more processor time than `cpu_s` counts as killed: it never ends."""

    tests: tuple[str, ...]
    cpu_s: int = UNKNOWN_CPU_S

    @classmethod
    def measured(cls, tests: tuple[str, ...], need_s: float) -> "Stage":
        """Stage with a limit of five times the need of its tests, and some seconds for a busy machine."""
        return cls(tests, 10 + int(5 * need_s))


@dataclass(frozen=True)
class Trial:
    """A mutant and the stages that judge it."""

    mutant: Mutant
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Outcome:
    """Result of a trial, with the processor time that it took."""

    trial: Trial
    is_killed: bool
    cpu_s: float


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


def outcomes(trials: Iterable[Trial], jobs: int) -> Iterator[Outcome]:
    """Runs the trials, `jobs` at a time, each in a child process; gives each outcome as it comes.

    Raises RuntimeError if a trial could not be run.
    """
    _load_once()
    waiting, running = iter(trials), dict[int, Trial]()
    while True:
        while len(running) < jobs and (trial := next(waiting, None)) is not None:
            running[_fork(trial)] = trial
        if not running:
            return
        pid, status, usage = os.wait3(0)
        code = os.waitstatus_to_exitcode(status)
        if code not in (SURVIVED, KILLED, *(-number for number in KILLED_BY)):
            raise RuntimeError(f"mutants: a child ended with {code}; see above.")
        yield Outcome(running.pop(pid), code != SURVIVED, usage.ru_utime + usage.ru_stime)


def _load_once() -> None:
    """Loads in this process what all children need, and leaves it out of their garbage collections."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for name in CENTRAL_LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    gc.freeze()


def _fork(trial: Trial) -> int:
    """Starts a child process that runs a trial. A fork, so that pytest is not imported again."""
    pid = os.fork()
    if pid:
        return pid
    code = NOT_RUN
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))  # an endless mutant may also grow
        code = KILLED if _is_killed(trial) else SURVIVED
    finally:
        if code == NOT_RUN:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(code)


def _is_killed(trial: Trial) -> bool:
    """Runs the tests in this process and checks that one fails. The process is of no use afterwards."""
    if trial.mutant.module in sys.modules:
        raise RuntimeError(f"mutants: {trial.mutant.module} is imported already, so that it cannot be swapped.")
    sys.meta_path.insert(0, MutantImporter(trial.mutant))
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]  # a failure is enough: no smallest example
    hypothesis.settings.register_profile("mutants", database=None, derandomize=True, deadline=None, phases=phases)
    for stage in trial.stages:
        _limit(stage.cpu_s)
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            code = pytest.main([*_options(stage), *(str(ROOT / name) for name in stage.tests)])
        if code != pytest.ExitCode.OK:
            if trial.mutant.number is None:
                print(out.getvalue(), file=sys.stderr)
            return True
    return False


def _options(stage: Stage) -> tuple[str, ...]:
    is_of_central = any(name.startswith("tests/central/") for name in stage.tests)
    return (*OPTIONS, *OF_CENTRAL) if is_of_central else OPTIONS


def _limit(cpu_s: int) -> None:
    """Limits the processor time from now on. The system ends the process at the limit."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
