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
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
MUTATED = ("edge.audience.people", "edge.audience.disclosure")
TESTS = "tests/edge/audience/"
STAGES = (
    ("test_edges.py", "test_people.py", "test_disclosure.py"),  # the fast ones first: most mutants end here
    ("test_reactions.py", "test_batches.py", "test_audience.py"),
    ("test_attacker.py",),
)
OPTIONS = (
    *("-q", "-x", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", f"--rootdir={ROOT}"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is here already, for the profile
)
CPU_S = 180
"""So much processor time a child may use; the whole of the tests uses less than half of it."""
JOBS = 2
BROKEN = 2

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
EQUIVALENT: dict[str, str] = {}


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its text."""
    tree = ast.parse(source)
    for index, node in enumerate(_nodes(tree)):
        for change in range(len(list(_changed(node)))):
            mutated = copy.deepcopy(tree)
            target = _nodes(mutated)[index]
            statement = _statement_of(mutated, target)
            before = _text(statement)
            _become(target, list(_changed(target))[change])
            yield Mutant(module, _function_of(mutated, target), target.lineno, before, _text(statement), mutated)


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
    node.__class__ = type(other)  # type: ignore[assignment]
    node.__dict__ = dict(vars(other))
    node.lineno, node.col_offset = where


def _statement_of(tree: ast.Module, target: ast.AST) -> ast.AST:
    """The smallest statement or comprehension clause around it that still reads well."""
    around = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and target in ast.walk(node)]
    return min(around, key=lambda node: sum(1 for _ in ast.walk(node)))


def _function_of(tree: ast.Module, target: ast.AST) -> str:
    around = [n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef) and target in ast.walk(n)]
    return ".".join(around) or "module"


def _text(statement: ast.AST) -> str:
    """Without the body of a loop or a branch."""
    bare = copy.copy(statement)
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


def is_killed(mutant: Mutant | None, stages: Sequence[Sequence[str]]) -> bool:
    """In this process, which is good for nothing else afterwards: whether a test fails. None is the code as it is."""
    if mutant is not None:
        sys.meta_path.insert(0, Swapped(mutant))
    hypothesis.settings.register_profile("mutants", database=None, derandomize=True, deadline=None)
    for names in stages:
        files = [str(ROOT / TESTS / name) for name in names if (ROOT / TESTS / name).exists()]
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            code = pytest.main([*OPTIONS, *files])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
            raise RuntimeError(f"mutants: the tests could not be run:\n{out.getvalue()}")
        if code != pytest.ExitCode.OK:
            if mutant is None:
                print(out.getvalue(), file=sys.stderr)
            return True
    return False


def in_child(mutant: Mutant | None, stages: Sequence[Sequence[str]]) -> int:
    """Starts a child that ends with 1 if the mutant was killed, with 0 if it survived; its process id."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))  # a mutant may never end
        code = BROKEN
        try:
            code = int(is_killed(mutant, stages))
        except RuntimeError as error:
            print(error, file=sys.stderr)
        finally:
            sys.stderr.flush()
            os._exit(code)
    return child


def survivors(mutants: Sequence[Mutant], stages: Sequence[Sequence[str]] = STAGES, jobs: int = JOBS) -> list[Mutant]:
    """Those that no test notices, some at a time, with progress on stderr."""
    waiting, running, survived, done = list(reversed(mutants)), dict[int, Mutant](), list[Mutant](), 0
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[in_child(mutant, stages)] = mutant
        child, status = os.wait()
        mutant = running.pop(child)
        done += 1
        if status == BROKEN << 8:
            raise RuntimeError(f"mutants: {mutant.where} could not be tried; see above.")
        if status == 0:
            survived.append(mutant)
            print(f"\nsurvived: {mutant.where} {mutant.function}\n- {mutant.before}\n+ {mutant.after}", file=sys.stderr)
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
    if os.waitpid(in_child(None, stages), 0)[1] != 0:
        print("mutants: the tests fail without any mutant; see above. Nothing was mutated.", file=sys.stderr)
        return 1
    survived = {mutant.name for mutant in survivors(mutants, stages, given.jobs)}
    unexplained = survived - EQUIVALENT.keys()
    stale = {name for name in EQUIVALENT if given.only in name} - survived
    print(f"{len(mutants)} mutants, {len(mutants) - len(survived)} killed, {len(survived) - len(unexplained)} equivalent")
    for name in sorted(unexplained):
        print(f"survived: {name}")
    for name in sorted(stale) if not given.only else []:
        print(f"not a survivor, though listed as equivalent: {name}")
    return 1 if unexplained or (stale and not given.only) else 0


if __name__ == "__main__":
    sys.exit(main())
