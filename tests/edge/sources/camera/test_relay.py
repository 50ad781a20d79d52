"""The relay between FFmpeg and a network camera keeps nothing open and never waits for long."""

import socket
import threading
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from edge.sources.camera import relay as relay_module
from edge.sources.camera.camera import Camera
from edge.sources.camera.network_address import NetworkAddress
from edge.sources.camera.relay import CameraRelay
from edge.sources.camera.tls import CHECKED, CameraTlsOptions
from edge.supervised_thread import SupervisedThread, supervised_threads
from tests.doubles.hostile_server import hostile_server
from tests.doubles.mjpeg import MjpegCamera
from tests.doubles.rtsp_stream import RtspStream, transport_stream
from tests.doubles.servers import HttpAnswers, TlsFront, self_signed
from tests.doubles.waiting import wait_until
from tests.edge.sources.camera.watching import QUICK, first_frame, now


def relay_to(url: str, tls: CameraTlsOptions = CHECKED) -> CameraRelay:
    return CameraRelay(NetworkAddress.parse(url), tls, timeout_s=1.0)


def connected(relay: CameraRelay) -> socket.socket:
    port = NetworkAddress.parse(relay.url).port
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def got(relay: CameraRelay, path: str) -> bytes:
    with closing(connected(relay)) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        return b"".join(iter(partial(client.recv, 4096), b""))


def has_ended(camera: RtspStream, sessions: int) -> bool:
    return [request.split()[0] for request in camera.requests].count("TEARDOWN") == sessions


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_the_end_of_the_session_reaches_the_camera(tmp_path: Path, is_encrypted: bool) -> None:
    """Some cameras count their clients. FFmpeg ends the session and hangs up at once, while pictures still come."""
    certificate, key = self_signed(tmp_path)
    options = replace(QUICK, open_timeout_s=3.0, tls=CameraTlsOptions(insecure=True))
    with RtspStream(transport_stream(tmp_path)) as camera, TlsFront(camera.port, certificate, key) as front:
        url = f"rtsps://127.0.0.1:{front.port}/cam" if is_encrypted else camera.url
        with Camera(url, options, now) as watched:
            first_frame(watched)
        wait_until(partial(has_ended, camera, 1), "the end of the session")


def test_a_last_request_behind_unread_pictures_reaches_the_camera(tmp_path: Path) -> None:
    """A client that hangs up with pictures unread resets its connection."""
    with RtspStream(transport_stream(tmp_path, frames=2)) as camera, closing(relay_to(camera.url)) as relay:
        for number in range(1, 31):
            with closing(connected(relay)) as client:
                client.sendall(b"PLAY rtsp://cam/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")
                assert client.recv(1) == b"R"
                client.sendall(b"TEARDOWN rtsp://cam/ RTSP/1.0\r\nCSeq: 2\r\n\r\n")
            wait_until(partial(has_ended, camera, number), "the last request", patience_s=5)


def test_one_connection_a_client_and_nothing_left_after_closing() -> None:
    with MjpegCamera() as camera:
        before = set(threading.enumerate())
        relay = relay_to(camera.url)
        with closing(connected(relay)) as client:
            client.sendall(b"GET /feed HTTP/1.1\r\n\r\n")
            assert client.recv(8) == b"HTTP/1.0"
            assert camera.connections == 1
            began_s = time.monotonic()
            relay.close()
            assert time.monotonic() - began_s < 1.0
            while client.recv(65536):
                continue
        assert {thread for thread in threading.enumerate() if thread.name == "relay"} <= before
        with pytest.raises(ConnectionRefusedError):
            connected(relay)


def test_a_camera_that_never_ends_its_handshake_is_given_up() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        closing(relay_to(f"https://127.0.0.1:{silent.getsockname()[1]}/feed")) as relay,
        closing(connected(relay)) as client,
    ):
        assert client.recv(1) == b""


@pytest.mark.parametrize(("scheme", "first"), [("http", b"HTTP/1.1 200 OK\r\n"), ("rtsp", b"RTSP/1.0 200 OK\r\n")])
def test_a_camera_that_drips_its_answer_is_given_up(scheme: str, first: bytes) -> None:
    with (
        hostile_server(first, b"x") as camera,
        closing(CameraRelay(NetworkAddress.parse(f"{scheme}://127.0.0.1:{camera.port}/a"), CHECKED, 0.1)) as relay,
        closing(connected(relay)) as client,
    ):
        client.sendall(b"GET /a HTTP/1.1\r\n\r\n")
        assert client.recv(1) == b""
        assert camera.has_cut.wait(1)


def test_a_redirect_is_followed_by_the_next_connection() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n"
    picture = b"HTTP/1.1 200 OK\r\n\r\nx"
    with HttpAnswers({"/a": moved, "/b": picture}) as camera, closing(relay_to(camera.url("/a"))) as relay:
        assert got(relay, "/a").startswith(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:")
        assert got(relay, "/b") == picture


def test_a_refused_camera_gives_its_reason() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/b?hush\r\n\r\n"
    with HttpAnswers({"/a": moved}) as camera, closing(relay_to(camera.url("/a"))) as relay:
        assert got(relay, "/a") == b""
    assert relay.reason is not None
    assert "another host, http://evil.example/b." in relay.reason


def test_a_file_of_authorities_that_has_gone_is_told(tmp_path: Path) -> None:
    """It was there when the kiosk started. It is read at each connection, so a renewed file needs no restart."""
    with HttpAnswers({}) as camera:
        options = CameraTlsOptions(str(tmp_path / "gone.pem"))
        with (
            closing(relay_to(f"https://127.0.0.1:{camera.port}/", options)) as relay,
            closing(connected(relay)) as client,
        ):
            assert client.recv(1) == b""
    assert relay.reason is not None
    assert "gone.pem cannot be used: No such file" in relay.reason


def test_a_relay_that_failed_and_waits_for_another_try_is_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object, client: socket.socket) -> None:
        client.close()
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(relay_module, "SupervisedThread", partial(SupervisedThread, backoff_s=(60.0,)))
    monkeypatch.setattr(relay_module, "partial", fail)
    with closing(relay_to("http://127.0.0.1:1/a")) as relay:
        (acceptor,) = [thread for thread in supervised_threads() if thread.name == "relay"]
        with closing(connected(relay)):
            wait_until(lambda: acceptor.failures == 1, "the failure")
    acceptor.join(10)
    assert not acceptor.is_alive()
