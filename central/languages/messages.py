"""Texts of one language by key: `nav.creatives` is the attribute `creatives` of the message `nav`.

A message is parsed on first use, because a command needs only a few.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Message, Pattern, TextElement

from edge.intended_purpose import purpose
from edge.promise.promise import full_promise_text, least_people_sentence, promise_texts

_ENTRY = re.compile(r"^(-?[a-zA-Z][\w-]*) *=", re.MULTILINE)
_LONGEST = 1_000
"""Longest value that Fluent formats, in characters. Longer values are inserted after formatting, because Fluent accepts
at most 2,500 characters.
"""


class MissingWordError(Exception):
    """A requested text is not in the file, or one of its values is missing."""


class Messages:
    """All texts of one language."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._bundle = FluentBundle([code], use_isolating=False)
        self._sources = dict(_entries(message_source(code)))
        self._added: set[str] = set()
        self._plain: dict[str, str] = {}
        for name in self._sources:
            if name.startswith("-"):
                self._add(name)

    def message_text(self, key: str, values: Mapping[str, object]) -> str:
        """Return the text of a key with its values. Raises MissingWordError."""
        if key in self._plain:
            return self._plain[key]
        pattern = self._pattern(key)
        if isinstance(pattern, TextElement):
            return self._plain.setdefault(key, pattern.value)
        given, long = _shortened(values)
        found, errors = self._bundle.format_pattern(pattern, given)
        if errors:
            raise MissingWordError(f"words: {key!r} of {self._code}.ftl: {errors[0]}")
        text = str(found)
        for mark, value in long.items():
            text = text.replace(mark, value)
        return text

    def _pattern(self, key: str) -> "Pattern | TextElement":
        name, _, attribute = key.partition(".")
        found = self._message(name).attributes.get(attribute) if name in self._sources else None
        if found is None:
            raise MissingWordError(f"words: there is no {key!r} in central/languages/{self._code}.ftl")
        return found

    def _message(self, name: str) -> Message:
        if name not in self._added:
            self._add(name)
        return self._bundle.get_message(name)

    def _add(self, name: str) -> None:
        self._bundle.add_resource(FluentResource(self._sources[name]))
        self._added.add(name)


def message_source(code: str) -> str:
    """Return the Fluent source of a language. The terms with the promise and the purposes come first."""
    promise = {
        "title": promise_texts(code)["title"],
        "least": least_people_sentence(code),
        "full": full_promise_text(code),
    }
    terms = "".join(f"-promise-{name} = {text}\n" for name, text in promise.items())
    terms += f"-purpose-shop = {purpose('shop', code)}\n-purpose-research = {purpose('research', code)}\n"
    return terms + (files("central.languages") / f"{code}.ftl").read_text("utf-8")


def _entries(source: str) -> Iterator[tuple[str, str]]:
    """Yield the source of each message and term, with its name."""
    starts = [*_ENTRY.finditer(source)]
    ends = [*(match.start() for match in starts[1:]), len(source)]
    for match, end in zip(starts, ends, strict=True):
        yield match[1], source[match.start() : end]


def _shortened(values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Return the values with marks instead of long values, and the long values by mark."""
    long = {name: value for name, value in values.items() if isinstance(value, str) and len(value) > _LONGEST}
    marks = {name: f"\ue000{number}\ue001" for number, name in enumerate(long)}
    return {**values, **marks}, {marks[name]: value for name, value in long.items()}
