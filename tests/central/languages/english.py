"""Words that stand in nearly every English sentence, and in none of the other languages."""

import re
from html.parser import HTMLParser

ENGLISH_WORDS = re.compile(
    r"(?<![\w/-])(the|of|and|is|are|or|with|that|this|these|from|to|not|by|than|which|shops?|smiles?|smiled|visits?|"
    r"watchers?|adverts?|ads?|reported|seconds?|days?|numbers?|told|mean|looked|more|when|kiosks?)(?![\w/-]|\.\w)",
    re.IGNORECASE,
)
VOID = {"meta", "img", "br", "hr", "input", "link"}
HEARD = ("aria-label", "alt", "title", "placeholder")
AS_THEY_ARE = {"code", "pre", "style", "script"}
"""Elements with names of programs and codes."""


class _Reader(HTMLParser):
    """Text that people see or hear, but for names, for codes, and for what is marked as English."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_left_out = tag in AS_THEY_ARE or (tag != "html" and given.get("lang") == "en") or self._is_left_out
        if not is_left_out:
            self.texts += [given[name] or "" for name in HEARD if name in given]
        if tag not in VOID:
            self._open.append((tag, is_left_out))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._is_left_out:
            self.texts.append(data)

    @property
    def _is_left_out(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def english_words(html: str, *known: str) -> list[str]:
    """Places of a page with an English word, without those texts that are known."""
    reader = _Reader()
    reader.feed(html)
    texts = [text.replace("\u00a0", " ") for text in reader.texts]
    for part in known:
        texts = [text.replace(part, "") for text in texts]
    return [text.strip() for text in texts if ENGLISH_WORDS.search(text)]
