"""Part of the documents about import rules: the layers of each contract in pyproject.toml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def layers() -> str:
    """A block for each contract about layers: its package, and the layers from top to bottom."""
    return "\n".join(_block(contract) for contract in _contracts())


def _contracts() -> Iterator[dict[str, Any]]:
    from edge.toml_text import read_toml

    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    yield from (each for each in read_toml(text)["tool"]["importlinter"]["contracts"] if each["type"] == "layers")


def _block(contract: dict[str, Any]) -> str:
    rows = [str(layer) for layer in contract["layers"]]
    package = contract["containers"][0] if "containers" in contract else rows[0].partition(".")[0]
    return f"In `{package}`:\n\n```\n" + "\n".join(rows) + "\n```\n"
