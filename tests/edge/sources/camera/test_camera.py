"""A live camera gives its newest frame, and comes back after all that cameras do. Real processes, real streams."""

import itertools
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.camera.camera import Camera, CameraError, CameraOptions
from edge.sources.camera.video import has_gstreamer
from tests.doubles import rtsp
from tests.doubles.films import write_film
from tests.doubles.mjpeg import Image, MjpegCamera, age_s, film, noise, paced
from tests.edge.sources.camera.views import noisy, seen, shop, texture
from tests.edge.sources.camera.watching import KIOSK_AHEAD_S, QUICK, first_frame, lost_and_back, now, watch

# What it gives -------------------------------------------------------------------------------------------------------


def test_frames_are_fresh_and_stamped_when_they_were_captured() -> None:
    """A frame is a few milliseconds old when it comes, and `at_s` is its capture on the kiosk's clock."""
    with MjpegCamera(stamp=True) as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        ages_s, errors_s = [], []
        for _ in range(30):
            frame = camera.newest(2.0)
            assert frame is not None
            ages_s.append(age_s(frame.image, time.monotonic()))
            errors_s.append(abs(age_s(frame.image, frame.at_s - KIOSK_AHEAD_S)))
        assert np.median(ages_s) < 0.1
        assert np.median(errors_s) < 0.1
        assert camera.condition.state == "ok"
        assert camera.take_events() == []


def test_slow_reader_gets_the_newest_frame_and_the_rest_is_counted() -> None:
    """Whoever was away for thirty frames gets the last one, fresh, and knows how many were missed."""
    with MjpegCamera(stamp=True) as source, Camera(source.url, QUICK, now) as camera:
        first = first_frame(camera)
        sent = source.sent
        assert source.wait_for(lambda it: it.sent >= sent + 30)
        frame = camera.newest(2.0)
        assert frame is not None
        assert age_s(frame.image, time.monotonic()) < 0.3
        assert frame.at_s - first.at_s > 0.8
        assert camera.counts.dropped >= 25
        assert camera.counts.taken == 2


def test_frames_beyond_the_rate_are_not_handed_over() -> None:
    """With 10 a second asked of a camera that gives 30, one comes every 100 ms."""
    options = CameraOptions(max_rate_hz=10.0)
    with MjpegCamera() as source, Camera(source.url, options, now) as camera:
        seen = watch(camera, lambda seen: len(seen.frames) == 12)
    steps_s = np.diff([frame.at_s for frame in seen.frames])
    assert np.mean(steps_s) == pytest.approx(0.1, abs=0.015)
    assert camera.counts.dropped == 0


def test_film_served_once_arrives_whole_and_at_its_pace(tmp_path: Path) -> None:
    """A film sent as a network camera gives its frames at its own times; when it is over, the camera is lost."""
    pictures = film(write_film(tmp_path / "film.mp4", frames=25, rate_hz=25.0))
    with MjpegCamera(pictures, once=True) as source, Camera(source.url, QUICK, now) as camera:
        seen = watch(camera, lambda _: camera.condition.state == "lost")
        assert source.finished.is_set()
        assert len(seen.frames) + camera.counts.dropped == 25
        assert seen.frames[-1].at_s - seen.frames[0].at_s == pytest.approx(24 / 25, abs=0.1)


def test_nothing_is_opened_before_the_first_frame_is_asked_for() -> None:
    """Making a camera connects to nothing; start begins without waiting."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        assert (camera.capture_pid, camera.condition.state) == (None, "opening")
        assert source.connections == 0
        camera.start()
        assert camera.capture_pid is not None
        assert source.wait_for(lambda it: it.connections == 1)


def test_rtsp_camera_gives_frames_at_its_pace() -> None:
    """RTSP over TCP: frames at the camera's pace from the first one on; a camera that stops is lost."""
    if not rtsp.is_installed():
        pytest.skip("Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
    with rtsp.RtspCamera() as source, Camera(source.url, CameraOptions(read_timeout_s=1.0), now) as camera:
        frames = watch(camera, lambda seen: len(seen.frames) == 20).frames
        assert frames[0].image.shape == (240, 320, 3)
        assert np.mean(np.diff([frame.at_s for frame in frames])) == pytest.approx(1 / 15, rel=0.2)
        source.process.send_signal(signal.SIGSTOP)
        seen = watch(camera, lambda _: camera.condition.state == "lost")
        assert [type(event) for event in seen.events] == [SourceLost]
        assert "gave no picture for 1.0 s" in camera.condition.text


# What it survives ----------------------------------------------------------------------------------------------------


def test_stream_that_closes_is_opened_again() -> None:
    """The far end hangs up: a loss since the last good frame, and a return at the first new one."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        text = lost_and_back(source, camera, lambda: setattr(source, "mode", "close"))
    assert text == f"camera: {source.url} ended its stream. Trying again in 1 s."


def test_stream_that_freezes_is_opened_again() -> None:
    """The connection stays and nothing comes: lost after the read time-out."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        text = lost_and_back(source, camera, lambda: setattr(source, "mode", "freeze"))
    assert "gave no picture for 0.5 s" in text


def test_stream_that_turns_to_junk_is_opened_again() -> None:
    """Parts that are no pictures are never shown as pictures; after the time-out the source is lost."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        text = lost_and_back(source, camera, lambda: setattr(source, "mode", "junk"))
    assert "sent nothing for 0.5 s that is a picture" in text


def test_picture_that_changes_size_is_a_new_start() -> None:
    """Somebody sets the camera to another size: lost, opened again, and frames in the new size."""
    size_px = [(160, 112)]

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((next(iter(noise(*size_px[0], seed))) for seed in itertools.count()), 30.0)

    with MjpegCamera(pictures) as source, Camera(source.url, QUICK, now) as camera:
        assert first_frame(camera).image.shape == (112, 160, 3)
        text = lost_and_back(source, camera, lambda: size_px.__setitem__(0, (320, 240)))
        assert first_frame(camera).image.shape == (240, 320, 3)
    assert "changed the size of its picture from 160x112 to 320x240 px" in text


def test_camera_that_never_answers_is_tried_again() -> None:
    """It accepts and says nothing: lost at the first try, opened again and again, and audience is told once."""
    options = CameraOptions(open_timeout_s=0.3, read_timeout_s=0.3)
    with MjpegCamera(mode="silent") as source, Camera(source.url, options, now) as camera:
        began_s = now()
        seen = watch(camera, lambda _: camera.counts.lost == 2)
        assert camera.condition.text.endswith("Trying again in 1 s.")
        assert "its host answers, but gave no picture in time" in camera.condition.text
        assert [type(event) for event in seen.events] == [SourceLost]
        assert began_s <= seen.events[0].at_s <= now()
        source.mode = "ok"
        seen = watch(camera, lambda seen: bool(seen.frames))
        assert [type(event) for event in seen.events] == [SourceRestored]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("/dev/video97", "could not be opened: there is no such device"),
        ("none.mp4", "could not be opened: there is no such file"),
        ("http://127.0.0.1:9/feed", "could not be opened: the connection was refused"),
    ],
)
def test_camera_that_is_not_there_says_so(source: str, words: str) -> None:
    """No device, no file, nobody at the address: a loss with its cause, and another look."""
    with Camera(source, QUICK, now) as camera:
        watch(camera, lambda _: camera.condition.state == "lost")
        assert words in camera.condition.text
        assert camera.condition.text.endswith("Trying again in 2 s.")
        assert camera.counts.lost == 1


@pytest.mark.skipif(has_gstreamer(), reason="this OpenCV has GStreamer")
def test_pipeline_without_gstreamer_is_refused_with_a_cure() -> None:
    """An OpenCV without GStreamer can never open a pipeline: said before anything is tried."""
    with pytest.raises(CameraError, match="GStreamer pipeline videotestsrc ! … needs an OpenCV with GStreamer"):
        Camera("videotestsrc ! appsink", QUICK, now)


# What it does not see ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "still"),
    [("frozen", next(iter(noise()))), ("dark", np.zeros((240, 320, 3), np.uint8))],
)
def test_blind_camera_gives_no_frames_until_it_sees_again(state: str, still: Image) -> None:
    """The same picture for long, or a black one: no frames and a loss, then a return with the first good frame."""
    is_still = [False]

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((still if is_still[0] else image for image in noise()), 30.0)

    limits = {"frozen_after_s": 1.0, "dark_after_s": None} if state == "frozen" else {"dark_after_s": 0.5}
    with MjpegCamera(pictures) as source, Camera(source.url, CameraOptions(**limits), now) as camera:
        first_frame(camera)
        is_still[0] = True
        seen = watch(camera, lambda _: camera.condition.state == state)
        assert seen.events == [SourceLost(seen.frames[-1].at_s, "camera")]
        assert camera.newest(0.2) is None
        assert camera.counts.blind > 0
        is_still[0] = False
        seen = watch(camera, lambda seen: bool(seen.frames))
        assert seen.events == [SourceRestored(seen.frames[0].at_s, "camera")]
        assert (camera.condition.state, camera.counts.lost) == ("ok", 0)
        assert source.connections == 1


# What a person should look at -----------------------------------------------------------------------------------------


def test_camera_that_was_moved_while_it_was_lost_says_so() -> None:
    """What it should see is remembered over a loss. It says so in its remarks; frames go on."""
    shifted = [0.0]

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((noisy(seen(shop(), right=shifted[0]), number) for number in itertools.count()), 15.0)

    options = CameraOptions(moved_after_s=2.0)
    with MjpegCamera(pictures) as source, Camera(source.url, options, now) as camera:
        began_s = first_frame(camera).at_s
        watch(camera, lambda watched: bool(watched.frames) and watched.frames[-1].at_s - began_s > 3)
        source.mode = "close"
        watch(camera, lambda _: camera.condition.state == "lost")
        shifted[0], source.mode = 0.2, "ok"
        frames = watch(camera, lambda _: bool(camera.warnings)).frames
        (remark,) = camera.warnings
        assert (remark.code, remark.since_s) == ("moved", frames[-1].at_s)
        assert remark.text.startswith(f"camera: {source.url} does not look where it did")
        assert "vitrina aim" in remark.text
        assert camera.condition.state == "ok"
        assert source.connections == 2
        shifted[0] = 0.0
        watch(camera, lambda _: not camera.warnings)


def test_camera_that_is_covered_sees_nothing() -> None:
    """A pattern on the lens: dark like a black one, without frames, until it is taken away."""
    is_covered = [False]

    def pictures() -> Iterator[tuple[float, Image]]:
        views = (texture(0) if is_covered[0] else seen(shop()) for _ in itertools.count())
        return paced((noisy(view, number) for number, view in enumerate(views)), 15.0)

    options = CameraOptions(moved_after_s=2.0, dark_after_s=1.0)
    with MjpegCamera(pictures) as source, Camera(source.url, options, now) as camera:
        began_s = first_frame(camera).at_s
        watch(camera, lambda watched: bool(watched.frames) and watched.frames[-1].at_s - began_s > 3)
        is_covered[0] = True
        watched = watch(camera, lambda _: camera.condition.state == "dark")
        assert "Its lens is covered." in camera.condition.text
        assert watched.events == [SourceLost(watched.frames[-1].at_s, "camera")]
        assert camera.newest(0.2) is None
        is_covered[0] = False
        watched = watch(camera, lambda watched: bool(watched.frames))
        assert watched.events == [SourceRestored(watched.frames[0].at_s, "camera")]
        assert camera.counts.lost == 0
        assert camera.warnings == ()


def test_camera_that_gives_too_few_pictures_says_so_while_it_gives_any() -> None:
    """Three a second, where five are the least; a lost camera is lost and no longer slow."""
    with (
        MjpegCamera(lambda: paced(noise(), 3.0)) as source,
        Camera(source.url, CameraOptions(slow_after_s=1.0), now) as camera,
    ):
        watch(camera, lambda _: bool(camera.warnings))
        (remark,) = camera.warnings
        assert remark.code == "slow"
        assert "gives 3.0 pictures a second; below 5.0" in remark.text
        source.mode = "close"
        watch(camera, lambda _: camera.condition.state == "lost")
        assert camera.warnings == ()


def test_camera_that_is_to_be_slow_is_not_too_slow() -> None:
    """Whoever asks for two pictures a second gets them, and no remark."""
    options = CameraOptions(slow_after_s=1.0, max_rate_hz=2.0)
    with MjpegCamera() as source, Camera(source.url, options, now) as camera:
        watch(camera, lambda watched: len(watched.frames) == 6)
        assert camera.warnings == ()


# Files as cameras ----------------------------------------------------------------------------------------------------


def test_film_plays_at_its_own_pace_and_ends(tmp_path: Path) -> None:
    """A file is a camera that ends: its frames at its own times, then no more, and no other try."""
    film = write_film(tmp_path / "film.mp4", frames=25, rate_hz=25.0)
    with Camera(str(film), CameraOptions(), now) as camera:
        seen = watch(camera, lambda _: camera.condition.state == "ended")
        span_s = seen.frames[-1].at_s - seen.frames[0].at_s
        assert span_s == pytest.approx(24 / 25, abs=0.005)
        assert 20 <= len(seen.frames) + camera.counts.dropped <= 25  # a busy machine may pass some over
        assert seen.events == [SourceLost(seen.frames[-1].at_s, "camera")]
        assert camera.condition.text == f"camera: {film} is at its end."
        assert camera.newest(0.05) is None
        assert camera.capture_pid is None


def test_film_that_loops_goes_on(tmp_path: Path) -> None:
    """With `loop`, the second round follows the first one by one frame, and nothing is lost in between."""
    film = write_film(tmp_path / "film.mp4", frames=5, rate_hz=10.0)
    with Camera(str(film), CameraOptions(loop=True), now) as camera:
        seen = watch(camera, lambda seen: len(seen.frames) == 12)
    assert seen.events == []
    steps = np.diff([frame.at_s for frame in seen.frames]) / 0.1
    assert steps == pytest.approx(np.round(steps), abs=0.05)


def test_film_of_rare_frames_is_not_taken_for_a_hanging_one(tmp_path: Path) -> None:
    """Between two frames that lie further apart than the read time-out, the capture process gives signs of life."""
    film = write_film(tmp_path / "film.mp4", frames=3, rate_hz=1.0)
    with Camera(str(film), CameraOptions(read_timeout_s=0.2), now) as camera:
        seen = watch(camera, lambda _: camera.condition.state == "ended")
    assert len(seen.frames) == 3
    assert camera.counts.lost == 0
