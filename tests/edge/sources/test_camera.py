"""A live camera gives its newest frame, and comes back after all that cameras do. Real processes, real streams."""

import itertools
import logging
import os
import resource
import select
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from edge.events import SourceBack, SourceLost
from edge.signals import Frame
from edge.sources.camera import Camera, CameraError, CameraOptions
from edge.sources.video import has_gstreamer
from tests.doubles import rtsp
from tests.doubles.films import write_film
from tests.doubles.mjpeg import Image, MjpegCamera, age_s, film, noise, paced

ROOT = Path(__file__).parents[3]
KIOSK_AHEAD_S = 1_767_225_600.0
QUICK = CameraOptions(open_timeout_s=1.0, read_timeout_s=0.5)


def now() -> float:
    """A kiosk clock whose distance to the monotonic one is known."""
    return time.monotonic() + KIOSK_AHEAD_S


@dataclass
class Watched:
    """What a camera gave while somebody watched it."""

    frames: list[Frame] = field(default_factory=list)
    events: list[SourceLost | SourceBack] = field(default_factory=list)


def watch(camera: Camera, until: Callable[[Watched], bool], within_s: float = 20.0) -> Watched:
    """Take frames and events until `until` says so."""
    seen, deadline_s = Watched(), time.monotonic() + within_s
    while not until(seen):
        assert time.monotonic() < deadline_s, f"not within {within_s} s; {camera.condition}"
        frame = camera.newest(0.1)
        seen.events += camera.take_events()
        if frame is not None:
            seen.frames.append(frame)
    return seen


def first_frame(camera: Camera) -> Frame:
    return watch(camera, lambda seen: bool(seen.frames)).frames[0]


@contextmanager
def ends(pid: int, within_s: float = 5.0) -> Iterator[None]:
    """Within the block and at most `within_s` after it, the process `pid` ends."""
    handle = os.pidfd_open(pid)
    try:
        yield
        assert select.select([handle], [], [], within_s)[0], f"process {pid} still runs"
    finally:
        os.close(handle)


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


def lost_and_back(source: MjpegCamera, camera: Camera, break_it: Callable[[], None]) -> str:
    """Break a camera that gives frames, wait for the loss, mend it, wait for its return; what the loss said."""
    good = first_frame(camera)
    break_it()
    seen = watch(camera, lambda _: camera.condition.state == "lost")
    text, last_good = camera.condition.text, (seen.frames or [good])[-1]
    assert seen.events == [SourceLost(last_good.at_s, "camera")]
    source.mode = "ok"
    seen = watch(camera, lambda seen: bool(seen.frames))
    assert seen.events == [SourceBack(seen.frames[0].at_s, "camera")]
    assert seen.frames[0].at_s > last_good.at_s
    assert camera.condition.state == "ok"
    assert (camera.counts.lost, camera.counts.opened) == (1, 2)
    return text


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


def test_read_that_hangs_is_killed() -> None:
    """A capture process that does nothing any more (stopped, or stuck in a driver) is killed and started anew."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        pid = camera.capture_pid
        assert pid is not None
        with ends(pid):
            text = lost_and_back(source, camera, lambda: os.kill(pid, signal.SIGSTOP))
        assert camera.capture_pid != pid
    assert "hangs: nothing came within its time limit" in text


def test_capture_process_that_dies_is_started_anew() -> None:
    """kill -9 of the capture process costs a second, and leaves no shared memory behind."""
    before = set(os.listdir("/dev/shm"))
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        pid = camera.capture_pid
        assert pid is not None
        text = lost_and_back(source, camera, lambda: os.kill(pid, signal.SIGKILL))
    assert "the capture process ended unasked" in text
    assert set(os.listdir("/dev/shm")) == before


def test_machine_that_is_full_of_processes_is_a_loss_like_any_other() -> None:
    """If no process can be started, the camera says so and tries again; nothing is left open."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        before = len(os.listdir("/proc/self/fd"))
        resource.setrlimit(resource.RLIMIT_NOFILE, (before + 4, limits[1]))
        try:
            assert camera.newest(0.0) is None
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert "no process for it could be started (Too many open files)" in camera.condition.text
        assert len(os.listdir("/proc/self/fd")) == before
        assert watch(camera, lambda seen: bool(seen.frames)).frames


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


def test_camera_that_never_answers_is_tried_again_ever_more_seldom() -> None:
    """It accepts and says nothing: lost at the first try, the waits double, and audience is told once."""
    options = CameraOptions(open_timeout_s=0.3, read_timeout_s=0.3)
    with MjpegCamera(mode="silent") as source, Camera(source.url, options, now) as camera:
        began_s = now()
        seen = watch(camera, lambda _: camera.condition.text.endswith("Trying again in 2 s."))
        assert "its host answers, but gave no picture in time" in camera.condition.text
        assert [type(event) for event in seen.events] == [SourceLost]
        assert began_s <= seen.events[0].at_s <= now()
        assert camera.counts.lost == 2
        source.mode = "ok"
        seen = watch(camera, lambda seen: bool(seen.frames))
        assert [type(event) for event in seen.events] == [SourceBack]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("/dev/video97", "could not be opened: there is no such device"),
        ("none.mp4", "could not be opened: there is no such file"),
        ("http://127.0.0.1:9/feed", "could not be opened: the connection was refused"),
    ],
)
def test_camera_that_is_not_there_says_so(source: str, words: str) -> None:
    """No device, no file, nobody at the address: a loss with its cause, and another try."""
    with Camera(source, QUICK, now) as camera:
        watch(camera, lambda _: camera.condition.state == "lost")
        assert words in camera.condition.text
        assert camera.condition.text.endswith("Trying again in 1 s.")


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
        assert seen.events == [SourceBack(seen.frames[0].at_s, "camera")]
        assert (camera.condition.state, camera.counts.lost) == ("ok", 0)


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


# What it leaves behind -----------------------------------------------------------------------------------------------


def test_many_openings_leave_nothing_behind() -> None:
    """After several rounds of opening and closing there is no more process, thread or file than before."""

    def belongings() -> tuple[int, int, list[str]]:
        children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
        return len(os.listdir("/proc/self/fd")), threading.active_count(), children

    with MjpegCamera() as source:
        before = belongings()
        for _ in range(3):
            with Camera(source.url, QUICK, now) as camera:
                first_frame(camera)
            camera.close()
            assert camera.newest(0.0) is None
    with MjpegCamera(port=source.port):
        assert belongings() == before


def test_close_wakes_whoever_waits_for_a_frame() -> None:
    """A thread in `newest` returns at once when another one closes the camera."""
    with MjpegCamera(mode="silent") as source:
        camera = Camera(source.url, CameraOptions(open_timeout_s=30.0), now)
        taken: list[Frame | None] = []
        taker = threading.Thread(target=lambda: taken.append(camera.newest(60.0)))
        taker.start()
        assert source.wait_for(lambda it: it.connections == 1)
        camera.close()
        taker.join(timeout=10.0)
        assert taken == [None]


def test_capture_process_ends_with_a_kiosk_that_is_killed() -> None:
    """kill -9 of the kiosk takes the capture process along, even while its read hangs."""
    program = textwrap.dedent(
        """
        import sys, time
        from edge.sources.camera import Camera, CameraOptions
        camera = Camera(sys.argv[1], CameraOptions(open_timeout_s=60.0), time.time)
        camera.start()
        print(camera.capture_pid, flush=True)
        camera.newest(60.0)
        """
    )
    with MjpegCamera(mode="silent") as source:
        command = [sys.executable, "-c", program, source.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as kiosk:
            assert kiosk.stdout is not None
            pid = int(kiosk.stdout.readline())
            assert source.wait_for(lambda it: it.connections == 1)
            with ends(pid):
                kiosk.kill()


def test_password_is_in_no_log_no_list_of_processes_and_no_environment(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """User, password and query of an address reach the camera and nobody else."""
    secrets = ("jane.doe", "hunter2", "t0k3n")
    caplog.set_level(logging.DEBUG)
    with MjpegCamera() as source:
        url = f"http://jane.doe:hunter2@127.0.0.1:{source.port}/feed?token=t0k3n"
        with Camera(url, QUICK, now) as camera:
            texts = [repr(camera), camera.name]
            first_frame(camera)
            pid = camera.capture_pid
            for name in ("cmdline", "environ"):
                texts.append(Path(f"/proc/{pid}/{name}").read_text())
            lost_and_back(source, camera, lambda: setattr(source, "mode", "junk"))
            source.mode = "close"
            watch(camera, lambda _: camera.counts.lost == 2)
            texts.append(camera.condition.text)
    out, err = capfd.readouterr()
    everything = "\n".join([*texts, caplog.text, out, err])
    assert f"127.0.0.1:{source.port}/feed" in everything
    assert [secret for secret in secrets if secret in everything] == []


def test_capture_process_loads_no_network() -> None:
    """The capture process starts fast because it loads OpenCV and numpy alone."""
    program = "import sys, edge.sources.capture; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {"mediapipe", "onnxruntime", "scipy", "pydantic", "paho", "torch"}
    assert heavy.isdisjoint(told.stdout.split())
