"""Calendar of an experiment by day: which arm each shop shows on which day, for the page that a user confirms."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_uppercase

from central.playlists.day_experiments import day_experiments
from central.reports.playlist_arm_days import first_arm
from edge.messages.playlist import SentExperiment
from edge.playlist.arm_days import WEEK
from edge.playlist.day_design import DayDesign

MOST_SHOPS = 8
"""Shops of a calendar. The others are counted."""


@dataclass(frozen=True, slots=True)
class ArmCell:
    """A day of a shop. `arm`: number of the arm in the legend. `is_washout`: the day does not count."""

    day: date
    arm: int
    is_washout: bool


@dataclass(frozen=True, slots=True)
class ArmLegend:
    """An arm of the calendar. `ads` is empty if only the rest of the playlist plays."""

    letter: str
    arm: str
    ads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArmCalendar:
    """Days of an experiment. `weeks`: first day of each seven days. `rows`: cells of each shop, given as tenant/site.
    `hidden`: number of shops without a row. `is_blank`: an arm has no ads, and no other ad is in the playlist.
    """

    experiment: str
    design: DayDesign
    legend: tuple[ArmLegend, ...]
    weeks: tuple[date, ...]
    rows: Mapping[str, Sequence[ArmCell]]
    hidden: int
    is_blank: bool

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.design.last - self.design.first).days + 1


def arm_calendars(content: str, sites: Sequence[str]) -> list[ArmCalendar]:
    """Calendars of the experiments by day of a playlist, for the first of its shops."""
    found = day_experiments(content).values()
    by_day = {name for each in found for ads in each.arms.values() for name in ads}
    creatives = json.loads(content)["creatives"]
    has_rest = any(each["id"] not in by_day and each.get("weight", 1) for each in creatives)
    return [_calendar(each, each.design, sites, has_rest=has_rest) for each in found if each.design is not None]


def _calendar(experiment: SentExperiment, design: DayDesign, sites: Sequence[str], *, has_rest: bool) -> ArmCalendar:
    first = first_arm(experiment)
    arms = [*sorted(set(design.arms) - {first}), first]
    days = [design.first + timedelta(days=number) for number in range((design.last - design.first).days + 1)]
    rows = {site: [_cell(design, site.partition("/")[2], day, arms) for day in days] for site in sites[:MOST_SHOPS]}
    legend = tuple(ArmLegend(ascii_uppercase[n], arm, tuple(experiment.arms[arm])) for n, arm in enumerate(arms))
    hidden, is_blank = max(len(sites) - MOST_SHOPS, 0), not has_rest and not all(arm.ads for arm in legend)
    return ArmCalendar(experiment.id, design, legend, tuple(days[::WEEK]), rows, hidden, is_blank)


def _cell(design: DayDesign, site: str, day: date, arms: Sequence[str]) -> ArmCell:
    arm = design.find_arm(site, day)
    assert arm is not None
    return ArmCell(day, arms.index(arm), design.is_washout(site, day))
