"""A pipeline is a camera like any other: its pictures come at their times, and it is ended when it hangs.

Real gst-launch-1.0 where it is installed; a script in its place where it must misbehave.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.camera import gst_launch
from edge.sources.camera.camera import Camera
from edge.sources.camera.gst_process import PipelineVideo, open_pipeline
from edge.sources.camera.options import CameraOptions
from edge.sources.process.parent import SourceLostError
from tests.doubles import rtsp
from tests.doubles.films import write_film
from tests.edge.sources.camera.test_gst_packets import BUFFER, CAPS, packet
from tests.edge.sources.camera.watching import first_frame, now, watch

LIVE = "gst: videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=15/1"
OPTIONS = CameraOptions(open_timeout_s=20.0, read_timeout_s=1.0)


def has_gdp() -> bool:
    """True if GStreamer is installed with what a pipeline needs."""
    command = [gst_launch.INSPECT, "--exists", "gdppay"]
    return gst_launch.is_gstreamer_installed() and subprocess.run(command, capture_output=True).returncode == 0


needs_gstreamer = pytest.mark.skipif(
    not has_gdp(), reason="gstreamer1.0-tools, -plugins-good and -plugins-bad are not installed (make gstreamer)"
)


def child_of(pid: int | None) -> int:
    """Id of the only child of a capture process."""
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(child)


def is_gone(pid: int) -> bool:
    """True if the process has ended, collected or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until(is_so: Callable[[], bool], within_s: float = 30.0) -> None:
    deadline_s = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


@needs_gstreamer
@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [
        (rtsp.JPEG, "rtpjpegdepay ! jpegdec"),
        (rtsp.JPEG, "rtpjpegdepay ! image/jpeg"),
        (rtsp.H264, "rtph264depay ! h264parse ! openh264dec"),
    ],
)
def test_a_network_camera_is_read_by_a_pipeline(encoded: str, decoded: str) -> None:
    """As where the decoder is in hardware: one element stands in its place."""
    if not rtsp.is_installed():
        pytest.skip("Debian's gir1.2-gst-rtsp-server-1.0 is not installed")
    with rtsp.RtspCamera(encoded) as source:
        pipeline = f"gst: rtspsrc location={source.url} protocols=tcp latency=100 ! {decoded}"
        with Camera(pipeline, OPTIONS, now) as camera:
            frames = watch(camera, lambda watched: len(watched.frames) == 20).frames
    assert frames[0].image.shape == (240, 320, 3)
    assert np.median(np.diff([frame.at_s for frame in frames])) == pytest.approx(1 / 15, rel=0.2)


@needs_gstreamer
def test_pictures_come_at_their_pace_with_their_times() -> None:
    """15 a second, each with the time of its capture, which is not later than now."""
    with Camera(LIVE, OPTIONS, now) as camera:
        frames = watch(camera, lambda watched: len(watched.frames) == 30).frames
        assert frames[-1].at_s <= now()
        assert camera.take_events() == []
    assert frames[0].image.shape == (240, 320, 3)
    steps = np.diff([frame.at_s for frame in frames]) * 15
    assert np.median(steps) == pytest.approx(1, abs=0.1)
    assert any(not np.array_equal(frames[0].image, frame.image) for frame in frames)


@needs_gstreamer
@pytest.mark.parametrize("layout", ["", "BGR", "I420", "NV12", "GRAY8", "YUY2", "RGBx"])
@pytest.mark.parametrize("width_px", [640, 322])
def test_colours_are_right_in_every_format(layout: str, width_px: int) -> None:
    """Formats that are read as they are and that are converted before, with and without gaps between rows."""
    size = f"video/x-raw,width={width_px},height=240"
    source = f"videotestsrc pattern=solid-color foreground-color=0xff4080c0 ! {size}"
    video = open_pipeline(f"{source},format={layout}" if layout else source, 20.0, 2.0, lambda: None)
    assert video.grab()
    image = video.decode()
    video.close()
    assert image is not None
    assert image.shape == (240, width_px, 3)
    blue, green, red = image.reshape(-1, 3).mean(axis=0)
    wanted = (0x79, 0x79, 0x79) if layout == "GRAY8" else (0xC0, 0x80, 0x40)
    assert (blue, green, red) == pytest.approx(wanted, abs=6)


@needs_gstreamer
def test_a_pipeline_that_hangs_is_killed_and_started_anew() -> None:
    """No picture for the time limit: a loss, the end of the program, and pictures of a new one."""
    with Camera(LIVE, OPTIONS, now) as camera:
        last = first_frame(camera)
        program = child_of(camera.capture_pid)
        os.kill(program, signal.SIGSTOP)
        lost = watch(camera, lambda _: camera.state == "lost")
        assert lost.events == [SourceLost((lost.frames or [last])[-1].at_s, "camera")]
        assert "sent no frame for 1.0 s. Trying again in 1 s." in camera.alerts[0].text
        wait_until(lambda: is_gone(program))
        back = watch(camera, lambda watched: bool(watched.frames))
        assert back.events == [SourceRestored(back.frames[0].at_s, "camera")]
        assert child_of(camera.capture_pid) != program


@needs_gstreamer
@pytest.mark.parametrize("stopped", [False, True])
def test_no_program_is_left_when_the_capture_process_is_killed(stopped: bool) -> None:
    """Not even one that hangs, which no broken pipe ends."""
    with Camera(LIVE, OPTIONS, now) as camera:
        first_frame(camera)
        capture, program = camera.capture_pid, child_of(camera.capture_pid)
        assert capture is not None
        if stopped:
            os.kill(program, signal.SIGSTOP)
        os.kill(capture, signal.SIGKILL)
        watch(camera, lambda _: camera.state == "lost")
        wait_until(lambda: is_gone(program))


@needs_gstreamer
def test_no_program_is_left_when_the_camera_is_closed() -> None:
    with Camera(LIVE, OPTIONS, now) as camera:
        first_frame(camera)
        program = child_of(camera.capture_pid)
    wait_until(lambda: is_gone(program))


@needs_gstreamer
def test_a_program_that_dies_is_a_loss_with_a_cure() -> None:
    with Camera(LIVE, OPTIONS, now) as camera:
        first_frame(camera)
        os.kill(child_of(camera.capture_pid), signal.SIGKILL)
        watch(camera, lambda _: camera.state == "lost")
        assert "stopped: the pipeline ended without an error. Try the pipeline with" in camera.alerts[0].text
        watch(camera, lambda watched: bool(watched.frames))


@needs_gstreamer
@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "gst: v4l2src device=/dev/video97",
            "reports: Cannot identify device '/dev/video97'. Check that it is plugged in",
        ),
        (
            "gst: filesrc location=/none.avi ! avidemux ! jpegdec",
            "reports: Resource not found. Check that it is plugged in",
        ),
        ("gst: videotestsrc ! nvnonedec", "its element nvnonedec is not installed"),
        ("gst: videotestsrc ! video/x-raw,format=I420 ! h264parse", "Two of its elements do not fit together. Check"),
        ("gst: videotestsrc ! queue none=1", "lists its properties."),
    ],
)
def test_a_pipeline_that_does_not_start_says_why_in_one_line(source: str, text: str) -> None:
    with Camera(source, OPTIONS, now) as camera:
        watch(camera, lambda _: camera.state == "lost")
        assert "could not be opened: " in camera.alerts[0].text
        assert text in camera.alerts[0].text


@needs_gstreamer
def test_a_film_is_played_at_its_own_pace_to_its_end(tmp_path: Path) -> None:
    """25 pictures in a second; then the camera is lost, and opened again."""
    write_film(tmp_path / "film.avi", frames=25, rate_hz=25.0)
    with Camera(f"gst: filesrc location={tmp_path}/film.avi ! avidemux ! jpegdec", OPTIONS, now) as camera:
        watched = watch(camera, lambda _: camera.state == "lost")
        assert "ended its stream." in camera.alerts[0].text
    assert watched.frames[-1].at_s - watched.frames[0].at_s == pytest.approx(1, abs=0.2)


# A program that misbehaves -------------------------------------------------------------------------------------------

FIND_PIPE = 'for each; do case "$each" in fd=*) pipe="/proc/self/fd/${each#fd=}";; esac; done\n'


@pytest.fixture
def as_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a shell script in the place of gst-launch-1.0. `$pipe` is where its packets belong."""

    def put(script: str) -> None:
        for name, text in ((gst_launch.LAUNCH, FIND_PIPE + script), (gst_launch.INSPECT, "exit 0")):
            (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put


def opened(open_timeout_s: float = 20.0) -> PipelineVideo:
    return open_pipeline("gst: videotestsrc", open_timeout_s, 0.3, lambda: None)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("head -c 100000 /dev/urandom > $pipe; exec sleep 60", "could not be read: "),
        ("head -c 100000 /dev/zero > $pipe; exec sleep 60", "could not be read: this is not a header of GDP 1.0"),
        ("yes ERROR: this never ends >&2", "sent no frame for 0.5 s"),
        ("exec sleep 60", "sent no frame for 0.5 s"),
        ("trap '' INT TERM; while :; do sleep 0.1; done", "sent no frame for 0.5 s"),
        ("echo 'ERROR: broken' >&2; exit 1", "could not be opened: broken. "),
        ("exit 0", "could not be opened: the pipeline ended without an error. "),
    ],
)
def test_a_program_that_misbehaves_is_an_error_and_is_ended(
    as_program: Callable[[str], None], tmp_path: Path, script: str, reason: str
) -> None:
    """Garbage, endless errors, silence, a program that ignores signals: the reason, and nothing is left of it."""
    as_program(f"echo $$ > {tmp_path}/pid\n{script}")
    with pytest.raises(SourceLostError) as caught:
        opened(0.5 if "no frame" in reason else 20.0)
    assert reason in str(caught.value)
    wait_until(lambda: is_gone(int((tmp_path / "pid").read_text(encoding="ascii"))))


def test_a_gstreamer_without_packets_is_refused_with_the_package(as_program: Callable[[str], None]) -> None:
    as_program("exit 0")
    (Path(shutil.which(gst_launch.INSPECT) or "")).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    with pytest.raises(SourceLostError, match=r"has no gdppay\. Install it: apt-get .*gstreamer1\.0-plugins-bad"):
        opened()


def test_the_first_look_through_the_plugins_shows_signs_of_life(as_program: Callable[[str], None]) -> None:
    """It may take long; the kiosk must not take it for a program that hangs."""
    as_program("exit 1")
    (Path(shutil.which(gst_launch.INSPECT) or "")).write_text("#!/bin/sh\nsleep 1\n", encoding="utf-8")
    ticks: list[int] = []
    with pytest.raises(SourceLostError):
        open_pipeline("gst: videotestsrc", 20.0, 1.0, lambda: ticks.append(1))
    assert len(ticks) >= 3


def test_no_secret_and_no_order_to_write_reaches_the_program(
    as_program: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GStreamer writes graphs and logs where its environment says so, and needs no password of the kiosk."""
    monkeypatch.setenv("VITRINA_BROKER_PASSWORD", "hunter2")
    monkeypatch.setenv("GST_DEBUG_DUMP_DOT_DIR", str(tmp_path))
    monkeypatch.setenv("GST_DEBUG_FILE", str(tmp_path / "log"))
    monkeypatch.setenv("GST_TRACERS", "leaks")
    monkeypatch.setenv("GST_PLUGIN_PATH", "/opt/camera")
    as_program(f"env > {tmp_path}/environment; exit 1")
    with pytest.raises(SourceLostError):
        opened()
    environment = (tmp_path / "environment").read_text(encoding="utf-8")
    assert "hunter2" not in environment
    assert "GST_PLUGIN_PATH=/opt/camera" in environment
    assert not any(name in environment for name in ("DOT_DIR", "DEBUG_FILE", "TRACERS"))


# A camera of a Jetson ------------------------------------------------------------------------------------------------

ARGUS = "gst: nvarguscamerasrc ! nvvidconv ! video/x-raw,format=BGR"
ONE_FRAME = packet(CAPS, b"video/x-raw, format=(string)BGR, width=(int)16, height=(int)16\0", 0) + packet(
    BUFFER, bytes(16 * 16 * 3), 0
)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A file that the camera writes once it has let go."""
    (tmp_path / "frame").write_bytes(ONE_FRAME)
    return tmp_path / "released"


def argus(released: Path, then: str) -> str:
    """Script of a camera that gives a frame, goes on like this, and needs half a second to let go."""
    give = f"cat {released.parent}/frame > $pipe"
    return (
        f"echo $$ > {released.parent}/pid; trap 'sleep 0.5; touch {released}; exit' INT\n"
        f"{give}; while :; do {then.format(give=give)} sleep 0.05; done"
    )


@pytest.mark.parametrize("inherited", [signal.SIG_DFL, signal.SIG_IGN], ids=["in front", "in the background"])
def test_the_camera_of_a_jetson_has_time_to_let_go(
    as_program: Callable[[str], None], released: Path, inherited: signal.Handlers
) -> None:
    """Also when systemd ends the unit, whose processes all get SIGTERM at once: else its daemon would stay stuck. A
    shell starts programs in the background with SIGINT ignored, and a pipeline ends with SIGINT."""
    as_program(argus(released, "{give};"))
    with Camera(ARGUS, OPTIONS, now) as camera:
        before = signal.signal(signal.SIGINT, inherited)
        try:
            first_frame(camera)
        finally:
            signal.signal(signal.SIGINT, before)
        capture = camera.capture_pid
        assert capture is not None
        for pid in (capture, int((released.parent / "pid").read_text(encoding="ascii"))):
            os.kill(pid, signal.SIGTERM)
    wait_until(lambda: is_gone(capture))
    assert released.is_file()


def test_a_silent_camera_of_a_jetson_is_released_and_its_alert_names_the_fix(
    as_program: Callable[[str], None], released: Path
) -> None:
    as_program(argus(released, ""))
    with Camera(ARGUS, CameraOptions(open_timeout_s=20.0, read_timeout_s=0.2), now) as camera:
        watch(camera, lambda _: camera.state == "lost")
        assert released.is_file()
        assert "sent no frame for 0.2 s. If this does not help, nvargus-daemon is stuck: sudo systemctl restart" in (
            camera.alerts[0].text
        )


def test_a_camera_of_a_jetson_that_gives_no_first_frame_names_the_fix(as_program: Callable[[str], None]) -> None:
    as_program("exec sleep 60")
    with pytest.raises(
        SourceLostError, match=r"for 0\.2 s\. If this does not help, nvargus-daemon is stuck: sudo systemctl"
    ):
        open_pipeline(ARGUS, 0.2, 0.2, lambda: None)
