"""Words of the pages, by key. words/en.toml is their one source; a language is another file beside it."""

import sys
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LANGUAGE = "en"


class MissingWordError(Exception):
    """A page asks for words that the file does not have."""


class Words:
    """Words of one language. `t("nav.creatives")` are the words; `t("sign_in.wait", seconds=3)` fills in a value."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self.entries = entries

    def __call__(self, key: str, /, **values: object) -> str:
        if key not in self.entries:
            raise MissingWordError(f"words: there is no {key!r} in words/{LANGUAGE}.toml")
        words = self.entries[key]
        return words.format(**values) if values else words


@cache
def words_of(language: str = LANGUAGE) -> Words:
    """Words of a language."""
    text = (files("central.web") / "words" / f"{language}.toml").read_text("utf-8")
    return Words(dict(_flat(tomllib.loads(text))))


def _flat(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found = []
    for key, value in values.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, str(value))]
    return found
