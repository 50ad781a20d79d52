"""Words that a report may not say."""

import re

from edge.intended_purpose import purpose

THOUGHTS = re.compile(
    r"\b(felt|feel|feels|feelings?|liked|likes|loved?|enjoy\w*|want(s|ed)?|emotions?|emotional|happy)\b", re.IGNORECASE
)
PROGRAM = re.compile(r"\b(null|NULL|nan|NaN|None(?! of the )|inf|Infinity|True|False|undefined|dict|list)\b")
"""Words of a program for a number that is missing."""


OWN = (purpose("shop", "en"), purpose("research", "en"), "Emotion recognition for research")
"""Sentences that name what the program does not conclude, and the use that it does not have in a shop."""


def forbidden(text: str) -> list[str]:
    """Words of a text that a report may not say: what somebody thinks, and words of a program."""
    text = " ".join(text.split())
    for own in OWN:
        text = text.replace(own, "")
    return [match[0] for pattern in (THOUGHTS, PROGRAM) for match in pattern.finditer(text)]
