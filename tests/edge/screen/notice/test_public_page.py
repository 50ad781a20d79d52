"""The public page of a screen: what it has in each language, and how it shows values."""

import re
from dataclasses import replace
from datetime import date

import pytest

from edge.screen.notice.facts import Language, NoticeFacts, NoticeOperator
from edge.screen.notice.message_kinds import MessageKind
from edge.screen.notice.page import page_texts
from edge.screen.notice.public_page import ScreenFacts, public_page_html
from edge.screen.notice.texts import LANGUAGES, notice_texts

NOTICE = NoticeFacts(
    operator=NoticeOperator(name="Shop Ltd", contact="privacy@example.org", legal_basis="consent"),
    version="2026-11",
    reads="smiles",
)
KIND = MessageKind(
    "window", {"k": 5, "place": "Köln", "shares": [0.1, None, 2], "list": [{"a": 1}], "none": []}, {"type": "object"}
)
SCREEN = ScreenFacts(
    day=date(2026, 12, 1),
    version="1.2.3",
    files_sha256="0123abcd",
    model="smile@sha256:12",
    window_s=60,
    noise=0.5,
    creatives=4,
    staff="nobody",
    describes_itself=False,
    kinds=(KIND,),
)


def made(*languages: Language, notice: NoticeFacts = NOTICE, screen: ScreenFacts = SCREEN) -> str:
    return public_page_html(languages or ("en",), notice, screen)


def rows(page: str) -> dict[str, str]:
    """Labels and values of all lists, without markup in them."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {label: re.sub(r"<[^>]*>", "", value) for label, value in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_whole_notice(language: Language) -> None:
    page, notice = made(language), page_texts(language, NOTICE)
    for text in (notice.title, *notice.statements, notice.promise.label, notice.promise.text, notice.version):
        assert text in page
    *fields, rights = notice.fields
    assert f"<h2>{rights.label}</h2><p>{rights.text}</p>" in page
    for field in fields:
        assert rows(page)[field.label] == field.text


def test_settings_are_shown_with_their_units() -> None:
    text, shown = notice_texts("en"), rows(made())
    assert shown[text["page_use"]] == "in a shop"
    assert shown[text["page_reads"]] == text["page_reads_smiles"]
    assert shown[text["page_model"]] == "smile@sha256:12"
    assert (shown[text["page_k"]], shown[text["page_k_reaction"]]) == ("5 people", "10 people")
    assert (shown[text["page_window"]], shown[text["page_creatives"]]) == ("60 seconds", "at most 4")
    assert shown[text["page_noise"]] == "scale of 0.5 people"
    assert [shown[text[f"page_{name}"]] for name in ("microphone", "comments", "kits")] == ["not in use"] * 3
    assert shown[text["page_staff"]] == "declared to be out of view"
    assert (shown[text["page_version"]], shown[text["page_hash"]]) == ("Vitrina 1.2.3", "0123abcd")
    assert "Shop Ltd. As of 2026-12-01" in made()


def test_what_else_measures_is_shown_too() -> None:
    text = notice_texts("en")
    more = replace(NOTICE, listens=True, takes_comments=True, has_kits=True, is_research=True, reads="attention")
    shown = rows(made(notice=more, screen=replace(SCREEN, model=None, describes_itself=True)))
    assert [shown[text[f"page_{name}"]] for name in ("microphone", "comments", "kits")] == ["in use"] * 3
    assert shown[text["page_use"]] == "for research"
    assert shown[text["page_reads"]] == text["page_reads_attention"]
    assert text["page_model"] not in shown
    assert text["page_home_assistant"] in made(screen=replace(SCREEN, describes_itself=True))
    assert text["page_home_assistant"] not in made()


def test_numbers_have_the_decimal_separator_of_the_language() -> None:
    assert "0.5" in rows(made("en"))[notice_texts("en")["page_noise"]]
    assert "0,5" in rows(made("de"))[notice_texts("de")["page_noise"]]


def test_several_languages_follow_each_other_and_share_the_messages() -> None:
    page = made("de", "en")
    assert '<html lang="de">' in page
    links = '<a href="#de" lang="de">Deutsch</a><a href="#en" lang="en">English</a>'
    assert f"<nav>{links}</nav>" in page
    assert page.index('<article lang="de" id="de">') < page.index('<article lang="en" id="en">')
    assert page.count('<details id="message-window">') == 1
    heads = [f'<span lang="{each}">{notice_texts(each)["page_example"]}</span>' for each in ("de", "en")]
    assert f"<h3>{' · '.join(heads)}</h3>" in page
    assert "<nav>" not in made("de")
    assert "<title>Dieser Bildschirm misst" in page


def test_an_example_stands_beside_its_schema_with_plain_lists_on_one_line() -> None:
    page = made()
    before, _, rest = page.partition("<summary><code>window</code></summary>")
    assert '<a href="#message-window"><code>window</code></a>: ' in before
    example, schema = re.findall(r'<pre tabindex="0">(.*?)</pre>', rest, re.DOTALL)
    assert '"place": "Köln"' in example
    assert '"shares": [0.1, null, 2],\n  "list": [\n    {\n      "a": 1\n    }\n  ],\n  "none": []\n}' in example
    assert schema == '{\n  "type": "object"\n}'


def test_the_page_has_a_policy_and_no_address() -> None:
    """It names no other page, as it is published at the address itself."""
    page = made()
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in page
    assert page.startswith("<!DOCTYPE html>\n<html")
    assert page.endswith("</html>\n")
    assert "<title>This screen measures how its ads are watched: Shop Ltd</title>" in page
    assert "http" not in page.replace('http-equiv="', "")
