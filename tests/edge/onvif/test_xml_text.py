"""xml_text.py: attacks by XML are refused before they cost memory or a connection."""

import pytest

from edge.onvif.errors import CameraSearchError
from edge.onvif.xml_text import MOST_BYTES, find_all, find_text, parse_xml
from tests.doubles.camera_zoo import BOMB

OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BOMB, "declares entities, which may be an attack"),
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
