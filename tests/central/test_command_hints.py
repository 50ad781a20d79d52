"""Commands in hints work as they are printed."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.cli.commands import build_parser
from central.command_hints import COMMANDS, complete_commands, hide_path
from central.languages.codes import CODES

CENTRAL = Path(__file__).parents[2] / "central"
WORDS = re.compile(rf"vitrina-central (?:{'|'.join(COMMANDS)})\b")


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("See: vitrina-central quarantine list", "See: vitrina-central quarantine list --data d"),
        (
            "To try again, run `vitrina-central forget`. Or not.",
            "To try again, run `vitrina-central forget --data d`. Or not.",
        ),
        ("To list them, run vitrina-central alerts list.", "To list them, run vitrina-central alerts list --data d."),
        (
            "Run `vitrina-central doctor`. Then: vitrina-central site set a/b --tz ZONE",
            "Run `vitrina-central doctor --data d`. Then: vitrina-central site set a/b --tz ZONE --data d",
        ),
        ("Look at `journalctl -u vitrina-central`.", "Look at `journalctl -u vitrina-central`."),
        ("sudo -u vitrina-central vitrina-central …", "sudo -u vitrina-central vitrina-central …"),
        (
            "See: vitrina-central site list. Nothing was sent.",
            "See: vitrina-central site list --data d. Nothing was sent.",
        ),
        (
            "sudo install -d -o vitrina-central -m 700 /x. Or: vitrina-central migrate\nThen go on.",
            "sudo install -d -o vitrina-central -m 700 /x. Or: vitrina-central migrate --data d\nThen go on.",
        ),
        ("Make keys with `vitrina-central fleet rotate`.", "Make keys with `vitrina-central fleet rotate`."),
        ("the user vitrina-central needs it", "the user vitrina-central needs it"),
        ("vitrina-central user list --config x", "vitrina-central user list --config x"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_commands_get_the_options_in_force(text: str, completed: str) -> None:
    assert complete_commands(text, "--data d") == completed
    assert complete_commands(text, "") == text


def test_a_hint_is_completed_once() -> None:
    text = complete_commands("Run `vitrina-central doctor`. Or: vitrina-central migrate", "--data d")
    assert complete_commands(text, "--config FILE") == text


@pytest.mark.parametrize(
    ("options", "hidden"),
    [("--data '/srv/my data'", "--data DIR"), ("--config /etc/x.toml", "--config FILE"), ("", "")],
)
def test_a_placeholder_shows_no_path(options: str, hidden: str) -> None:
    assert hide_path(options) == hidden


def test_exactly_the_commands_that_take_the_options_get_them() -> None:
    found = set()
    for name, parser in _parsers(build_parser("0")):
        actions = dict(_parsers(parser)) or {"": parser}
        takes = {action: "--data" in _options(of) for action, of in actions.items()}
        found |= {name} if all(takes.values()) else {f"{name} {action}" for action, each in takes.items() if each}
    assert found == set(COMMANDS)


@pytest.mark.parametrize("code", CODES)
def test_each_command_in_a_text_of_the_pages_is_completed(code: str) -> None:
    """None is in the middle of a sentence, where nothing says where it ends."""
    lines = (CENTRAL / "languages" / f"{code}.ftl").read_text(encoding="utf-8").splitlines()
    hints = [line for line in lines if WORDS.search(line)]
    assert hints
    for line in hints:
        assert len(re.findall(r"--data d\b", complete_commands(line, "--data d"))) == len(WORDS.findall(line)), line


def test_no_template_contains_a_command() -> None:
    """Only values of a template are completed."""
    assert [path.name for path in CENTRAL.rglob("*.j2") if "vitrina-central" in path.read_text(encoding="utf-8")] == []


def _parsers(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _options(parser: argparse.ArgumentParser) -> list[str]:
    return [option for action in parser._actions for option in action.option_strings]
