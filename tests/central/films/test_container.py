"""The first bytes of a file name its container, and its container says whether all of it is there."""

import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from central.films.container import HEAD_BYTES, is_whole, kind_of
from tests.doubles.made_films import make_film, needs_ffmpeg

MAGIC = {
    "mov": b"\x00\x00\x00\x20ftypisom",
    "matroska": b"\x1a\x45\xdf\xa3",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "webp": b"RIFF\x00\x00\x00\x00WEBP",
}


@given(st.binary(max_size=HEAD_BYTES))
def test_only_known_first_bytes_name_a_container(head: bytes) -> None:
    """Whatever a file begins with: it has the bytes of the container that it is taken for, or is taken for none."""
    kind = kind_of(head)
    if kind in ("mov", "webp"):
        assert head[4:8] == b"ftyp" or (head[:4], head[8:12]) == (b"RIFF", b"WEBP")
    elif kind is not None:
        assert head.startswith(MAGIC[kind])


@pytest.mark.parametrize("kind", MAGIC)
@given(rest=st.binary(max_size=40))
@example(rest=b"ftyp")
@example(rest=b"\x00ftyp")
def test_known_first_bytes_are_enough(kind: str, rest: bytes) -> None:
    assert kind_of(MAGIC[kind] + rest) == kind
    assert kind_of(MAGIC[kind][:2]) is None


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x1a\x89"), max_size=200))
def test_a_text_is_never_a_film(text: str) -> None:
    """Playlists and scripts are texts. One with `ftyp` in its place goes to the reader of films alone."""
    head = text.encode()[:HEAD_BYTES]
    assert kind_of(head) is None or head[4:8] == b"ftyp" or head[8:12] == b"WEBP"


@pytest.mark.parametrize("kind", MAGIC)
@given(rest=st.binary(max_size=300))
def test_any_bytes_behind_the_first_ones_are_whole_or_not(kind: str, rest: bytes) -> None:
    """The walk ends, without an error, on any bytes."""
    head = MAGIC[kind] + rest
    assert is_whole(io.BytesIO(head), kind_of(head) or "mov") in (True, False)


@needs_ffmpeg
@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm", "a.png", "a.jpg", "a.webp"])
def test_a_file_is_whole_until_it_is_cut(tmp_path: Path, name: str) -> None:
    """Half of a film, or nine tenths, are not whole. Bytes behind the end do no harm."""
    data = make_film(tmp_path / name, 1.0).read_bytes()
    kind = kind_of(data)
    assert kind is not None
    assert is_whole(io.BytesIO(data), kind)
    assert is_whole(io.BytesIO(data + b"\n"), kind)
    for share in (0.5, 0.9):
        assert not is_whole(io.BytesIO(data[: int(len(data) * share)]), kind)


@needs_ffmpeg
def test_a_film_whose_index_comes_first_is_not_whole_when_it_is_cut(tmp_path: Path) -> None:
    """Its readers would not notice before the end."""
    data = make_film(tmp_path / "a.mp4", 1.0, "320x180", 10, "-movflags", "+faststart").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert is_whole(io.BytesIO(data), "mov")
    assert not is_whole(io.BytesIO(data[:-10]), "mov")


@needs_ffmpeg
def test_a_film_that_was_recorded_live_says_no_length_and_is_whole(tmp_path: Path) -> None:
    data = make_film(tmp_path / "a.webm", 1.0, "320x180", 10, "-live", "1").read_bytes()
    assert is_whole(io.BytesIO(data), "matroska")
