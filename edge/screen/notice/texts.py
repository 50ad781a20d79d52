"""Texts of the notice in each language, for the page, the strip and the door sign."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import get_args

from edge.screen.notice.facts import Language
from edge.toml_text import read_toml

LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def notice_texts(language: Language) -> Mapping[str, str]:
    """All texts of a language, by key. Every language has the same keys."""
    source = files("edge.screen.notice").joinpath("texts").joinpath(f"{language}.toml")
    values = read_toml(source.read_text(encoding="utf-8"))
    return {key: str(value) for key, value in values.items()}
