"""Texts that commands print for a foreseen fault, collected from the code: raised errors, log lines, doctor's lines."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edge.cli.errors import CODES

ROOT = Path(__file__).parents[2]
GAP = "…"
"""A value that is known at run time only."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text with a gap for each value, and where it is written."""

    kind: str  # name of the error, or "log"
    text: str
    where: str


def template(node: ast.expr) -> str:
    """A text as far as the code says it. What is computed, such as the text of another error, is a gap."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(template(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return template(node.left) + template(node.right)
    if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) == 1:
        return template(node.elts[0])
    return GAP


def raised(folders: tuple[str, ...], kinds: frozenset[str]) -> Iterator[Text]:
    """Texts of all errors of these kinds that are made."""
    for file, node in _calls(folders):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in kinds and node.args:
            yield Text(name, template(node.args[0]), f"{file.relative_to(ROOT)}:{node.lineno}")


def logged(folders: tuple[str, ...]) -> Iterator[Text]:
    """Texts that are logged at warning or error."""
    for file, node in _calls(folders):
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr not in ("warning", "error"):
            continue
        if isinstance(function.value, ast.Name) and function.value.id == "log" and node.args:
            yield Text("log", template(node.args[0]), f"{file.relative_to(ROOT)}:{node.lineno}")


def _calls(folders: tuple[str, ...]) -> Iterator[tuple[Path, ast.Call]]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield file, node


def findings(folder: str) -> Iterator[tuple[str, list[ast.expr]]]:
    """Arguments of each fault and warning of the doctor, and where it is written."""
    for file, node in _calls((folder,)):
        if isinstance(node.func, ast.Name) and node.func.id in ("fault_finding", "warning_finding"):
            yield f"{file.relative_to(ROOT)}:{node.lineno}", node.args


OF_OTHERS = {"OutboxFileError", "KioskNotAnsweringError", "SoundError"}
"""Errors whose texts other errors and the log take over."""
OF_PROGRAMS = {
    "KitError",
    "SerialPortError",
    "SerialPortLostError",
    "MissingLibraryError",
    "DataMissingError",
    "LibraryMissingError",
}
"""Errors of `vitrina kit` and `vitrina models`."""


def foreseen() -> frozenset[str]:
    """Names of the errors that end a command with a line."""
    names = {name.rpartition(".")[2] for name in CODES}
    return frozenset(names | OF_OTHERS | OF_PROGRAMS)


@cache
def texts() -> list[Text]:
    """All texts of foreseen faults."""
    return [*raised(("edge", "firmware_bridge", "models"), foreseen()), *logged(("edge",))]


def is_composed(text: str) -> bool:
    """True if the text is one of another place, at most with the names of a part and of a file before it."""
    return re.fullmatch(rf"([a-z]+: )?({GAP}: )?({GAP}|%s|\n)*", text) is not None
