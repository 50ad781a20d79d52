"""Checks of media files: real films and pictures of every kind, and files that are none."""

import hashlib
import struct
import subprocess
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.media.check import CheckedFile, MediaFile, ReaderLimits, UnplayableFile, check_media_files
from tests.doubles.adverts import write_advert


def check(path: Path) -> CheckedFile:
    (result,) = check_media_files([path])
    return result


def reason(path: Path) -> str:
    result = check(path)
    assert isinstance(result, UnplayableFile), result
    assert not result.reason.endswith(".")
    return result.reason


@pytest.mark.parametrize(
    ("name", "codec", "media_type", "told"),
    [
        ("a.mp4", "h264", "video/mp4", "h264"),
        ("a.webm", "vp9", "video/webm", "vp9"),
        ("alpha.webm", "vp9-alpha", "video/webm", "vp9"),
        ("a.mp4", "av1", "video/mp4", "av1"),
        ("a.webm", "av1", "video/webm", "av1"),
        ("a.mp4", "vp9", "video/mp4", "vp9"),
    ],
)
def test_films_that_the_player_shows(tmp_path: Path, name: str, codec: str, media_type: str, told: str) -> None:
    """H.264, VP9 and AV1 in mp4 or webm, silent or with an alpha channel: length, size and checksum come out."""
    path = write_advert(tmp_path / name, codec)
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    film = check(path)
    assert isinstance(film, MediaFile)
    assert film.length_s == pytest.approx(2.0, abs=0.11)
    assert film == MediaFile(media_type, told, 320, 180, film.length_s, checksum)


def test_sound_and_upright_films_are_shown(tmp_path: Path) -> None:
    """A film with sound has the length of its picture; an upright one is as good."""
    film = check(write_advert(tmp_path / "loud.mp4", size="180x320", sound=True))
    assert isinstance(film, MediaFile)
    assert (film.width_px, film.height_px) == (180, 320)
    assert film.length_s == pytest.approx(2.0, abs=0.11)


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "avif"])
def test_pictures_that_the_player_shows(tmp_path: Path, ending: str) -> None:
    """Pictures have no length of their own."""
    result = check(write_advert(tmp_path / f"a.{ending}", ""))
    name = {"jpg": "jpeg"}.get(ending, ending)
    assert isinstance(result, MediaFile)
    assert (result.media_type, result.codec, result.length_s) == (f"image/{name}", name, None)
    assert (result.width_px, result.height_px) == (320, 180)


def test_pictures_of_odd_kinds_are_shown(tmp_path: Path) -> None:
    """With transparency, in grey, with 16 bits a colour."""
    pictures = np.zeros((64, 48, 4), np.uint8), np.zeros((64, 48), np.uint8), np.zeros((64, 48, 3), np.uint16)
    for number, picture in enumerate(pictures):
        path = tmp_path / f"{number}.png"
        assert cv2.imwrite(str(path), picture)
        assert isinstance(check(path), MediaFile)


def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    """A film called png is a film, a picture called mp4 is a picture."""
    film = write_advert(tmp_path / "a.mp4").rename(tmp_path / "film.png")
    picture = write_advert(tmp_path / "a.png", "").rename(tmp_path / "picture.mp4")
    first, second = check_media_files([film, picture])
    assert isinstance(first, MediaFile)
    assert isinstance(second, MediaFile)
    assert (first.media_type, second.media_type) == ("video/mp4", "image/png")


@pytest.mark.parametrize(
    ("name", "codec", "told"),
    [
        ("a.mp4", "hevc", "the video codec is HEVC (H.265), which the player cannot show"),
        ("a.webm", "vp8", "the video codec is VP8"),
        ("a.mp4", "mpeg4", "the video codec is MPEG-4 part 2"),
        ("a.mkv", "h264", "the file has the format Matroska"),
        ("a.mov", "h264", "the file has the format QuickTime"),
        ("a.avi", "h264", "the file has the format AVI"),
    ],
)
def test_films_that_the_player_shows_as_black_are_named_with_the_cure(
    tmp_path: Path, name: str, codec: str, told: str
) -> None:
    """Another codec or container: its name, and a command that makes a film that can be shown."""
    found = reason(write_advert(tmp_path / name, codec))
    assert told in found
    assert f"ffmpeg -i {name} -c:v libx264" in found


def test_the_cure_cures(tmp_path: Path) -> None:
    """The command of the text, run as it stands, gives a film that passes."""
    found = reason(write_advert(tmp_path / "a.mp4", "hevc"))
    command = found.partition("Convert it: ")[2].split()
    subprocess.run([command[0], "-loglevel", "error", *command[1:]], check=True, cwd=tmp_path)
    assert isinstance(check(tmp_path / "NEW.mp4"), MediaFile)


WHOLE = [("a.mp4", "h264"), ("a.webm", "vp9"), ("a.png", ""), ("a.jpg", ""), ("a.webp", ""), ("a.avif", "")]


@pytest.mark.parametrize(("name", "codec"), WHOLE)
def test_files_that_were_cut_are_named(tmp_path: Path, name: str, codec: str) -> None:
    """A copy that broke off is found by the file's own structure, though its first picture may be there."""
    data = write_advert(tmp_path / name, codec).read_bytes()
    shares = (0.1, 0.4, 0.97)
    cuts = [tmp_path / f"{share}-{name}" for share in shares]
    for share, cut in zip(shares, cuts, strict=True):
        cut.write_bytes(data[: int(len(data) * share)])
    for cut, result in zip(cuts, check_media_files(cuts), strict=True):
        assert isinstance(result, UnplayableFile), cut
        assert "the file is incomplete" in result.reason, cut


def test_a_film_that_lost_its_index_is_cut_short(tmp_path: Path) -> None:
    """With the index at its end, a cut file has none."""
    path = write_advert(tmp_path / "a.mp4")
    subprocess.run(["ffmpeg", "-loglevel", "error", "-i", path, "-c", "copy", tmp_path / "late.mp4"], check=True)
    data = (tmp_path / "late.mp4").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: data.index(b"moov") - 4])
    assert "the file is incomplete" in reason(cut)


def test_files_that_are_no_media_are_named(tmp_path: Path) -> None:
    """Random bytes, an empty file, a text, a missing file, a folder, a list of addresses."""
    files = {
        "noise.mp4": np.random.default_rng(7).bytes(50_000),
        "empty.mp4": b"",
        "text.mp4": b"hello",
        "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "a.gif": b"GIF89a" + bytes(60),
        "list.mp4": b"#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:1/film.ts\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.mp4").mkdir()
    paths = [tmp_path / name for name in [*files, "folder.mp4", "none.mp4"]]
    told = [result.reason for result in check_media_files(paths) if isinstance(result, UnplayableFile)]
    assert [text[:28] for text in told] == [
        "the player cannot show files",
        "the file is empty. Export it",
        "the player cannot show files",
        "the file has the format SVG,",
        "the file has the format GIF,",
        "the player cannot show files",
        "it cannot be read (Is a dire",
        "it is not in the media folde",
    ]


def test_noise_behind_a_good_beginning_is_named(tmp_path: Path) -> None:
    """The beginning of an mp4 or of a picture, and then anything: no crash, and a reason."""
    noise = np.random.default_rng(8).bytes(20_000)
    heads = [
        b"\x00\x00\x00\x20ftypisom",
        b"\x1aE\xdf\xa3\x84webm",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x10\x00\x00\x00WEBP",
    ]
    paths = []
    for number, head in enumerate(heads):
        paths.append(tmp_path / f"{number}.mp4")
        paths[-1].write_bytes(head + noise + b"IEND\xff\xd9")
    assert all(isinstance(result, UnplayableFile) for result in check_media_files(paths))


def test_films_too_short_too_small_or_too_large_are_named(tmp_path: Path) -> None:
    """Less than a second, 2 x 2 pixels, 8K: what it is, what is allowed, and how to make it smaller."""
    assert "it is 0.10 s long; the player shows videos of 1 to 3600 s" in reason(
        write_advert(tmp_path / "s.mp4", length_s=0.1)
    )
    assert "the size is 2 x 2 pixels, which is too small to see" in reason(write_advert(tmp_path / "t.mp4", size="2x2"))
    found = reason(write_advert(tmp_path / "l.mp4", size="7680x4320", rate_hz=1))
    assert "the size is 7680 x 4320 pixels; the player shows at most 4096 x 2304" in found
    assert 'ffmpeg -i l.mp4 -vf "scale=1920:-2"' in found
    assert "the size is 1 x 1 pixels, which is too small to see" in reason(
        write_advert(tmp_path / "a.png", "", size="1x1")
    )


def png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_bomb_of_pixels_takes_no_memory_of_this_machine(tmp_path: Path) -> None:
    """A small file that would be 2.7 GB as a picture ends within the child's limits, and the next file is read."""
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png(30_000, 30_000, bytes(1000)))
    first, second = check_media_files([bomb, write_advert(tmp_path / "a.png", "")])
    assert isinstance(first, UnplayableFile)
    assert isinstance(second, MediaFile)


def test_a_reader_that_dies_or_hangs_costs_one_file(tmp_path: Path) -> None:
    """The file at which the child process ends, or does not answer, is named; all others are checked."""
    names = ["a.mp4", "dies.mp4", "b.mp4", "dies2.mp4", "hangs.mp4", "c.mp4"]
    results = check_media_files(
        [tmp_path / name for name in names], ReaderLimits(file_s=1.0, start_s=5.0), "tests.doubles.failing_reader"
    )
    kinds = [result.reason[:20] if isinstance(result, UnplayableFile) else "good" for result in results]
    assert kinds == ["good", "the program that rea", "good", "the program that rea", "reading it took too ", "good"]
    assert check_media_files([]) == []
