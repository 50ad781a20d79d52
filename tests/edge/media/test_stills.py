"""Stills of adverts: of films and pictures, at their seconds, and a reason where there are none."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.media.stills import extract_stills

COLOURS = ((200, 40, 40), (40, 200, 40), (40, 40, 200))
HEIGHT_PX = 90


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds, each of one colour, with a key frame a second and none between."""
    path = tmp_path_factory.mktemp("stills") / "spring.webm"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"VP90"), 10.0, (320, 180))
    for colour in COLOURS:
        for _ in range(10):
            writer.write(np.full((180, 320, 3), colour, np.uint8))
    writer.release()
    return path


def decoded(jpeg: bytes) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def test_a_film_gives_the_picture_of_each_second(film: Path) -> None:
    """Small ones, without those beyond its end."""
    found = extract_stills(film, [2.5, 0.0, 1.5, 7.0], HEIGHT_PX)
    assert found.reason is None
    assert [second for second, _ in found.pictures] == [0.0, 1.5, 2.5]
    for (_, jpeg), colour in zip(found.pictures, COLOURS, strict=True):
        picture = decoded(jpeg)
        assert picture.shape == (HEIGHT_PX, 160, 3)
        assert np.abs(picture.mean((0, 1)) - colour).max() < 25
        assert len(jpeg) < 5_000


def test_a_picture_is_itself_at_second_0(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((200, 100, 3), COLOURS[1], np.uint8))
    found = extract_stills(tmp_path / "a.png", [0.0, 5.0], HEIGHT_PX)
    ((second, jpeg),) = found.pictures
    assert (second, decoded(jpeg).shape, found.reason) == (0.0, (HEIGHT_PX, 45, 3), None)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "it is not in the media folder"),
        (b"", "the file is empty"),
        (b"no film" * 100, "the player cannot show files of this format"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "the file is incomplete"),
    ],
)
def test_what_is_no_advert_gives_a_reason(tmp_path: Path, content: bytes | None, why: str) -> None:
    if content is not None:
        (tmp_path / "a.mp4").write_bytes(content)
    found = extract_stills(tmp_path / "a.mp4", [0.0], HEIGHT_PX)
    assert found.pictures == ()
    assert why in str(found.reason)


def test_a_reader_that_takes_too_long_is_ended(film: Path) -> None:
    assert "too much time" in str(extract_stills(film, [0.0], HEIGHT_PX, within_s=0.01).reason)
