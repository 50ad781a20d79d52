"""Makes the mutants of a source file: each differs from it in one comparison, bound, sign, minimum, `and` or `not`."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

PHRASE = 25
"""A change is shown in what stands around it, so many letters at least."""

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
    code: CodeType

    @property
    def name(self) -> str:
        return f"{self.module.rpartition('.')[2]}.{self.function}: {self.before} -> {self.after}"

    @property
    def where(self) -> str:
        return f"{self.module.replace('.', '/')}.py:{self.line}"


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its text."""
    tree = ast.parse(source)
    for node in _nodes(tree):
        around = list(_around(tree, node))
        phrase = next(a for a in around if len(_text(a)) >= PHRASE or isinstance(a, ast.stmt))
        function = ".".join(a.name for a in reversed(around) if isinstance(a, ast.FunctionDef | ast.ClassDef))
        before, original = _text(phrase), copy.copy(node)
        for changed in list(_changed(node)):
            _become(node, changed)
            after, code = _text(phrase), compile(tree, f"<{module}, mutated>", "exec")
            _become(node, original)
            yield Mutant(module, function or "module", node.lineno, before, after, code)


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
