"""Placebo experiments: the same video in two copies, one of them darker. A difference between the copies is an error of
the smile detector, not a difference in what people do.
"""

from collections.abc import Sequence

SUFFIX = ".placebo"
"""Suffix that the id of a darker copy has after the id of its ad."""


def placebo_id(creative: str) -> str:
    """Id of the darker copy of an ad. The experiment that shows the ad and the copy has the same id."""
    return f"{creative}{SUFFIX}"


def is_placebo(arms: Sequence[Sequence[str]]) -> bool:
    """True if two arms, given by their creatives, are an ad and its darker copy."""
    names = sorted(creative for arm in arms for creative in arm)
    return [len(arm) for arm in arms] == [1, 1] and names[1] == placebo_id(names[0])
