"""Result of a check of `doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of a check."""

    part: str
    is_good: bool
    text: str
