"""Command line of `vitrina`: help, version, schemas."""

import json

import pytest

from edge import __version__
from edge.cli.main import main

COMMANDS = [
    "run",
    "status",
    "doctor",
    "aim",
    "consent",
    "forget",
    "replay",
    "schema",
    "settings",
    "screen",
    "demo",
    "bench",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`vitrina COMMAND --help` ends with an example that can be copied."""
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"example:\n  vitrina {command}" in capsys.readouterr().out


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`vitrina --help` has a line for each command."""
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert all(f"\n  {command} " in out for command in COMMANDS)


def test_alone_it_prints_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == shown


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed on stdout, with exit code 0."""
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"vitrina {__version__}\n"


def test_schema_is_json_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    """One kind, all kinds, or the AsyncAPI document."""
    assert main(["schema", "cmd/play"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["creative"]
    assert main(["schema"]) == 0
    assert {"window", "reaction", "cmd/resend"} <= json.loads(capsys.readouterr().out).keys()
    assert main(["schema", "--asyncapi"]) == 0
    assert json.loads(capsys.readouterr().out)["asyncapi"].startswith("3.")
