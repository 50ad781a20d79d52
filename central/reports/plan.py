"""Plans an experiment before its first play: which difference a given number of sites, days and people can detect."""

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from math import isfinite, sqrt

from central.errors import NotFoundError, UsageError
from central.measures import SHARES
from central.reports.plan_figures import PlanRequest, StoredFigures
from central.reports.plan_values import Basis, Plan, PlanCell
from central.reports.spread import ASSUMED_TASTE, MOST_TASTE, USUAL_DAY_SD, USUAL_SITE_SD, KnownSpread
from central.reports.values import WANTED
from central.statistics.planning import (
    Spread,
    Traffic,
    experiments_of,
    fewest_sites,
    found_share,
    needed_differences,
    simulated_sites,
    smallest_found,
)
from edge.statistics.columns import Floats

USUAL_SITES, USUAL_PEOPLE = 20, 40.0
MOST_SITES, MOST_DAYS, MOST_PEOPLE = 2_000, 366, 100_000
TABLE_SITES, TABLE_DAYS = (5, 10, 20, 50, 100), (7, 14, 28, 56)
ASSUMED_LEVEL, ASSUMED_PERSON, ASSUMED_NOISE = 0.15, 0.2, 1.0
"""Assumed values for smiles if nothing is stored: the mean, the standard deviation of one person, and the standard
deviation of the noise in a sum.
"""


def plan_experiment(asked: PlanRequest, stored: StoredFigures, now_ms: int) -> Plan:
    """Make a plan with the variances in the store, or with assumed variances if the store has no data for them. Raises
    UsageError.
    """
    _check(asked)
    basis = stored.known or _assumed(asked.measure)
    sites = asked.sites or (stored.sites if stored.known else USUAL_SITES)
    planner = _Planner(Traffic(asked.people or basis.people, basis.site_sd, basis.day_sd, stored.k), asked.days, sites)
    needed, ends = planner.needed(basis.spread), [planner.needed(each) for each in basis.range]
    difference = asked.difference or (WANTED if asked.measure in SHARES else None)
    return Plan(
        tenant=stored.tenant,
        measure=asked.measure,
        generated=datetime.fromtimestamp(now_ms / 1000, timezone.utc),
        simulated=stored.is_simulated,
        sites=sites,
        days=asked.days,
        people=planner.traffic.people,
        detectable=smallest_found(needed),
        low=smallest_found(ends[0]),
        high=smallest_found(ends[1]),
        difference=difference,
        found=None if difference is None else found_share(difference, needed),
        needed_sites=None if difference is None else planner.fewest_sites(basis.spread, difference),
        table=planner.table(basis.spread),
        basis=_basis(basis, stored),
    )


@dataclass(frozen=True, slots=True)
class _Planner:
    """Simulates experiments of the planned size, and of other sizes for comparison."""

    traffic: Traffic
    days: int
    sites: int

    def needed(self, spread: Spread) -> Floats:
        """Smallest difference that each simulated experiment could detect."""
        sites = simulated_sites(self.traffic, self.days, spread)
        return needed_differences(experiments_of(sites, self.sites), self.days, spread)

    def fewest_sites(self, spread: Spread, difference: float) -> int | None:
        return fewest_sites(simulated_sites(self.traffic, self.days, spread), self.days, spread, difference)

    def table(self, spread: Spread) -> list[PlanCell]:
        """Table of common numbers of sites and days, including the planned numbers."""
        return [
            PlanCell(
                sites=sites, days=days, detectable=smallest_found(replace(self, sites=sites, days=days).needed(spread))
            )
            for sites in sorted({*TABLE_SITES, self.sites})
            for days in sorted({*TABLE_DAYS, self.days})
        ]


def _check(asked: PlanRequest) -> None:
    """Raise UsageError if the requested experiment is not possible."""
    limits = (
        ("sites", asked.sites, MOST_SITES),
        ("days", asked.days, MOST_DAYS),
        ("people", asked.people, MOST_PEOPLE),
    )
    for name, value, most in limits:
        if value is not None and not 1 <= value <= most:
            raise UsageError(f"plan: {name} is {value:g}. Use 1 to {most}.")
    if asked.difference is not None and not (isfinite(asked.difference) and asked.difference > 0):
        raise UsageError("plan: the difference is not above 0. Give its size, such as 2 points.")


def _assumed(measure: str) -> KnownSpread:
    """Assumed values for smiles if nothing is stored. Raises NotFoundError for any other measure."""
    if measure != "smile":
        raise NotFoundError(
            f"plan: the store does not show how {measure} differs from person to person. Plan for smile, or"
            " wait until two ads have played at the same sites for two days."
        )
    low, taste, high = (share * ASSUMED_LEVEL for share in (0.0, ASSUMED_TASTE, MOST_TASTE))
    spread = Spread(ASSUMED_PERSON**2, ASSUMED_NOISE**2, taste**2)
    return KnownSpread(
        spread, low**2, high**2, ASSUMED_LEVEL, USUAL_PEOPLE, USUAL_SITE_SD, USUAL_DAY_SD, experiments=0, creatives=()
    )


def _basis(basis: KnownSpread, stored: StoredFigures) -> Basis:
    return Basis(
        person=sqrt(basis.spread.person),
        person_from="stored" if stored.known else "assumed",
        taste=sqrt(basis.spread.between),
        taste_low=sqrt(basis.low),
        taste_high=sqrt(basis.high),
        taste_from="stored" if basis.experiments else "assumed",
        experiments=basis.experiments,
        common_day=sqrt(basis.spread.common),
        ads=list(stored.ads),
        people=stored.known.people if stored.known else None,
        stored_sites=stored.sites,
        k=stored.k,
    )
