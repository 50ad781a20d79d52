"""Words of docs/words.toml, and how often the texts have them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from edge.toml_text import read_toml
from tests.wording.passage import ROOT, Passage

LIST = ROOT / "docs/words.toml"

CLEAN = ("readme", "help", "pages", "notices")
"""Kinds of passages that have none of the words."""


@dataclass(frozen=True)
class Term:
    """A word to avoid. `count`: how many passages of other kinds than CLEAN may still have it, each use counted."""

    words: str
    instead: str
    count: int
    allowed: tuple[str, ...] = ()

    def uses(self, passage: Passage) -> list[str]:
        """Each use of the word in a passage, outside the phrases in which it is right."""
        text = self._right.sub(" … ", passage.prose) if self._right else passage.prose
        return [match[0] for match in self._word.finditer(text)]

    @cached_property
    def _word(self) -> re.Pattern[str]:
        return _whole_words([self.words])

    @cached_property
    def _right(self) -> re.Pattern[str] | None:
        return _whole_words(self.allowed) if self.allowed else None


def load_terms(path: Path = LIST) -> list[Term]:
    """Terms of the list, in its order."""
    terms = read_toml(path.read_text(encoding="utf-8"))["term"]
    return [Term(term["words"], term["instead"], term["count"], tuple(term.get("allowed", ()))) for term in terms]


def count_uses(terms: Iterable[Term], passages: Iterable[Passage]) -> dict[str, Counter[str]]:
    """Uses of each term by kind of passage."""
    counts: dict[str, Counter[str]] = {term.words: Counter() for term in terms}
    for term, passage, uses in find_uses(terms, passages):
        counts[term.words][passage.kind] += len(uses)
    return counts


def find_uses(terms: Iterable[Term], passages: Iterable[Passage]) -> Iterator[tuple[Term, Passage, list[str]]]:
    """Passages that have a term, with its uses."""
    terms = list(terms)
    for passage in passages:
        for term in terms:
            if uses := term.uses(passage):
                yield term, passage, uses


def remaining(counts: Counter[str]) -> int:
    """Uses in passages of other kinds than CLEAN."""
    return sum(count for kind, count in counts.items() if kind not in CLEAN)


def _whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
