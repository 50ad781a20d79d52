"""Camera coverage and the sound of the room."""

from math import inf, nan

import pytest

from edge.audience.sensing import CameraCoverage, RoomAudioBySecond
from edge.events import AudioObservation


def test_coverage_is_the_share_of_time_that_frames_stand_for() -> None:
    """Only the given span counts, whatever was dropped before it."""
    coverage = CameraCoverage()
    for i in range(100):
        coverage.add_span(100 + i / 10, 100 + (i + 1) / 10)
    coverage.add_span(115, 120)
    assert coverage.covered_share(100, 120) == pytest.approx(0.75)
    assert coverage.covered_share(105, 118) == pytest.approx(8 / 13)
    coverage.forget_spans(112)
    assert coverage.covered_share(112, 122) == pytest.approx(0.5)


def test_frames_that_follow_each_other_are_one_span() -> None:
    """A day of frames is kept as one span, also if their times are rounded; a gap begins another."""
    coverage = CameraCoverage()
    for i in range(1000):
        coverage.add_span(100 + i / 10 + 1e-6 * (i % 2), 100 + (i + 1) / 10)
    coverage.add_span(250, 260)
    coverage.add_span(260, 270)
    coverage.forget_spans(150)
    assert coverage.covered_share(100, 300) == pytest.approx(0.6)


def test_sound_is_kept_by_second() -> None:
    """A decision and its laughter are spread over the seconds that it covers."""
    room_audio = RoomAudioBySecond()
    room_audio.add_observation(AudioObservation(101.25, 1.0, -20.0, True))
    room_audio.add_observation(AudioObservation(102.25, 1.0, -20.0, False))
    assert {second: (sound.sound_s, sound.laughter_s) for second, sound in room_audio.seconds.items()} == {
        100: (0.75, 0.75),
        101: (1.0, 0.25),
        102: (0.25, 0.0),
    }


def test_the_level_is_that_of_the_mean_energy() -> None:
    """Levels are averaged as energy over time. None without sound, and for digital silence."""
    room_audio = RoomAudioBySecond()
    assert room_audio.level_db(0, 1000) is None
    room_audio.add_observation(AudioObservation(101.0, 1.0, -20.0, False))
    room_audio.add_observation(AudioObservation(103.0, 2.0, -40.0, False))
    assert room_audio.level_db(100, 103) == pytest.approx(-24.686, abs=0.001)
    assert room_audio.level_db(101, 103) == pytest.approx(-40.0)
    room_audio.forget_seconds(103)
    room_audio.add_observation(AudioObservation(104.0, 1.0, -inf, False))
    assert room_audio.level_db(100, 200) is None


def test_unknown_laughter_is_not_counted_as_no_laughter() -> None:
    """Half a second of unknown laughter counts in the level, but not in the known time."""
    room_audio = RoomAudioBySecond()
    room_audio.add_observation(AudioObservation(100.5, 0.5, -20.0, None))
    room_audio.add_observation(AudioObservation(101.0, 0.5, -20.0, True))
    (second,) = room_audio.seconds.values()
    assert (second.sound_s, second.known_s, second.laughter_s) == (1.0, 0.5, 0.5)
    assert room_audio.level_db(100, 101) == pytest.approx(-20.0)


@pytest.mark.parametrize(
    "observation", [AudioObservation(9.0, 1.0, nan, True), AudioObservation(9.0, inf, -20.0, True)]
)
def test_audio_with_values_that_are_not_finite_is_dropped(observation: AudioObservation) -> None:
    """It adds no second."""
    room_audio = RoomAudioBySecond()
    room_audio.add_observation(observation)
    assert room_audio.seconds == {}
