"""Checks of the camera: a real film, a real network camera, and missing ones."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, repeat
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.clock import Clock
from edge.tools.doctor import camera as camera_check
from edge.tools.doctor.camera import (
    DoctorCameraSample,
    DoctorCameraTimes,
    camera_findings,
    face_distance_m,
    face_reach_findings,
)
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.tools.doctor.placement_values import LightMeasure
from tests.doubles.films import write_film, write_jpegs
from tests.doubles.mjpeg import Image, MjpegCamera, paced
from tests.doubles.servers import TlsFront, self_signed
from tests.edge.tools.doctor.contexts import make_context, only
from tests.research import TOML

LIGHT = LightMeasure(mean=128.0, middle=128.0, white=0.0, black=0.0)
QUICK = DoctorCameraTimes(sample_s=1.7, frozen_s=0.9, dark_s=0.9)
"""Long enough for two checks of the frozen and dark detector, which runs once per second."""


def context_for(folder: Path, source: object, more: str = "") -> DoctorContext:
    context = make_context(folder, f'[camera]\nsource = "{source}"\nloop = true\n{more}')
    context.now = Clock().now
    return context


def still(shade: int) -> Iterator[tuple[float, Image]]:
    image = np.full((240, 320, 3), shade, np.uint8)
    if shade:
        cv2.circle(image, (160, 120), 60, (250, 250, 250), -1)
    yield from paced(islice(repeat(image), 1000), 30.0)


def is_opened(finding: DoctorFinding) -> bool:
    """True if pictures came, also where a busy machine got fewer of them than are wanted."""
    return finding.level != "error" and "frames per second" in finding.text and "certificate" not in finding.text


def check_camera(context: DoctorContext) -> DoctorFinding:
    return only(list(camera_findings(context, QUICK)))


def test_a_camera_that_gives_frames(tmp_path: Path) -> None:
    """Its size and rate are reported, and its size is kept for the check of the distance."""
    context = context_for(tmp_path, write_film(tmp_path / "film.avi", width_px=320, height_px=240))
    finding = check_camera(context)
    assert finding.level == "ok"
    assert "film.avi: 320x240, " in finding.text
    assert context.size_px == (320, 240)
    assert context.light is not None
    assert 0 < context.light.mean < 255


@pytest.mark.parametrize(("shade", "text"), [(100, "all identical"), (0, "all black or of one colour")])
def test_a_frozen_or_dark_camera_is_a_fault(tmp_path: Path, shade: int, text: str) -> None:
    with MjpegCamera(lambda: still(shade)) as source:
        finding = check_camera(context_for(tmp_path, source.url))
    assert finding.is_ok is False
    assert text in finding.text
    assert finding.cure


@pytest.mark.parametrize(
    ("source", "text", "cure"),
    [
        ("/dev/video77", "there is no such device", "/dev/v4l/by-id"),
        ("nowhere.mp4", "there is no such file", "[camera] source"),
        ("rtsp://door:hush@127.0.0.1:1/live", "the connection was refused", "that the port is right"),
        ("gst: v4l2src ! appsink", "'appsink' is not an allowed element", "Remove the sink"),
    ],
)
def test_a_camera_that_cannot_be_opened(tmp_path: Path, source: str, text: str, cure: str) -> None:
    """The finding has the reason and the cure, but no retry and no password."""
    finding = check_camera(context_for(tmp_path, source))
    assert finding.is_ok is False
    assert text in finding.text
    assert cure in finding.cure
    assert "hush" not in finding.text + finding.cure
    assert "Trying again" not in finding.text + finding.cure


def test_a_camera_that_sends_nothing_times_out(tmp_path: Path) -> None:
    """The check ends after its timeout."""
    with MjpegCamera(mode="silent") as source:
        context = context_for(tmp_path, source.url)
        finding = only(list(camera_findings(context, replace(QUICK, first_frame_s=0.5))))
    assert finding.is_ok is False
    assert "sent no frame within 0.5 s" in finding.text


def test_a_certificate_that_is_not_trusted_is_a_fault_with_both_cures(tmp_path: Path) -> None:
    """The file to trust, and the line to add. With that line the camera is opened, and marked at every check."""
    certificate, key = self_signed(tmp_path)
    with MjpegCamera() as plain, TlsFront(plain.port, certificate, key) as front:
        source = f"https://door:hush@127.0.0.1:{front.port}/feed"
        refused = check_camera(context_for(tmp_path, source))
        assert refused.level == "error"
        assert "its certificate cannot be trusted (self-signed certificate)" in refused.text
        assert "Set [camera] ca_file" in refused.cure
        assert "insecure = true in [camera]" in refused.cure
        trusted = check_camera(context_for(tmp_path, source, f'ca_file = "{certificate}"\n'))
        assert is_opened(trusted)
        marked, opened = camera_findings(context_for(tmp_path, source, "insecure = true\n"), QUICK)
    assert (marked.part, marked.level, is_opened(opened)) == ("camera", "warning", True)
    assert "its certificate is not checked" in marked.text
    assert "remove insecure" in marked.cure
    assert "hush" not in "".join(f"{each.text}{each.cure}" for each in (refused, trusted, marked, opened))


def test_an_address_without_tls_has_no_certificate_to_check(tmp_path: Path) -> None:
    with MjpegCamera() as source:
        assert is_opened(check_camera(context_for(tmp_path, source.url, "insecure = true\n")))


def test_the_camera_of_a_running_kiosk_is_not_broken(tmp_path: Path) -> None:
    """A device has one reader, so it is not tried. A network camera may have several, so it is only a warning."""
    context = context_for(tmp_path, "/dev/null")  # it exists and can be opened, but gives no frames
    context.kiosk_pid = 812
    finding = check_camera(context)
    assert finding.is_ok is None
    assert "process 812" in finding.text
    network = context_for(tmp_path, "http://127.0.0.1:1/live")
    network.kiosk_pid = 812
    assert check_camera(network).level == "warning"
    absent = context_for(tmp_path, "/dev/video77")
    absent.kiosk_pid = 812
    assert check_camera(absent).is_ok is False


def test_a_slow_camera_is_a_warning(tmp_path: Path) -> None:
    """15 frames per second are context. A camera that is set to 5 is not slow."""
    settings = make_context(tmp_path).require_settings()
    slow = camera_check._sample_finding(DoctorCameraSample(640, 480, 5.0, "ok", LIGHT), "camera", settings)
    assert slow.level == "warning"
    assert "Add light" in slow.cure
    set_to_5 = make_context(tmp_path, "[camera]\nfps = 5.0\n").require_settings()
    assert (
        camera_check._sample_finding(DoctorCameraSample(640, 480, 5.0, "ok", LIGHT), "camera", set_to_5).level == "ok"
    )


def test_a_raw_file_without_times_is_checked_too(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (120, 160, 3), np.uint8) for _ in range(40)]
    finding = check_camera(context_for(tmp_path, write_jpegs(tmp_path / "raw.mjpeg", images)))
    assert "160x120" in finding.text


@pytest.mark.parametrize(
    ("size", "more", "texts"),
    [
        # 1280 px and 70° give 137 px at 1 m, so 50 px at 2.7 m
        ((1280, 720), "", ["detected from 50 px, up to 2.7-3.3 m", "recognised from 50 px", "1280x720"]),
        ((1280, 720), 'tiles = "whole"', ["detected from 90 px, up to 1.5-1.9 m", "tiles = whole"]),
        ((1920, 1080), 'tiles = "4"', ["detected from 45 px", "recognised from 48 px"]),
    ],
)
def test_reach_names_smallest_face_and_distance(
    tmp_path: Path, size: tuple[int, int], more: str, texts: list[str]
) -> None:
    """Computed for the size and tiling of the camera, with the assumptions made."""
    context = make_context(tmp_path, f"{TOML}[faces]\n{more}\n")
    context.size_px = size
    finding = only(list(face_reach_findings(context)))
    assert finding.level == "ok"
    for text in [*texts, "0.15 m wide", "horizontal angle of 70-60°"]:
        assert text in finding.text


def test_reach_without_a_reader_speaks_of_no_expressions(tmp_path: Path) -> None:
    context = make_context(tmp_path, '[models]\nexpression = "none"\n')
    context.size_px = (1280, 720)
    text = only(list(face_reach_findings(context))).text
    assert "detected from 50 px" in text
    assert "read" not in text


def test_a_short_reach_is_a_warning(tmp_path: Path) -> None:
    """The cure is a larger frame or more tiles. Without the size of the frame, reach is untried."""
    context = make_context(tmp_path, "[faces]\nmin_px = 100\n")
    assert only(list(face_reach_findings(context))).is_ok is None
    context.size_px = (640, 480)
    finding = only(list(face_reach_findings(context)))
    assert finding.level == "warning"
    assert "width_px" in finding.cure


def test_distance_agrees_with_installers_tables() -> None:
    """15 cm at 1 m, 1280 px over 70°: 137 px; 1920 px over 90°: 144 px."""
    assert face_distance_m(1280, 137, 70) == pytest.approx(1.0, abs=0.01)
    assert face_distance_m(1920, 144, 90) == pytest.approx(1.0, abs=0.01)
