"""Words that a report may not say."""

import re

THOUGHTS = re.compile(
    r"\b(felt|feel|feels|feelings?|liked|likes|loved?|enjoy\w*|want(s|ed)?|emotions?|emotional|happy)\b", re.IGNORECASE
)
PROGRAM = re.compile(r"\b(null|NULL|nan|NaN|None(?! of the )|inf|Infinity|True|False|undefined|dict|list)\b")
"""Words of a program for a number that is missing."""


def forbidden(text: str) -> list[str]:
    """Words of a text that a report may not say: what somebody thinks, and words of a program."""
    return [match[0] for pattern in (THOUGHTS, PROGRAM) for match in pattern.finditer(text)]
