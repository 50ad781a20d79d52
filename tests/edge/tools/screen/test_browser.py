"""`vitrina screen`: what it starts, and that nobody else gets the token."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from edge.chromium import browser_arguments
from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from edge.tools.screen.browser import profile_folder
from edge.web.token_file import read_or_make_token, token_path

ROOT = Path(__file__).parents[4]
PLAYER = '[playback]\nfeed = "player"\n[player]\nmedia = "/nowhere"\nport = 8471\n'


def settings_file(folder: Path, text: str = PLAYER) -> Path:
    path = folder / "vitrina.toml"
    path.write_text(f'{text}[outbox]\npath = "{folder}/outbox.db"\n')
    return path


def test_the_link_holds_the_token_where_no_server_sees_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = read_or_make_token(token_path(tmp_path / "outbox.db", "player"), "player")
    assert main(["screen", "--print", "--config", str(settings_file(tmp_path))]) == DONE
    assert capsys.readouterr().out == f"http://127.0.0.1:8471/#{token}\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"no section \[player\]"),
        (PLAYER.replace("8471", "0"), r"\[player\] port = 0"),
        (PLAYER, "Is the kiosk running"),
    ],
)
def test_what_is_missing_is_named(text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", "--config", str(settings_file(tmp_path, text))]) == BAD_USAGE
    assert re.search(why, capsys.readouterr().err)


def test_a_machine_without_a_browser_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read_or_make_token(token_path(tmp_path / "outbox.db", "player"), "player")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["screen", "--config", str(settings_file(tmp_path))]) == NO_SOURCE
    assert "apt-get install chromium" in capsys.readouterr().err


def test_the_browser_is_started_without_the_token_on_its_command_line(tmp_path: Path) -> None:
    """Every user of the machine can read a command line; a file of mode 0600 leads to the page. The policy of
    the unit allows that file, and the kiosk's pages."""
    (tmp_path / "credentials").mkdir()
    token = read_or_make_token(tmp_path / "credentials" / "player-token", "player")
    runtime = tmp_path / "run"
    (runtime / "policy").mkdir(parents=True)
    browser = tmp_path / "chromium"
    browser.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    browser.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
        "RUNTIME_DIRECTORY": f"{runtime}:{runtime}/policy",
        "WAYLAND_DISPLAY": "wayland-0",
    }
    config = settings_file(tmp_path, PLAYER + "[console]\n")
    start = "from edge.cli.main import main; raise SystemExit(main())"
    program = [sys.executable, "-c", start, "screen", "--kiosk", "--config", str(config)]
    run = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    arguments = run.stdout.splitlines()
    first = runtime / "vitrina-browser" / "start.html"
    assert arguments[-2:] == ["--kiosk", first.as_uri()]
    assert "--ozone-platform=wayland" in arguments
    assert "--autoplay-policy=no-user-gesture-required" in arguments
    assert token not in run.stdout
    assert f"http://127.0.0.1:8471/#{token}" in first.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
    policy = json.loads((runtime / "policy/vitrina.json").read_text())
    assert policy["URLAllowlist"] == [first.as_uri(), "http://127.0.0.1:8471", "http://127.0.0.1:8461"]
    assert "*" in policy["URLBlocklist"]
    assert stat.S_IMODE((runtime / "policy/vitrina.json").stat().st_mode) == 0o644


def test_without_a_runtime_folder_the_profile_is_a_temporary_one(tmp_path: Path) -> None:
    folder = profile_folder({})
    try:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert browser_arguments("http://127.0.0.1:1/#x", folder, False, {})[-1].startswith("--app=file:///")
    finally:
        (folder / "start.html").unlink()
        folder.rmdir()
