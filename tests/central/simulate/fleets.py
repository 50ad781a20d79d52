"""Small fleets for these tests."""

from collections.abc import Iterable

from central.simulate.fleet import Fleet, FleetPlan
from central.simulate.outgoing import Outgoing

MIDNIGHT_S = 1_795_132_800.0
"""2026-11-20T00:00:00Z."""
DAY_S = 86_400.0
SHORT_S = 3 * 3600.0


def fleet_of(
    kiosks: int = 3, *, faults: Iterable[str] = (), sites: int = 3, seed: int = 1, open_for_s: float = SHORT_S
) -> Fleet:
    """A fleet with short days."""
    return Fleet(FleetPlan(f"sim-{seed}", kiosks, sites, frozenset(faults), seed, open_for_s))


def sent_by(fleet: Fleet, days: int = 1) -> list[Outgoing]:
    """All sendings of so many days."""
    return list(fleet.make_sendings([MIDNIGHT_S + number * DAY_S for number in range(days)]))
