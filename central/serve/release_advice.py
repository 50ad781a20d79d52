"""Advice to kiosks whose reactions come in many small messages, by their last week."""

from collections.abc import Iterable, Iterator

from central.serve.finding import Finding
from central.store.reaction_counts import KioskReactions
from edge.statistics.release_gain import CELL_TO_TOTAL, WORTHWHILE, cell_variance_factor

WEEK_DAYS, LEAST_DAYS = 7, 3
SHOWN = 5
_COST = (
    "Numbers then come once a day, or once for each of [reaction] parts, and a power cut loses those of the day so far."
)


def release_advice(kiosks: Iterable[KioskReactions]) -> Iterator[Finding]:
    """Kiosks that would gain from `[reaction] release = "part"`, those with most first; nothing where none would."""
    gains = []
    for kiosk in kiosks:
        factor = cell_variance_factor(kiosk.messages, kiosk.people, CELL_TO_TOTAL * kiosk.noise)
        if kiosk.days >= LEAST_DAYS and factor <= WORTHWHILE:
            gains.append((factor, f"{kiosk.name} ({factor:.2f} at {kiosk.messages:.0f} messages)"))
    if not gains:
        return
    some = ", ".join(text for _, text in sorted(gains)[:SHOWN])
    text = f"{len(gains)} kiosks send many small reactions, each with noise of its own. With [reaction] release ="
    yield Finding(
        "release", True, f'{text} "part" a second of a curve would vary so many times as much: {some}. {_COST}'
    )
