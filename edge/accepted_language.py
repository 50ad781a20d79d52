"""Choice of a page's language from the browser's Accept-Language header."""

import re
from collections.abc import Sequence

_RANGE = re.compile(r"\s*([a-zA-Z]{1,8})(?:-[a-zA-Z0-9-]{1,40})?\s*(?:;\s*q=([0-9.]{1,5}))?\s*")
_LONGEST = 1_000
"""Largest number of characters of the Accept-Language header that are read."""


def accepted_language(header: str | None, codes: Sequence[str]) -> str:
    """Language of `codes` with the largest weight in the header. If several have this weight, the first of them;
    without a match, `codes[0]`.
    """
    weighed = [(weight, code) for code, weight in map(_weighed, (header or "")[:_LONGEST].split(",")) if weight > 0]
    known = [(weight, code) for weight, code in weighed if code in codes]
    return max(known, key=lambda each: each[0], default=(0.0, codes[0]))[1]


def _weighed(part: str) -> tuple[str, float]:
    match = _RANGE.fullmatch(part)
    if match is None:
        return "", 0.0
    try:
        return match[1].lower(), float(match[2] or 1)
    except ValueError:
        return "", 0.0
