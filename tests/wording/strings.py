"""Strings of the sources that people read: docstrings, errors, log messages, and help of parsers that are not built."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from tests.wording.passage import ROOT, Passage

PACKAGES = ("edge", "central", "models", "firmware_bridge")
HELPS = ("models", "firmware_bridge")
"""Packages whose parsers are read as source: those of the other two are built, see commands.py."""

_LOG_LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
_HELP = {"help", "description", "epilog"}
_LEAST_WORDS = 3
"""Words of a text that is more than a name or a unit."""


def string_passages(root: Path = ROOT) -> Iterator[Passage]:
    """Texts of all modules, file by file."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for kind, node, owner, text in _texts(tree, "", package in HELPS):
                if len(text.split()) >= _LEAST_WORDS:
                    yield Passage(kind, f"{name}:{node.lineno}{owner and f' {owner}'}", text)


def _texts(node: ast.AST, owner: str, with_help: bool) -> Iterator[tuple[str, ast.expr | ast.stmt, str, str]]:
    """Kind, node, name of the class or function around it, and text."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _texts(child, f"{owner}.{child.name}".lstrip("."), with_help)
            continue
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant) and isinstance(child.value.value, str):
            yield "docstrings", child, owner, inspect.cleandoc(child.value.value)
        elif isinstance(child, ast.Raise) and isinstance(child.exc, ast.Call):
            yield from (("errors", child, owner, text) for text in _strings(child.exc.args))
        elif isinstance(child, ast.Call) and _is_log_call(child):
            yield from (("logs", child, owner, text) for text in _strings(child.args[:1]))
        elif isinstance(child, ast.Call) and with_help:
            given = [keyword.value for keyword in child.keywords if keyword.arg in _HELP]
            yield from (("help", child, owner, text) for text in _strings(given))
        yield from _texts(child, owner, with_help)


def _is_log_call(node: ast.Call) -> bool:
    function = node.func
    if not (isinstance(function, ast.Attribute) and function.attr in _LOG_LEVELS):
        return False
    owner = function.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name.lower().strip("_") in {"log", "logger", "logging"}


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    """Each string in the nodes, the values of one with fields as `{…}`."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
        else:
            yield from _strings([child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)])
