"""Design of an experiment by day: arms by local day and site, washout, and the designs that are refused."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.sales.arm_file import draw_plan
from central.store.local_time import EPOCH_DAY
from edge.playlist.day_design import DayDesign, block_ends, design_of, experiment_problems, shared_creatives
from edge.playlist.values import PlaylistExperiment

MONDAY = date(2027, 1, 4)
NAME = st.text("abcxyz0189_-", min_size=1, max_size=8)


def experiment(**fields: object) -> PlaylistExperiment:
    arms = {"on": ["spring_a"], "off": []}
    by_day = {"id": "e12", "unit": "day", "arms": arms, "from": MONDAY, "until": MONDAY + timedelta(days=27)}
    return PlaylistExperiment.model_validate({**by_day, **fields})


def problems(**fields: object) -> list[str]:
    return [f"{key} {reason}" for key, reason in experiment_problems(experiment(**fields))]


def designed(**fields: object) -> DayDesign:
    found = design_of(experiment(**fields))
    assert found is not None
    return found


@settings(max_examples=40)
@given(
    site=NAME,
    seed=NAME,
    arms=st.integers(2, 8),
    blocks=st.integers(1, 2),
    run=st.sampled_from([1, 7]),
    first=st.dates(date(2026, 1, 1), date(2035, 1, 1)),
)
def test_kiosk_and_central_find_the_same_arm_and_each_arm_has_each_weekday_equally_often(
    site: str, seed: str, arms: int, blocks: int, run: int, first: date
) -> None:
    """A plan that central draws for other players is the one that a kiosk follows."""
    names, days = tuple(f"arm{number}" for number in range(arms)), blocks * 7 * arms
    design = DayDesign((seed, "e12"), names, first, first + timedelta(days=days - 1), run, 0)
    own = {day: design.find_arm(site, first + timedelta(days=day)) for day in range(days)}
    plan = draw_plan((seed, "e12"), [site], names, first.toordinal() - EPOCH_DAY, days, run)
    assert list(own.values()) == list(plan[site].values())
    counts = Counter((arm, (first + timedelta(days=day)).weekday()) for day, arm in own.items())
    assert set(counts.values()) == {blocks}
    assert len(counts) == 7 * arms


def test_outside_its_days_an_experiment_has_no_arm() -> None:
    design = designed()
    assert design.find_arm("berlin-7", MONDAY - timedelta(days=1)) is None
    assert design.find_arm("berlin-7", MONDAY) in ("on", "off")
    assert design.find_arm("berlin-7", MONDAY + timedelta(days=27)) in ("on", "off")
    assert design.find_arm("berlin-7", MONDAY + timedelta(days=28)) is None
    assert design.names == ("e12", "e12")
    assert designed(seed="s").names == ("s", "e12")
    for other in ({"unit": "play"}, {"from": None}, {"until": None}):
        assert design_of(experiment(**other)) is None


@given(site=NAME, washout=st.integers(0, 3))
def test_the_first_days_after_a_change_are_washout(site: str, washout: int) -> None:
    """As many as asked, after each change; never at the start."""
    design = designed(run_days=7, washout_days=washout)
    days = [MONDAY + timedelta(days=number) for number in range(28)]
    arms = [design.find_arm(site, day) for day in days]
    changes = [number for number in range(1, 28) if arms[number] != arms[number - 1]]
    expected = {number + later for number in changes for later in range(washout)}
    assert {number for number, day in enumerate(days) if design.is_washout(site, day)} == expected
    assert not any(design.is_washout(site, MONDAY + timedelta(days=day)) for day in (-1, 28, 29, 30))


def test_a_sound_design_has_no_problem() -> None:
    assert problems() == []
    assert problems(run_days=7, washout_days=3) == []
    eight = {f"arm{number}": [f"ad{number}"] for number in range(8)}
    assert problems(arms=eight, until=MONDAY + timedelta(days=55)) == []


NEED = "2 arms by day need 14 days or a multiple, so that each arm has each weekday equally often"
FEW = "would leave too few days; use 0, or run_days = 7 and 1 to 3"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"from": None}, 'from is missing: an experiment with unit = "day" needs its first day'),
        ({"until": None}, 'until is missing: an experiment with unit = "day" needs its last day'),
        ({"until": date(2027, 1, 3)}, "until = 2027-01-03 is before from = 2027-01-04"),
        (
            {"until": date(2027, 1, 30)},
            f"until = 2027-01-30 makes 27 days, but {NEED}; use 2027-01-17 or 2027-01-31",
        ),
        ({"until": MONDAY}, f"until = 2027-01-04 makes 1 days, but {NEED}; use 2027-01-17"),
        ({"until": date(2027, 1, 5)}, f"until = 2027-01-05 makes 2 days, but {NEED}; use 2027-01-17"),
        ({"washout_days": 1}, f"washout_days = 1 {FEW}"),
        ({"washout_days": 4, "run_days": 7}, f"washout_days = 4 {FEW}"),
        (
            {"arms": {"on": ["a"], "x": [], "y": []}, "until": date(2027, 1, 24)},
            "arms has two arms without creatives, which would show the same; keep one",
        ),
        (
            {"unit": "play", "from": None},
            "arms arm 'off' names no creative; name one, or set unit = \"day\", which allows one empty arm",
        ),
    ],
)
def test_a_design_that_cannot_answer_is_refused(fields: dict[str, object], said: str) -> None:
    assert problems(**fields) == [said]


def test_keys_of_an_experiment_by_day_are_refused_without_its_unit() -> None:
    arms = {"a": ["x"], "b": ["y"]}
    found = problems(unit="play", arms=arms, run_days=7, washout_days=1)
    assert [each.partition(" ")[0] for each in found] == ["from", "run_days", "washout_days"]
    assert {each.partition(" ")[2] for each in found} == {
        'is only for experiments with unit = "day"; remove it, or set the unit'
    }


@given(arms=st.integers(2, 20), days=st.integers(1, 300))
def test_the_offered_last_days_make_whole_blocks(arms: int, days: int) -> None:
    ends = block_ends(arms, MONDAY, days)
    lengths = [(end - MONDAY).days + 1 for end in ends]
    assert all(length % (7 * arms) == 0 and length > 0 for length in lengths)
    assert lengths == sorted(set(lengths))
    assert lengths[-1] >= days
    assert lengths[0] == lengths[-1] or lengths[0] < days < lengths[-1]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (date(9999, 12, 31), "until = 9999-12-31 makes 1 days, but {need}; use an earlier first day"),
        (date(9999, 12, 10), "until = 9999-12-31 makes 22 days, but {need}; use 9999-12-23"),
    ],
)
def test_no_last_day_beyond_the_calendar_is_offered(first: date, said: str) -> None:
    """A playlist with such days is refused as any other one. It stops no kiosk and no page."""
    assert problems(**{"from": first, "until": date.max}) == [said.format(need=NEED)]


def test_the_first_day_of_the_calendar_is_no_washout() -> None:
    design = designed(**{"from": date.min, "until": date.min + timedelta(days=27)}, run_days=7, washout_days=1)
    assert not design.is_washout("berlin-7", date.min)


def test_a_creative_by_day_is_in_one_experiment() -> None:
    by_day = {"id": "e1", "unit": "day", "arms": {"on": ["a", "c"], "off": []}}
    by_play = {"id": "e2", "arms": {"x": ["a"], "y": ["b"]}}
    assert list(shared_creatives([by_day, by_play])) == [(1, "a", "e1")]
    assert list(shared_creatives([by_play, by_day])) == [(1, "a", "e2")]
    assert list(shared_creatives([by_play, {**by_play, "id": "e3"}])) == []
    assert list(shared_creatives([by_day, {"id": "e4", "unit": "day", "arms": "none"}])) == []
