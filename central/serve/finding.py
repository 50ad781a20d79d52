"""Result type of the checks of `doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check of `doctor`."""

    part: str
    is_good: bool
    text: str
