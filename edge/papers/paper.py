"""A paper for a data-protection officer: sections of facts with their sources, tables, and questions for a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Language = Literal["en", "de"]

KIOSK_PAPERS = ("dpia", "record", "balancing", "notice", "processor", "instructions", "technical", "product")
"""Papers of a kiosk, in the order in which an officer needs them."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence or more about this installation. `sources` name what holds it, such as a setting or a test."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that only a person can answer. It becomes an empty box."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the sources of its cells."""

    cells: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Each row has its own sources, which become its last column. `widths`: relative width of each column."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]


Part: TypeAlias = Fact | Question | Table


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWords:
    """The few words around the content of each paper."""

    note: str
    source: str
    answer: str
    footer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in one language. `name` is the start of its file's name."""

    name: str
    language: Language
    title: str
    subtitle: str
    words: PaperWords
    sections: tuple[Section, ...]

    @property
    def questions(self) -> list[str]:
        """Texts of the boxes that a person must fill in, in order."""
        return [part.text for part in self._parts() if isinstance(part, Question)]

    @property
    def facts(self) -> list[Fact]:
        """All facts, in order, without tables."""
        return [part for part in self._parts() if isinstance(part, Fact)]

    def _parts(self) -> Iterator[Part]:
        for section in self.sections:
            yield from section.parts
