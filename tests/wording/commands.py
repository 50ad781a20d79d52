"""Help of the commands of `vitrina` and `vitrina-central`, from their parsers."""

import argparse
from collections.abc import Iterator

from tests.wording.passage import Passage


def help_passages(program: str, parser: argparse.ArgumentParser) -> Iterator[Passage]:
    """Description, what follows it, and each option of a command and of those below it."""
    for text in (parser.description, parser.epilog):
        if text:
            yield Passage("help", program, text)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from help_passages(f"{program} {name}", child)
        elif action.help and action.help != argparse.SUPPRESS:
            name = action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)
            yield Passage("help", f"{program} {name}", action.help)
