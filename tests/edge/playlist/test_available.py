"""Experiments by day on a screen: one arm all day, the change at local midnight, restarts, and the rest of the list."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.playlist.available import arms_of_day, creatives_past_midnight, find_available_creatives
from edge.playlist.numbers import NumbersInMemory
from edge.playlist.plan import PlannedPlay, plan_plays
from edge.playlist.program import Program
from edge.playlist.schedule import CycleNumbers
from edge.playlist.values import CreativePlaylist, Screen
from tests.edge.playlist.test_program import DOOR, creative

MONDAY = date(2027, 3, 15)
BERLIN = ZoneInfo("Europe/Berlin")
DURATIONS_S = {"on_1": 20.0, "on_2": 10.0, "rest": 15.0, "more": 30.0}


def playlist(**fields: object) -> CreativePlaylist:
    """Two creatives on the days of the arm `on`, one with a weight of its own; two others every day."""
    by_day = {
        "id": "e12",
        "unit": "day",
        "arms": {"on": ["on_1", "on_2"], "off": []},
        "from": MONDAY,
        "until": MONDAY + timedelta(days=27),
        **fields,
    }
    creatives = [creative("on_1"), creative("on_2", 0), creative("rest"), creative("more")]
    return CreativePlaylist.model_validate({"creative": creatives, "experiment": [by_day]})


def plays(
    begin: datetime, hours: float, shown: CreativePlaylist | None = None, screen: Screen = DOOR
) -> list[PlannedPlay]:
    program = Program(shown or playlist(), screen, NumbersInMemory(CycleNumbers()))
    return list(plan_plays(program, DURATIONS_S, BERLIN, begin.timestamp(), begin.timestamp() + hours * 3600))


def local(play: PlannedPlay) -> datetime:
    return datetime.fromtimestamp(play.at_s, BERLIN)


def arm_on(day: date) -> str | None:
    return arms_of_day(playlist(), DOOR.site, day).get("e12")


def first_change(of: str) -> date:
    """A day of an arm after a day of the other."""
    days = (MONDAY + timedelta(days=number) for number in range(1, 28))
    return next(day for day in days if arm_on(day) == of != arm_on(day - timedelta(days=1)))


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)


def test_a_day_shows_its_arm_and_the_rest() -> None:
    """The arm's creatives follow each other, without a block; on the days of the empty arm only the rest plays."""
    on = [play.item for play in plays(at(first_change("on")), 1) if play.item]
    arms = [item for item in on if item.experiment]
    assert {item.creative for item in on} == {"on_1", "on_2", "rest", "more"}
    assert {(item.creative, item.position) for item in arms} == {("on_1", 0), ("on_2", 1)}
    assert {(item.experiment.id, item.experiment.arm, item.experiment.block) for item in arms if item.experiment} == {
        ("e12", "on", None)
    }
    off = [play.item for play in plays(at(first_change("off")), 1) if play.item]
    assert {item.creative for item in off} == {"rest", "more"}
    assert all(item.experiment is None for item in off)


def test_before_and_after_the_experiment_only_weights_count() -> None:
    for day in (MONDAY - timedelta(days=2), MONDAY + timedelta(days=29)):
        shown = [play.item for play in plays(at(day), 1) if play.item]
        assert {item.creative for item in shown} == {"on_1", "rest", "more"}
        assert all(item.experiment is None for item in shown)


@pytest.mark.parametrize("of", ["on", "off"])
def test_the_arm_changes_at_local_midnight_between_plays(of: str) -> None:
    """No creative of the experiment plays on, or into, a day of another arm: such a day would be lost."""
    day = first_change(of)
    around = plays(at(day - timedelta(days=1), 23), 2)
    for play in around:
        if play.item and play.item.creative in ("on_1", "on_2"):
            begin, end = local(play), local(play) + timedelta(seconds=play.duration_s)
            assert (arm_on(begin.date()), arm_on(end.date())) == ("on", "on")
    assert max(later.at_s - one.at_s - one.duration_s for one, later in pairwise(around)) < 1e-6


@settings(max_examples=12, deadline=None)
@given(device=st.sampled_from("abcdef"), site=st.sampled_from(["berlin-7", "ulm-1", "x"]), begin=st.integers(0, 27))
def test_all_screens_of_a_site_show_the_same_arm_also_across_the_clock_change(
    device: str, site: str, begin: int
) -> None:
    """2027-03-28 has 23 hours in Berlin. A start in the day, as after a restart, continues the arm."""
    day = MONDAY + timedelta(days=begin)
    arm = arms_of_day(playlist(), site, day).get("e12")
    shown = [play for hour in (0, 3, 22) for play in plays(at(day, hour), 0.5, screen=Screen(site, device))]
    seen = {play.item.experiment.arm for play in shown if play.item and play.item.experiment}
    assert seen == ({"on"} if arm == "on" else set())
    again = plays(at(day, 17), 0.2, screen=Screen(site, device))
    assert {play.item.experiment.arm for play in again if play.item and play.item.experiment} == seen


def test_a_missing_file_of_the_arm_leaves_the_rest() -> None:
    """Half an arm is no arm; a file of another arm is not needed."""
    two = playlist(arms={"on": ["on_1", "on_2"], "more": ["more"]})
    day = next(
        day for day in (MONDAY + timedelta(days=n) for n in range(28)) if arms_of_day(two, "s", day)["e12"] == "on"
    )
    without = find_available_creatives(two, "s", at(day), frozenset({"on_2"}))
    assert (without.experiments, without.arms) == (frozenset(), (("e12", "on"),))
    assert without.creatives == {"on_1", "rest"}
    assert find_available_creatives(two, "s", at(day), frozenset({"more"})).experiments == {"e12"}


def test_a_block_ends_with_the_arm_of_its_day() -> None:
    """The second creative of the arm does not follow the first into the next day."""
    day = first_change("off")
    running = Program(playlist(), DOOR, NumbersInMemory(CycleNumbers()))
    before = at(day - timedelta(days=1))
    while (item := running.next(before)) is None or item.creative != "on_1" or item.experiment is None:
        pass
    after = running.next(at(day))
    assert after is not None
    assert after.creative in ("rest", "more")


def test_arms_by_day_need_no_stored_number() -> None:
    class NoStore(NumbersInMemory):
        def write(self, numbers: CycleNumbers) -> None:
            raise OSError(28, "No space left on device")

    running = Program(playlist(), DOOR, NoStore(CycleNumbers()))
    items = [running.next(at(first_change("on"))) for _ in range(10)]
    assert running.problem is not None
    assert any(item and item.experiment for item in items)
    assert all(item is None or item.experiment is None or item.experiment.arm == "on" for item in items)


def test_a_long_creative_stops_earlier_before_a_change() -> None:
    day = first_change("off")
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 local time without a zone, as a plan may have
    lengths = {"on_1": 600.0}

    def late(seconds: float) -> frozenset[str]:
        return creatives_past_midnight(playlist(), DOOR.site, midnight - timedelta(seconds=seconds), lengths)

    assert late(610.5) == frozenset()
    assert late(609.5) == {"on_1"}
    assert late(10.05) == {"on_1"}
    assert late(9.95) == {"on_1", "on_2"}
    assert creatives_past_midnight(playlist(), DOOR.site, at(day), lengths) == frozenset()
    assert creatives_past_midnight(CreativePlaylist(), DOOR.site, midnight, lengths) == frozenset()


def test_an_end_after_a_clock_change_is_on_the_right_day() -> None:
    """23 hours after 00:30 it is 00:30 of the next day when the clock changes, and 23:30 otherwise."""
    shop = next(
        site
        for site in map(str, range(100))
        if [arms_of_day(playlist(), site, date(2027, 3, day))["e12"] for day in (27, 28, 29)] == ["on", "on", "off"]
    )
    begin = datetime(2027, 3, 28, 0, 30, tzinfo=BERLIN)
    assert creatives_past_midnight(playlist(), shop, begin, {"on_1": 23 * 3600.0}) == {"on_1"}


def test_a_creative_by_day_is_known_by_its_playlist() -> None:
    assert playlist().creatives_by_day == {"on_1", "on_2"}


def test_rotation_leaves_the_arm_of_the_day_alone() -> None:
    """Of the others, two take turns."""
    others = [creative(name) for name in "pqrs"]
    turning = playlist().model_copy(update={"rotate": 2, "creatives": [*playlist().creatives, *others]})
    lengths = {**DURATIONS_S, **dict.fromkeys("pqrs", 10.0)}
    program = Program(turning, DOOR, NumbersInMemory(CycleNumbers()))
    begin = at(first_change("on")).timestamp()
    shown = {one.item.creative for one in plan_plays(program, lengths, BERLIN, begin, begin + 3600) if one.item}
    assert {"on_1", "on_2"} < shown
    assert len(shown) == 4
