"""The text that names a camera is parsed correctly and never shown with its password."""

import socket
import tempfile
from pathlib import Path

import pytest

from edge.sources.camera.address import Kind, is_source_present, open_failure_text, redact_source, source_kind


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("/dev/video0", "device"),
        ("/dev/v4l/by-id/usb-046d_Webcam-video-index0", "device"),
        ("2", "device"),
        ("rtsp://10.0.0.5/stream1", "network"),
        ("http://cam.local:8080/video?fps=15", "network"),
        ("nvarguscamerasrc ! video/x-raw(memory:NVMM) ! appsink", "pipeline"),
        ("rtspsrc location=rtsp://a:b@c/d ! appsink", "pipeline"),
        ("gst: v4l2src", "pipeline"),
        ("gst:rtspsrc location=rtsp://c/d", "pipeline"),
        ("clips/door.mp4", "file"),
        ("7up.mp4", "file"),
    ],
)
def test_kind_of_source_follows_from_its_text(source: str, kind: Kind) -> None:
    """Device, address, pipeline and file are distinguished without opening anything."""
    assert source_kind(source) == kind


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("rtsp://admin:hunter2@10.0.0.5:554/stream1", "rtsp://10.0.0.5:554/stream1"),
        ("http://cam.local/video.cgi?user=admin&pwd=hunter2", "http://cam.local/video.cgi"),
        ("http://cam.local/video#hunter2", "http://cam.local/video"),
        ("http://hunter2@cam.local", "http://cam.local"),
        (
            "rtsp://10.0.0.5/user=admin_password=hunter2_channel=1.sdp?x",
            "rtsp://10.0.0.5/user=…_password=…_channel=1.sdp",
        ),
        ("rtsp://admin:hunter2@10.0.0.5/0/admin:hunter2/main", "rtsp://10.0.0.5/0/admin:…/main"),
        ("rtsp://admin:hunter2/x@10.0.0.5/stream1", "rtsp://…"),
        ("rtsp://admin:hunter2?x@10.0.0.5/stream1", "rtsp://…"),
        ("rtsp://admin:a@hunter2/@10.0.0.5/stream1", "rtsp://…"),
        ("http://cam.local/video?mail=a@hunter2", "http://…"),
        ("rtspsrc location=rtsp://admin:hunter2@c/d user-pw=hunter2 ! appsink", "GStreamer pipeline rtspsrc ! …"),
        ("gst: rtspsrc user-pw=hunter2 location=rtsp://c/d", "GStreamer pipeline rtspsrc ! …"),
        ("gst:", "GStreamer pipeline (empty) ! …"),
        ("0", "/dev/video0"),
        ("/dev/video3", "/dev/video3"),
        ("clips/door.mp4", "clips/door.mp4"),
    ],
)
def test_password_is_never_shown(source: str, text: str) -> None:
    """The shown text contains no part of a password, wherever the password stands in the address."""
    assert redact_source(source) == text
    assert "hunter2" not in redact_source(source)


def test_reason_names_the_cause_why_a_source_did_not_open(tmp_path: Path) -> None:
    """A camera that is off, a wrong address, a missing device and a missing file each have their own text."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert "host answers" in open_failure_text(f"http://127.0.0.1:{port}/feed")
    assert "refused" in open_failure_text(f"http://127.0.0.1:{port}/feed")
    assert "cannot be read" in open_failure_text("rtsp://user:pa/ss@host/x")
    assert "cannot be read" in open_failure_text("udp://")
    assert "no such device" in open_failure_text("/dev/video97")
    assert "gst-launch-1.0" in open_failure_text("v4l2src ! appsink")
    assert "no such file" in open_failure_text(str(tmp_path / "none.mp4"))
    assert "not a file" in open_failure_text(str(tmp_path))
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert "empty" in open_failure_text(str(empty))


def test_present_and_absent_sources_are_distinguished(tmp_path: Path) -> None:
    """Present: a file, an address that answers, and sources that cannot be checked. Absent: the others."""
    film = tmp_path / "film.mp4"
    assert not is_source_present(str(film))
    film.touch()
    assert is_source_present(str(film))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert is_source_present(f"http://127.0.0.1:{port}/feed")
    assert not is_source_present(f"http://127.0.0.1:{port}/feed")
    assert not is_source_present("rtsp://nobody.invalid/x")
    assert is_source_present("rtsp://user:pa/ss@host/x")  # opening it reports the error
    assert is_source_present("v4l2src ! appsink")


def test_a_device_is_found_by_its_id_under_any_number() -> None:
    """An unplugged device has no link, or a broken one. Plugged in again, it has the same link and another number."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        link, first, second = (Path(folder, name) for name in ("usb-camera-index0", "video0", "video2"))
        first.touch()
        link.symlink_to(first)
        assert source_kind(str(link)) == "device"
        assert is_source_present(str(link))
        first.unlink()
        assert not is_source_present(str(link))
        second.touch()
        link.unlink()
        link.symlink_to(second)
        assert is_source_present(str(link))
