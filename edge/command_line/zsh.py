"""Generates the zsh completion script."""

import argparse

from edge.command_line.places import read_places
from edge.command_line.shell_parts import NOTE, function_name, quote, script_text, step_cases, value_cases


def zsh_script(program: str, parser: argparse.ArgumentParser) -> str:
    """Return the script for zsh, which shows a description beside each word."""
    name, found = function_name(program), list(read_places(parser))
    lines = []
    for place in found:
        own = [f"{w.text}:{w.meaning}" if w.meaning else w.text for w in place.words]
        own += [f"{flag}:{option.meaning}" for option in place.options for flag in option.flags]
        files = "; files=1" if place.takes_files else ""
        lines.append(f"        {quote(place.path)}) own=({' '.join(map(quote, own))}){files} ;;")
    return script_text(
        f"#compdef {program}",
        f"# Completes {program} in zsh. {NOTE.format(program=program)}",
        f"{name}() {{",
        '    local prev="${words[CURRENT-1]}" place="" files="" word',
        "    local -a own",
        '    for word in "${(@)words[2,CURRENT-1]}"; do',
        '        case "$place|$word" in',
        *step_cases(found, 12),
        "        esac",
        "    done",
        "    # --config=FILE is one word",
        "    if compset -P 1 '--*='; then prev=\"${IPREFIX%=}\"; fi",
        '    case "$place|$prev" in',
        *(f"        {pattern}) {_value_reply(kind, given)}; return ;;" for pattern, kind, given in value_cases(found)),
        "    esac",
        '    case "$place" in',
        *lines,
        "    esac",
        f"    _describe {quote(program)} own",
        "    [[ -z $files ]] || _files",
        "}",
        f'if [[ ${{funcstack[1]}} == {name} ]]; then {name} "$@"; else compdef {name} {program}; fi',
    )


def _value_reply(kind: str, given: str) -> str:
    """Return the shell command that completes a value: a file, a word from a list, or any text."""
    if kind == "file":
        return "_files"
    return f"compadd -- {given}" if kind == "list" else "_message value"
