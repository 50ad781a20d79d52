"""A camera cannot send the kiosk elsewhere: to another host, to a file, or to a playlist of other addresses."""

from pathlib import Path

import pytest

from edge.sources.camera.camera import Camera
from tests.doubles.films import write_film
from tests.doubles.mjpeg import MjpegCamera
from tests.doubles.rtsp_stream import RtspStream, transport_stream
from tests.doubles.servers import HttpAnswers
from tests.edge.sources.camera.watching import QUICK, first_frame, now, watch


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return transport_stream(tmp_path_factory.mktemp("stream"))


def why_lost(source: str) -> str:
    with Camera(source, QUICK, now) as camera:
        watched = watch(camera, lambda _: camera.state == "lost")
        assert not watched.frames
        return camera.alerts[0].text


def moved(location: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def page(body: bytes, kind: str = "text/plain") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def test_a_redirect_to_another_host_is_refused() -> None:
    """The other host is not even asked. The text names it, without what its query may hold."""
    with MjpegCamera() as other, HttpAnswers({}) as camera:
        camera.answers["/feed"] = moved(f"http://localhost:{other.port}/feed?token=hush")
        text = why_lost(camera.url("/feed"))
        assert other.connections == 0
    assert f"the camera redirects to another host, http://localhost:{other.port}/feed." in text
    assert "[camera] source" in text
    assert "hush" not in text


@pytest.mark.parametrize("location", ["file:///etc/passwd", "//localhost/feed", "ftp://127.0.0.1/feed", "concat:a|b"])
def test_a_redirect_to_something_else_than_this_camera_is_refused(location: str) -> None:
    with HttpAnswers({"/feed": moved(location)}) as camera:
        assert "the camera redirects to" in why_lost(camera.url("/feed"))


@pytest.mark.parametrize("location", ["/live/feed?a=1", "feed2", "http://127.0.0.1:{port}/other/feed"])
def test_a_redirect_within_the_host_is_followed(location: str) -> None:
    """To another path, and to another port. The name and password go with it."""
    with MjpegCamera() as mjpeg, HttpAnswers({}) as camera:
        for path in ("/live/feed?a=1", "/feed2"):
            camera.answers[path] = moved(mjpeg.url)
        camera.answers["/feed"] = moved(location.format(port=mjpeg.port))
        source = camera.url("/feed").replace("127", "door:hush@127", 1)  # a port may hold 127 as well
        with Camera(source, QUICK, now) as watched:
            first_frame(watched)
        assert camera.requests[0].startswith("GET /feed HTTP/1.1\r\n")
        assert f"\r\nHost: 127.0.0.1:{camera.port}\r\n" in camera.requests[0]


def test_an_rtsp_redirect_to_another_host_is_refused(stream: bytes) -> None:
    with RtspStream(stream) as other, RtspStream(stream, other.url.replace("127.0.0.1", "localhost")) as camera:
        text = why_lost(camera.url)
        assert other.connections == 0
    assert f"the camera redirects to another host, rtsp://localhost:{other.port}/cam." in text


def test_an_rtsp_redirect_within_the_host_is_followed(stream: bytes) -> None:
    with (
        RtspStream(stream) as other,
        RtspStream(stream, other.url) as camera,
        Camera(camera.url, QUICK, now) as watched,
    ):
        first_frame(watched)


@pytest.mark.parametrize("kind", ["hls", "hls file", "concat", "concat http", "dash"])
def test_a_playlist_opens_nothing(tmp_path: Path, kind: str) -> None:
    """A playlist that a camera sends opens neither a local file nor another address."""
    film = write_film(tmp_path / "film.avi")
    with MjpegCamera() as other, HttpAnswers({}) as camera:
        hls = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n"
        dash = '<MPD type="static"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"><BaseURL>{}'
        dash += "</BaseURL></Representation></AdaptationSet></Period></MPD>"
        body = {
            "hls": hls.format(f"{other.url}.ts"),
            "hls file": hls.format(film.as_uri()),
            "concat": f"ffconcat version 1.0\nfile {film}\n",
            "concat http": f"ffconcat version 1.0\nfile {other.url}\n",
            "dash": dash.format(other.url),
        }[kind]
        camera.answers["/feed"] = page(
            body.encode(), "application/vnd.apple.mpegurl" if "hls" in kind else "text/plain"
        )
        why_lost(camera.url("/feed"))
        assert other.connections == 0
        assert camera.connections >= 1


@pytest.mark.parametrize(
    "source", ["concat:{film}|{film}", "file:{film}", "subfile,,start,0,end,0,,:{film}", "data:,x"]
)
def test_text_that_ffmpeg_takes_for_a_protocol_is_a_files_name(tmp_path: Path, source: str) -> None:
    film = write_film(tmp_path / "film.avi")
    assert "there is no such file" in why_lost(source.format(film=film))


def test_a_local_playlist_opens_no_address(tmp_path: Path) -> None:
    """A file that somebody else made may be a playlist."""
    with MjpegCamera() as other:
        for name, text in (
            ("list.m3u8", f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{other.url}.ts\n#EXT-X-ENDLIST\n"),
            ("list.ffconcat", f"ffconcat version 1.0\nfile {other.url}\n"),
        ):
            (tmp_path / name).write_text(text)
            why_lost(str(tmp_path / name))
        assert other.connections == 0


def test_options_of_the_environment_allow_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """FFmpeg's options may be set in OPENCV_FFMPEG_CAPTURE_OPTIONS, but neither formats nor protocols are added."""
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "format_whitelist;hls,mpjpeg|protocol_whitelist;file,http,tcp")
    with MjpegCamera() as other, HttpAnswers({}) as camera:
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{other.url}.ts\n#EXT-X-ENDLIST\n"
        camera.answers["/feed"] = page(playlist.encode(), "application/vnd.apple.mpegurl")
        why_lost(camera.url("/feed"))
        assert other.connections == 0
