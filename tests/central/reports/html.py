"""Reader of a page, for tests: elements with their attributes, and the text that people see."""

from html.parser import HTMLParser

VOID = {"meta", "img", "br", "hr", "input", "link"}


class Element:
    """Element with its attributes, its text and the names of those around it."""

    def __init__(self, name: str, attributes: dict[str, str], around: tuple[str, ...]) -> None:
        self.name = name
        self.attributes = attributes
        self.around = around
        self.text = ""
        self.children: list[str] = []


class Document(HTMLParser):
    """Parsed page. Raises AssertionError where an element is closed that is not open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.visible: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, [element.name for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs}, tuple(e.name for e in self._open))
        assert len(element.attributes) == len(attrs), f"an attribute stands twice in {tag}"
        self.elements.append(element)
        if self._open:
            self._open[-1].children.append(tag)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open[-1].name == tag, (tag, self._open[-1].name)
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        if not {"style", "script"} & {element.name for element in self._open}:
            self.visible.append(data)

    def named(self, *names: str) -> list[Element]:
        """Elements of some names, in their order."""
        return [element for element in self.elements if element.name in names]
