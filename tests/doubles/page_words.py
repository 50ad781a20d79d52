"""Words of a page."""

from html.parser import HTMLParser


class PageWords(HTMLParser):
    """Text of a page, and of the attributes that people hear or see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("aria-label", "alt", "title", "placeholder")]

    def handle_data(self, data: str) -> None:
        self.found.append(data)
