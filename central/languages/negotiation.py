"""Choice of a language: what the user has set, else the first of Accept-Language that there is, else English."""

import re

from central.languages.codes import CODES
from central.languages.language import Language, language_of

_RANGE = re.compile(r"\s*([a-zA-Z]{1,8})(?:-[a-zA-Z0-9-]{1,40})?\s*(?:;\s*q=([0-9.]{1,5}))?\s*")
_LONGEST = 1_000
"""Characters of the header that are read."""


def chosen(own: str | None, accepted: str | None) -> Language:
    """Language of a reader. `own`: code that the user has set; `accepted`: the header Accept-Language."""
    return language_of(own if own in CODES else _first(accepted or ""))


def _first(accepted: str) -> str:
    """Code with the largest weight; of equal ones the first."""
    weighed = [(weight, code) for code, weight in map(_weighed, accepted[:_LONGEST].split(",")) if weight > 0]
    known = [(weight, code) for weight, code in weighed if code in CODES]
    return max(known, key=lambda each: each[0], default=(0.0, CODES[0]))[1]


def _weighed(part: str) -> tuple[str, float]:
    match = _RANGE.fullmatch(part)
    if match is None:
        return "", 0.0
    try:
        return match[1].lower(), float(match[2] or 1)
    except ValueError:
        return "", 0.0
