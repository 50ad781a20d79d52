"""A live camera gives its newest frame and recovers from every fault. The tests use real processes and streams."""

import itertools
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.camera.camera import Camera, CameraError
from edge.sources.camera.options import CameraOptions
from tests.doubles import rtsp
from tests.doubles.films import write_film
from tests.doubles.mjpeg import Image, MjpegCamera, age_s, film, noise, paced
from tests.edge.sources.camera.views import add_noise, shop, texture, view_of
from tests.edge.sources.camera.watching import (
    KIOSK_AHEAD_S,
    QUICK,
    first_frame,
    lost_and_back,
    now,
    silence_s,
    watch,
)

# Frames --------------------------------------------------------------------------------------------------------------


def test_frames_are_fresh_and_have_their_capture_time() -> None:
    """A frame is a few milliseconds old when it comes, and `at_s` is its capture time on the kiosk's clock."""
    with MjpegCamera(stamp=True) as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        ages_s, errors_s = [], []
        for _ in range(30):
            frame = camera.newest_frame(2.0)
            assert frame is not None
            ages_s.append(age_s(frame.image, time.monotonic()))
            errors_s.append(abs(age_s(frame.image, frame.at_s - KIOSK_AHEAD_S)))
        assert np.median(ages_s) < 0.1
        assert np.median(errors_s) < 0.1
        assert camera.state == "ok"
        assert camera.take_events() == []


def test_slow_reader_gets_the_newest_frame_and_the_others_are_counted() -> None:
    """A reader that missed thirty frames gets the last one, fresh, and the counter of dropped frames."""
    with MjpegCamera(stamp=True) as source, Camera(source.url, QUICK, now) as camera:
        first = first_frame(camera)
        sent = source.sent
        assert source.wait_for(lambda server: server.sent >= sent + 30)
        frame = camera.newest_frame(2.0)
        assert frame is not None
        assert age_s(frame.image, time.monotonic()) < 0.3
        assert frame.at_s - first.at_s > 0.8
        assert camera.counts.dropped >= 25
        assert camera.counts.taken == 2


def test_frames_beyond_the_maximum_rate_are_not_shared() -> None:
    """With at most 10 a second, a camera that gives 30 gives one frame every 100 ms."""
    options = CameraOptions(max_rate_hz=10.0)
    with MjpegCamera() as source, Camera(source.url, options, now) as camera:
        watched = watch(camera, lambda watched: len(watched.frames) == 12)
    steps_s = np.diff([frame.at_s for frame in watched.frames])
    assert np.mean(steps_s) == pytest.approx(0.1, abs=0.015)
    assert camera.counts.dropped == 0


def test_one_frame_in_three_is_shared_when_so_few_are_wanted() -> None:
    """All frames are counted as they come, shared or not, and every frame is shared again as soon as it is wanted."""
    options = CameraOptions(max_rate_hz=15.0)
    with MjpegCamera() as source, Camera(source.url, options, now) as camera:
        watch(camera, lambda watched: len(watched.frames) == 3)
        camera.keep_one_in(3)
        watch(camera, lambda watched: len(watched.frames) == 2)
        start, began_s = given(camera), time.monotonic()
        few = watch(camera, lambda watched: len(watched.frames) == 10)
        passed_s, count = time.monotonic() - began_s, given(camera) - start
        camera.keep_one_in(1)
        watch(camera, lambda watched: len(watched.frames) == 2)
        all_again = watch(camera, lambda watched: len(watched.frames) == 10)
    assert np.mean(np.diff([frame.at_s for frame in few.frames])) == pytest.approx(0.2, abs=0.03)
    assert count == pytest.approx(15 * passed_s, abs=2)
    assert np.mean(np.diff([frame.at_s for frame in all_again.frames])) == pytest.approx(1 / 15, abs=0.02)
    assert (camera.counts.dropped, camera.counts.blind) == (0, 0)


def given(camera: Camera) -> int:
    """Frames that the camera gave, as health counts them."""
    counts = camera.counts
    return counts.taken + counts.dropped + counts.blind + counts.skipped


def test_film_served_once_arrives_whole_and_at_its_pace(tmp_path: Path) -> None:
    """A film served as a network camera gives its frames at their own times. At its end the camera is lost."""
    pictures = film(write_film(tmp_path / "film.mp4", frames=25, rate_hz=25.0))
    with MjpegCamera(pictures, once=True) as source, Camera(source.url, QUICK, now) as camera:
        watched = watch(camera, lambda _: camera.state == "lost")
        assert source.finished.is_set()
        assert len(watched.frames) + camera.counts.dropped == 25
        assert watched.frames[-1].at_s - watched.frames[0].at_s == pytest.approx(24 / 25, abs=0.1)


def test_nothing_is_opened_before_start_or_the_first_frame() -> None:
    """The constructor connects to nothing; `start` begins to open without waiting."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        assert (camera.capture_pid, camera.state) == (None, "opening")
        assert camera.opening_text == f"camera: opening {source.url}."
        assert source.connections == 0
        camera.start()
        assert camera.capture_pid is not None
        assert source.wait_for(lambda server: server.connections == 1)


def test_rtsp_camera_gives_frames_at_its_pace() -> None:
    """RTSP over TCP: frames come at the camera's pace from the first one on. A camera that stops is lost."""
    if not rtsp.is_installed():
        pytest.skip("Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
    with rtsp.RtspCamera() as source, Camera(source.url, CameraOptions(read_timeout_s=1.0), now) as camera:
        frames = watch(camera, lambda watched: len(watched.frames) == 20).frames
        assert frames[0].image.shape == (240, 320, 3)
        assert np.mean(np.diff([frame.at_s for frame in frames])) == pytest.approx(1 / 15, rel=0.2)
        source.process.send_signal(signal.SIGSTOP)
        watched = watch(camera, lambda _: camera.state == "lost")
        assert [type(event) for event in watched.events] == [SourceLost]
        assert 1.0 <= silence_s(camera.alerts[0].text) < 3.0


# Faults --------------------------------------------------------------------------------------------------------------


def test_stream_that_closes_is_opened_again() -> None:
    """The camera closes the connection: a loss at the last good frame, and a return at the first new one."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        text = lost_and_back(source, camera, lambda: setattr(source, "mode", "close"))
    assert f"{source.url} ended its stream." in text
    assert text.endswith("in 1 s.")


def test_stream_that_freezes_is_opened_again() -> None:
    """The connection stays and no data comes: the camera is lost after the read timeout."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        text = lost_and_back(source, camera, lambda: setattr(source, "mode", "freeze"))
    assert 0.5 <= silence_s(text) < 2.0


def test_stream_that_becomes_junk_is_opened_again() -> None:
    """Parts that are no pictures never become frames. After the timeout the camera is lost."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        text = lost_and_back(source, camera, lambda: setattr(source, "mode", "junk"))
    assert "sent no valid frame for 0.5 s" in text


def test_camera_that_changes_its_picture_size_is_opened_again() -> None:
    """A person sets another size: the camera is lost, opened again, and gives frames in the new size."""
    size_px = [(160, 112)]

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((next(iter(noise(*size_px[0], seed))) for seed in itertools.count()), 30.0)

    with MjpegCamera(pictures) as source, Camera(source.url, QUICK, now) as camera:
        assert first_frame(camera).image.shape == (112, 160, 3)
        text = lost_and_back(source, camera, lambda: size_px.__setitem__(0, (320, 240)))
        assert first_frame(camera).image.shape == (240, 320, 3)
    assert "changed its frame size from 160x112 to 320x240 px" in text


def test_camera_that_never_answers_is_opened_again_and_again() -> None:
    """The camera accepts and sends nothing: lost at the first try, tried again, but only one event."""
    options = CameraOptions(open_timeout_s=0.3, read_timeout_s=0.3)
    with MjpegCamera(mode="silent") as source, Camera(source.url, options, now) as camera:
        began_s = now()
        watched = watch(camera, lambda watched: len(watched.pids) == 2 and camera.capture_pid is None)
        assert camera.alerts[0].text.endswith("Trying again in 1 s.")
        assert "the host answers, but sent no frame in time" in camera.alerts[0].text
        assert [type(event) for event in watched.events] == [SourceLost]
        assert began_s <= watched.events[0].at_s <= now()
        source.mode = "ok"
        watched = watch(camera, lambda watched: bool(watched.frames))
        assert [type(event) for event in watched.events] == [SourceRestored]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("/dev/video97", "could not be opened: there is no such device"),
        ("none.mp4", "could not be opened: there is no such file"),
        ("http://127.0.0.1:9/feed", "could not be opened: the connection was refused"),
    ],
)
def test_absent_camera_is_lost_with_its_reason(source: str, words: str) -> None:
    """No device, no file, no answer at the address: one loss with its cause, and another try."""
    with Camera(source, QUICK, now) as camera:
        watched = watch(camera, lambda _: camera.state == "lost")
        assert words in camera.alerts[0].text
        assert camera.alerts[0].text.endswith("Trying again in 2 s.")
        assert [type(event) for event in watched.events] == [SourceLost]
        assert len(watched.pids) == 1


def test_pipeline_without_gstreamer_is_refused_with_a_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without gst-launch-1.0 cannot open a pipeline; the constructor names the packages."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        CameraError, match=r"GStreamer pipeline videotestsrc ! … needs gst-launch-1\.0.*Install it: apt-get"
    ):
        Camera("gst: videotestsrc", QUICK, now)


def test_pipeline_that_leads_a_picture_away_is_refused() -> None:
    """The constructor refuses it, so nothing is started, and the settings of a running kiosk are not taken."""
    with pytest.raises(CameraError, match=r"\[camera\] source is not allowed: 'filesink' is not an allowed element"):
        Camera("gst: videotestsrc ! filesink location=x", QUICK, now)


# Frozen, dark and covered --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "still"),
    [("frozen", next(iter(noise()))), ("dark", np.zeros((240, 320, 3), np.uint8))],
)
def test_frozen_or_dark_camera_gives_no_frames_until_the_fault_ends(state: str, still: Image) -> None:
    """The same or a black picture for long: no frames and a loss, then a return with the first good frame."""
    is_still = [False]

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((still if is_still[0] else image for image in noise()), 30.0)

    limits = {"frozen_after_s": 1.0, "dark_after_s": None} if state == "frozen" else {"dark_after_s": 0.5}
    with MjpegCamera(pictures) as source, Camera(source.url, CameraOptions(**limits), now) as camera:
        first_frame(camera)
        pid = camera.capture_pid
        is_still[0] = True
        watched = watch(camera, lambda _: camera.state == state)
        assert watched.events == [SourceLost(watched.frames[-1].at_s, "camera")]
        assert camera.newest_frame(0.2) is None
        assert camera.counts.blind > 0
        is_still[0] = False
        watched = watch(camera, lambda watched: bool(watched.frames))
        assert watched.events == [SourceRestored(watched.frames[0].at_s, "camera")]
        assert (camera.state, camera.capture_pid) == ("ok", pid)
        assert source.connections == 1


# Warnings ------------------------------------------------------------------------------------------------------------


def test_camera_that_was_moved_while_it_was_lost_has_a_warning() -> None:
    """The learned view is kept during a loss. The camera has a warning, and its frames continue."""
    shifted = [0.0]

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((add_noise(view_of(shop(), right=shifted[0]), number) for number in itertools.count()), 15.0)

    options = CameraOptions(moved_after_s=2.0)
    with MjpegCamera(pictures) as source, Camera(source.url, options, now) as camera:
        began_s = first_frame(camera).at_s
        watch(camera, lambda watched: bool(watched.frames) and watched.frames[-1].at_s - began_s > 3)
        source.mode = "close"
        watch(camera, lambda _: camera.state == "lost")
        shifted[0], source.mode = 0.2, "ok"
        frames = watch(camera, lambda _: camera.state == "ok" and bool(camera.alerts)).frames
        (warning,) = camera.alerts
        assert (warning.code, warning.since_s) == ("camera.moved", frames[-1].at_s)
        assert warning.text.startswith(f"camera: {source.url} shows another view")
        assert "vitrina aim" in warning.text
        assert camera.state == "ok"
        assert source.connections == 2
        shifted[0] = 0.0
        watch(camera, lambda _: not camera.alerts)


def test_covered_camera_is_dark() -> None:
    """A pattern on the lens: the camera is dark and gives no frames until the cover is removed."""
    is_covered = [False]

    def pictures() -> Iterator[tuple[float, Image]]:
        views = (texture(0) if is_covered[0] else view_of(shop()) for _ in itertools.count())
        return paced((add_noise(view, number) for number, view in enumerate(views)), 15.0)

    options = CameraOptions(moved_after_s=2.0, dark_after_s=1.0)
    with MjpegCamera(pictures) as source, Camera(source.url, options, now) as camera:
        began_s = first_frame(camera).at_s
        watch(camera, lambda watched: bool(watched.frames) and watched.frames[-1].at_s - began_s > 3)
        pid = camera.capture_pid
        is_covered[0] = True
        watched = watch(camera, lambda _: camera.state == "dark")
        assert "Its lens is covered." in camera.alerts[0].text
        assert watched.events == [SourceLost(watched.frames[-1].at_s, "camera")]
        assert camera.newest_frame(0.2) is None
        is_covered[0] = False
        watched = watch(camera, lambda watched: bool(watched.frames))
        assert watched.events == [SourceRestored(watched.frames[0].at_s, "camera")]
        assert camera.capture_pid == pid
        assert camera.alerts == ()


def test_slow_camera_has_a_warning_until_it_is_lost() -> None:
    """The camera gives three frames a second where five are the minimum. A lost camera is no longer slow."""
    with (
        MjpegCamera(lambda: paced(noise(), 3.0)) as source,
        Camera(source.url, CameraOptions(slow_after_s=1.0), now) as camera,
    ):
        watch(camera, lambda _: bool(camera.alerts))
        (warning,) = camera.alerts
        assert (warning.code, warning.severity) == ("camera.slow", "warning")
        told = re.search(r"sends (\d\.\d) frames per second. Below 5\.0", warning.text)
        assert told
        assert float(told[1]) < 5.0
        source.mode = "close"
        watch(camera, lambda _: camera.state == "lost")
        assert [alert.code for alert in camera.alerts] == ["camera.lost"]


def test_camera_with_a_low_requested_rate_is_not_slow() -> None:
    """A requested rate of two frames a second raises no warning."""
    options = CameraOptions(slow_after_s=1.0, max_rate_hz=2.0)
    with MjpegCamera() as source, Camera(source.url, options, now) as camera:
        watch(camera, lambda watched: len(watched.frames) == 6)
        assert camera.alerts == ()


# Files as cameras ----------------------------------------------------------------------------------------------------


def test_film_plays_at_its_own_pace_and_ends(tmp_path: Path) -> None:
    """A file gives its frames at their own times. Then the camera ends, without another try."""
    film = write_film(tmp_path / "film.mp4", frames=25, rate_hz=25.0)
    with Camera(str(film), CameraOptions(), now) as camera:
        watched = watch(camera, lambda _: camera.state == "ended")
        span_s = watched.frames[-1].at_s - watched.frames[0].at_s
        assert span_s == pytest.approx(24 / 25, abs=0.005)
        assert 20 <= len(watched.frames) + camera.counts.dropped <= 25  # a busy machine may skip some
        assert watched.events == [SourceLost(watched.frames[-1].at_s, "camera")]
        assert (camera.alerts, camera.opening_text) == ((), None)
        assert camera.newest_frame(0.05) is None
        assert camera.capture_pid is None


def test_film_that_loops_continues_without_a_loss(tmp_path: Path) -> None:
    """With `loop`, the second round starts one frame after the first one, without a loss in between."""
    film = write_film(tmp_path / "film.mp4", frames=5, rate_hz=10.0)
    with Camera(str(film), CameraOptions(loop=True), now) as camera:
        watched = watch(camera, lambda watched: len(watched.frames) == 12)
    assert watched.events == []
    steps = np.diff([frame.at_s for frame in watched.frames]) / 0.1
    assert steps == pytest.approx(np.round(steps), abs=0.05)


def test_film_with_rare_frames_does_not_count_as_hanging(tmp_path: Path) -> None:
    """Between frames further apart than the read timeout, the capture process sends signs of life."""
    film = write_film(tmp_path / "film.mp4", frames=3, rate_hz=1.0)
    with Camera(str(film), CameraOptions(read_timeout_s=0.2), now) as camera:
        watched = watch(camera, lambda _: camera.state == "ended")
    assert len(watched.frames) == 3
    assert watched.events == [SourceLost(watched.frames[-1].at_s, "camera")]  # at its end, never before
    assert len(watched.pids) == 1
