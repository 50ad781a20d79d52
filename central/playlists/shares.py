"""Weight of each ad of a playlist, and its share of the plays on a day."""

import json
from dataclasses import dataclass
from datetime import date

from central.playlists.weights import playlist_cycle


@dataclass(frozen=True, slots=True)
class PlayShare:
    """An ad of a playlist. `weight`: plays in one round outside experiments. `share`: share (0 to 1) of the plays of
    the day while all ads are within their hours, experiments included; None if the ad does not play on this day.
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
    outside = {slot.creative: slot.weight for slot in cycle.slots}
    found = []
    for each in json.loads(content)["creatives"]:
        plays = outside.get(each["id"], 0) + cycle.block_plays(each["id"])
        found.append(PlayShare(each["id"], int(each.get("weight", 1)), plays / cycle.plays if plays else None))
    return PlayShares(tuple(found), bool(cycle.blocks) and not cycle.slots)
