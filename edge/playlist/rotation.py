"""Rotation of a playlist: which creatives play on which day, if not all play every day. Reads no clock; the random
order is a hash of names.

In a round, each creative has as many turns as its weight. With `rotate = 2` and six equal weights, each creative plays
on one day in three, and in each round together with a different one. So the few people in a quiet shop watch two ads
per day instead of all six, and enough people watch each of the two to report results.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from math import gcd, lcm

from edge.playlist.available import AvailableCreatives, find_available_creatives
from edge.playlist.hashing import hash_of
from edge.playlist.schedule import spread_units
from edge.playlist.values import CreativePlaylist, PlaylistCreative, Screen


def shown_at(
    playlist: CreativePlaylist, screen: Screen, local: datetime, without: frozenset[str] = frozenset()
) -> AvailableCreatives:
    """Creatives, experiments and turns at a local time. `without`: creatives that cannot be shown.

    If none of the day's creatives can be shown, all creatives play, so that rotation never leaves a screen empty.
    """
    shown = find_available_creatives(playlist, screen.site, local, without)
    turns = playlist_turns(playlist, screen.device, local.date())
    if not any(weight and name in shown.creatives for name, weight in turns):
        return shown
    return replace(shown, turns=turns)


def playlist_turns(playlist: CreativePlaylist, device: str, day: date) -> tuple[tuple[str, int], ...]:
    """Weight on a day of each creative that takes turns; 0 if it does not play that day. Empty if all creatives play.

    A creative with its own hours or in a running experiment plays every day. The weights on a day add up to about the
    weights of all creatives that take turns, so the shares of the other creatives stay the same.
    """
    names = {name for one in playlist.experiments if one.runs_on(day) for name in one.creatives}
    weights = {one.id: one.weight for one in playlist.creatives if one.id not in names and _takes_turns(one, day)}
    if playlist.rotate is None or len(weights) <= playlist.rotate:
        return ()
    turns = day_turns(tuple(sorted(weights.items())), playlist.rotate, device, day.toordinal())
    units = sum(weights.values())
    return tuple((name, -(-turns[name] * units // playlist.rotate)) for name in sorted(weights))


def _takes_turns(creative: PlaylistCreative, day: date) -> bool:
    is_begun = creative.from_ is None or creative.from_ <= day
    is_over = creative.until is not None and day > creative.until
    return creative.weight > 0 and creative.open is None and is_begun and not is_over


@lru_cache(maxsize=8)
def day_turns(weights: tuple[tuple[str, int], ...], per_day: int, device: str, day: int) -> Mapping[str, int]:
    """Turns of each name on a day, `per_day` in total. A name has two turns on one day only if its weight requires more
    than one turn per day.

    A round has as many days as its turns fill. Each `device` starts the round on a different day.
    """
    divisor = gcd(*(weight for _, weight in weights))
    units = sum(weight for _, weight in weights) // divisor
    turns = lcm(units, per_day)
    days = turns // per_day
    names = [name for name, _ in weights]
    offset = int.from_bytes(hash_of("turns", device, *names)[:8], "big") % days
    number, place = divmod(day + offset, days)
    in_round = {name: weight // divisor * (turns // units) for name, weight in weights}
    order = spread_units(in_round, (device, number))
    groups = [order[at : at + per_day] for at in range(0, turns, per_day)]
    _even_out(groups, {name: -(-of // days) for name, of in in_round.items()})
    return Counter(groups[place])


def _even_out(groups: Sequence[list[str]], most: Mapping[str, int]) -> None:
    """Exchange turns between days, preferring nearby days, until no day has more than `most` turns of a name, if
    possible.
    """
    for place, group in enumerate(groups):
        for index, name in enumerate(group):
            if group[:index].count(name) < most[name]:
                continue
            for other in sorted(range(len(groups)), key=lambda at: (abs(at - place), at)):
                found = _exchange(groups[other], group, name, most) if other != place else None
                if found is not None:
                    group[index], groups[other][found] = groups[other][found], name
                    break


def _exchange(other: Sequence[str], group: Sequence[str], name: str, most: Mapping[str, int]) -> int | None:
    """Position of a turn on another day that can be exchanged for a turn of `name`."""
    if other.count(name) >= most[name]:
        return None
    return next((place for place, own in enumerate(other) if group.count(own) < most[own]), None)
