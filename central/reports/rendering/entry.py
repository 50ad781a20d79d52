"""Type of an entry of the method section."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Explanation of one number, in one language."""

    key: str
    label: str
    unit: str
    definition: str
    formula: str
    is_not: str
