"""Formats by their first bytes, and the ends of files."""

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.media.formats import DEMUXERS, HEAD_BYTES, MEDIA_TYPES, is_complete_file, media_format
from tests.doubles.made_films import make_film, needs_ffmpeg


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"\x00\x00\x00\x20ftypmp42", "mp4"),
        (b"\x00\x00\x00\x20ftypqt  ", "QuickTime"),
        (b"\x00\x00\x00\x20ftypavif", "avif"),
        (b"\x00\x00\x00\x20ftypheic", "HEIC"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", "AVI"),
        (b"RIFF\x10\x00\x00\x00JUNK", None),
        (b"\x1aE\xdf\xa3\x9fB\x82\x84webm", "webm"),
        (b"\x1aE\xdf\xa3\xa3B\x82\x88matroska", "Matroska"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "GIF"),
        (b"%PDF-1.4", "PDF"),
        (b"", None),
        (b"hello", None),
        (b"\x89PNG", None),
    ],
)
def test_a_format_is_known_by_its_beginning(head: bytes, name: str | None) -> None:
    """Formats that the player shows have small letters and a media type."""
    assert media_format(head) == name
    assert name is None or (name in MEDIA_TYPES) == name.islower()


def box(kind: bytes, data: bytes = b"", length: int | None = None) -> bytes:
    return struct.pack(">I", 8 + len(data) if length is None else length) + kind + data


def large_box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4sQ", 1, kind, 16 + len(data)) + data


FTYP, MOOV, MDAT = box(b"ftyp", b"isom"), box(b"moov", b"index"), box(b"mdat", b"picture" * 9)


@pytest.mark.parametrize(
    ("data", "is_good"),
    [
        (FTYP + MOOV + MDAT, True),
        (FTYP + MDAT + MOOV, True),
        (FTYP + MOOV + large_box(b"mdat", b"picture"), True),
        (FTYP + large_box(b"mdat", b"picture") + MOOV, True),
        (FTYP + MOOV + box(b"mdat", b"picture", 0), True),  # to the end of the file
        (FTYP + MOOV + MDAT + b"\x00" * 7, True),  # less than a box
        (FTYP + box(b"free") + MOOV + MDAT, True),
        (FTYP + MDAT, False),
        (FTYP + MOOV + MDAT[:-1], False),
        (FTYP + MOOV + large_box(b"mdat", b"picture")[:-1], False),
        *((FTYP + MOOV + MDAT + box(b"abcdefgh", b"", length), True) for length in range(2, 8)),  # appended, no box
        (FTYP + MDAT + box(b"abcd", b"", 5) + MOOV, False),
        (FTYP + MOOV + MDAT + box(b"abcdefgh", b"", 64), False),
        (FTYP + MOOV + box(b"free") * 100_000, False),  # more boxes than any film has
        (FTYP, False),
        (b"", False),
    ],
)
def test_an_mp4_is_whole_if_its_boxes_are(data: bytes, is_good: bool) -> None:
    """Each box ends within the file, and the index is among them."""
    assert is_complete_file(io.BytesIO(data), "mp4") == is_good


def test_an_avif_needs_its_own_index() -> None:
    """The index of a picture has another name."""
    assert is_complete_file(io.BytesIO(box(b"ftyp", b"avif") + box(b"meta") + MDAT), "avif")
    assert not is_complete_file(io.BytesIO(box(b"ftyp", b"avif") + MOOV + MDAT), "avif")


EBML = b"\x1aE\xdf\xa3"
SEGMENT = b"\x18\x53\x80\x67"
VOID = b"\xec\x81-"
UNKNOWN = b"\x01" + b"\xff" * 7


@pytest.mark.parametrize(
    ("data", "is_good"),
    [
        (EBML + b"\x84webm" + SEGMENT + b"\x85abcde", True),
        (EBML + b"\x84webm" + SEGMENT + b"\x85abcdef", True),
        (EBML + b"\x84webm" + SEGMENT + b"\x85abcd", False),
        (EBML + b"\x40\x04webm" + SEGMENT + b"\x40\x05abcde", True),  # a length of two bytes
        (EBML + b"\x40\x04webm" + SEGMENT + b"\x41\x05abcde", False),
        (EBML + b"\x84webm" + SEGMENT + UNKNOWN + b"abc", True),  # a live recording
        (EBML + b"\x84webm" + SEGMENT + b"\xff" + b"abc", True),
        (EBML + b"\x84webm" + b"\x18\x53\x80\x68" + b"\x83abc", False),
        (EBML + b"\xff" + SEGMENT + b"\x83abc", True),  # a header of unknown length, and its elements
        (EBML + b"\xff" + b"\x42\x82\x84webm" + SEGMENT + b"\x83abc", True),
        (EBML + b"\xff" + b"\x42\x82\x84webm" + SEGMENT + b"\x84abc", False),
        (EBML + b"\x84webm" + VOID + SEGMENT + b"\x83abc", True),
        (EBML + b"\x84webm" + VOID + SEGMENT + b"\x84abc", False),
        (EBML + b"\x84webm" + VOID * 1356 + SEGMENT + b"\x83abc", True),  # begins at byte 4077
        (EBML + b"\x84webm" + VOID * 1363 + SEGMENT + b"\x83abc", False),
        (EBML + b"\x84webm", False),
        (EBML + b"\x84webm" + SEGMENT, False),
        (EBML + b"\x84webm" + SEGMENT + b"\x00", False),
        (EBML + b"\x84webm" + SEGMENT + b"\x40", False),
        (EBML, False),
        (EBML + b"\x00", False),
        (EBML + b"\x00" + bytes(8) + SEGMENT + b"\x81a", False),  # no length has nine bytes
    ],
)
def test_a_webm_is_whole_if_its_segment_is(data: bytes, is_good: bool) -> None:
    """The segment says how long it is, in one to eight bytes."""
    assert is_complete_file(io.BytesIO(data), "webm") == is_good


@pytest.mark.parametrize(
    ("name", "data", "is_good"),
    [
        ("webp", b"RIFF\x04\x00\x00\x00WEBP", True),
        ("webp", b"RIFF\x05\x00\x00\x00WEBP", False),
        ("webp", b"RIFF\x00\x01\x00\x00WEBP", False),
        ("png", b"\x89PNG....IEND\xae\x42\x60\x82", True),
        ("png", b"\x89PNG....IEN", False),
        ("png", b"\x89PNG" + b"IEND" + bytes(4093), False),
        ("png", b"\x89PNG" + b"IEND" + bytes(4092), True),
        ("jpeg", b"\xff\xd8\xff....\xff\xd9", True),
        ("jpeg", b"\xff\xd8\xff....\xff\xd9 note", True),
        ("jpeg", b"\xff\xd8\xff....", False),
    ],
)
def test_a_picture_is_whole_if_its_end_is_there(name: str, data: bytes, is_good: bool) -> None:
    """Pictures end with a mark, or say how long they are."""
    assert is_complete_file(io.BytesIO(data), name) == is_good


@given(st.binary(max_size=200), st.sampled_from(sorted({*MEDIA_TYPES, *DEMUXERS})))
def test_any_bytes_are_whole_or_not(data: bytes, name: str) -> None:
    """No bytes end the program, whatever they say about themselves."""
    media_format(data[:HEAD_BYTES])
    assert is_complete_file(io.BytesIO(data), name) in (True, False)


def test_a_film_is_told_by_its_first_bytes_before_a_length_is_read_into_them() -> None:
    assert media_format(b"\x1aE\xdf\xa3ftypwebm") == "webm"
    assert media_format(b"RIFFftypWAVE") == "WAV"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x1a\x89"), max_size=200))
def test_a_text_is_never_a_film(text: str) -> None:
    """Playlists and scripts are texts. One with `ftyp` in its place goes to the reader of films alone."""
    head = text.encode()[:HEAD_BYTES]
    assert media_format(head) not in DEMUXERS or head[4:8] == b"ftyp" or head[8:12] == b"WEBP"


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm", "a.png", "a.jpg", "a.webp"])
def test_a_file_is_whole_until_it_is_cut(tmp_path: Path, name: str) -> None:
    """Half of a film, or nine tenths, are not whole. Bytes behind the end do no harm."""
    data = make_film(tmp_path / name, 1.0).read_bytes()
    name_of = media_format(data)
    assert name_of in DEMUXERS
    assert is_complete_file(io.BytesIO(data), name_of)
    assert is_complete_file(io.BytesIO(data + b"\n"), name_of)
    for share in (0.5, 0.9):
        assert not is_complete_file(io.BytesIO(data[: int(len(data) * share)]), name_of)


@needs_ffmpeg
def test_a_film_whose_index_comes_first_is_not_whole_when_it_is_cut(tmp_path: Path) -> None:
    """Its readers would not notice before the end."""
    data = make_film(tmp_path / "a.mp4", 1.0, "320x180", 10, "-movflags", "+faststart").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert is_complete_file(io.BytesIO(data), "mp4")
    assert not is_complete_file(io.BytesIO(data[:-10]), "mp4")


@needs_ffmpeg
def test_a_film_that_was_recorded_live_says_no_length_and_is_whole(tmp_path: Path) -> None:
    data = make_film(tmp_path / "a.webm", 1.0, "320x180", 10, "-live", "1").read_bytes()
    assert is_complete_file(io.BytesIO(data), "webm")
