"""Command line of `vitrina`: help, version, schemas."""

import json

import pytest

from edge import __version__
from edge.cli.main import main
from edge.exit_codes import UNEXPECTED

COMMANDS = [
    "run",
    "status",
    "update",
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
    assert f"example:\n  {'sudo ' if command == 'update' else ''}vitrina {command}" in capsys.readouterr().out


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


def test_a_missing_system_library_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a fresh Debian: the user needs the package, not the traceback. Any other ImportError is a bug."""

    def fail(text: str) -> None:
        def command(_: object) -> int:
            raise ImportError(text)

        monkeypatch.setattr("edge.cli.schema._run", command)

    fail("libxcb.so.1: cannot open shared object file: No such file or directory")
    assert main(["schema"]) == UNEXPECTED
    assert capsys.readouterr().err == (
        "vitrina: the system library libxcb.so.1 is missing. Install the system packages: "
        'vitrina docs install has the line, under "The program".\n'
    )
    fail("cannot import name 'a' from 'b'")
    with pytest.raises(ImportError, match="cannot import name"):
        main(["schema"])
