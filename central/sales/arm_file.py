"""Reads a plan of arms by day: CSV with one line per day and shop. A plan with a bad line is refused as a whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TextIO

from central.errors import UsageError
from central.sales.sales_file import read_table
from central.sales.values import BadLineError, parse_day
from central.store.local_time import EPOCH_DAY
from edge.playlist.arm_days import DAY_RUN, OFF, WEEK, WEEK_RUN, block_days, day_arm

COLUMNS = ["date", "site", "arm"]
LONGEST_ARM = 64

Plan = Mapping[str, Mapping[int, str]]
"""Arm by site and day. Days are numbers of days since 1970."""


@dataclass(frozen=True, slots=True)
class PlanShape:
    """Arms of a plan in order, the first and the last day, and the shortest number of days in a row with one arm."""

    arms: tuple[str, ...]
    first_day: int
    last_day: int
    run_days: int


def read_plan(file: TextIO, sites: Sequence[str], tenant: str) -> dict[str, dict[int, str]]:
    """Plan in a file, for sites of a tenant. Raises UsageError."""
    _, head, rows = read_table(file, "sales")
    if [name.strip().lower() for name in head] != COLUMNS:
        raise UsageError(
            f"sales: the first line of the plan is not {','.join(COLUMNS)}. Write one line per day and shop. Nothing"
            f" was"
            " stored."
        )
    plan: dict[str, dict[int, str]] = {}
    for number, cells, _ in rows:
        try:
            site, day, arm = _parse_row(cells, tenant)
            if site not in sites:
                raise BadLineError(f"there is no site {site[:64]!r} of {tenant}: use the site's id")
            if day in plan.setdefault(site, {}):
                raise BadLineError(f"{site} has two lines for one day: keep one")
        except BadLineError as error:
            raise UsageError(
                f"sales: line {number} of the plan: {error}. Correct the line. Nothing was stored."
            ) from None
        plan[site][day] = arm
    return plan


def _parse_row(cells: Sequence[str], tenant: str) -> tuple[str, int, str]:
    if len(cells) != len(COLUMNS):
        raise BadLineError(f"the line has {len(cells)} columns instead of {len(COLUMNS)}")
    day, site, arm = cells
    if not arm or len(arm) > LONGEST_ARM or not arm.isprintable():
        raise BadLineError("the arm is missing or too long: write its name")
    return site.removeprefix(f"{tenant}/"), parse_day(day).toordinal() - EPOCH_DAY, arm


def check_plan(plan: Plan, against: str | None, washout_days: int) -> PlanShape:
    """Shape of a plan, with the arm to compare with first. Raises UsageError for a plan that cannot be evaluated."""
    names = sorted({arm for days in plan.values() for arm in days.values()})
    if len(names) < 2:
        raise UsageError("sales: the plan has fewer than two arms. Add the days of the other arm. Nothing was stored.")
    first = against or (OFF if OFF in names else names[0])
    if first not in names:
        raise UsageError(
            f"sales: the plan has no arm {first!r}. Name one of its arms with --against: {', '.join(names)}. Nothing"
            f" was"
            " stored."
        )
    run = min(_shortest_run(days) for days in plan.values())
    if washout_days and (run < WEEK or run <= 2 * washout_days):
        raise UsageError(
            f"sales: the plan changes the arm after {count_days(run)}, so {count_days(washout_days)} of washout would"
            " leave too few."
            f" Use no washout, or runs of {WEEK} days or more that are more than twice as long as it. Nothing was"
            f" stored."
        )
    days = [day for of_site in plan.values() for day in of_site]
    return PlanShape((first, *(name for name in names if name != first)), min(days), max(days), run)


def count_days(number: int) -> str:
    """Number with its noun, such as `1 day`."""
    return f"{number} day" if number == 1 else f"{number} days"


def _shortest_run(days: Mapping[int, str]) -> int:
    """Smallest number of days between two changes of the arm, or of all days if it never changes."""
    order = sorted(days)
    changes = [after for before, after in pairwise(order) if days[before] != days[after]]
    return min((after - before for before, after in pairwise([order[0], *changes])), default=len(order))


def draw_plan(
    names: tuple[str, str], sites: Sequence[str], arms: Sequence[str], first_day: int, days: int, run_days: int
) -> dict[str, dict[int, str]]:
    """Plan in random order. `names`: seed and experiment. Raises UsageError unless the blocks are complete."""
    block = block_days(len(arms))
    if len(set(arms)) < 2 or days <= 0 or days % block:
        raise UsageError(
            f"sales: {days} days are not a multiple of {block}, which {len(arms)} arms need so that each has each"
            f" weekday"
            f" equally often. Choose {block}, {2 * block} or more days, and at least two arms."
        )
    return {
        site: {first_day + day: day_arm((*names, site), arms, day, run_days) for day in range(days)} for site in sites
    }


def is_drawn(plan: Plan, names: tuple[str, str], shape: PlanShape) -> int | None:
    """Run in days with which `draw_plan` draws exactly this plan; None if it does not."""
    days = shape.last_day - shape.first_day + 1
    if days % block_days(len(shape.arms)):
        return None
    for run_days in (DAY_RUN, WEEK_RUN):
        if plan == draw_plan(names, list(plan), sorted(shape.arms), shape.first_day, days, run_days):
            return run_days
    return None


def count_arms(plan: Plan) -> Counter[str]:
    """Number of days of all sites by arm."""
    return Counter(arm for days in plan.values() for arm in days.values())
