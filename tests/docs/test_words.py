"""Words of docs/words.toml: none in what most people read, and fewer in all other texts than before."""

from functools import cache

import pytest

from tests.wording.all_passages import all_passages
from tests.wording.passage import Passage
from tests.wording.terms import CLEAN, Term, count_uses, find_uses, load_terms, remaining

TERMS = load_terms()


@cache
def passages() -> tuple[Passage, ...]:
    return tuple(all_passages())


def test_readme_pages_notices_and_help_have_none_of_the_words() -> None:
    shown = [passage for passage in passages() if passage.kind in CLEAN]
    found = [
        f"{passage.place}: {uses}: write {term.instead}: {passage.prose}"
        for term, passage, uses in find_uses(TERMS, shown)
    ]
    assert found == []


def test_other_texts_have_as_few_of_the_words_as_the_list_says() -> None:
    """Fewer: enter the new number in docs/words.toml. More: write the other word."""
    counts = count_uses(TERMS, passages())
    assert {term.words: remaining(counts[term.words]) for term in TERMS} == {term.words: term.count for term in TERMS}


def test_each_kind_of_text_is_read() -> None:
    kinds = {passage.kind for passage in passages()}
    assert kinds == {"readme", "help", "pages", "notices", "errors", "logs", "docstrings", "cards", "docs"}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.words[:20])
def test_what_to_write_instead_has_none_of_the_words(term: Term) -> None:
    instead = Passage("readme", "", term.instead.partition(" (")[0])
    assert [other.words for other in TERMS if other.uses(instead)] == []
