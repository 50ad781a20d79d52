"""The camera recovers from every fault that happens in shops, and leaves nothing behind."""

import itertools
import os
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.camera.camera import Camera
from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.options import CameraOptions
from edge.sources.camera.process import CameraProcess
from edge.sources.process.backoff import BackoffOptions
from tests.doubles.broker import free_port
from tests.doubles.films import write_film
from tests.doubles.mjpeg import MjpegCamera, MjpegProcess, Mode
from tests.doubles.waiting import wait_until
from tests.edge.sources.camera.watching import QUICK, first_frame, now, silence_s, watch

LONG = os.environ.get("VITRINA_LONG") == "1"
AWAY_S = 20.0 if LONG else 0.5
BACK_WITHIN_S = 5.0 if LONG else 20.0  # the short test also passes on a busy machine
ROUNDS = 50 if LONG else 10


def away(camera: Camera, for_s: float = AWAY_S) -> None:
    """Read the lost camera for this long."""
    until_s = now() + for_s
    watch(camera, lambda _: now() >= until_s, for_s + 20.0)


def is_lost(camera: Camera) -> str:
    """Wait until the camera is lost, with one event; return the reason."""
    watched = watch(camera, lambda _: camera.state == "lost")
    assert [type(event) for event in watched.events] == [SourceLost]
    return camera.alerts[0].text


def is_back(camera: Camera) -> None:
    """Wait for a frame, within 5 s in a long test, and check its event."""
    watched = watch(camera, lambda watched: bool(watched.frames), BACK_WITHIN_S)
    assert watched.events == [SourceRestored(watched.frames[0].at_s, "camera")]
    assert camera.state == "ok"


def test_camera_that_was_switched_off_returns_when_it_is_on() -> None:
    """While no camera answers at the address, the same capture process checks for it every 2 s."""
    with MjpegProcess() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        source.close()
        is_lost(camera)
        watch(camera, lambda _: "the connection was refused" in camera.alerts[0].text)
        waiting = camera.capture_pid
        away(camera)
        assert camera.capture_pid == waiting
        assert camera.alerts[0].text.endswith("Trying again in 2 s.")
        with MjpegProcess(source.port):
            is_back(camera)


def test_source_that_was_absent_from_the_start_is_opened_when_it_comes() -> None:
    """The kiosk starts before its camera: it is lost at once, and back as soon as the camera answers."""
    port = free_port()
    with Camera(f"http://127.0.0.1:{port}/feed", QUICK, now) as camera:
        assert "the connection was refused" in is_lost(camera)
        waiting = camera.capture_pid
        with MjpegCamera(port=port) as source:
            is_back(camera)
            assert source.connections == 1
        assert camera.capture_pid == waiting  # lost once, opened once


def test_camera_that_hangs_returns_when_it_continues() -> None:
    """The connection of a hanging camera stays without data, and new connections get no answer either."""
    with MjpegProcess() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        source.process.send_signal(signal.SIGSTOP)
        assert 0.5 <= silence_s(is_lost(camera)) < 2.0
        away(camera)
        source.process.send_signal(signal.SIGCONT)
        is_back(camera)


def test_camera_that_stops_in_the_middle_of_a_picture_is_opened_again() -> None:
    """Half a picture never becomes a frame."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        shape = first_frame(camera).image.shape
        source.mode = "half"
        is_lost(camera)
        source.mode = "ok"
        is_back(camera)
        assert first_frame(camera).image.shape == shape


@pytest.mark.parametrize("junk", [b"", b"this is no film" * 1000])
def test_film_that_is_replaced_by_junk_is_played_when_it_is_good_again(tmp_path: Path, junk: bytes) -> None:
    """The film loops; the next round finds another file in its place."""
    path = write_film(tmp_path / "film.avi", frames=10)
    good = path.read_bytes()
    with Camera(str(path), CameraOptions(loop=True), now) as camera:
        first_frame(camera)
        replace(path, junk)
        text = is_lost(camera)
        assert ("the file is empty" if not junk else "it is not a readable video") in text
        away(camera)
        replace(path, good)
        is_back(camera)


def test_missing_film_is_played_when_it_appears() -> None:
    """This happens if a disk is mounted late or a film is replaced."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_film(Path(folder, "film.avi"), frames=10)
        kept = path.rename(path.with_name("kept.avi"))
        with Camera(str(path), CameraOptions(loop=True), now) as camera:
            assert "there is no such file" in is_lost(camera)
            kept.rename(path)
            is_back(camera)


def test_device_that_is_plugged_in_again_is_tried_at_once() -> None:
    """A device is found by its id under any number. Here it is no camera, which only opening it shows."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        link = Path(folder, "usb-camera-index0")
        link.symlink_to(Path(folder, "video0"))
        with Camera(str(link), QUICK, now) as camera:
            assert "there is no such device" in is_lost(camera)
            Path(folder, "video2").touch()
            replace_link(link, Path(folder, "video2"))
            watch(camera, lambda _: "it is busy or is not a camera" in camera.alerts[0].text)


def replace(path: Path, content: bytes) -> None:
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


def replace_link(link: Path, target: Path) -> None:
    other = link.with_name("other")
    other.symlink_to(target)
    other.replace(link)


# Resources -----------------------------------------------------------------------------------------------------------


FAULTS: tuple[Mode | None, ...] = ("close", "freeze", "half", "junk", None)  # None: the capture process is killed


def resources() -> tuple[int, int, int, list[str]]:
    """Numbers of open files, threads and child processes; and the names in shared memory.

    Names of other tests that run meanwhile are left out: those of torch and of the sound server.
    """
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    names = [name for name in os.listdir("/dev/shm") if not name.startswith(("pulse", "torch", "sem."))]
    return len(os.listdir("/proc/self/fd")), threading.active_count(), len(children), sorted(names)


def test_rounds_of_loss_and_return_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """After many rounds with different faults there are no more processes, threads, files or memory than before."""
    started: list[CameraProcess] = []

    def start(job: CaptureJob, _: object) -> CameraProcess:
        started.append(CameraProcess(job))
        return started[-1]

    monkeypatch.setattr("edge.sources.camera.camera.CameraProcess", start)
    # each frame ends the failure, so that waits stay short
    waits = BackoffOptions(first_wait_s=0.05, steady_s=0.0)
    options = CameraOptions(open_timeout_s=1.0, read_timeout_s=0.3, backoff=waits)
    with MjpegCamera() as source:
        with Camera(source.url, options, now) as camera:
            first_frame(camera)
            before = resources()
            for fault in itertools.islice(itertools.cycle(FAULTS), ROUNDS):
                if fault:
                    source.mode = fault
                else:
                    os.kill(camera.capture_pid or 0, signal.SIGKILL)
                is_lost(camera)
                source.mode = "ok"
                is_back(camera)
            wait_until(lambda: resources() == before, "what was opened in between to be closed")
        assert len(started) == source.connections == ROUNDS + 1  # no loss but those of the rounds
