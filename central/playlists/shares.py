"""Weight of each ad of a playlist, and its share of the plays on a day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from central.playlists.weights import playlist_cycle
from edge.playlist.day_design import DAY


@dataclass(frozen=True, slots=True)
class PlayShare:
    """An ad of a playlist. `weight`: plays in one round outside experiments. `share`: share (0 to 1) of the plays of
    the day while all ads are within their hours, experiments included; None if the ad does not play on this day. For an
    ad of an experiment by day, it is the share on a day of its arm.
    """

    creative: str
    weight: int
    share: float | None


@dataclass(frozen=True, slots=True)
class PlayShares:
    """Shares of all ads of a playlist. `is_only_experiment`: on this day only experiments play."""

    ads: tuple[PlayShare, ...]
    is_only_experiment: bool


def play_shares(content: str, day: date) -> PlayShares:
    """Weights and shares of the ads of a playlist on one day."""
    cycle = playlist_cycle(content, day, {})
    fields = json.loads(content)
    of_arms = {ad: _on_arm_day(fields, *place) for ad, place in _places_by_day(fields).items()}
    shares = _shares(content, day)
    found = []
    for each in fields["creatives"]:
        name = each["id"]
        share = _shares(of_arms[name], day).get(name) if name in of_arms else shares.get(name)
        found.append(PlayShare(name, int(each.get("weight", 1)), share))
    return PlayShares(tuple(found), bool(cycle.blocks) and not cycle.slots)


def _shares(content: str, day: date) -> dict[str, float]:
    """Share of the plays of each ad that plays on a day."""
    cycle = playlist_cycle(content, day, {})
    plays = {slot.creative: slot.weight for slot in cycle.slots}
    for blocks in cycle.blocks:
        for name in {*blocks.creatives}:
            plays[name] = plays.get(name, 0) + blocks.weight * blocks.creatives.count(name)
    return {name: of_name / cycle.plays for name, of_name in plays.items() if of_name}


def _places_by_day(fields: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Experiment and arm of each ad of the experiments by day."""
    return {
        ad: (each["id"], arm)
        for each in fields.get("experiments", [])
        if each.get("unit") == DAY
        for arm, ads in each["arms"].items()
        for ad in ads
    }


def _on_arm_day(fields: Mapping[str, Any], experiment: str, arm: str) -> str:
    """Content that plays as the playlist does on a day with this arm: without the ads of the other arms."""
    tables = [dict(each) for each in fields["experiments"]]
    table = next(each for each in tables if each["id"] == experiment)
    others = {ad for name, ads in table["arms"].items() if name != arm for ad in ads} - {*table["arms"][arm]}
    table["arms"] = {arm: table["arms"][arm]}
    creatives = [each for each in fields["creatives"] if each["id"] not in others]
    return json.dumps({**fields, "creatives": creatives, "experiments": tables})
