"""XML of cameras: parsed without entities and documents of others, and searched by local names.

Makers use different prefixes and sometimes wrong namespaces, so names are compared without them. The parser does not
look namespaces up either: it would copy the address of one into each name, which makes gigabytes of 256 kB.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parseString

from edge.onvif.errors import CameraSearchError

MOST_BYTES = 262_144
"""Longest document. The profiles of a camera with four lenses take a fifth of that."""
MOST_ELEMENTS = 10_000
MOST_LEVELS = 32
"""Most levels of elements. ONVIF needs about ten; each profile inside another is searched again."""


def parse_xml(content: bytes) -> Element:
    """The document. Raises CameraSearchError."""
    if len(content) > MOST_BYTES:
        raise CameraSearchError("long", size=MOST_BYTES // 1024)
    builder = _BoundedBuilder()
    try:
        parseString(content, builder, forbid_dtd=True)
    except DefusedXmlException:
        raise CameraSearchError("entities") from None
    except (SAXException, ValueError, LookupError):  # ValueError, LookupError: encodings
        raise CameraSearchError("no_xml") from None
    return builder.root()


class _BoundedBuilder(ContentHandler):
    """Builds a tree of limited size."""

    def __init__(self) -> None:
        super().__init__()
        self._tree, self._count, self._level = TreeBuilder(), 0, 0

    def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802
        self._count, self._level = self._count + 1, self._level + 1
        if self._count > MOST_ELEMENTS or self._level > MOST_LEVELS:
            raise CameraSearchError("large", count=MOST_ELEMENTS, levels=MOST_LEVELS)
        self._tree.start(name, dict(attrs))

    def characters(self, content: str) -> None:
        self._tree.data(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._level -= 1
        self._tree.end(name)

    def root(self) -> Element:
        root: Element = self._tree.close()
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
    """Name of an element without its prefix."""
    return str(element.tag).rpartition(":")[2]
