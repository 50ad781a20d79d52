"""xml_text.py: attacks by XML are refused before they cost memory or a connection."""

import time
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.onvif.errors import CameraSearchError
from edge.onvif.profiles import read_profiles
from edge.onvif.xml_text import MOST_BYTES, MOST_ELEMENTS, MOST_LEVELS, find_all, find_text, parse_xml
from tests.doubles.camera_zoo import BOMB

OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BOMB, "declares entities, which may be an attack"),
        (b"<!DOCTYPE a><a/>", "declares entities, which may be an attack"),
        (OUTSIDE, "declares entities, which may be an attack"),
        (b"<a>" + b" " * MOST_BYTES + b"</a>", "more than 256 kB of XML"),
        (b"<a><b></a>", "is not XML"),
        (b"", "is not XML"),
        (b'<?xml version="1.0" encoding="martian"?><a/>', "is not XML"),
    ],
)
def test_what_is_no_document_has_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(CameraSearchError, match=words):
        parse_xml(content)


def test_names_are_compared_without_prefixes() -> None:
    root = parse_xml(b'<x:a xmlns:x="one"><y:b xmlns:y="two"><c> 1 </c></y:b><b><d>2</d></b></x:a>')
    assert [len(element) for element in find_all(root, "b")] == [1, 1]
    assert find_text(root, "b", "c") == "1"
    assert find_text(root, "b", "d") == ""  # of the first b
    assert find_text(root, "nothing") == ""
    assert find_text(parse_xml(b"<a><b/></a>"), "b") == ""
    assert parse_xml(b"<a>" + b" " * (MOST_BYTES - 7) + b"</a>").text


LONG = b"u" * 130_000


@pytest.mark.parametrize(
    "content",
    [
        b'<a xmlns="' + LONG + b'">' + b"<b/>" * 9_000 + b"</a>",
        b'<p:a xmlns:p="' + LONG + b'">' + b"<p:b/>" * 9_000 + b"</p:a>",
        b'<p:a xmlns:p="' + LONG + b'" ' + b" ".join(b"p:b%d=''" % number for number in range(9_000)) + b"/>",
        b"<Profiles token='a'><VideoEncoderConfiguration>" * 15
        + b"<x/>" * 9_900
        + b"</VideoEncoderConfiguration></Profiles>" * 15,
        b"<Profiles " + b" ".join(b"b%d='c'" % number for number in range(22_000)) + b"/>",
    ],
)
def test_no_document_takes_long_or_much_memory(content: bytes) -> None:
    """One name with its namespace would be 130 kB, and 9,000 of them a gigabyte."""
    tracemalloc.start()
    began_s = time.monotonic()
    read_profiles(parse_xml(content))
    assert time.monotonic() - began_s < 2
    assert tracemalloc.get_traced_memory()[1] < 32_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "is_refused"),
    [
        (b"<a>" * MOST_LEVELS + b"</a>" * MOST_LEVELS, False),
        (b"<a>" * (MOST_LEVELS + 1) + b"</a>" * (MOST_LEVELS + 1), True),
        (b"<a>" + b"<b/>" * 3 + b"<c>" * MOST_LEVELS + b"</c>" * MOST_LEVELS + b"</a>", True),
        (b"<a>" + b"<b/>" * (MOST_ELEMENTS - 1) + b"</a>", False),
        (b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>", True),
    ],
)
def test_elements_are_counted(content: bytes, is_refused: bool) -> None:
    if not is_refused:
        parse_xml(content)
        return
    with pytest.raises(CameraSearchError, match="more than 10,000 elements, or more than 32 levels"):
        parse_xml(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_bomb_is_refused_in_any_encoding(encoding: str) -> None:
    with pytest.raises(CameraSearchError, match="declares entities"):
        parse_xml(f'<?xml version="1.0" encoding="{encoding}"?>{BOMB.decode().partition("?>")[2]}'.encode(encoding))


@pytest.mark.parametrize("encoding", ["UTF-7", "hex", "rot13", "idna", "zlib", "cp037", "a\x00b"])
def test_odd_encodings_are_no_error(encoding: str) -> None:
    with suppress(CameraSearchError):
        parse_xml(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode())


@given(st.binary(max_size=60))
def test_no_content_is_an_error(content: bytes) -> None:
    for tail in (content, b"<a>" + content + b"</a>", b'<?xml version="1.0" encoding="' + content + b'"?><a/>'):
        with suppress(CameraSearchError):
            parse_xml(tail)
