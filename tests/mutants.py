"""Breaks what decides what may leave, one spot at a time, and sees whether a test notices: `python -m tests.mutants`.

A mutant lives in the memory of a child process that imports it in place of the file; no file is ever changed. It is
killed when a test fails, or when it uses up its processor time. Exit 1 if one survives that is not known as equivalent.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import io
import resource
import sys
from collections.abc import Iterator, Sequence
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

ROOT = Path(__file__).resolve().parent.parent
MUTATED = ("edge.audience.people", "edge.audience.disclosure")
TESTS = "tests/edge/audience/"
OPTIONS = (
    *(
        "-q",
        "-x",
        "--tb=short",
        "--noconftest",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile=mutants",
        f"--rootdir={ROOT}",
    ),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is here already, for the profile
)
JOBS = 2
KILLED = 10
PHRASE = 25
"""A change is shown in what stands around it, so many letters at least."""
MEMORY = 4 * 2**30

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sum": "max",
    "fsum": "max",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "popleft": "pop",
}


@dataclass(frozen=True)
class Stage:
    """Tests that are run together. A mutant that uses more processor time than `cpu_s` is killed: it never ends."""

    cpu_s: int  # five times what the tests need
    tests: tuple[str, ...]


STAGES = (
    Stage(15, ("test_edges.py", "test_disclosure.py", "test_people.py")),  # the fast ones first: most end here
    Stage(60, ("test_reactions.py", "test_batches.py", "test_audience.py")),
    Stage(500, ("test_differencing.py", "test_attacker.py")),
)


@dataclass(frozen=True)
class Mutant:
    """One change in one file. `name` stays the same when lines are added above it."""

    module: str
    function: str
    line: int
    before: str
    after: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return f"{self.module.rpartition('.')[2]}.{self.function}: {self.before} -> {self.after}"

    @property
    def where(self) -> str:
        return f"{self.module.replace('.', '/')}.py:{self.line}"


# Equivalent mutants: nothing that audience could be asked would tell them apart from the code. Each with the reason.
EQUIVALENT = {
    "people.by_overlap: bisect_left(counted, (stretch_ends_s,), first)"
    " -> bisect_right(counted, (stretch_ends_s,), first)": (
        "a tuple of one is never equal to a pair, and only among equals do the two differ"
    ),
}


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its text."""
    tree = ast.parse(source)
    for index, node in enumerate(_nodes(tree)):
        for change in range(len(list(_changed(node)))):
            mutated = copy.deepcopy(tree)
            target = _nodes(mutated)[index]
            around = list(_around(mutated, target))
            phrase = next(a for a in around if len(_text(a)) >= PHRASE or isinstance(a, ast.stmt))
            function = ".".join(a.name for a in reversed(around) if isinstance(a, ast.FunctionDef | ast.ClassDef))
            before = _text(phrase)
            _become(target, list(_changed(target))[change])
            yield Mutant(module, function or "module", target.lineno, before, _text(phrase), mutated)


def _nodes(tree: ast.Module) -> list[ast.expr | ast.AugAssign]:
    """What can be changed; not what only says types, names or words."""
    hidden = {id(inner) for node in ast.walk(tree) for said in _annotations(node) for inner in ast.walk(said)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.AugAssign) and id(node) not in hidden]
    return sorted((n for n in nodes if any(True for _ in _changed(n))), key=lambda n: (n.lineno, n.col_offset))


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    for name in ("annotation", "returns"):
        said = getattr(node, name, None)
        if said is not None:
            yield said
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        yield from node.decorator_list


def _changed(node: ast.expr | ast.AugAssign) -> Iterator[ast.expr | ast.AugAssign]:
    """What the node may become."""
    match node:
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in COMPARISONS[type(op)]:
                    yield _with(node, ops=[*ops[:i], other(), *ops[i + 1 :]])
        case ast.BoolOp(op=op, values=values):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            for i in range(len(values)):
                rest = values[:i] + values[i + 1 :]
                yield _with(node, values=rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OPERATORS:
            yield _with(node, op=OPERATORS[type(op)]())
        case ast.Constant(value=bool() as value):
            yield _with(node, value=not value)
        case ast.Constant(value=int() as value):
            yield _with(node, value=value + 1)
            yield _with(node, value=value - 1)
        case ast.Constant(value=float() as value):
            step = 1.0 if abs(value) >= 10 else abs(value) * 0.1 or 0.1
            yield _with(node, value=value + step)
            yield _with(node, value=value - step)
        case ast.Name(id=name) if name in NAMES:
            yield _with(node, id=NAMES[name])
        case ast.Attribute(attr=name) if name in NAMES:
            yield _with(node, attr=NAMES[name])


def _with(node: ast.expr | ast.AugAssign, **changes: object) -> ast.expr | ast.AugAssign:
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _become(node: ast.expr | ast.AugAssign, other: ast.expr | ast.AugAssign) -> None:
    """In place, so that whatever holds the node holds the other one."""
    where = (node.lineno, node.col_offset)
    node.__class__ = type(other)
    node.__dict__ = dict(vars(other))
    node.lineno, node.col_offset = where


def _around(tree: ast.AST, target: ast.AST) -> Iterator[ast.AST]:
    """What the node stands in, from itself outwards, without the module."""
    for child in ast.iter_child_nodes(tree):
        if child is target:
            yield child
        else:
            inner = list(_around(child, target))
            if inner:
                yield from [*inner, child]
                return


def _text(phrase: ast.AST) -> str:
    """Without the body of a loop or a branch."""
    bare = copy.copy(phrase)
    for name in ("body", "orelse"):
        if isinstance(getattr(bare, name, None), list):
            setattr(bare, name, [ast.Pass()] if name == "body" else [])
    return " ".join(ast.unparse(bare).removesuffix("pass").split())


class Swapped(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutant when its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._mutant.tree, f"<{self._mutant.name}>", "exec"), module.__dict__)


def is_killed(mutant: Mutant | None, stages: Sequence[Stage]) -> bool:
    """In this process, which is good for nothing else afterwards: whether a test fails. None is the code as it is."""
    if mutant is not None:
        sys.meta_path.insert(0, Swapped(mutant))
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]  # that it fails is enough: no smallest example
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
    """From now on; the system ends the process then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _try(mutant: Mutant | None, stages: Sequence[Stage]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))  # what never ends may grow, too
    sys.exit(KILLED if is_killed(mutant, stages) else 0)


def in_child(mutant: Mutant | None, stages: Sequence[Stage]) -> ForkProcess:
    """A child that has begun to try the mutant. A fork, so that pytest need not be imported anew."""
    child = get_context("fork").Process(target=_try, args=(mutant, stages))
    child.start()
    return child


def has_survived(child: ForkProcess) -> bool:
    """Whether no test failed; waits for the end. RuntimeError if it could not be tried."""
    child.join()
    if child.exitcode not in (0, KILLED, -SIGXCPU):
        raise RuntimeError(f"mutants: a child ended with {child.exitcode}; see above.")
    return child.exitcode == 0


def survivors(mutants: Sequence[Mutant], stages: Sequence[Stage] = STAGES, jobs: int = JOBS) -> list[Mutant]:
    """Those that no test notices, some at a time, with progress on stderr."""
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
    """Of all files that are mutated."""
    return [
        mutant
        for module in MUTATED
        for mutant in mutants_of(module, (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    ]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="those whose place or change has TEXT in it")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    parser.add_argument("--jobs", type=int, default=JOBS, metavar="N", help="so many at a time")
    parser.add_argument("--fast", action="store_true", help="the fast tests alone")
    given = parser.parse_args()
    mutants = [m for m in all_mutants() if given.only in f"{m.where} {m.name}"]
    if given.list:
        for mutant in mutants:
            print(f"{mutant.where} {mutant.name}")
        return 0
    stages = STAGES[:1] if given.fast else STAGES
    if not has_survived(in_child(None, stages)):
        print("mutants: the tests fail without any mutant; see above. Nothing was mutated.", file=sys.stderr)
        return 1
    survived = {mutant.name for mutant in survivors(mutants, stages, given.jobs)}
    unexplained = survived - EQUIVALENT.keys()
    stale = {name for name in EQUIVALENT if given.only in name} - survived
    print(
        f"{len(mutants)} mutants, {len(mutants) - len(survived)} killed, {len(survived) - len(unexplained)} equivalent"
    )
    for name in sorted(unexplained):
        print(f"survived: {name}")
    for name in sorted(stale) if not given.only else []:
        print(f"not a survivor, though listed as equivalent: {name}")
    return 1 if unexplained or (stale and not given.only) else 0


if __name__ == "__main__":
    sys.exit(main())
