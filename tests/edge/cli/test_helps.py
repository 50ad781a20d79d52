"""Help of every command: how it names the program, and its examples."""

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

from edge.cli.main import GROUPS, main, make_parser
from edge.cli.models import PROGRAMS

ROOT = Path(__file__).parents[3]
LIBRARY = (("kit",), ("kit", "simulate"), ("kit", "speed"))
FOREIGN = (*LIBRARY, *(("models", name) for name in PROGRAMS))
"""Commands whose help a program of its own prints."""


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers of all commands, groups included."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                if name != "kit":
                    yield command
                    yield from parsers(command)


def helps() -> Iterator[tuple[str, str]]:
    """Name and help of every command of both programs that a parser of ours prints."""
    programs = [make_parser()]
    if sys.version_info >= (3, 11):
        programs.append(import_module("central.cli.commands").build_parser("1"))
    for command in (command for program in programs for command in parsers(program)):
        yield command.prog, command.format_help()


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """What a command prints on stdout and stderr until it ends."""
    with suppress(SystemExit):
        main(arguments)
    shown = capsys.readouterr()
    return shown.out, shown.err


@pytest.mark.parametrize("path", FOREIGN, ids=" ".join)
def test_a_help_names_the_command_as_it_was_typed(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """In the usage line and in its examples."""
    out, _ = printed(capsys, *path, "--help")
    assert out.startswith(f"usage: vitrina {' '.join(path)} ")
    assert f"  vitrina {' '.join(path)}" in out.partition("example:")[2]
    assert "python -m models." not in out.partition("example:")[2] + out.partition("\n\n")[0]
    assert "python -m firmware_bridge" not in out


@pytest.mark.parametrize("path", FOREIGN, ids=" ".join)
def test_an_error_names_the_command_as_it_was_typed(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    _, err = printed(capsys, *path, "--nothing")
    assert err.startswith(f"usage: vitrina {' '.join(path)} ")


def test_an_error_of_the_library_names_the_command_that_helps(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = printed(capsys, "kit", "--record", "ada.csv")
    assert "vitrina kit lists" in err


def test_every_command_and_every_group_has_an_example() -> None:
    """One with the name of the command, that can be copied."""
    examples = {name: text.partition("example:\n")[2] or text.partition("examples:\n")[2] for name, text in helps()}
    assert [name for name, text in examples.items() if f" {name}" not in text] == []


def test_no_help_names_a_folder_that_only_this_project_has(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in an example nor as a default."""
    texts = dict(helps()) | {" ".join(path): printed(capsys, *path, "--help")[0] for path in FOREIGN}
    assert len(texts) > 60
    assert [name for name, text in texts.items() if "../shared" in text or str(ROOT) in text] == []


def test_no_program_of_the_models_names_a_folder_that_only_this_project_has() -> None:
    """Programs without a command of `vitrina` too."""
    files = [path for path in (ROOT / "models").rglob("*.py") if "ArgumentParser(" in path.read_text(encoding="utf-8")]
    assert len(files) > 12
    assert [path.name for path in files if "../shared" in path.read_text(encoding="utf-8")] == []


def test_one_thing_has_one_word_in_the_flags_of_all_commands() -> None:
    """Ads are ads, videos are videos, and an image is an image."""
    former = re.compile(r"--(?:adverts?|films?|pictures?|networks?)\b")
    assert [name for name, text in helps() if former.search(text)] == []


def test_both_programs_add_their_commands_by_a_function_of_one_name() -> None:
    assert [
        module.__name__ for group in GROUPS.values() for module in group if not hasattr(module, "add_to_parser")
    ] == []
