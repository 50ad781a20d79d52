"""XML of cameras: parsed without entities and documents of others, and searched by local names.

Makers use different prefixes and sometimes wrong namespaces, so names are compared without them.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from edge.onvif.errors import CameraSearchError

MOST_BYTES = 262_144
"""Longest document. The profiles of a camera with four lenses take a fifth of that."""


def parse_xml(content: bytes) -> Element:
    """The document. Raises CameraSearchError."""
    if len(content) > MOST_BYTES:
        raise CameraSearchError("long", size=MOST_BYTES // 1024)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise CameraSearchError("entities") from None
    except (ParseError, ValueError, LookupError):  # ValueError, LookupError: encodings
        raise CameraSearchError("no_xml") from None
    return root


def find_all(element: Element, name: str) -> Iterator[Element]:
    """All elements below this one with a local name."""
    return (each for each in element.iter() if local_name(each) == name)


def find_text(element: Element, *path: str) -> str:
    """Text of the first element at the end of a path of local names, each below the one before; empty without one."""
    for name in path:
        found = next(find_all(element, name), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def local_name(element: Element) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
