"""Generates the fish completion script."""

import argparse
from collections.abc import Iterator

from edge.command_line.places import Option, Place, read_places
from edge.command_line.shell_parts import NOTE, function_name, script_text


def fish_script(program: str, parser: argparse.ArgumentParser) -> str:
    """Return the script for fish 3 and newer, which shows a description beside each word."""
    name, found = function_name(program), list(read_places(parser))
    lines = []
    for place in found:
        here = f"complete -c {program} -n {_fish(f'{name}_at {_fish(place.path)}')}"
        if place.takes_files:
            lines.append(f"{here} -F")
        lines += [f"{here} -a {_fish(w.text)}{_fish_meaning(w.meaning)}" for w in place.words]
        lines += [f"{here}{_fish_option(option)}" for option in place.options]
    return script_text(
        f"# Completes {program} in fish. {NOTE.format(program=program)}",
        f"function {name}_at --description 'True after this command'",
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
    """Return the text quoted for fish. In fish, a backslash escapes backslashes and quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
