"""A settings file that is named and not there: every command that reads one says so, and makes nothing."""

from pathlib import Path

import pytest

from edge.cli.main import main, make_parser
from edge.exit_codes import DONE
from tests.command_lines import command_lines

VALUES = {"DATE": "2027-03-31", "LIST": "spring,summer", "W": "w1"}
MAKES_IT = {("setup",), ("enrol", "x"), ("restore", "x")}
"""Commands whose task is to make the file."""
READS_NONE = {("study", "mark", "x"), ("study", "control", "x", "baseline")}
"""Commands that talk to the session that records, and take the option as all of `vitrina study` do."""
UPDATER = {("update", "--back"), ("update", "--from", "x"), ("update", "--status")}
"""Commands of the updater, a program of its own; tests/edge/fleet judges what it reads."""
MORE = {"replay": ("--video", "film.mp4"), "doctor": ("--json", "--end-to-end")}
"""Options of commands that without them read no settings, or print long lines in two."""
LINES = sorted(set(command_lines(make_parser(), "--config", VALUES)))


def test_the_list_has_every_command_with_settings() -> None:
    assert len(LINES) > 30
    assert set(LINES) > MAKES_IT | READS_NONE | UPDATER


@pytest.mark.parametrize("line", [line for line in LINES if line not in MAKES_IT | READS_NONE | UPDATER], ids=" ".join)
def test_a_wrong_name_of_the_settings_file_is_an_error(
    line: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a page that asks for first settings, a kiosk of the default settings, or a file of that name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("edge.tools.setup.serve.SetupService.run", lambda _: pytest.fail("it serves a page"))
    monkeypatch.setenv("HOME", str(tmp_path))
    wrong = str(tmp_path / "vitrnia.toml")
    try:
        code = main([*line, *MORE.get(line[0], ()), "--config", wrong])
    except SystemExit as left:
        code = int(left.code or 0)
    said = capsys.readouterr()
    assert code != DONE
    assert wrong in said.out + said.err
    assert list(tmp_path.iterdir()) == []
