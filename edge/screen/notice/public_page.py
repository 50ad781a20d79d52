"""The page behind the QR code of the notice: one HTML file that loads no other file, for the operator's web server.

It has the full notice, the settings in force, the program with the hash of its files, and the kinds of messages.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from edge.markup.elements import Content, Markup, html_tag
from edge.screen.notice.facts import Language, NoticeFacts
from edge.screen.notice.message_kinds import MessageKind
from edge.screen.notice.page import NoticePage, page_texts
from edge.screen.notice.public_style import STYLE
from edge.screen.notice.texts import notice_texts

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
HASH_COMMAND = (
    "find central edge firmware_bridge models -type f ! -path '*/__pycache__/*' -print0 "
    "| LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"
)
"""Command that prints the hash of the program's files, in the folder that contains them."""

_SHORT_LIST = re.compile(r"\[\n\s+([^\[\]{}]*?)\n\s*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenFacts:
    """Facts about one screen on the page, besides its notice. `model` is the name of the expression model, None without
    one; `noise` is in people; `files_sha256` is in hexadecimal digits.
    """

    day: date
    version: str
    files_sha256: str
    model: str | None
    window_s: int
    noise: float
    creatives: int
    staff: Literal["nobody", "masked", "badges", "undeclared"]
    describes_itself: bool  # to Home Assistant
    kinds: tuple[MessageKind, ...]


def public_page_html(languages: Sequence[Language], notice: NoticeFacts, screen: ScreenFacts) -> str:
    """The page, in these languages one after the other, and then the messages."""
    pages = [page_texts(language, notice) for language in languages]
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        html_tag("title", f"{pages[0].title}: {notice.operator.name}"),
        Markup(f"<style>{STYLE}</style>"),
    ]
    articles = [_article(page, notice, screen) for page in pages]
    body = [*_language_links(pages), html_tag("main", [*articles, _messages(languages, screen.kinds)])]
    made = f"{html_tag('head', head).html}{html_tag('body', body).html}"
    return f'<!DOCTYPE html>\n<html lang="{languages[0]}">{made}</html>\n'


def _language_links(pages: Sequence[NoticePage]) -> Iterator[Markup]:
    if len(pages) > 1:
        links = [html_tag("a", page.language_name, href=f"#{page.language}", lang=page.language) for page in pages]
        yield html_tag("nav", links)


def _article(page: NoticePage, notice: NoticeFacts, screen: ScreenFacts) -> Markup:
    text = notice_texts(page.language)
    *fields, rights = page.fields
    return html_tag(
        "article",
        [
            html_tag("h1", page.title),
            html_tag("p", f"{notice.operator.name}. {text['page_date'].format(date=screen.day)}", class_="faint"),
            html_tag("section", [html_tag("h2", rights.label), html_tag("p", rights.text)], class_="rights"),
            html_tag("h2", text["page_measured"]),
            html_tag("ul", [html_tag("li", statement) for statement in page.statements]),
            html_tag("h2", text["page_responsible"]),
            _pairs((field.label, field.text) for field in fields),
            html_tag("h2", page.promise.label),
            html_tag("p", page.promise.text),
            html_tag("h2", text["page_settings"]),
            _pairs(_settings(page.language, notice, screen), class_="short"),
            html_tag("h2", text["page_messages"]),
            *_leaving(page.language, notice, screen),
            html_tag("h2", text["page_program"]),
            *_program(text, screen),
            html_tag("p", page.version, class_="faint"),
        ],
        lang=page.language,
        id=page.language,
    )


def _settings(language: Language, notice: NoticeFacts, screen: ScreenFacts) -> Iterator[tuple[str, Content]]:
    text = notice_texts(language)

    def answer(holds: bool) -> str:
        return text["page_yes" if holds else "page_no"]

    yield text["page_use"], text["page_use_research" if notice.is_research else "page_use_shop"]
    yield text["page_reads"], text[f"page_reads_{notice.reads}"]
    if screen.model is not None:
        yield text["page_model"], html_tag("code", screen.model)
    yield text["page_k"], text["page_people"].format(n=notice.k)
    yield text["page_k_reaction"], text["page_people"].format(n=notice.k_reaction)
    yield text["page_window"], text["page_seconds"].format(n=screen.window_s)
    yield text["page_noise"], text["page_scale"].format(n=_decimal_text(screen.noise, language))
    yield text["page_creatives"], text["page_most"].format(n=screen.creatives)
    yield text["page_microphone"], answer(notice.listens)
    yield text["page_comments"], answer(notice.takes_comments)
    yield text["page_kits"], answer(notice.has_kits)
    yield text["page_staff"], text[f"page_staff_{screen.staff}"]


def _leaving(language: Language, notice: NoticeFacts, screen: ScreenFacts) -> Iterator[Markup]:
    text, least = notice_texts(language), {"k": notice.k, "k_reaction": notice.k_reaction}
    yield html_tag("p", text["page_messages_text"])
    yield html_tag(
        "ul",
        [
            html_tag(
                "li",
                [
                    html_tag("a", html_tag("code", kind.name), href=f"#message-{kind.name}"),
                    f": {text[f'page_{kind.name}_message'].format(**least)}",
                ],
            )
            for kind in screen.kinds
        ],
    )
    if screen.describes_itself:
        yield html_tag("p", text["page_home_assistant"])


def _program(text: Mapping[str, str], screen: ScreenFacts) -> Iterator[Markup]:
    hash_text = html_tag("code", screen.files_sha256)
    yield _pairs([(text["page_version"], f"Vitrina {screen.version}"), (text["page_hash"], hash_text)])
    yield html_tag("p", text["page_check"])
    yield html_tag("pre", HASH_COMMAND, tabindex="0")


def _messages(languages: Sequence[Language], kinds: Sequence[MessageKind]) -> Markup:
    """The examples and schemas, once for all languages: schemas are in English."""
    return html_tag("section", [html_tag("h2", _in_each(languages, "page_examples")), *_kinds(languages, kinds)])


def _kinds(languages: Sequence[Language], kinds: Sequence[MessageKind]) -> Iterator[Markup]:
    example = _in_each(languages, "page_example")
    for kind in kinds:
        summary = html_tag("summary", html_tag("code", kind.name))
        left = html_tag("div", [html_tag("h3", example), html_tag("pre", _json_text(kind.example), tabindex="0")])
        right = html_tag(
            "div", [html_tag("h3", "JSON Schema", lang="en"), html_tag("pre", _json_text(kind.schema), tabindex="0")]
        )
        beside = html_tag("div", [left, right], class_="beside")
        yield html_tag("details", [summary, beside], id=f"message-{kind.name}")


def _in_each(languages: Sequence[Language], key: str) -> list[Content]:
    """A text in each of the languages, with separators."""
    texts = [html_tag("span", notice_texts(language)[key], lang=language) for language in languages]
    return [part for index, text in enumerate(texts) for part in ((" · ", text) if index else (text,))]


def _pairs(pairs: "Iterator[tuple[str, Content]] | Sequence[tuple[str, Content]]", class_: str | None = None) -> Markup:
    rows = [html_tag("div", [html_tag("dt", label), html_tag("dd", value)]) for label, value in pairs]
    return html_tag("dl", rows, class_=class_)


def _json_text(value: Mapping[str, Any]) -> str:
    """JSON with one field per line. A list of plain values stays on one line."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return _SHORT_LIST.sub(lambda found: f"[{' '.join(found[1].split())}]", text)


def _decimal_text(value: float, language: Language) -> str:
    return f"{value:g}" if language == "en" else f"{value:g}".replace(".", ",")
