"""Draws names for a reader to guess what they do: `python -m tests.names_sample SEED`.

30 functions and 30 classes of the sources, by a seed such as the first eight letters of a commit. The reader sees the
names and their modules alone, and writes a sentence for each; `--answers` prints the docstrings beside them.
"""

import argparse
import ast
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("edge", "central", "models", "firmware_bridge")
COUNT = 30
LEAST_LINES = 9
"""Lines of a private function that is drawn."""


@dataclass(frozen=True, order=True)
class Name:
    """A function or class. `answer`: first line of its docstring, empty where it has none."""

    text: str
    is_class: bool
    answer: str


def names(root: Path) -> list[Name]:
    """All public functions, private ones of LEAST_LINES and more, and all classes, in order."""
    found: list[Name] = []
    for path in sorted(path for package in PACKAGES for path in (root / package).rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        found += _names(ast.parse(path.read_text(encoding="utf-8")), module)
    return sorted(found)


def draw(found: list[Name], seed: str) -> tuple[list[Name], list[Name]]:
    """COUNT functions and COUNT classes, always the same for a seed and these names."""
    rng = random.Random(seed)
    kinds = ([name for name in found if not name.is_class], [name for name in found if name.is_class])
    functions, classes = (rng.sample(kind, min(COUNT, len(kind))) for kind in kinds)
    return functions, classes


def main(arguments: list[str] | None = None) -> int:
    """Prints the names that a seed draws."""
    parser = argparse.ArgumentParser(prog="python -m tests.names_sample", description=__doc__)
    parser.add_argument("seed", metavar="SEED")
    parser.add_argument("--answers", action="store_true", help="print the first line of each docstring too")
    options = parser.parse_args(arguments)
    for title, drawn in zip(("functions", "classes"), draw(names(ROOT), options.seed), strict=True):
        print(title)
        for number, name in enumerate(drawn, 1):
            print(f"{number:3}  {name.text}{f': {name.answer}' if options.answers else ''}")
    return 0


def _names(node: ast.AST, place: str) -> Iterator[Name]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            text = f"{place}.{child.name}"
            if isinstance(child, ast.ClassDef):
                yield Name(text, True, _first_line(child))
                yield from _names(child, text)
            elif _is_drawn(child):
                yield Name(text, False, _first_line(child))
        elif isinstance(child, ast.If | ast.Try | ast.With):
            yield from _names(child, place)


def _is_drawn(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    is_long = (node.end_lineno or node.lineno) - node.lineno + 1 >= LEAST_LINES
    return not node.name.startswith("__") and (not node.name.startswith("_") or is_long)


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
