"""Reads, from a program's parser, the words and options that can follow each of its commands."""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass

FILES = re.compile(r"\b(FILES?|FOLDER|DIR|SOURCE|PATH)\b")
"""Pattern that matches the names of values that are files."""

COMMON = ("log_level", "log_format")
"""Options that every command accepts. The help of a command does not show them."""

LONGEST = 60
"""Maximum number of characters in the description beside a word."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that the user can type, and its description."""

    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Option:
    """An option. `values`: its choices, empty if it accepts any value; None if it takes no value."""

    flags: tuple[str, ...]
    meaning: str
    values: tuple[str, ...] | None
    is_file: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The words and options that can follow a command, such as `screen plan`. The program itself has an empty path."""

    path: str
    words: tuple[Word, ...]
    options: tuple[Option, ...]
    takes_files: bool


def read_places(parser: argparse.ArgumentParser, path: str = "") -> Iterator[Place]:
    """Yield the program and all its commands, each with its own words and options."""
    actions = [action for action in parser._actions if action.help != argparse.SUPPRESS or action.dest in COMMON]
    groups = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    words = tuple(
        Word(choice.dest, _meaning(choice.help or "")) for group in groups for choice in group._choices_actions
    )
    positional = [a for a in actions if not a.option_strings and a not in groups]
    words += tuple(Word(str(choice), "") for action in positional for choice in action.choices or ())
    options = tuple(_option(action) for action in actions if action.option_strings)
    takes_files = any(_is_file(action) or action.nargs == argparse.REMAINDER for action in positional)
    yield Place(path, words, options, takes_files)
    for group in groups:
        for name, child in group.choices.items():
            yield from read_places(child, f"{path} {name}".strip())


def _option(action: argparse.Action) -> Option:
    takes_value = action.nargs != 0
    values = tuple(map(str, action.choices or ())) if takes_value else None
    meaning = "" if action.help == argparse.SUPPRESS else _meaning(str(action.help or ""))
    return Option(tuple(action.option_strings), meaning, values, _is_file(action))


def _is_file(action: argparse.Action) -> bool:
    return not action.choices and FILES.search(str(action.metavar or action.dest).upper()) is not None


def _meaning(text: str) -> str:
    """Return the first part of a help text, without defaults and conditions."""
    first = re.split(r" \(|; |: |, such as|, as ", text.replace("%%", "%"))[0].strip().rstrip(".")
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1].rsplit(' ', 1)[0]}…"
