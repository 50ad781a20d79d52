"""Translates English sentences from other modules.

Statistics, reports and alerts write their reasons into JSON as English sentences. en.ftl contains the same sentences
word for word, so its texts serve as the patterns to find them. An unknown sentence stays English.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from fluent.syntax import FluentParser, ast

from central.languages.language import ENGLISH, Language
from central.languages.messages import message_source

_LONGEST = 2_000
"""Longest sentence to look up, in characters."""
_SENTENCES = frozenset({"stored", "reason"})
"""Values that are sentences themselves.

The message of such a value is of the same kind as the message that contains it.
"""
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_PERIOD = re.compile(rf"({_DAY.pattern}) to ({_DAY.pattern})")
_THOUSANDS = re.compile(r"(?<![\w.,-])[0-9]{1,3}(?:,[0-9]{3})+(?![\w.-])")


class Said(NamedTuple):
    """Sentence with the code of its language."""

    text: str
    code: str


def translate_known(kind: str, t: Language, text: str) -> Said:
    """Translate a sentence, and start it with a capital letter. It stays English if no message of its kind matches."""
    found = translate_sentence(text, t, kind) if t is not ENGLISH else None
    return Said(text, ENGLISH.code) if found is None else Said(found[:1].upper() + found[1:], t.code)


def translate_sentence(text: str, t: Language, kind: str, **more: str) -> str | None:
    """Translate a sentence, or return None if no message of its kind matches. `more`: additional values."""
    found = _found(text, kind) if len(text) <= _LONGEST else None
    if found is None:
        return None
    key, values = found
    said = {name: translate_sentence(value, t, kind) if name in _SENTENCES else None for name, value in values}
    return t(key, **{name: said[name] or _localized_value(value, t) for name, value in values}, **more)


@cache
def _message_patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the patterns by message. Patterns with the most fixed text come first."""
    found: dict[str, list[tuple[int, str, re.Pattern[str]]]] = {}
    for message in FluentParser().parse(message_source("en")).body:
        if isinstance(message, ast.Message) and message.id.name in KINDS:
            for attribute in message.attributes:
                text = "".join(_regex(attribute.value))
                own = -sum(len(e.value) for e in attribute.value.elements if isinstance(e, ast.TextElement))
                entry = (own, f"{message.id.name}.{attribute.id.name}", re.compile(text, re.DOTALL))
                found.setdefault(message.id.name, []).append(entry)
    return {kind: [(key, regex) for _, key, regex in sorted(of_kind, key=_order)] for kind, of_kind in found.items()}


KINDS = ("reason", "note", "alert", "problem")
"""Messages of en.ftl whose texts come from other modules."""


def _order(entry: tuple[int, str, re.Pattern[str]]) -> tuple[int, str]:
    return entry[:2]


def _regex(pattern: ast.Pattern) -> Iterator[str]:
    """Yield the parts of a regular expression: literal text, and a wildcard for each value."""
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            yield re.escape(element.value)
        else:
            assert isinstance(element.expression, ast.VariableReference), "such a text has values alone"
            yield f"(?P<{element.expression.id.name}>.+?)"


@lru_cache(maxsize=1_000)
def _found(text: str, kind: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Return the key and values of the message that matches a sentence."""
    for key, regex in _message_patterns()[kind]:
        match = regex.fullmatch(text)
        if match is not None:
            return key, tuple(match.groupdict().items())
    return None


def _localized_value(text: str, t: Language) -> str | int:
    """Format the numbers and dates in a value for the language."""
    if _NUMBER.fullmatch(text):
        return int(text.replace(",", ""))
    if _DECIMAL.fullmatch(text):
        return t.numbers.add_separators(text)
    text = _PERIOD.sub(lambda m: t("date.period", first=_day(m[1], t), last=_day(m[2], t)), text)
    text = _DAY.sub(lambda m: _day(m[0], t), text)
    return _THOUSANDS.sub(lambda m: t.numbers.add_separators(m[0]), text)


def _day(text: str, t: Language) -> str:
    try:
        return t.day_text(date.fromisoformat(text))
    except ValueError:
        return text
