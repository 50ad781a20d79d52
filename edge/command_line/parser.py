"""Parser of a program with many commands. Its help is grouped, and it suggests the right command for a mistyped one."""

import argparse
import shutil
import textwrap
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

Groups = Mapping[str, Sequence[str]]
"""Command names, keyed by the title of their group, in the order of --help."""

INDENT, GAP = 2, 2
WIDEST = 100
"""Largest width of the help in columns, even on a wider terminal."""


class CommandParser(argparse.ArgumentParser):
    """Parser of one command, or of a program without groups."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Suggest the most similar command if the given command does not exist."""
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            near = get_close_matches(str(value), action.choices, n=1)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            raise argparse.ArgumentError(None, f"unknown command '{value}'.{meant} See '{self.prog} --help'")
        super()._check_value(action, value)


class ProgramParser(CommandParser):
    """Parser of a program. `common` is a help line about the options that every command accepts."""

    def __init__(self, prog: str, description: str, groups: Groups, common: str) -> None:
        super().__init__(prog, f"{prog} COMMAND [OPTIONS]", description, allow_abbrev=False)
        self.groups, self.common = groups, common

    def format_help(self) -> str:
        """Return the grouped help, wrapped to the terminal's width."""
        width = min(shutil.get_terminal_size().columns, WIDEST)
        meanings = self.command_meanings()
        column = INDENT + max(len(name) for name in meanings) + GAP
        lines = [f"usage: {self.usage}", "", *textwrap.wrap(self.description or "", width)]
        for title, names in self.groups.items():
            lines += ["", title]
            for name in names:
                start = f"{' ' * INDENT}{name}".ljust(column)
                lines += textwrap.wrap(f"{start}{meanings[name]}", width, subsequent_indent=" " * column)
        return "\n".join([*lines, "", *textwrap.wrap(self.common, width)]) + "\n"

    def command_meanings(self) -> dict[str, str]:
        """Return the one-line description of each command, keyed by its name."""
        actions = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        return {choice.dest: choice.help or "" for action in actions for choice in action._choices_actions}
