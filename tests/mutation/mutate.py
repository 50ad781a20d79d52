"""Makes the mutants of a source file. Each differs in one comparison, bound, sign, minimum, `and` or `not`."""

import ast
import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import CodeType

MIN_PHRASE, MAX_PHRASE = 25, 200
"""A change is shown within a phrase of at least this many letters, or within the longest that is not too long."""

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
    """One change in one file. `change` and `name` do not depend on the line."""

    module: str
    function: str
    line: int
    before: str
    after: str
    source: str = field(repr=False)  # of the module, without the change
    number: int | None  # of the change among those of the module; None: the module as it is
    repeat: int = 1  # 2: the same change a second time in the same function

    @property
    def code(self) -> CodeType:
        tree = ast.parse(self.source)
        if self.number is not None:
            next(islice(_mutated(_nodes(tree)), self.number, None))
        return compile(tree, f"<{self.module}>", "exec")

    @property
    def change(self) -> str:
        again = f" ({self.repeat})" if self.repeat > 1 else ""
        return f"{self.function}: {self.before} -> {self.after}{again}"

    @property
    def name(self) -> str:
        return f"{self.module.rpartition('.')[2]}.{self.change}"

    @property
    def path(self) -> str:
        return f"{self.module.replace('.', '/')}.py"

    @property
    def where(self) -> str:
        return f"{self.path}:{self.line}"


def original_of(module: str, source: str) -> Mutant:
    """A module as it is, to be imported like its mutants."""
    return Mutant(module, "module", 1, "", "", source, None)


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """Mutants of a module, in the order of its text."""
    tree = ast.parse(source)
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    nodes, text = _nodes(tree), _TextOfTree()
    phrases = {id(node): _phrase(list(_enclosing(parents, node)), text) for node in nodes}
    unchanged = {key: text.of(phrase) for key, phrase in phrases.items()}
    repeats = Counter[tuple[str, str, str]]()
    for number, node in enumerate(_mutated(nodes)):
        enclosing = list(_enclosing(parents, node))
        function = ".".join(a.name for a in reversed(enclosing) if isinstance(a, ast.FunctionDef | ast.ClassDef))
        before, after = unchanged[id(node)], _text(phrases[id(node)])
        repeats[function, before, after] += 1
        repeat = repeats[function, before, after]
        yield Mutant(module, function or "module", node.lineno, before, after, source, number, repeat)


def _mutated(nodes: Sequence[ast.expr | ast.AugAssign]) -> Iterator[ast.expr | ast.AugAssign]:
    """Changes one node of a tree at a time and gives it, then changes it back."""
    for node in nodes:
        original = copy.copy(node)
        for changed in list(_changes(node)):
            _replace(node, changed)
            yield node
            _replace(node, original)


class _TextOfTree:
    """Source texts of the nodes of a tree that does not change, each made once."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}

    def of(self, node: ast.AST) -> str:
        if id(node) not in self._texts:
            self._texts[id(node)] = _text(node)
        return self._texts[id(node)]


def _phrase(enclosing: Sequence[ast.AST], text: _TextOfTree) -> ast.AST:
    """The node within which a change is shown."""
    phrase = enclosing[0]
    for node in enclosing:
        if len(text.of(node)) > MAX_PHRASE:
            break
        phrase = node
        if len(text.of(node)) >= MIN_PHRASE or isinstance(node, ast.stmt):
            break
    return phrase


def _nodes(tree: ast.Module) -> list[ast.expr | ast.AugAssign]:
    """Nodes that can be changed. Type hints and decorators are left out."""
    hidden = {id(inner) for node in ast.walk(tree) for hint in _annotations(node) for inner in ast.walk(hint)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.AugAssign) and id(node) not in hidden]
    return sorted((n for n in nodes if any(True for _ in _changes(n))), key=lambda n: (n.lineno, n.col_offset))


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    for name in ("annotation", "returns"):
        hint = getattr(node, name, None)
        if hint is not None:
            yield hint
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        yield from node.decorator_list


def _changes(node: ast.expr | ast.AugAssign) -> Iterator[ast.expr | ast.AugAssign]:
    """Replacements for a node."""
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


def _replace(node: ast.expr | ast.AugAssign, other: ast.expr | ast.AugAssign) -> None:
    """Replaces a node in place, so that its parent holds the other one."""
    where = (node.lineno, node.col_offset)
    node.__class__ = type(other)
    node.__dict__ = dict(vars(other))
    node.lineno, node.col_offset = where


def _enclosing(parents: Mapping[int, ast.AST], node: ast.AST) -> Iterator[ast.AST]:
    """Enclosing nodes of a node, from itself outwards, without the module."""
    while not isinstance(node, ast.Module):
        yield node
        node = parents[id(node)]


def _text(phrase: ast.AST) -> str:
    """Source text without the body of a loop or a branch."""
    bare = copy.copy(phrase)
    for name in ("body", "orelse"):
        if isinstance(getattr(bare, name, None), list):
            setattr(bare, name, [ast.Pass()] if name == "body" else [])
    return " ".join(ast.unparse(bare).removesuffix("pass").split())
