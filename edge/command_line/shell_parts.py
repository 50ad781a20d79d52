"""Parts that the scripts of several shells share."""

import shlex
from collections.abc import Iterator

from edge.command_line.places import Place

NOTE = "Printed by `{program} completion`: print it again after an update."


def script_text(*lines: str) -> str:
    """The script with a line end behind each line."""
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """A word of bash and zsh."""
    return shlex.quote(text)


def function_name(program: str) -> str:
    """Name of the shell function of a program."""
    return f"_{program.replace('-', '_')}"


def step_cases(found: list[Place], indent: int) -> Iterator[str]:
    """Cases that go from a command to one of its own."""
    for place in found:
        if place.path:
            above, _, word = place.path.rpartition(" ")
            yield f"{' ' * indent}{quote(f'{above}|{word}')}) place={quote(place.path)} ;;"


def value_cases(found: list[Place]) -> Iterator[tuple[str, str, str]]:
    """Patterns of commands and options that want a value: all that want the same in one. What they want is a file, a
    list, whose words come last, or any text."""
    wanting: dict[tuple[str, str], list[str]] = {}
    for place in found:
        for option in place.options:
            if option.values is not None:
                kind = "list" if option.values else "file" if option.is_file else "text"
                patterns = wanting.setdefault((kind, " ".join(option.values)), [])
                patterns += [quote(f"{place.path}|{flag}") for flag in option.flags]
    for (kind, words), patterns in wanting.items():
        yield " | ".join(patterns), kind, words
