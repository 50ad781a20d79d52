"""Texts of the console and the setup in each language, from the files in the folder `texts`."""

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from edge.promise.promise import short_promise_text
from edge.toml_text import read_toml

CODES = ("en", "de")
"""Codes of the available languages. The first language is the default: for the terminal, and for users who prefer no
other available language.
"""

_MARK = re.compile(r"\{\{(\w+)\}\}")
_CODE = re.compile(r"`([^`]+)`")


@cache
def language_texts(code: str) -> Mapping[str, str]:
    """All texts of a language, by key. Every language has the same keys."""
    return {key: str(value) for key, value in read_toml(_file_text(code)).items()}


@cache
def result_texts(code: str) -> Mapping[str, Mapping[str, str]]:
    """Sentences about test results, by part and level. Empty for English, because the results are already in
    English.
    """
    if code == CODES[0]:
        return {}
    return {part: dict(texts) for part, texts in read_toml(_file_text(f"results_{code}")).items()}


@cache
def camera_texts(code: str) -> Mapping[str, str]:
    """Sentences about cameras of a search, by the kind of the reason. Empty for English, which edge/onvif has."""
    if code == CODES[0]:
        return {}
    return {kind: str(text) for kind, text in read_toml(_file_text(f"cameras_{code}")).items()}


def _file_text(name: str) -> str:
    return files("edge.console").joinpath("texts").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def fill_in_page_texts(page: str, code: str) -> str:
    """Replace each {{key}} of a page with the text in its language. Text in backticks becomes a `code` element."""
    other_code = next(other for other in CODES if other != code)
    words = {**language_texts(code), "promise": short_promise_text(code), "code": code, "other_code": other_code}

    def text_of(mark: re.Match[str]) -> str:
        return _CODE.sub(r"<code>\1</code>", html.escape(words[mark[1]]))

    return _MARK.sub(text_of, page)


def texts_javascript(code: str) -> str:
    """A JavaScript module. Its default export contains all texts of a language, and the language code as `code`."""
    return f"export default {json.dumps({**language_texts(code), 'code': code}, ensure_ascii=False)};\n"
