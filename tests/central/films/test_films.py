"""Films and pictures are probed, and their frames cut, in children that take nothing else."""

import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from central.exit_codes import NO_SOURCE
from central.films.films import (
    MAX_FRAMES,
    FfmpegMissingError,
    Film,
    FilmError,
    extract_frames,
    group_seconds,
    probe_film,
)
from edge.media import ffmpeg
from edge.media.child import ChildLimits
from tests.doubles.made_films import make_film, needs_ffmpeg

pytestmark = needs_ffmpeg

JPEG = b"\xff\xd8\xff"


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height of a JPEG picture, from its frame header."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height


# Good films ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"), [("a.mp4", "mp4"), ("a.mov", "QuickTime"), ("a.mkv", "Matroska"), ("a.webm", "webm")]
)
def test_a_film_says_its_length_and_size(tmp_path: Path, name: str, told: str) -> None:
    film = probe_film(make_film(tmp_path / name, 2.5))
    assert (film.format, film.width, film.height) == (told, 320, 180)
    assert film.duration_s == pytest.approx(2.5, abs=0.1)


@pytest.mark.parametrize(("name", "told"), [("a.png", "png"), ("a.jpg", "jpeg"), ("a.webp", "webp")])
def test_a_picture_has_no_length_and_is_itself_at_every_second(tmp_path: Path, name: str, told: str) -> None:
    path = make_film(tmp_path / name)
    assert probe_film(path) == Film(told, None, 320, 180)
    first, later = extract_frames(path, [0.0, 500.0]).values()
    assert first == later
    assert size_of(first) == (128, 72)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm"])
def test_each_second_has_the_frame_that_is_shown_then(tmp_path: Path, name: str) -> None:
    """Whatever the order of the seconds; twice the same gives the same bytes. Beyond the end there is none."""
    path = make_film(tmp_path / name, 20.0)
    seconds = [19.95, 0.0, 1.0, 12.5, 1.5, 20.5, -1.0]
    pictures = extract_frames(path, seconds)
    assert list(pictures) == [19.95, 0.0, 1.0, 12.5, 1.5]
    assert len(set(pictures.values())) == 5
    assert all(picture.startswith(JPEG) and size_of(picture) == (128, 72) for picture in pictures.values())
    assert extract_frames(path, [1.0])[1.0] == extract_frames(path, [1.0])[1.0]
    assert changed(pictures[1.0], extract_frames(path, [1.0])[1.0]) < changed(pictures[1.0], pictures[12.5])


def changed(one: bytes, other: bytes) -> float:
    """Mean difference of the pixels of two JPEG pictures."""
    import cv2
    import numpy as np

    pair = [cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE) for data in (one, other)]
    return float(np.abs(np.asarray(pair[0], float) - np.asarray(pair[1], float)).mean())


def test_a_slow_film_has_a_picture_for_every_second_of_it(tmp_path: Path) -> None:
    """Slides, one in two seconds: a second within the last slide shows that slide."""
    path = make_film(tmp_path / "slides.mp4", 6.0, "320x180", 1, "-r", "0.5")
    assert sorted(extract_frames(path, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0])) == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_sixty_pictures_of_ten_minutes_are_cut(tmp_path: Path) -> None:
    path = make_film(tmp_path / "long.mp4", 600.0, "160x90", 5)
    pictures = extract_frames(path, [float(second) for second in range(0, 600, 10)])
    assert len(pictures) == MAX_FRAMES
    assert len(set(pictures.values())) == MAX_FRAMES


def test_seconds_far_apart_are_read_apart() -> None:
    assert group_seconds([]) == []
    assert group_seconds([0.0, 1.0, 6.0, 12.0]) == [[0.0, 1.0, 6.0], [12.0]]


@pytest.mark.parametrize("codec", ["libx265", "libvpx-vp9", "libx264"])
def test_a_film_of_4k_fits_the_memory_of_a_child(tmp_path: Path, codec: str) -> None:
    path = make_film(tmp_path / "big.mkv", 1.0, "3840x2160", 5, "-c:v", codec, "-pix_fmt", "yuv420p")
    assert size_of(extract_frames(path, [0.0, 0.8])[0.8]) == (128, 72)


def test_too_many_pictures_at_once_are_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most 60"):
        extract_frames(tmp_path / "a.mp4", [float(second) for second in range(MAX_FRAMES + 1)])


# What is refused ----------------------------------------------------------------------------------------------------


def refused(path: Path) -> str:
    """The text with which both functions refuse the file, with the exit code of an unreadable source."""
    with pytest.raises(FilmError) as caught:
        probe_film(path)
    with pytest.raises(FilmError, match=r"^video: "):
        extract_frames(path, [0.0])
    assert caught.value.exit_code == NO_SOURCE
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("ending", ["mp4", "webm", "png"])
def test_texts_are_refused_whatever_they_are_called(tmp_path: Path, ending: str) -> None:
    """A script of the concat reader, a playlist and a program would make a reader open other files."""
    other = make_film(tmp_path / "other.mp4")
    texts = (
        f"ffconcat version 1.0\nfile '{other}'\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{other}\n#EXT-X-ENDLIST\n",
        "import os\nos.system('id')\n",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "",
    )
    for text in texts:
        path = tmp_path / f"film.{ending}"
        path.write_text(text)
        assert "Use an MP4" in refused(path)


def test_a_script_behind_the_first_bytes_of_a_film_is_refused(tmp_path: Path) -> None:
    """The reader is that of the container, which finds no film in it."""
    other = make_film(tmp_path / "other.mp4")
    for name, head in (
        ("a.mp4", b"\0\0\0\x10ftypisom\0\0\0\0"),
        ("a.mkv", b"\x1a\x45\xdf\xa3"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
    ):
        (tmp_path / name).write_bytes(head + f"\nffconcat version 1.0\nfile '{other}'\nIEND".encode())
        refused(tmp_path / name)


def test_a_file_that_only_looks_like_a_film_is_refused_before_a_decoder_sees_it(tmp_path: Path) -> None:
    """A picture of another format in the container of a film, and a film whose index is gone: by the one reader of
    formats, as at a kiosk."""
    film = make_film(tmp_path / "whole.mp4").read_bytes()
    path = tmp_path / "a.mp4"
    path.write_bytes(film.replace(b"ftypisom", b"ftypavis", 1))
    assert "Use an MP4" in refused(path)
    path.write_bytes(film.replace(b"moov", b"skip", 1))
    assert "cut off" in refused(path)
    path.write_bytes(b"\x1a\x45\xdf\xa3\x84webm" + bytes(4200) + b"\x18\x53\x80\x67" + b"\xff" + os.urandom(100))
    assert "cut off" in refused(path)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.png"])
def test_a_film_that_is_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    path = make_film(tmp_path / name)
    path.write_bytes(path.read_bytes()[:-20])
    assert "cut off" in refused(path)


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    """Also behind the frame of a film: then it has no picture."""
    path = tmp_path / "a.mp4"
    path.write_bytes(os.urandom(4096))
    refused(path)
    path.write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0" + struct.pack(">I", 4104) + b"moov" + os.urandom(4096))
    assert "no image" in refused(path)


def test_a_film_beyond_4k_is_refused(tmp_path: Path) -> None:
    """Also a still picture: 8K as a PNG is small as a file."""
    assert "7680x4320 px" in refused(make_film(tmp_path / "a.mp4", 0.2, "7680x4320", 5))
    refused(make_film(tmp_path / "a.png", 0.2, "7680x4320", 5))


def test_a_film_of_more_than_ten_minutes_is_refused(tmp_path: Path) -> None:
    assert "is 601 s long. The limit is 600 s" in refused(make_film(tmp_path / "a.mp4", 601.0, "32x32", 1))


def test_a_film_without_a_length_is_refused(tmp_path: Path) -> None:
    assert "the length of" in refused(make_film(tmp_path / "a.webm", 1.0, "320x180", 10, "-live", "1"))


def test_a_sound_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    sine = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", str(path)]
    subprocess.run(sine, check=True, timeout=60)
    assert "no image" in refused(path)


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe"])
def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    refused(path)


def test_a_film_whose_pictures_lie_in_another_file_is_refused(tmp_path: Path) -> None:
    """Its index refers to a film beside it (`dref`). A reader that follows references would show that one."""
    other = make_film(tmp_path / "other.mp4")
    path = tmp_path / "a.mp4"
    path.write_bytes(with_reference(other.read_bytes(), b"other.mp4"))
    follow = ["ffmpeg", "-v", "quiet", "-enable_drefs", "1", "-i", path.name, "-frames:v", "1", "shown.jpg"]
    assert subprocess.run(follow, cwd=tmp_path, check=False, timeout=60).returncode == 0
    assert probe_film(path).width == 320
    with pytest.raises(FilmError, match="could not be read"):
        extract_frames(path, [0.0])


def with_reference(film: bytes, name: bytes) -> bytes:
    """The film, with the data reference of its track replaced by the alias of a file in its folder."""
    entry = film.index(b"url ", film.index(b"dref")) - 4
    old = struct.unpack(">I", film[entry : entry + 4])[0]
    alias = bytearray(150)
    alias[50 : 51 + len(name)] = bytes([len(name)]) + name
    alias[130:134] = struct.pack(">HH", 1, 1)  # as many folders up from here, and down from there
    alias += struct.pack(">HH", 2, len(name) + 1 + (len(name) + 1) % 2) + b"/" + name + bytes((len(name) + 1) % 2)
    alias += b"\xff\xff\0\0"
    body = bytes(4) + bytes(alias)
    new = struct.pack(">I", 8 + len(body)) + b"alis" + body
    changed_film = bytearray(film[:entry] + new + film[entry + old :])
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        at = changed_film.index(box) - 4
        size = struct.unpack(">I", changed_film[at : at + 4])[0] + len(new) - old
        changed_film[at : at + 4] = struct.pack(">I", size)
    return bytes(changed_film)


# The children -------------------------------------------------------------------------------------------------------


def test_without_ffmpeg_the_error_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_film(tmp_path / "a.mp4")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FfmpegMissingError, match="apt-get install ffmpeg"):
        probe_film(path)


def test_a_child_that_takes_too_much_memory_gives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_film(tmp_path / "a.mp4")
    monkeypatch.setattr(ffmpeg, "LIMITS", ChildLimits(memory_bytes=1 << 24))
    with pytest.raises(FilmError, match="could not be read"):
        probe_film(path)


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    extract_frames(make_film(tmp_path / "a.mp4"), [0.0, 1.0])
    assert list(folder.iterdir()) == []
    assert shutil.which("prlimit") is not None
