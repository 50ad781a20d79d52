"""Weights of a playlist: read as a cycle of the day, and written back without another change."""

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from central.playlists.weights import playlist_cycle, set_weights
from tests.central.reports.told_shops import content

DAY = date(2026, 11, 28)
CREATIVES: dict[str, dict[str, Any]] = {
    "a": {},
    "b": {"weight": 3},
    "off": {"weight": 0},
    "noon": {"weight": 2, "open": "Mo-Fr 11:00-14:00"},
    "over": {"weight": 4, "until": "2026-11-27"},
    "last": {"until": "2026-11-28"},
    "later": {"weight": 5, "from": "2026-11-29"},
}
RUNNING = {"id": "e12", "arms": {"x": ["b"], "y": ["off", "noon"]}, "weight": 2}
OVER = {"id": "e11", "arms": {"x": ["a"], "y": ["last"]}, "until": "2026-11-27"}


def test_a_cycle_is_what_plays_on_the_day() -> None:
    """Adverts within their dates, and experiments that are not over; a weight is 1 where none is set."""
    cycle = playlist_cycle(content(CREATIVES, RUNNING, OVER), DAY, {})
    slots = {slot.creative: (slot.weight, slot.kept, slot.has_hours) for slot in cycle.slots}
    assert slots == {
        "a": (1, None, False),
        "b": (3, "experiment", False),
        "noon": (2, "experiment", True),
        "last": (1, None, False),
    }
    assert [(each.weight, each.plays, each.has_hours) for each in cycle.blocks] == [(2, 3, True)]
    assert cycle.idle == (4, 5)
    assert (cycle.plays, cycle.least_plays, cycle.changeable_plays) == (13, 5, 2)


weight = st.integers(0, 100)


@given(st.lists(st.tuples(weight, st.sampled_from([{}, {"until": "2026-11-01"}, {"open": "24/7"}])), max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[int, dict[str, Any]]]) -> None:
    """And nothing but weights has changed."""
    text = content({f"c{place}": {"weight": of, **more} for place, (of, more) in enumerate(rows)}, RUNNING)
    cycle = playlist_cycle(text, DAY, {}).multiply_plays(3)
    after = set_weights(text, DAY, cycle)
    assert playlist_cycle(after, DAY, {}) == cycle
    for before, now in zip(json.loads(text)["creatives"], json.loads(after)["creatives"], strict=True):
        assert now == {**before, "weight": 3 * before["weight"]}


def test_turns_are_read_and_stay() -> None:
    """A recommendation changes the weights of a playlist with turns, and not that it has them."""
    turning = json.dumps({**json.loads(content(CREATIVES)), "rotate": 2})
    cycle = playlist_cycle(turning, DAY, {})
    assert cycle.rotate == 2
    assert cycle.multiply_plays(7).divide_plays(7) == cycle
    assert cycle.turn_plays == sum(slot.weight for slot in cycle.slots if slot.creative != "noon")
    assert json.loads(set_weights(turning, DAY, cycle))["rotate"] == 2
    assert playlist_cycle(content(CREATIVES), DAY, {}).rotate is None
