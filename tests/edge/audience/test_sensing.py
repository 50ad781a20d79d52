"""What is about nobody: coverage and the sound of the room."""

from math import inf, nan

import pytest

from edge.audience.sensing import CameraCoverage, RoomAudio
from edge.events import AudioObservation


def test_coverage_is_the_share_of_the_time_that_frames_stand_for() -> None:
    """Within the asked time alone, whatever was forgotten before it."""
    coverage = CameraCoverage()
    for i in range(100):
        coverage.add(100 + i / 10, 100 + (i + 1) / 10)
    coverage.add(115, 120)
    assert coverage.share(100, 120) == pytest.approx(0.75)
    assert coverage.share(105, 118) == pytest.approx(8 / 13)
    coverage.forget(112)
    assert coverage.share(112, 122) == pytest.approx(0.5)


def test_sound_is_kept_by_second() -> None:
    """A decision is spread over the seconds that it is about, laughter with it."""
    room = RoomAudio()
    room.add(AudioObservation(101.25, 1.0, -20.0, True))
    room.add(AudioObservation(102.25, 1.0, -20.0, False))
    assert {second: (h.sound_s, h.laughter_s) for second, h in room.seconds.items()} == {
        100: (0.75, 0.75),
        101: (1.0, 0.25),
        102: (0.25, 0.0),
    }


def test_the_level_is_that_of_the_mean_energy() -> None:
    """Twice as long at a hundredth of the energy; null where there was no sound at all, or only digital silence."""
    room = RoomAudio()
    assert room.level_db(0, 1000) is None
    room.add(AudioObservation(101.0, 1.0, -20.0, False))
    room.add(AudioObservation(103.0, 2.0, -40.0, False))
    assert room.level_db(100, 103) == pytest.approx(-24.686, abs=0.001)
    assert room.level_db(101, 103) == pytest.approx(-40.0)
    room.forget(103)
    room.add(AudioObservation(104.0, 1.0, -inf, False))
    assert room.level_db(100, 200) is None


def test_laughter_that_is_not_known_is_not_none() -> None:
    """Half a second of it: the level is that of all, and laughter is known for the other half."""
    room = RoomAudio()
    room.add(AudioObservation(100.5, 0.5, -20.0, None))
    room.add(AudioObservation(101.0, 0.5, -20.0, True))
    (second,) = room.seconds.values()
    assert (second.sound_s, second.known_s, second.laughter_s) == (1.0, 0.5, 0.5)
    assert room.level_db(100, 101) == pytest.approx(-20.0)


@pytest.mark.parametrize("heard", [AudioObservation(9.0, 1.0, nan, True), AudioObservation(9.0, inf, -20.0, True)])
def test_a_sound_that_is_no_number_is_not_heard(heard: AudioObservation) -> None:
    """It is left out."""
    room = RoomAudio()
    room.add(heard)
    assert room.seconds == {}
