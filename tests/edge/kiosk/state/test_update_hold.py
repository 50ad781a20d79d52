"""The pause of a kiosk while the updater is about to restart it."""

import os
from pathlib import Path

from edge.clock import Clock
from edge.kiosk.state.hold import CHECK_EVERY_S
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import LAST_BATCH_S, KioskStateTracker
from edge.kiosk.state.update_hold import LONGEST_S, UpdateHold, is_on_trial

NOW_S = 1_800_000_010.0


def tracker() -> KioskStateTracker:
    state = KioskStateTracker(Clock(lambda: NOW_S, lambda: NOW_S), ResumeClock(60.0, 60.0))
    state.end_startup()
    return state


def ask(path: Path, at_s: float) -> None:
    path.touch()
    os.utime(path, (at_s, at_s))


def test_the_kiosk_pauses_while_the_file_is_there_and_names_the_time_of_a_restart(tmp_path: Path) -> None:
    path, state = tmp_path / "switching", tracker()
    hold = UpdateHold(state, path)
    hold.update_pause(NOW_S)
    assert (state.is_paused, state.settled_s) == (False, None)
    ask(path, NOW_S)
    hold.update_pause(NOW_S + CHECK_EVERY_S / 2)
    assert not state.is_paused
    hold.update_pause(NOW_S + CHECK_EVERY_S)
    assert state.local_snapshot.reasons == ("update: the program is about to change",)
    assert state.settled_s == 1_800_000_060.0 + LAST_BATCH_S
    path.unlink()
    hold.update_pause(NOW_S + 2 * CHECK_EVERY_S)
    assert state.pause_reasons == ()
    assert state.is_paused  # until sensing starts again on the clock


def test_a_file_that_an_updater_left_behind_stops_no_kiosk(tmp_path: Path) -> None:
    for at_s, is_held in ((NOW_S - LONGEST_S + 1, True), (NOW_S - LONGEST_S, False), (NOW_S + LONGEST_S, False)):
        state = tracker()
        ask(tmp_path / "switching", at_s)
        UpdateHold(state, tmp_path / "switching").update_pause(NOW_S)
        assert state.is_paused is is_held


def test_an_update_is_on_trial_while_its_mark_is_there(tmp_path: Path) -> None:
    assert not is_on_trial(tmp_path / "trial")
    (tmp_path / "trial").touch()
    assert is_on_trial(tmp_path / "trial")
