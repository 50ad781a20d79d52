"""Creatives and experiments that may be shown at a time: hours, dates, and arms of the day. Reads no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from edge.playlist.values import CreativePlaylist, PlaylistExperiment

MIDNIGHT_MARGIN_S = 10.0
"""A play must end so many seconds before midnight if the next day shows another arm. A screen may start it late."""


@dataclass(frozen=True, slots=True)
class AvailableCreatives:
    """Creatives that may be shown at a time, and the experiments that can play. `turns`: weight on this day of each
    creative that takes turns. `arms`: arm of the day of each experiment by day that runs.
    """

    creatives: frozenset[str] = frozenset()
    experiments: frozenset[str] = frozenset()
    turns: tuple[tuple[str, int], ...] = ()
    arms: tuple[tuple[str, str], ...] = ()


def find_available_creatives(
    playlist: CreativePlaylist, site: str, local: datetime, without: frozenset[str] = frozenset()
) -> AvailableCreatives:
    """Creatives and experiments that may be shown at a local time. `without`: creatives that cannot be shown."""
    day = local.date()
    arms = arms_of_day(playlist, site, day)
    hidden = without | creatives_of_other_arms(playlist, arms)
    creatives = frozenset(
        creative.id for creative in playlist.creatives if creative.id not in hidden and creative.may_be_shown_at(local)
    )
    experiments = frozenset(
        experiment.id
        for experiment in playlist.experiments
        if experiment.runs_on(day) and creatives.issuperset(needed := needed_creatives(experiment, arms)) and needed
    )
    return AvailableCreatives(creatives, experiments, arms=tuple(sorted(arms.items())))


def arms_of_day(playlist: CreativePlaylist, site: str, day: date) -> dict[str, str]:
    """Arm of each experiment by day that runs on a local day, by experiment."""
    designs = {one.id: one.design for one in playlist.experiments}
    arms = {name: design.find_arm(site, day) for name, design in designs.items() if design is not None}
    return {name: arm for name, arm in arms.items() if arm is not None}


def creatives_of_other_arms(playlist: CreativePlaylist, arms: Mapping[str, str]) -> frozenset[str]:
    """Creatives that may not play while experiments by day show these arms, not even outside the experiment."""
    return frozenset(
        creative
        for one in playlist.experiments
        if one.id in arms
        for creative in one.creatives.difference(one.arms[arms[one.id]])
    )


def needed_creatives(experiment: PlaylistExperiment, arms: Mapping[str, str]) -> frozenset[str]:
    """Creatives without which an experiment cannot play: all, or by day those of the day's arm."""
    return frozenset(experiment.arms[arms[experiment.id]]) if experiment.id in arms else experiment.creatives


def creatives_past_midnight(
    playlist: CreativePlaylist, site: str, local: datetime, durations_s: Mapping[str, float]
) -> frozenset[str]:
    """Creatives of experiments by day that would play into a day of another arm.

    Such a play would count on the next day, which would then be lost. `durations_s`: lengths of creatives in seconds.
    """
    hidden: dict[date, frozenset[str]] = {local.date(): frozenset()}
    found = set()
    for name in playlist.creatives_by_day:
        day = _later(local, durations_s.get(name, 0.0) + MIDNIGHT_MARGIN_S).date()
        if day not in hidden:
            hidden[day] = creatives_of_other_arms(playlist, arms_of_day(playlist, site, day))
        if name in hidden[day]:
            found.add(name)
    return frozenset(found)


def _later(local: datetime, seconds: float) -> datetime:
    """Local time some seconds later, also across a clock change."""
    if local.tzinfo is None:
        return local + timedelta(seconds=seconds)
    return (local.astimezone(timezone.utc) + timedelta(seconds=seconds)).astimezone(local.tzinfo)
