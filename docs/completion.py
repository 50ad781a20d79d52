"""Scripts that complete a command line in bash, zsh and fish, made from the parser of the command.

The scripts are static: completing starts no Python. `docs/generate.py` writes them beside the commands.
"""

import argparse
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

FILES = re.compile(r"\b(FILES?|FOLDER|DIR|SOURCE|ADVERTS|PATH)\b")
"""Names of values that are files."""

LONGEST = 60
"""Letters of a description, which stands beside other words."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be typed, and what it means."""

    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Option:
    """An option. `values`: what it may be, if that is a list; None if it takes no value."""

    flags: tuple[str, ...]
    meaning: str
    values: tuple[str, ...] | None
    is_file: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Words and options that can follow a command, such as `screen plan`; the program itself is an empty path."""

    path: str
    words: tuple[Word, ...]
    options: tuple[Option, ...]
    takes_files: bool


def places(parser: argparse.ArgumentParser, path: str = "") -> Iterator[Place]:
    """The program and all its commands, each with their own."""
    actions = [action for action in parser._actions if action.help != argparse.SUPPRESS]
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
            yield from places(child, f"{path} {name}".strip())


def _option(action: argparse.Action) -> Option:
    takes_value = action.nargs != 0
    values = tuple(map(str, action.choices or ())) if takes_value else None
    return Option(tuple(action.option_strings), _meaning(str(action.help or "")), values, _is_file(action))


def _is_file(action: argparse.Action) -> bool:
    return not action.choices and FILES.search(str(action.metavar or action.dest).upper()) is not None


def _meaning(text: str) -> str:
    """The begin of a help text, without its default and its conditions."""
    first = re.split(r" \(|; |: |, such as|, as ", text.replace("%%", "%"))[0].strip().rstrip(".")
    return first if len(first) <= LONGEST else f"{first[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def bash(program: str, parser: argparse.ArgumentParser) -> str:
    """Script for bash 4 and newer, with or without the package bash-completion."""
    name, found = _function(program), list(places(parser))
    values, words = _value_cases(found), []
    for place in found:
        own = [word.text for word in place.words] + [flag for option in place.options for flag in option.flags]
        files = "; files=1" if place.takes_files else ""
        words.append(f"        {_quoted(place.path)}) words={_quoted(' '.join(own))}{files} ;;")
    return _text(
        f"# Completes {program} in bash. {MADE}",
        f"{name}() {{",
        '    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" place="" words="" files="" i',
        "    # bash takes --config=FILE for three words",
        '    if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi',
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        '        case "$place|${COMP_WORDS[i]}" in',
        *_steps(found, 12),
        "        esac",
        "    done",
        "    COMPREPLY=()",
        '    case "$place|$prev" in',
        *(f"        {pattern}) {BASH_VALUES[kind](given)}; return ;;" for pattern, kind, given in values),
        "    esac",
        '    case "$place" in',
        *words,
        "    esac",
        '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")',
        f"    [[ -z $files || $cur == -* ]] || {BASH_FILES.replace('COMPREPLY <', '-O ${#COMPREPLY[@]} COMPREPLY <')}",
        "}",
        f"complete -F {name} {program}",
    )


BASH_FILES = '{ compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }'
BASH_VALUES = {
    "file": lambda _: BASH_FILES,
    "list": lambda given: f'mapfile -t COMPREPLY < <(compgen -W {_quoted(given)} -- "$cur")',
    "text": lambda _: ":",
}


def zsh(program: str, parser: argparse.ArgumentParser) -> str:
    """Script for zsh, which shows the meanings beside the words."""
    name, found = _function(program), list(places(parser))
    lines = []
    for place in found:
        own = [f"{w.text}:{w.meaning}" if w.meaning else w.text for w in place.words]
        own += [f"{flag}:{option.meaning}" for option in place.options for flag in option.flags]
        files = "; files=1" if place.takes_files else ""
        lines.append(f"        {_quoted(place.path)}) own=({' '.join(map(_quoted, own))}){files} ;;")
    return _text(
        f"#compdef {program}",
        f"# Completes {program} in zsh. {MADE}",
        f"{name}() {{",
        '    local prev="${words[CURRENT-1]}" place="" files="" word',
        "    local -a own",
        '    for word in "${(@)words[2,CURRENT-1]}"; do',
        '        case "$place|$word" in',
        *_steps(found, 12),
        "        esac",
        "    done",
        "    # --config=FILE is one word",
        "    if compset -P 1 '--*='; then prev=\"${IPREFIX%=}\"; fi",
        '    case "$place|$prev" in',
        *(f"        {pattern}) {ZSH_VALUES[kind](given)}; return ;;" for pattern, kind, given in _value_cases(found)),
        "    esac",
        '    case "$place" in',
        *lines,
        "    esac",
        f"    _describe {_quoted(program)} own",
        "    [[ -z $files ]] || _files",
        "}",
        f'if [[ ${{funcstack[1]}} == {name} ]]; then {name} "$@"; else compdef {name} {program}; fi',
    )


ZSH_VALUES = {
    "file": lambda _: "_files",
    "list": lambda given: f"compadd -- {given}",
    "text": lambda _: "_message value",
}


def fish(program: str, parser: argparse.ArgumentParser) -> str:
    """Script for fish 3 and newer, which shows the meanings beside the words."""
    name, found = _function(program), list(places(parser))
    lines = []
    for place in found:
        here = f"complete -c {program} -n {_fish(f'{name}_at {_fish(place.path)}')}"
        if place.takes_files:
            lines.append(f"{here} -F")
        lines += [f"{here} -a {_fish(w.text)}{_fish_meaning(w.meaning)}" for w in place.words]
        lines += [f"{here}{_fish_option(option)}" for option in place.options]
    return _text(
        f"# Completes {program} in fish. {MADE}",
        f"function {name}_at --description 'True behind this command'",
        "    set -l place ''",
        "    for word in (commandline -opc)[2..]",
        '        switch "$place|$word"',
        *_fish_steps(found),
        "        end",
        "    end",
        '    test "$place" = "$argv[1]"',
        "end",
        f"complete -c {program} -f",
        *lines,
    )


def _fish_steps(found: list[Place]) -> Iterator[str]:
    for place in found:
        if place.path:
            above, _, word = place.path.rpartition(" ")
            yield f"            case {_fish(f'{above}|{word}')}"
            yield f"                set place {_fish(place.path)}"


def _fish_option(option: Option) -> str:
    flags = "".join(f" -l {flag[2:]}" if flag.startswith("--") else f" -s {flag[1:]}" for flag in option.flags)
    if option.values is None:
        value = ""
    elif option.is_file:
        value = " -r -F"
    else:
        value = f" -x -a {_fish(' '.join(option.values))}" if option.values else " -x"
    return flags + value + _fish_meaning(option.meaning)


def _fish_meaning(meaning: str) -> str:
    return f" -d {_fish(meaning)}" if meaning else ""


def _fish(text: str) -> str:
    """A word of fish, in whose quotes a backslash and a quote are written with a backslash."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


MADE = "Made by docs/generate.py from the command itself; `make docs` renews it."
SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}


def _function(program: str) -> str:
    return f"_{program.replace('-', '_')}"


def _steps(found: list[Place], indent: int) -> Iterator[str]:
    """Cases that go from a command to one of its own."""
    for place in found:
        if place.path:
            above, _, word = place.path.rpartition(" ")
            yield f"{' ' * indent}{_quoted(f'{above}|{word}')}) place={_quoted(place.path)} ;;"


def _value_cases(found: list[Place]) -> Iterator[tuple[str, str, str]]:
    """Patterns of commands and options that want a value: all that want the same in one. What they want is a file, a
    list, whose words come last, or any text."""
    wanting: dict[tuple[str, str], list[str]] = {}
    for place in found:
        for option in place.options:
            if option.values is not None:
                kind = "list" if option.values else "file" if option.is_file else "text"
                patterns = wanting.setdefault((kind, " ".join(option.values)), [])
                patterns += [_quoted(f"{place.path}|{flag}") for flag in option.flags]
    for (kind, words), patterns in wanting.items():
        yield " | ".join(patterns), kind, words


def _quoted(text: str) -> str:
    return shlex.quote(text)


def _text(*lines: str) -> str:
    return "\n".join(lines) + "\n"
