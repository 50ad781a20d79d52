"""`vitrina badge`: printed sheets, read back with poppler and with the detector of the kiosk's own camera."""

import re
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE
from edge.tools.badge_sheet import BadgeSheetOptions, badge_sheet_pdf

DPI = 100
MM_PX = DPI / 25.4


def tool(name: str, *arguments: str) -> bytes:
    if shutil.which(name) is None:
        pytest.skip(f"{name} of poppler-utils is not installed; it reads the sheets")
    return subprocess.run([name, *arguments], capture_output=True, check=True).stdout


def page(pdf: Path, number: int, folder: Path) -> NDArray[np.uint8]:
    tool(
        "pdftoppm",
        "-r",
        str(DPI),
        "-f",
        str(number),
        "-l",
        str(number),
        "-singlefile",
        "-png",
        str(pdf),
        str(folder / "page"),
    )
    picture = cv2.imread(str(folder / "page.png"), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def markers(picture: NDArray[np.uint8]) -> list[tuple[int, float, float, float]]:
    """Number, side and centre in millimetres of each marker, from top left to bottom right."""
    found = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    corners, numbers, _ = found.detectMarkers(picture)
    rows = []
    for quad, number in zip(corners, numbers.ravel(), strict=True):
        points = quad.reshape(4, 2) / MM_PX
        side = float(np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1).mean())
        x_mm, y_mm = (float(v) for v in points.mean(axis=0))
        rows.append((int(number), side, x_mm, y_mm))
    return sorted(rows, key=lambda row: (round(row[3] / 50), row[2]))


def make(tmp_path: Path, *arguments: str) -> Path:
    path = tmp_path / "badges.pdf"
    assert main(["badge", "--pdf", str(path), *arguments]) == DONE
    return path


@pytest.mark.parametrize(("size", "side_mm"), [([], 80.0), (["--size-mm", "50"], 50.0), (["--size-mm", "85"], 85.0)])
def test_markers_are_as_large_as_was_asked(tmp_path: Path, size: list[str], side_mm: float) -> None:
    """Front and back of two badges a sheet, each whole on its A6 with a white rim of 10 mm."""
    pdf = make(tmp_path, "--count", "2", *size)
    picture = page(pdf, 1, tmp_path)
    rows = markers(picture)
    assert [number for number, *_ in rows] == [0, 0, 1, 1]
    for _, side, x_mm, y_mm in rows:
        assert side == pytest.approx(side_mm, abs=0.6)
        reach = side_mm / 2 + 9.5
        left, right, top, bottom = (round(v * MM_PX) for v in (x_mm - reach, x_mm + reach, y_mm - reach, y_mm + reach))
        inner = round(9 * MM_PX)
        rim = picture[max(top, 0) : bottom, max(left, 0) : right].copy()
        rim[inner:-inner, inner:-inner] = 255
        assert rim.min() > 200, "something stands in the white rim"
        assert x_mm % 105 == pytest.approx(52.5, abs=0.5)


def test_numbers_go_round_after_twenty_and_the_sheet_says_that_they_need_not_differ(tmp_path: Path) -> None:
    """Twenty-two badges are eleven sheets of A4; the last two have the numbers of the first two."""
    pdf = make(tmp_path, "--count", "22")
    info = tool("pdfinfo", str(pdf)).decode()
    assert re.search(r"Pages: +11\n", info)
    assert re.search(r"Page size: +595\.2\d* x 841\.8\d*", info)
    assert [number for number, *_ in markers(page(pdf, 11, tmp_path))] == [0, 0, 1, 1]
    text = " ".join(tool("pdftotext", "-raw", str(pdf), "-").decode().split())
    assert text.count("Two people may share one of the 20 patterns") == 22
    assert "cut" in text
    assert "fold" in text


def test_the_sheet_says_how_far_it_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For the printed size and the camera; the command says it too."""
    wanted = ["--count", "1", "--size-mm", "60", "--camera", "1920x1080", "--fov", "90"]
    pdf = make(tmp_path, *wanted)
    text = " ".join(tool("pdftotext", "-raw", str(pdf), "-").decode().split())
    for told in (text, " ".join(capsys.readouterr().err.split())):
        assert "A 1920x1080 camera with a 90° horizontal view" in told
        assert "reads this badge of 60 mm up to 2.4 m away, and up to 1.8 m if you walk fast" in told
    assert len(markers(page(pdf, 1, tmp_path))) == 2


def test_the_same_badges_are_the_same_bytes() -> None:
    """Nothing in the file says when or where it was made."""
    assert badge_sheet_pdf(BadgeSheetOptions(3)) == badge_sheet_pdf(BadgeSheetOptions(3))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--count", "0"], "from 1 to 200"),
        (["--count", "201"], "from 1 to 200"),
        (["--size-mm", "86"], "40 to 85"),
        (["--size-mm", "nan"], "40 to 85"),
        (["--camera", "1920"], "such as 1920x1080"),
        (["--fov", "9"], "10 to 150 degrees"),
    ],
)
def test_what_cannot_be_printed_is_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    """Exit 2 and one line; no file."""
    with pytest.raises(SystemExit) as left:
        main(["badge", "--pdf", str(tmp_path / "b.pdf"), *arguments])
    assert left.value.code == BAD_USAGE
    assert why in capsys.readouterr().err
    assert not (tmp_path / "b.pdf").exists()
