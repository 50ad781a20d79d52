"""The capture process always ends with its use and leaves nothing behind, whatever happens to either side."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.signals import Frame
from edge.sources.camera.camera import Camera
from edge.sources.camera.options import CameraOptions
from edge.sources.process import child
from tests.doubles.mjpeg import MjpegCamera
from tests.doubles.waiting import wait_until
from tests.edge.sources.camera.watching import QUICK, first_frame, lost_and_back, now, watch

ROOT = Path(__file__).parents[4]


def shared_memory() -> set[str]:
    """Names of shared memory, without that of databases of other tests."""
    return {name for name in os.listdir("/dev/shm") if not name.startswith("PostgreSQL.")}


@contextmanager
def ends(pid: int, within_s: float = 5.0) -> Iterator[None]:
    """Check that process `pid` ends within the block or at most `within_s` after it."""
    handle = os.pidfd_open(pid)
    try:
        yield
        assert select.select([handle], [], [], within_s)[0], f"process {pid} still runs"
    finally:
        os.close(handle)


def test_read_that_hangs_is_killed() -> None:
    """A capture process that hangs (stopped, or stuck in a driver) is killed and started anew."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        pid = camera.capture_pid
        assert pid is not None
        with ends(pid):
            text = lost_and_back(source, camera, lambda: os.kill(pid, signal.SIGSTOP))
        assert camera.capture_pid != pid
    assert "does not respond: nothing came within its time limit" in text


def test_a_killed_process_that_ends_late_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one inside a driver, or on a busy machine. Nobody waits for it, and it does not stay as a zombie."""
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        pid = camera.capture_pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        monkeypatch.setattr(child, "_END_WITHIN_S", 0.0)
        camera.close()
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), "the end of the process", patience_s=10.0)


def test_capture_process_that_dies_is_started_anew() -> None:
    """After kill -9 of the capture process, the camera returns in a second and no shared memory is left behind."""
    before = shared_memory()
    with MjpegCamera() as source, Camera(source.url, QUICK, now) as camera:
        first_frame(camera)
        pid = camera.capture_pid
        assert pid is not None
        text = lost_and_back(source, camera, lambda: os.kill(pid, signal.SIGKILL))
    assert "the capture process ended unexpectedly" in text
    assert shared_memory() == before


@pytest.mark.parametrize("free", [1, 2, 4])
def test_camera_is_lost_if_no_process_can_be_started(free: int) -> None:
    """Without free files no process can be started: the text says so, a retry follows, and no file stays open."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with Camera("http://127.0.0.1:9/feed", QUICK, now) as camera:
        before = set(os.listdir("/proc/self/fd"))
        unused = (number for number in itertools.count() if not Path(f"/proc/self/fd/{number}").exists())
        resource.setrlimit(resource.RLIMIT_NOFILE, (next(itertools.islice(unused, free, None)), limits[1]))
        try:
            assert camera.newest_frame(0.0) is None
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert "no process for it could be started (Too many open files). Trying again in 1 s." in camera.alerts[0].text
        assert set(os.listdir("/proc/self/fd")) == before


def test_many_openings_leave_nothing_behind() -> None:
    """After several rounds of opening and closing there are no more processes, threads or files than before."""

    def resources() -> tuple[int, int, list[str]]:
        children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
        return len(os.listdir("/proc/self/fd")), threading.active_count(), children

    with MjpegCamera() as source:
        before = resources()
        for _ in range(3):
            with Camera(source.url, QUICK, now) as camera:
                first_frame(camera)
            camera.close()
            assert camera.newest_frame(0.0) is None
    with MjpegCamera(port=source.port):
        assert resources() == before


def test_close_wakes_a_thread_that_waits_for_a_frame() -> None:
    """A thread in `newest` returns at once when another one closes the camera."""
    with MjpegCamera(mode="silent") as source:
        camera = Camera(source.url, CameraOptions(open_timeout_s=30.0), now)
        results: list[Frame | None] = []
        reader = threading.Thread(target=lambda: results.append(camera.newest_frame(60.0)))
        reader.start()
        assert source.wait_for(lambda server: server.connections == 1)
        camera.close()
        reader.join(timeout=10.0)
        assert results == [None]


def test_capture_process_ends_when_the_kiosk_is_killed() -> None:
    """kill -9 of the kiosk ends the capture process too, even while its read hangs."""
    program = textwrap.dedent(
        """
        import sys, time
        from edge.sources.camera.camera import Camera, CameraOptions
        camera = Camera(sys.argv[1], CameraOptions(open_timeout_s=60.0), time.time)
        camera.start()
        print(camera.capture_pid, flush=True)
        camera.newest_frame(60.0)
        """
    )
    with MjpegCamera(mode="silent") as source:
        command = [sys.executable, "-c", program, source.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as kiosk:
            assert kiosk.stdout is not None
            pid = int(kiosk.stdout.readline())
            assert source.wait_for(lambda server: server.connections == 1)
            with ends(pid):
                kiosk.kill()


def test_password_is_in_no_log_process_list_or_environment(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """User, password and query of an address reach the camera and nothing else."""
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
            watch(camera, lambda _: camera.state == "lost")
            texts.append(camera.alerts[0].text)
    out, err = capfd.readouterr()
    everything = "\n".join([*texts, caplog.text, out, err])
    assert f"127.0.0.1:{source.port}/feed" in everything
    assert [secret for secret in secrets if secret in everything] == []


def test_capture_process_loads_no_neural_network() -> None:
    """The capture process starts fast because it loads only OpenCV and numpy."""
    program = "import sys, edge.sources.camera.capture_process; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {"mediapipe", "onnxruntime", "scipy", "pydantic", "paho", "torch"}
    assert heavy.isdisjoint(result.stdout.split())
