"""Texts and keys that stand in the code and in the templates, for the tests of the languages."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
CENTRAL = ROOT / "central"
TEMPLATES = sorted(CENTRAL.rglob("*.j2"))
KEY = re.compile(r"[a-z][a-z_-]*\.[a-z0-9_]+")
VALUE = "\0"
"""Stands in a text for a value that is put in."""


def modules(*places: str) -> list[Path]:
    """Files of Python in some folders of central, or these files."""
    found = [CENTRAL / place for place in places]
    return sorted(file for place in found for file in ([place] if place.suffix else place.rglob("*.py")))


@cache
def strings(file: Path) -> list[str]:
    """Texts of a file without its docstrings: whole ones with VALUE in place of each value, and their parts."""
    tree = ast.parse(file.read_text("utf-8"))
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(_text(part) for part in node.values))
        elif id(node) not in documents and (text := _text(node, "")):
            found.append(text)
    return found


def _text(node: ast.AST, other: str = VALUE) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text else other  # type: ignore[attr-defined]


SQL = re.compile(r"\b(SELECT|FROM|WHERE|JOIN|UNION|AND)\b")


def is_sentence(text: str) -> bool:
    """True for a text with three words or more, as people read it; not for SQL, a format or a path."""
    return len(re.findall(r"[A-Za-z]{2,}", text)) >= 3 and not SQL.search(text)


def keys_in_code() -> tuple[set[str], list[re.Pattern[str]]]:
    """Keys that stand in code and templates, and patterns of those that are put together."""
    texts = [text for file in modules(".") for text in strings(file)]
    templates = [file.read_text("utf-8") for file in TEMPLATES]
    inside = [text for template in templates for text in re.findall(r'"([^"]*)"', template)]
    parts = [text for text in texts if re.fullmatch(rf"[a-z0-9_.{VALUE}-]+", text) and VALUE in text and "." in text]
    parts += [f"{key}{VALUE}" for template in templates for key in re.findall(r't\("([a-z_.]+)" ~', template)]
    whole = {text for text in [*texts, *inside] if KEY.fullmatch(text)}
    patterns = [re.compile(re.escape(part).replace(VALUE, "[a-z0-9_-]*")) for part in {*parts}]
    return whole, patterns


def asked_keys() -> set[str]:
    """Keys that `t("…")` asks for in code and templates, where they stand whole."""
    calls = [node for file in modules(".") for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    found = {key for file in TEMPLATES for key in re.findall(r'\bt\("([^"]+)"[,)]', file.read_text("utf-8"))}
    for node in calls:
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).rpartition(".")[2] in ("t", "ENGLISH"):
            found |= {text for text in [_text(node.args[0], "")] if text}
    return found
