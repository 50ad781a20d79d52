"""Command lines of every command of a parser, made of what its options ask for, so that a new command is among them."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

_LIST = ("*", "?")


def command_lines(
    parser: argparse.ArgumentParser, option: str, values: Mapping[str, str], path: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Shortest lines of each command that has the option, without it.

    `values`: for the metavars of arguments that must be given; others get their first choice, or "x". A group of which
    one must be given makes a line for each.
    """
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in nested:
        for name, command in action.choices.items():
            yield from command_lines(command, option, values, (*path, name))
    if all(not action.required for action in nested) and option in parser._option_string_actions:
        yield from (path + line for line in _lines(parser, values))


def _lines(parser: argparse.ArgumentParser, values: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    groups = [group._group_actions for group in parser._mutually_exclusive_groups if group.required]
    needed = [action for action in parser._actions if _is_needed(action)]
    for chosen in product(*groups):
        yield tuple(word for action in (*chosen, *needed) for word in _words(action, values))


def _is_needed(action: argparse.Action) -> bool:
    if isinstance(action, argparse._SubParsersAction):
        return False
    return action.required if action.option_strings else action.nargs not in _LIST


def _words(action: argparse.Action, values: Mapping[str, str]) -> Sequence[str]:
    name = action.option_strings[:1]
    if action.nargs == 0:
        return name
    value = next(iter(action.choices)) if action.choices else values.get(str(action.metavar), "x")
    return [*name, value]
