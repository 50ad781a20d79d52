"""Floors never fall, and outlast a power cut."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.fleet.floors import Floors, read_floors, write_floors
from edge.fleet.refusals import FleetRefused
from edge.fleet.versions import version_key

VERSIONS = st.tuples(*[st.integers(0, 12)] * 3).map(lambda numbers: ".".join(map(str, numbers)))


@settings(max_examples=25)
@given(st.lists(st.tuples(VERSIONS, st.none() | st.integers(0, 4_000_000_000)), max_size=8))
def test_no_sequence_of_updates_lowers_a_floor(updates: list[tuple[str, int | None]]) -> None:
    floors = Floors()
    for version, signed_s in updates:
        after = floors.with_kept(version, signed_s)
        assert version_key(after.version) >= max(version_key(floors.version), version_key(version))
        assert after.clock == max(floors.clock, signed_s or 0)
        floors = after


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert read_floors(path) == Floors()
    floors = Floors().with_kept("0.3.0", 1_900_000_000).with_bad("0.10.0").with_bad("0.4.0").with_bad("0.4.0")
    write_floors(path, floors)
    assert read_floors(path) == floors
    assert floors.bad == ("0.4.0", "0.10.0")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_plan_with_a_higher_counter_may_name_a_bad_version_again() -> None:
    floors = Floors(plan_counter=3).with_bad("0.4.0")
    assert floors.with_plan(3).bad == ("0.4.0",)
    assert floors.with_plan(2).plan_counter == 3
    assert floors.with_plan(4) == Floors(plan_counter=4)


def test_a_lower_and_a_bad_version_and_an_old_clock_are_refused() -> None:
    floors = Floors().with_kept("0.3.0", 1_900_000_000).with_bad("0.4.0")
    for version, code in (("0.2.9", "version_lower"), ("0.4.0", "version_bad")):
        with pytest.raises(FleetRefused) as refused:
            floors.refuse_low_version(version)
        assert refused.value.code == code
    with pytest.raises(FleetRefused) as refused:
        floors.refuse_low_clock(946_684_800)
    assert refused.value.code == "clock"
    floors.refuse_low_version("0.3.0")
    floors.refuse_low_clock(1_900_000_000)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"clock":1', '{"clock":1,"version":"x","bad":[]}'])
def test_damaged_floors_are_not_taken_for_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "floors.json").write_text(content)
    with pytest.raises(FleetRefused, match="is damaged"):
        read_floors(tmp_path / "floors.json")
