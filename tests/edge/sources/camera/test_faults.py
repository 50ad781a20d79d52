"""Everything that happens to cameras in shops, and the camera back each time with nothing left behind."""

import itertools
import os
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from edge.events import SourceLost, SourceRestored
from edge.sources.camera.camera import Camera, CameraOptions
from edge.sources.process import backoff
from tests.doubles.broker import free_port
from tests.doubles.films import write_film
from tests.doubles.mjpeg import MjpegCamera, MjpegProcess, Mode
from tests.doubles.waiting import wait_until
from tests.edge.sources.camera.watching import QUICK, first_frame, now, watch

LONG = os.environ.get("VITRINA_LONG") == "1"
AWAY_S = 20.0 if LONG else 0.5
BACK_WITHIN_S = 5.0 if LONG else 20.0  # a busy machine is not what is tested every time
ROUNDS = 50 if LONG else 10


def away(camera: Camera, for_s: float = AWAY_S) -> None:
    """So long it is lost."""
    until_s = now() + for_s
    watch(camera, lambda _: now() >= until_s, for_s + 20.0)


def is_lost(camera: Camera) -> str:
    """Wait until it is, and say why."""
    watched = watch(camera, lambda _: camera.condition.state == "lost")
    assert [type(event) for event in watched.events] == [SourceLost]
    return camera.condition.text


def is_back(camera: Camera) -> None:
    """Within 5 s there is a frame, and audience knows."""
    watched = watch(camera, lambda watched: bool(watched.frames), BACK_WITHIN_S)
    assert watched.events == [SourceRestored(watched.frames[0].at_s, "camera")]
    assert camera.condition.state == "ok"


def test_source_that_is_switched_off_is_back_when_it_is_switched_on() -> None:
    """Nobody at its address: the camera waits for somebody, and costs nothing but a look every 2 s."""
    with MjpegProcess() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        source.close()
        is_lost(camera)
        watch(camera, lambda _: "the connection was refused" in camera.condition.text)
        waiting = camera.capture_pid
        away(camera)
        assert camera.capture_pid == waiting
        assert camera.condition.text.endswith("Trying again in 2 s.")
        with MjpegProcess(source.port):
            is_back(camera)


def test_source_that_was_never_there_is_opened_when_it_comes() -> None:
    """The kiosk starts before its camera does: lost at once, back as soon as there is one."""
    port = free_port()
    with Camera(f"http://127.0.0.1:{port}/feed", QUICK, now) as camera:
        assert "the connection was refused" in is_lost(camera)
        with MjpegCamera(port=port) as source:
            is_back(camera)
            assert source.connections == 1
        assert (camera.counts.lost, camera.counts.opened) == (1, 1)


def test_source_that_hangs_is_back_when_it_goes_on() -> None:
    """A camera that is busy with itself: the connection stays, nothing comes, new ones are not answered either."""
    with MjpegProcess() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        source.process.send_signal(signal.SIGSTOP)
        assert "gave no picture for 0.5 s" in is_lost(camera)
        away(camera)
        source.process.send_signal(signal.SIGCONT)
        is_back(camera)


def test_source_that_stops_in_the_middle_of_a_picture_is_opened_again() -> None:
    """Half a picture is none, and is never shown."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        shape = first_frame(camera).image.shape
        source.mode = "half"
        is_lost(camera)
        source.mode = "ok"
        is_back(camera)
        assert first_frame(camera).image.shape == shape


@pytest.mark.parametrize("junk", [b"", b"this is no film" * 1000])
def test_film_that_is_replaced_by_junk_is_played_again_when_it_is_one(tmp_path: Path, junk: bytes) -> None:
    """It loops; the next round finds something else in its place."""
    path = write_film(tmp_path / "film.avi", frames=10)
    good = path.read_bytes()
    with Camera(str(path), CameraOptions(loop=True), now) as camera:
        first_frame(camera)
        replace(path, junk)
        text = is_lost(camera)
        assert ("the file is empty" if not junk else "it is no video that can be read") in text
        away(camera)
        replace(path, good)
        is_back(camera)


def test_film_that_is_gone_is_played_when_it_is_there() -> None:
    """A disk that is mounted late, or a film that is renewed."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_film(Path(folder, "film.avi"), frames=10)
        kept = path.rename(path.with_name("kept.avi"))
        with Camera(str(path), CameraOptions(loop=True), now) as camera:
            assert "there is no such file" in is_lost(camera)
            kept.rename(path)
            is_back(camera)


def test_device_that_is_plugged_in_again_is_tried_at_once() -> None:
    """By its id, whatever its number: here it is no camera, which is found out by opening it."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        link = Path(folder, "usb-camera-index0")
        link.symlink_to(Path(folder, "video0"))
        with Camera(str(link), QUICK, now) as camera:
            assert "there is no such device" in is_lost(camera)
            Path(folder, "video2").touch()
            replace_link(link, Path(folder, "video2"))
            watch(camera, lambda _: "it is busy or is no camera" in camera.condition.text)


def replace(path: Path, content: bytes) -> None:
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


def replace_link(link: Path, target: Path) -> None:
    other = link.with_name("other")
    other.symlink_to(target)
    other.replace(link)


# What is left --------------------------------------------------------------------------------------------------------


WAYS: tuple[Mode | None, ...] = ("close", "freeze", "half", "junk", None)  # None: the capture process is killed


def belongings() -> tuple[int, int, int, list[str]]:
    """How many open files, threads and child processes; and the names in shared memory, without those of other tests
    that run meanwhile: torch's and the sound server's."""
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    names = [name for name in os.listdir("/dev/shm") if not name.startswith(("pulse", "torch", "sem."))]
    return len(os.listdir("/proc/self/fd")), threading.active_count(), len(children), sorted(names)


def test_rounds_of_loss_and_return_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times, or fifty, each time in another way: no process, thread, file or memory more than before."""
    monkeypatch.setattr(backoff, "_FIRST_WAIT_S", 0.05)
    monkeypatch.setattr(backoff, "_STEADY_S", 0.0)  # each picture is a return, so that waits stay short
    options = CameraOptions(open_timeout_s=1.0, read_timeout_s=0.3)
    with MjpegCamera() as source:
        with Camera(source.url, options, now) as camera:
            first_frame(camera)
            before = belongings()
            for way in itertools.islice(itertools.cycle(WAYS), ROUNDS):
                if way:
                    source.mode = way
                else:
                    os.kill(camera.capture_pid or 0, signal.SIGKILL)
                is_lost(camera)
                source.mode = "ok"
                is_back(camera)
            wait_until(lambda: belongings() == before, "what was opened in between to be closed")
        assert (camera.counts.lost, camera.counts.opened) == (ROUNDS, ROUNDS + 1)
