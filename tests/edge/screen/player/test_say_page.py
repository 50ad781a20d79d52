"""The page for comments as HTML: five languages, one form, and nothing of a visitor."""

import re
from html.parser import HTMLParser

import pytest

from edge.screen.notice.facts import Language
from edge.screen.notice.texts import LANGUAGES, notice_texts
from edge.screen.player.say_page import MAX_CHARACTERS, Answer, CommentPage
from models.serving.features.text import LENGTH

PAGE = CommentPage(LANGUAGES, 10)
ANSWERS: tuple[Answer, ...] = ("thanks", "closed", "wait", "failed")


class Tags(HTMLParser):
    """Elements of a page with their attributes, and the texts between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += [data.strip()] if data.strip() else []

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_keeps_nothing_and_sends_by_post(language: Language) -> None:
    """Neither the browser's completion nor its speller sees the text."""
    page = Tags(PAGE.form_page(language))
    assert page.open == []
    assert page.of("form") == [{"method": "post", "action": "/say", "autocomplete": "off"}]
    (field,) = page.of("textarea")
    assert {name: field[name] for name in ("id", "name", "maxlength", "autocomplete", "spellcheck")} == {
        "id": "say-text",
        "name": "text",
        "maxlength": "280",
        "autocomplete": "off",
        "spellcheck": "false",
    }
    assert "required" in field
    assert page.of("label") == [{"for": "say-text"}]
    assert page.of("html") == [{"lang": language}]
    assert {tag for tag, attributes in page.tags if "style" in attributes or "onclick" in attributes} == set()
    assert page.of("button") == [{"type": "submit"}]
    assert page.of("a")[-1] == {"class": "back", "href": "/"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_in_its_language_what_happens_to_the_text(language: Language) -> None:
    """All texts of one language are there, with the seconds and the number of people."""
    words = Tags(PAGE.form_page(language)).words
    text = notice_texts(language)
    for key in ("say_title", "say_label", "say_limit", "say_send", "say_back"):
        assert text[key] in words
    assert text["say_privacy"].format(seconds=3) in words
    assert text["say_held"].format(k_reaction=10) in words
    assert not re.search("[{}]", PAGE.form_page(language))


def test_the_other_languages_are_one_touch_away() -> None:
    """Each by its own name. A page of one language has no such links."""
    links = [link for link in Tags(PAGE.form_page("de")).of("a") if "lang" in link]
    assert links == [{"href": f"/say?language={other}", "lang": other} for other in LANGUAGES if other != "de"]
    words = Tags(PAGE.form_page("de")).words
    assert {"English", "Français", "Español", "Русский"} <= set(words)
    assert "Deutsch" not in words
    assert Tags(CommentPage(["ru"], 10).form_page("ru")).of("nav") == []


def test_a_language_that_the_page_lacks_gives_its_first() -> None:
    page = CommentPage(["ru", "en"], 10)
    assert [page.page_language(wanted) for wanted in ("en", "ru", "de", None, "")] == ["en", "ru", "ru", "ru", "ru"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_says_what_happened_and_leads_back(language: Language) -> None:
    """Thanks alone say what a comment counts in."""
    text = notice_texts(language)
    held = text["say_held"].format(k_reaction=10)
    said = {answer: Tags(PAGE.thank_you_page(language, answer)) for answer in ANSWERS}
    assert said["thanks"].words[1:] == [text["say_thanks"], text["say_read"], held, text["say_back"]]
    for answer in ("closed", "wait", "failed"):
        assert said[answer].words[1:] == [text["say_title"], text[f"say_{answer}"], text["say_back"]]
    for page in said.values():
        assert page.open == []
        assert page.of("div")[0] == {"role": "status"}
        assert page.of("form") == []
        assert page.of("a") == [{"class": "back", "href": "/"}]


def test_the_button_is_named_in_each_language() -> None:
    assert len({PAGE.button_text(language) for language in LANGUAGES}) == 5


def test_the_page_takes_as_many_characters_as_the_kiosk_reads() -> None:
    assert MAX_CHARACTERS == LENGTH


def test_each_part_of_the_page_has_a_line_of_its_own() -> None:
    """Whoever looks at its source reads it. Between the parts stands nothing that a browser would show."""
    lines = PAGE.form_page("en").splitlines()
    assert lines[0] == "<!doctype html>"
    assert '<form method="post" action="/say" autocomplete="off">' in lines
    assert "</form>" in lines
    assert "\x0b" not in PAGE.form_page("en")
    assert "\t" not in PAGE.form_page("en")
