"""Faults of files and of the machine's pace: from when on, how long, and in which words."""

import pytest

from edge.screen.player.faults import FileFaults, PaceFault

TEN_MINUTES_S, HOUR_S = 600.0, 3600.0


def text(faults: FileFaults) -> str:
    (alert,) = faults.alerts
    return alert.text


def test_a_file_that_cannot_be_shown_is_left_out_for_ten_minutes() -> None:
    """The alert stays until it was shown; one that came too late is not left out."""
    faults = FileFaults()
    faults.add("a", "error 4", 100.0, is_left_out=True)
    faults.add("late", "nothing shown", 100.0, is_left_out=False)
    assert faults.skipped_creatives(99.0 + TEN_MINUTES_S) == {"a"}
    assert faults.skipped_creatives(100.0 + TEN_MINUTES_S) == frozenset()
    assert [alert.code for alert in faults.alerts] == ["player.file"]
    for name in ("a", "late"):
        faults.remove(name)
    assert list(faults.alerts) == []


def test_the_alert_counts_from_the_first_fault_and_has_the_newest_reason() -> None:
    faults = FileFaults()
    faults.add("b", "error 4", 200.0, is_left_out=True)
    faults.add("a", "error 3", 100.0, is_left_out=True)
    faults.add("a", "no picture", 900.0, is_left_out=True)
    (alert,) = faults.alerts
    assert alert.since_s == 100.0
    assert "not shown: a (no picture), b (error 4). The rest plays." in alert.text


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, " and 1 more"), (8, " and 3 more")])
def test_five_names_are_told_and_the_others_counted(count: int, more: str) -> None:
    faults = FileFaults()
    for number in range(count):
        faults.add(f"f{number}", "error 4", 100.0, is_left_out=True)
    assert f"f4 (error 4){more}. The rest plays" in text(faults)
    assert "f5 (" not in text(faults)


@pytest.mark.parametrize(
    ("shown", "dropped", "is_slow"), [(80, 20, False), (79, 21, True), (23, 7, True), (22, 7, False), (0, 29, False)]
)
def test_a_fifth_of_thirty_frames_or_more_is_slow(shown: int, dropped: int, is_slow: bool) -> None:
    fault = PaceFault()
    fault.add_play_frames(shown, dropped, 100.0)
    assert [alert.code for alert in fault.alerts] == (["player.slow"] if is_slow else [])


def test_a_machine_is_slow_until_an_hour_after_the_last_slow_play() -> None:
    """Since the first of them; fewer frames than thirty say nothing."""
    fault = PaceFault()
    fault.add_play_frames(0, 100, 100.0)
    fault.add_play_frames(0, 100, 200.0)
    fault.add_play_frames(100, 0, 199.0 + HOUR_S)
    assert [alert.since_s for alert in fault.alerts] == [100.0]
    fault.add_play_frames(29, 0, 200.0 + HOUR_S)
    assert [alert.since_s for alert in fault.alerts] == [100.0]
    fault.add_play_frames(100, 0, 200.0 + HOUR_S)
    assert list(fault.alerts) == []
