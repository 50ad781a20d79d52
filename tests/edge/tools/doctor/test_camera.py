"""A camera for a few seconds: a real film, a real network camera, and ones that are not there."""

from collections.abc import Iterator
from itertools import islice, repeat
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.clock import Clock
from edge.tools.doctor import camera as camera_check
from edge.tools.doctor.camera import CameraSample, camera, distance_m, reach
from edge.tools.doctor.finding import CheckContext, Finding
from tests.doubles.films import write_film, write_jpegs
from tests.doubles.mjpeg import Image, MjpegCamera, paced
from tests.edge.tools.doctor.patient import known, only


@pytest.fixture(autouse=True)
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long enough for two looks, one a second, of whoever judges frozen and dark."""
    monkeypatch.setattr(camera_check, "LOOKED_S", 1.7)
    monkeypatch.setattr(camera_check, "FROZEN_S", 0.9)
    monkeypatch.setattr(camera_check, "DARK_S", 0.9)


def patient(folder: Path, source: object, more: str = "") -> CheckContext:
    made = known(folder, f'[camera]\nsource = "{source}"\nloop = true\n{more}')
    made.now = Clock().now
    return made


def still(shade: int) -> Iterator[tuple[float, Image]]:
    image = np.full((240, 320, 3), shade, np.uint8)
    if shade:
        cv2.circle(image, (160, 120), 60, (250, 250, 250), -1)
    yield from paced(islice(repeat(image), 1000), 30.0)


def seen(wanted: CheckContext) -> Finding:
    return only(list(camera(wanted)))


def test_a_camera_that_gives_pictures(tmp_path: Path) -> None:
    """Its size and rate; what reaches how far comes out of them."""
    wanted = patient(tmp_path, write_film(tmp_path / "film.avi", width_px=320, height_px=240))
    finding = seen(wanted)
    assert finding.level == "ok"
    assert "film.avi: 320x240, " in finding.text
    assert wanted.size_px == (320, 240)


@pytest.mark.parametrize(("shade", "says"), [(100, "all the same"), (0, "black or even")])
def test_a_camera_that_sees_nothing(tmp_path: Path, shade: int, says: str) -> None:
    with MjpegCamera(lambda: still(shade)) as source:
        finding = seen(patient(tmp_path, source.url))
    assert finding.ok is False
    assert says in finding.text
    assert finding.cure


@pytest.mark.parametrize(
    ("source", "says", "cure"),
    [
        ("/dev/video77", "there is no such device", "/dev/v4l/by-id"),
        ("nowhere.mp4", "there is no such file", "[camera] source"),
        ("rtsp://door:hush@127.0.0.1:1/live", "the connection was refused", "the port right?"),
        ("v4l2src ! appsink", "needs an OpenCV with GStreamer", "JetPack"),
    ],
)
def test_a_camera_that_cannot_be_opened(tmp_path: Path, source: str, says: str, cure: str) -> None:
    """What happened and what to do; that a kiosk would try again is no news here, and no password is shown."""
    finding = seen(patient(tmp_path, source))
    assert finding.ok is False
    assert says in finding.text
    assert cure in finding.cure
    assert "hush" not in finding.text + finding.cure
    assert "Trying again" not in finding.text + finding.cure


def test_a_camera_that_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for, not for ever."""
    monkeypatch.setattr(camera_check, "FIRST_WITHIN_S", 0.5)
    with MjpegCamera(mode="silent") as source:
        finding = seen(patient(tmp_path, source.url))
    assert finding.ok is False
    assert "gave no picture within 0.5 s" in finding.text


def test_the_camera_of_a_running_kiosk_is_not_broken(tmp_path: Path) -> None:
    """A device that is there has one reader; of a network camera nobody knows, so it is looked at, not mended."""
    wanted = patient(tmp_path, "/dev/null")  # it is there, may be opened, and is no camera that is free
    wanted.kiosk = 812
    finding = seen(wanted)
    assert finding.ok is None
    assert "process 812" in finding.text
    network = patient(tmp_path, "http://127.0.0.1:1/live")
    network.kiosk = 812
    assert seen(network).level == "warning"
    absent = patient(tmp_path, "/dev/video77")
    absent.kiosk = 812
    assert seen(absent).ok is False


def test_a_slow_camera_is_said(tmp_path: Path) -> None:
    """15 pictures are asked for; a camera that is set to 5 gives what it was asked for."""
    settings = known(tmp_path).given()
    slow = camera_check._judged(CameraSample(640, 480, 5.0, "ok"), "camera", settings)
    assert slow.level == "warning"
    assert "More light" in slow.cure
    asked = known(tmp_path, "[camera]\nfps = 5.0\n").given()
    assert camera_check._judged(CameraSample(640, 480, 5.0, "ok"), "camera", asked).level == "ok"


def test_a_raw_file_without_times_is_looked_at_too(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (120, 160, 3), np.uint8) for _ in range(40)]
    finding = seen(patient(tmp_path, write_jpegs(tmp_path / "raw.mjpeg", images)))
    assert "160x120" in finding.text


@pytest.mark.parametrize(
    ("size", "more", "says"),
    [
        # 1280 px and 70° give 137 px at 1 m, so 50 px at 2.7 m
        ((1280, 720), "", ["seen from 50 px on, which is up to 2.7-3.3 m", "read from 50 px on", "1280x720"]),
        ((1280, 720), 'tiles = "whole"', ["seen from 90 px on, which is up to 1.5-1.9 m", "tiles = whole"]),
        ((1920, 1080), 'tiles = "4"', ["seen from 45 px on", "read from 48 px on"]),
    ],
)
def test_how_far_it_reaches(tmp_path: Path, size: tuple[int, int], more: str, says: list[str]) -> None:
    """The smallest face and its distance at this size and tiling, with what was supposed."""
    wanted = known(tmp_path, f"[faces]\n{more}\n")
    wanted.size_px = size
    finding = only(list(reach(wanted)))
    assert finding.level == "ok"
    for words in [*says, "0.15 m wide", "70-60° from side to side"]:
        assert words in finding.text


def test_who_is_seen_only_at_arms_length_is_said(tmp_path: Path) -> None:
    """Then a larger picture or more squares are advised; without a size nothing is claimed."""
    wanted = known(tmp_path, "[faces]\nmin_px = 100\n")
    assert only(list(reach(wanted))).ok is None
    wanted.size_px = (640, 480)
    finding = only(list(reach(wanted)))
    assert finding.level == "warning"
    assert "width_px" in finding.cure


def test_a_face_is_as_wide_as_the_tables_of_installers_say() -> None:
    """15 cm at 1 m, 1280 px over 70°: 137 px; 1920 px over 90°: 144 px."""
    assert distance_m(1280, 137, 70) == pytest.approx(1.0, abs=0.01)
    assert distance_m(1920, 144, 90) == pytest.approx(1.0, abs=0.01)
