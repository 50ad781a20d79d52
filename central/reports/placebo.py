"""Placebo experiments: one video twice, once darker. A difference is an error of the smile detector, not a difference
in what people do.
"""

from collections.abc import Sequence

SUFFIX = ".placebo"
"""Suffix of the id of a darker copy, after the id of its ad."""


def placebo_id(creative: str) -> str:
    """Id of the darker copy of an ad, and of the experiment that shows both."""
    return f"{creative}{SUFFIX}"


def is_placebo(arms: Sequence[Sequence[str]]) -> bool:
    """True for two arms, given by their creatives, that are an ad and its darker copy."""
    names = sorted(creative for arm in arms for creative in arm)
    return [len(arm) for arm in arms] == [1, 1] and names[1] == placebo_id(names[0])
