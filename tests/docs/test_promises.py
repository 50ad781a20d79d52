"""Sentences that promise something without exception: each has a rule and a test (docs/promises.toml)."""

import pytest

from tests.docs.promises import (
    KEY_WORDS,
    ROOT,
    Promise,
    is_test,
    open_words,
    promising_pages,
    read_table,
    sentences,
    short_texts,
)


def unheld(page: str, markdown: str) -> list[str]:
    """Sentences of a page with an absolute word that no entry of the table contains."""
    fragments = read_table().fragments
    return [f"{page}: {words}: {text}" for text in sentences(markdown) if (words := open_words(text, fragments))]


@pytest.mark.parametrize("page", promising_pages())
def test_each_sentence_without_exception_has_a_rule_and_a_test(page: str) -> None:
    """Write it more weakly, or add it to docs/promises.toml with the test that holds it."""
    assert unheld(page, (ROOT / page).read_text(encoding="utf-8")) == []


def test_each_text_of_the_notice_and_of_the_footers_that_has_no_exception_has_a_rule_and_a_test() -> None:
    """The other languages have the same keys, so they have the same rules. One word, as of a setting, is no promise."""
    promising = {key for key, text in short_texts().items() if KEY_WORDS.search(text) and " " in text}
    assert promising - read_table().keys == set()


def test_each_entry_is_a_text_that_somebody_reads() -> None:
    """A sentence that changed needs its entry changed, too: does its test still hold it?"""
    shown = "\n".join(
        sentence for page in promising_pages() for sentence in sentences((ROOT / page).read_text(encoding="utf-8"))
    )
    table = read_table()
    assert [fragment for fragment in table.fragments if fragment.lower() not in shown.lower()] == []
    assert table.keys - {*short_texts()} == set()


@pytest.mark.parametrize("promise", read_table().promises, ids=lambda promise: (promise.says or promise.keys)[0][:60])
def test_each_entry_has_a_rule_of_the_list_and_tests_that_exist(promise: Promise) -> None:
    assert promise.rule in read_table().rules
    assert promise.tests
    assert [test for test in promise.tests if not is_test(test)] == []
    assert all(open_words(fragment, []) and len(fragment.split()) > 1 for fragment in promise.says)


def test_each_rule_has_a_promise() -> None:
    assert {*read_table().rules} == {promise.rule for promise in read_table().promises}


@pytest.mark.parametrize(
    "planted",
    [
        "Only you can see the numbers.",
        "The kiosk recognises nobody, and never makes a mistake.",  # its first half has an entry
        "| a table | with a cell that nobody checked |",
        "- A list whose item holds for *every* shop.",
        "No cloud sees it. And there is\nno frame anywhere.",
    ],
)
def test_a_planted_sentence_is_found(planted: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert unheld("README.md", text.replace("## Privacy\n", f"## Privacy\n\n{planted}\n")) != []


def test_words_in_a_value_or_in_an_example_promise_nothing() -> None:
    assert unheld("x.md", 'Set `in_view = "nobody"`.\n\n```sh\nonly every never\n```\n') == []
    assert unheld("x.md", "It has no more than three, and no idea why.") == []


def test_an_entry_whose_test_is_gone_is_found() -> None:
    assert is_test("tests/docs/test_promises.py::test_a_planted_sentence_is_found")
    for gone in (
        "tests/docs/test_promises.py::test_gone",
        "tests/docs/gone.py::test_x",
        "tests/docs/promises.py::is_test",
    ):
        assert not is_test(gone)
