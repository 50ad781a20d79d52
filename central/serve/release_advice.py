"""Finds kiosks whose reactions arrive in many small messages, from the messages of their last week."""

from collections.abc import Iterable, Iterator

from central.serve.finding import Finding
from central.store.reaction_counts import KioskReactions
from edge.statistics.release_gain import CELL_TO_TOTAL, WORTHWHILE, cell_variance_factor

WEEK_DAYS, LEAST_DAYS = 7, 3
SHOWN = 5
_COST = (
    "Results then arrive once a day, or once for each of [reaction] parts, and a power cut loses those of the"
    " current day."
)


def release_advice(kiosks: Iterable[KioskReactions]) -> Iterator[Finding]:
    """Kiosks that would report more data with `[reaction] release = "part"`.

    Kiosks with the largest gain come first.
    """
    gains = []
    for kiosk in kiosks:
        factor = cell_variance_factor(kiosk.messages, kiosk.people, CELL_TO_TOTAL * kiosk.noise)
        if kiosk.days >= LEAST_DAYS and factor <= WORTHWHILE:
            gains.append((factor, f"{kiosk.name} ({factor:.2f} at {kiosk.messages:.0f} messages)"))
    if not gains:
        return
    some = ", ".join(text for _, text in sorted(gains)[:SHOWN])
    text = f"{len(gains)} kiosks send many small reactions, each with its own noise. With [reaction] release ="
    yield Finding(
        "release",
        True,
        f'{text} "part", the variance of each second of a curve would be multiplied by the factor in'
        f" brackets: {some}. {_COST}",
    )
