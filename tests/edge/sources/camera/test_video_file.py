"""Video recordings are read on their own clock, whole or up to their damage."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from edge.sources.camera.video_file import VideoFile
from edge.sources.recordings import RecordingError
from tests.doubles.films import cut, write_film, write_gif, write_jpegs
from tests.doubles.mjpeg import noise

START_S = 1_767_225_600.0


def read_until_error(recording: VideoFile) -> tuple[list[float], RecordingError]:
    """Times of the frames before the error, and the error."""
    times_s: list[float] = []
    with pytest.raises(RecordingError) as caught:
        times_s.extend(frame.at_s for frame in recording.read_frames())
    return times_s, caught.value


@pytest.mark.parametrize("ending", [".mp4", ".mkv", ".avi"])
def test_film_plays_on_its_own_clock(tmp_path: Path, ending: str) -> None:
    """Every frame has its time from `start_s`, and the film ends at the end of its last frame."""
    recording = VideoFile(write_film(tmp_path / f"film{ending}", frames=50, rate_hz=25.0), START_S)
    frames = list(recording.read_frames())
    assert [frame.at_s - START_S for frame in frames] == pytest.approx([n / 25 for n in range(50)], abs=1e-6)
    assert {frame.image.shape for frame in frames} == {(120, 160, 3)}
    assert recording.duration_s == pytest.approx(2.0, abs=1e-6)
    assert (recording.read, recording.dropped) == (50, 0)


def test_animated_gif_keeps_its_uneven_times(tmp_path: Path) -> None:
    """A GIF states the duration of each picture; frames have those times."""
    recording = VideoFile(write_gif(tmp_path / "walk.gif", [100, 300, 60, 500, 100]), 0.0)
    assert [frame.at_s for frame in recording.read_frames()] == pytest.approx([0.0, 0.1, 0.4, 0.46, 0.96])


def test_same_film_twice_is_the_same(tmp_path: Path) -> None:
    """A second reading gives the same times and the same pixels."""
    recording = VideoFile(write_film(tmp_path / "film.mp4", frames=20), START_S)
    first, second = list(recording.read_frames(15.0)), list(recording.read_frames(15.0))
    assert [frame.at_s for frame in first] == [frame.at_s for frame in second]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, second, strict=True))


def test_requested_rate_is_kept(tmp_path: Path) -> None:
    """At 15 a second, a film of 25 a second gives 15; its length stays the same."""
    recording = VideoFile(write_film(tmp_path / "film.mp4", frames=50), START_S)
    assert len(list(recording.read_frames(15.0))) == 30
    assert recording.duration_s == pytest.approx(2.0)


def test_caller_may_keep_a_frame(tmp_path: Path) -> None:
    """A later frame does not write into an earlier one."""
    first, second = itertools.islice(VideoFile(write_film(tmp_path / "film.mp4"), 0.0).read_frames(), 2)
    assert not np.shares_memory(first.image, second.image)


@pytest.mark.parametrize("ending", [".avi", ".mkv"])
def test_truncated_film_gives_its_frames_and_then_an_error(tmp_path: Path, ending: str) -> None:
    """All frames before the cut are returned; then the error names the expected number."""
    film = cut(write_film(tmp_path / f"film{ending}", frames=100), 0.6)
    times_s, error = read_until_error(VideoFile(film, 0.0))
    assert 50 <= len(times_s) <= 62
    assert error.frames == len(times_s)
    assert "truncated: according to its header it has 100 frames in 4.0 s" in str(error)
    assert "were read and used" in str(error)


def test_film_without_its_last_frames_is_whole(tmp_path: Path) -> None:
    """Containers count one or two frames too many, so that is no error."""
    film = write_film(tmp_path / "film.mkv", frames=100)
    assert len(list(VideoFile(cut(film, 0.99), 0.0).read_frames())) >= 97


def test_truncated_gif_gives_an_error(tmp_path: Path) -> None:
    """A GIF states no number of pictures, but has an end mark."""
    times_s, error = read_until_error(VideoFile(cut(write_gif(tmp_path / "walk.gif", [100] * 8), 0.7), 0.0))
    assert times_s
    assert "truncated: it has no end mark" in str(error)


def test_film_that_changes_size_is_read_up_to_the_change(tmp_path: Path) -> None:
    """Frames before the change are returned; the error names both sizes."""
    images = [*itertools.islice(noise(160, 112), 5), *itertools.islice(noise(320, 240), 5)]
    times_s, error = read_until_error(VideoFile(write_jpegs(tmp_path / "film.mjpeg", images), 0.0))
    assert len(times_s) == error.frames == 5
    assert "changes its frame size from 160x112 to 320x240 px" in str(error)


def test_raw_pictures_without_times_follow_the_rate(tmp_path: Path) -> None:
    """A raw MJPEG file has no times: the time is frame number over rate, as in players."""
    recording = VideoFile(write_jpegs(tmp_path / "film.mjpeg", itertools.islice(noise(), 10)), 0.0)
    assert [frame.at_s for frame in recording.read_frames()] == pytest.approx([n / 25 for n in range(10)])


def test_damaged_picture_is_dropped_and_counted(tmp_path: Path) -> None:
    """One broken picture in the middle is left out, not returned half grey; later times do not change."""
    film = write_film(tmp_path / "film.avi", frames=10)
    data = bytearray(film.read_bytes())
    fifth = [place for place in range(len(data)) if data[place : place + 3] == b"\xff\xd8\xff"][4]
    data[fifth : fifth + 300] = bytes(300)
    film.write_bytes(data)
    recording = VideoFile(film, 0.0)
    times_s = [frame.at_s for frame in recording.read_frames()]
    assert times_s == pytest.approx([n / 25 for n in range(10) if n != 4])
    assert (recording.read, recording.dropped) == (9, 1)


@pytest.mark.parametrize("frames", [0, 1])
def test_film_of_one_frame_or_none(tmp_path: Path, frames: int) -> None:
    """A recording of one frame is as long as that frame; one without frames is an error."""
    film = write_jpegs(tmp_path / "film.mjpeg", itertools.islice(noise(), frames))
    recording = VideoFile(film, 0.0)
    if frames:
        assert len(list(recording.read_frames())) == 1
        assert recording.duration_s == pytest.approx(0.04)
    else:
        assert "no frames" in str(read_until_error(recording)[1])


def test_error_of_an_unreadable_film_names_the_cause(tmp_path: Path) -> None:
    """Missing, a folder, empty, no video, an mp4 truncated before its index: no frame, and the error says why."""
    empty = tmp_path / "empty.mp4"
    empty.touch()
    noise_file = tmp_path / "noise.mp4"
    noise_file.write_bytes(np.random.default_rng(0).bytes(20_000))
    cases = {
        tmp_path / "none.mp4": "no such file",
        tmp_path: "not a file",
        empty: "empty",
        noise_file: "not a readable video",
        cut(write_film(tmp_path / "film.mp4"), 0.6): "before its index was written",
    }
    for path, words in cases.items():
        times_s, error = read_until_error(VideoFile(path, 0.0))
        assert (times_s, error.frames) == ([], 0)
        assert words in str(error)
        assert str(path) in str(error)


def test_stopping_in_the_middle_leaves_no_file_open(tmp_path: Path) -> None:
    """Closing the iterator closes the file."""
    film = write_film(tmp_path / "film.mp4")
    frames = VideoFile(film, 0.0).read_frames()
    next(frames)
    frames.close()
    links = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert film not in links


CLIPS = Path(__file__).parents[4].parent / "shared" / "clips"


@pytest.mark.skipif(not CLIPS.is_dir(), reason="../shared/clips is not there")
@pytest.mark.parametrize(("clip", "frames", "rate_hz"), [("s06", 23, 12.0), ("s11", 78, 25.0), ("s01", 72, 30.0)])
def test_real_clips_have_the_frame_times_of_their_labels(clip: str, frames: int, rate_hz: float) -> None:
    """Real H.264 files have the listed number of frames, each at frame number over rate."""
    (path,) = CLIPS.glob(f"{clip}_*.mp4")
    times_s = [frame.at_s for frame in VideoFile(path, 0.0).read_frames()]
    assert times_s == pytest.approx([n / rate_hz for n in range(frames)], abs=0.002)


def test_the_stated_length_is_known_before_a_frame_is_read(tmp_path: Path) -> None:
    """For the progress of a replay. What is no film states none."""
    film = write_film(tmp_path / "film.avi", frames=30, rate_hz=15.0)
    assert VideoFile(film, 0.0).stated_duration_s() == pytest.approx(2.0)
    (tmp_path / "text.avi").write_text("no film", encoding="utf-8")
    assert VideoFile(tmp_path / "text.avi", 0.0).stated_duration_s() is None
    assert VideoFile(tmp_path / "none.avi", 0.0).stated_duration_s() is None
