"""Pages of the commands: what each does, an example, and its options, from the parsers of both programs."""

import argparse
import re
from collections.abc import Iterator


def kiosk_commands() -> str:
    """Page of `vitrina`."""
    from edge.cli.main import make_parser

    return _page(
        "Commands of `vitrina`",
        "The program of a kiosk. Every command also has `--help`, `--log-level`, `--verbose` and\n"
        "`--log-format`. `vitrina models` starts programs with options of their own: add `--help` to see\n"
        "them.",
        make_parser(),
    )


def central_commands() -> str:
    """Page of `vitrina-central`."""
    from central.cli.commands import build_parser

    return _page(
        "Commands of `vitrina-central`",
        "The program of the central server. Every command also has `--help`.",
        build_parser("0"),
    )


def _page(title: str, head: str, parser: argparse.ArgumentParser) -> str:
    return "\n".join([f"# {title}\n", f"{head}\n", *_entries(parser)])


def _entries(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                if command.prog == "vitrina kit":
                    yield from map(_entry, _kit_parsers(command.prog))
                    continue
                yield _entry(command)
                yield from _entries(command)


def _kit_parsers(program: str) -> Iterator[argparse.ArgumentParser]:
    """Parsers of `vitrina kit`, which parses its arguments itself."""
    from firmware_bridge.cli.main import make_parser

    return (make_parser(program, first) for first in ("", "simulate", "check", "speed"))


def _entry(parser: argparse.ArgumentParser) -> str:
    first, _, details = (parser.description or "").partition("\n\n")
    rows = [_row(parser, action) for action in parser._actions if _is_shown(action)]
    parts = [f"## {parser.prog}", first]
    parts += [_details(part) for part in details.strip("\n").split("\n\n") if part.strip()]
    parts += ["\n".join(["| argument | meaning |", "|---|---|", *rows])] if rows else []
    example = (parser.epilog or "").partition("example:\n")[2].strip("\n")
    lines = "\n".join(line.removeprefix("  ") for line in example.splitlines())
    parts += [f"```\n{lines}\n```"] if lines else []
    return "\n\n".join(parts) + "\n"


def _details(paragraph: str) -> str:
    """A paragraph of the help: as it is where it has columns, else as prose."""
    has_columns = any("  " in line.strip() or line.startswith(" ") for line in paragraph.splitlines())
    return f"```\n{paragraph}\n```" if has_columns else _cell(paragraph)


def _is_shown(action: argparse.Action) -> bool:
    hidden = action.help is argparse.SUPPRESS or isinstance(action, argparse._HelpAction)
    return not hidden and not isinstance(action, argparse._SubParsersAction)


def _row(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    value = action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper())
    takes_value = action.nargs != 0
    names = [f"{name} {value}" if takes_value else name for name in action.option_strings] or [str(value)]
    text = (action.help or "") % {"prog": parser.prog, "default": action.default}
    shown = ", ".join(f"`{name}`" for name in names)
    return f"| {_cell(shown)} | {_cell(text)} |"


def _cell(text: str) -> str:
    """Text of a table's cell. Outside code, characters with a meaning in Markdown are escaped."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(re.sub(r"([*<\[\]])", r"\\\1", part) if part[:1] != "`" else part for part in parts).replace(
        "|", "\\|"
    )
