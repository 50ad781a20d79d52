"""Comparisons of what two processors gave for the same inputs."""

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.evaluate.expression import HAPPINESS
from models.voice.recipe import NONE
from tests.arm.inputs import Rows

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
Values = NDArray[np.float64]


def lines_apart(first: str, second: str) -> str:
    """Difference of two texts, in words: none, that of their numbers, or how many lines differ."""
    ours, theirs = first.splitlines(), second.splitlines()
    if ours == theirs:
        return f"the same {len(ours)} lines"
    if len(ours) != len(theirs):
        return f"{len(ours)} and {len(theirs)} lines"
    if [NUMBER.sub("#", line) for line in ours] == [NUMBER.sub("#", line) for line in theirs]:
        pairs = zip(NUMBER.findall(first), NUMBER.findall(second), strict=True)
        farthest = max(abs(float(a) - float(b)) for a, b in pairs)
        return f"the same except for numbers, at most {farthest:.4g} apart"
    differ = sum(a != b for a, b in zip(ours, theirs, strict=True))
    return f"{differ} of {len(ours)} lines differ"


def farthest(first: Values, second: Values) -> float:
    """Largest difference of two arrays (n, outputs); infinity if one has a number (NaN: none) where the other has
    not."""
    known = ~np.isnan(first)
    if first.shape != second.shape or (known != ~np.isnan(second)).any():
        return float("inf")
    return float(np.abs(first[known] - second[known]).max(initial=0.0))


def _classes(rows: Rows, values: Values) -> str:
    return f"{int((values.argmax(axis=1) == rows.expressions).sum())} of {len(values)} right"


def _smiles(rows: Rows, values: Values) -> str:
    read = ~np.isnan(values[:, 0])
    right = (values[read, 0] > 0.5) == (rows.expressions[read] == HAPPINESS)
    return f"{int(right.sum())} of {int(read.sum())} right"


def _bursts(rows: Rows, values: Values) -> str:
    return f"{int((values[:, :NONE].argmax(axis=1) == rows.bursts).sum())} of {len(values)} right"


def _found(rows: Rows, values: Values) -> str:
    return f"{int((~np.isnan(values[:, 0])).sum())} of {len(rows.tiles)} faces"


FIGURES: dict[str, Callable[[Rows, Values], str]] = {
    "face-full-range": _found,
    "face-short-range": _found,
    "smile-mesh": _smiles,
    "fer-1.4m": _classes,
    "voice-0.4m": _bursts,
    "body-1k": lambda rows, values: f"{len(values)} rows of noise",
}
"""Network to what is told of its numbers (n, outputs) for the rows."""
