"""Detects unmasked staff before the camera: many visits of a day stand in one cell of the picture."""

from collections import Counter
from collections.abc import Sequence

from edge.audience.people import VisitStay

SHARE = 0.3
"""Share of a day's visits: more than this in one cell is reported."""
MIN_VISITS = 20
"""A day with fewer visits has no such place."""


def is_one_place(stays: Sequence[VisitStay]) -> bool:
    """Checks if more than SHARE of a day's closed visits stand in one cell of any grid."""
    visits_in = Counter(cell for stay in stays for cell in stay.cells)
    return len(stays) >= MIN_VISITS and max(visits_in.values(), default=0) > SHARE * len(stays)
