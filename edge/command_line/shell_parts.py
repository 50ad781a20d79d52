"""Functions that the generators for several shells share."""

import shlex
from collections.abc import Iterator

from edge.command_line.places import Place

NOTE = "Printed by `{program} completion`. Print it again after an update."


def script_text(*lines: str) -> str:
    """Return the script made of these lines, each ending in a line break."""
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """Return the text quoted for bash and zsh."""
    return shlex.quote(text)


def function_name(program: str) -> str:
    """Return the name of a program's shell function."""
    return f"_{program.replace('-', '_')}"


def step_cases(found: list[Place], indent: int) -> Iterator[str]:
    """Yield the shell `case` branches that go from a command to one of its subcommands."""
    for place in found:
        if place.path:
            above, _, word = place.path.rpartition(" ")
            yield f"{' ' * indent}{quote(f'{above}|{word}')}) place={quote(place.path)} ;;"


def value_cases(found: list[Place]) -> Iterator[tuple[str, str, str]]:
    """Yield the patterns of commands and options that take a value, with the kind of value and the words to choose
    from.

    Commands and options with the same kind and words share one pattern. The kinds are file, list (one of the words) and
    text.
    """
    wanting: dict[tuple[str, str], list[str]] = {}
    for place in found:
        for option in place.options:
            if option.values is not None:
                kind = "list" if option.values else "file" if option.is_file else "text"
                patterns = wanting.setdefault((kind, " ".join(option.values)), [])
                patterns += [quote(f"{place.path}|{flag}") for flag in option.flags]
    for (kind, words), patterns in wanting.items():
        yield " | ".join(patterns), kind, words
