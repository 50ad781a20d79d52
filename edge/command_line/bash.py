"""Generates the bash completion script."""

import argparse

from edge.command_line.places import read_places
from edge.command_line.shell_parts import NOTE, function_name, quote, script_text, step_cases, value_cases

BASH_FILES = '{ compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }'


def bash_script(program: str, parser: argparse.ArgumentParser) -> str:
    """Return the script for bash 4 and newer. It works with and without the package bash-completion."""
    name, found = function_name(program), list(read_places(parser))
    values, words = value_cases(found), []
    for place in found:
        own = [word.text for word in place.words] + [flag for option in place.options for flag in option.flags]
        files = "; files=1" if place.takes_files else ""
        words.append(f"        {quote(place.path)}) words={quote(' '.join(own))}{files} ;;")
    return script_text(
        f"# Completes {program} in bash. {NOTE.format(program=program)}",
        f"{name}() {{",
        '    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" place="" words="" files="" i',
        "    # bash splits --config=FILE into three words",
        '    if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi',
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        '        case "$place|${COMP_WORDS[i]}" in',
        *step_cases(found, 12),
        "        esac",
        "    done",
        "    COMPREPLY=()",
        '    case "$place|$prev" in',
        *(f"        {pattern}) {_value_reply(kind, given)}; return ;;" for pattern, kind, given in values),
        "    esac",
        '    case "$place" in',
        *words,
        "    esac",
        '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")',
        f"    [[ -z $files || $cur == -* ]] || {BASH_FILES.replace('COMPREPLY <', '-O ${#COMPREPLY[@]} COMPREPLY <')}",
        "}",
        f"complete -F {name} {program}",
    )


def _value_reply(kind: str, given: str) -> str:
    """Return the shell command that completes a value: a file, a word from a list, or any text."""
    if kind == "file":
        return BASH_FILES
    return f'mapfile -t COMPREPLY < <(compgen -W {quote(given)} -- "$cur")' if kind == "list" else ":"
