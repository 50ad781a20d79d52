"""The page on which visitors write a comment: its HTML in each language of the notice. It never shows a comment."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from edge.screen.notice.facts import SECONDS_OF_PICTURES, Language
from edge.screen.notice.texts import notice_texts

PATH = "/say"
FIELD = "text"
MAX_CHARACTERS = 280  # models.serving.features.text cuts at the same length

Answer = Literal["thanks", "closed", "wait", "failed"]


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Languages of the page in order, and the minimum number of ten-minute slots for which comments are reported."""

    languages: Sequence[Language]
    k_reaction: int

    def page_language(self, wanted: str | None) -> Language:
        """The requested language if the page has it; otherwise its first language."""
        return next((language for language in self.languages if language == wanted), self.languages[0])

    def button_text(self, language: Language) -> str:
        """Text of the button that opens the page."""
        return notice_texts(language)["say_button"]

    def form_page(self, language: Language) -> str:
        """The page with the form. A script sends the form, because the page's security policy forbids ordinary form
        submission.
        """
        text = notice_texts(language)
        return _html_document(
            language,
            text["say_title"],
            self._languages(language),
            f'<form method="post" action="{PATH}" autocomplete="off">',
            f'<label for="say-text">{escape(text["say_label"])}</label>',
            f'<textarea id="say-text" name="{FIELD}" rows="4" maxlength="{MAX_CHARACTERS}" required',
            ' autocomplete="off" autocorrect="off" autocapitalize="off" spellcheck="false"',
            ' aria-describedby="say-limit"></textarea>',
            _paragraph(text["say_limit"], "say-limit"),
            _paragraph(text["say_privacy"].format(seconds=SECONDS_OF_PICTURES)),
            _paragraph(self._held(language)),
            f'<div class="buttons"><button type="submit">{escape(text["say_send"])}</button>{_back(language)}</div>',
            "</form>",
        )

    def thank_you_page(self, language: Language, answer: Answer) -> str:
        """The page that is shown after sending a comment. It is the same for every text."""
        text = notice_texts(language)
        said = [text["say_read"], self._held(language)] if answer == "thanks" else [text[f"say_{answer}"]]
        title = text["say_thanks" if answer == "thanks" else "say_title"]
        buttons = f'<div class="buttons">{_back(language)}</div>'
        return _html_document(
            language, title, "", '<div role="status">', *(_paragraph(one) for one in said), "</div>", buttons
        )

    def _held(self, language: Language) -> str:
        return notice_texts(language)["say_held"].format(k_reaction=self.k_reaction)

    def _languages(self, present: Language) -> str:
        """Links to the other languages. Empty if there are none."""
        others = [language for language in self.languages if language != present]
        links = (
            f'<a href="{PATH}?language={language}" lang="{language}">{escape(notice_texts(language)["language"])}</a>'
            for language in others
        )
        return f"<nav>{''.join(links)}</nav>" if others else ""


def _html_document(language: Language, title: str, languages: str, *body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="stylesheet" href="/page/say.css">\n<script type="module" src="/page/say_alone.js"></script>\n'
        f'</head>\n<body class="alone">\n<main id="say" lang="{language}">\n'
        f'<header><h1 id="say-title">{escape(title)}</h1>{languages}</header>\n'
        f"{chr(10).join(part for part in body if part)}\n</main>\n</body>\n</html>\n"
    )


def _paragraph(text: str, name: str = "") -> str:
    attribute = f' id="{name}"' if name else ""
    return f"<p{attribute}>{escape(text)}</p>"


def _back(language: Language) -> str:
    return f'<a class="back" href="/">{escape(notice_texts(language)["say_back"])}</a>'
