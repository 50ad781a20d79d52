"""Parser of a program of many commands."""

import pytest

from edge.command_line.parser import CommandParser, ProgramParser

HELP = """usage: shop COMMAND [OPTIONS]

Run a shop.

Open
  open   unlock the
         door
  light  switch the
         lamps on

Close
  shut   lock the door

Every command takes
--help.
"""


@pytest.fixture
def parser() -> ProgramParser:
    """A program with three commands in two groups, of which one has an action."""
    made = ProgramParser(
        "shop", "Run a shop.", {"Open": ("open", "light"), "Close": ("shut",)}, "Every command takes --help."
    )
    commands = made.add_subparsers(prog="shop", metavar="COMMAND", parser_class=CommandParser)
    for name, text in (("shut", "lock the door"), ("open", "unlock the door"), ("light", "switch the lamps on")):
        command = commands.add_parser(name, help=text)
        command.set_defaults(command=name)
    command.add_subparsers(metavar="ACTION").add_parser("dimmed")
    return made


def test_help_shows_the_groups_within_the_width_of_the_terminal(
    parser: ProgramParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "22")
    assert parser.format_help() == HELP


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["opne"], "shop: error: unknown command 'opne'. Did you mean 'open'? See 'shop --help'\n"),
        (["xyz"], "shop: error: unknown command 'xyz'. See 'shop --help'\n"),
        (
            ["light", "dimed"],
            "shop light: error: unknown command 'dimed'. Did you mean 'dimmed'? See 'shop light --help'\n",
        ),
    ],
)
def test_a_word_that_is_no_command_gets_the_nearest(
    parser: ProgramParser, capsys: pytest.CaptureFixture[str], typed: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as left:
        parser.parse_args(typed)
    assert left.value.code == 2
    assert capsys.readouterr().err.endswith(said)


def test_an_option_with_a_wrong_value_is_named_as_before(
    parser: ProgramParser, capsys: pytest.CaptureFixture[str]
) -> None:
    parser.add_argument("--colour", choices=("red", "blue"))
    with pytest.raises(SystemExit):
        parser.parse_args(["--colour", "rde"])
    assert "argument --colour: invalid choice: 'rde'" in capsys.readouterr().err
