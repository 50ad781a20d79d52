"""`vitrina console`: the link, and what is said where there is none."""

import re
import sys
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.clock import machine_time_s
from edge.console.hooks import DiagnosticsError
from edge.console.sessions import Sessions
from edge.console.values import Finding
from edge.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from edge.kiosk.process.status_socket import KioskStatusServer
from edge.kiosk.state.status import KioskStatus
from edge.tools import console
from edge.web.token_file import renew_token, token_path


def settings(folder: Path, section: str) -> Path:
    path = folder / "vitrina.toml"
    path.write_text(f'[outbox]\npath = "{folder}/outbox.db"\n{section}', encoding="utf-8")
    return path


def test_the_link_is_printed_alone_and_the_way_by_ssh_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that reads stdout gets the link and nothing else; it opens one session."""
    config = settings(tmp_path, "[console]\nport = 8999\n")
    secret = renew_token(token_path(tmp_path / "outbox.db", "console"), "console")
    with KioskStatusServer(tmp_path / "outbox.db", lambda: KioskStatus("0.1.0", "sensing", (), 0.0)):
        assert main(["console", "--config", str(config)]) == DONE
    said = capsys.readouterr()
    link = re.fullmatch(r"http://127\.0\.0\.1:8999/#(\S+)\n", said.out)
    assert link
    assert "ssh -L 8999:127.0.0.1:8999" in said.err
    assert secret not in said.out + said.err
    sessions = Sessions(secret, machine_time_s)
    assert sessions.open_session(link[1])
    assert sessions.open_session(link[1]) is None


@pytest.mark.parametrize(
    ("section", "has_token", "code", "text"),
    [
        ("", True, BAD_USAGE, "the settings have no section [console]. Add"),
        ("[console]\nport = 0\n", True, BAD_USAGE, "with [console] port = 0"),
        ("[console]\n", False, BAD_USAGE, "Is the kiosk running (vitrina status), and as this user?"),
        ("[console]\n", True, NO_SOURCE, "status: no kiosk is running on"),
    ],
)
def test_no_link_where_it_would_lead_nowhere(
    section: str, has_token: bool, code: int, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings(tmp_path, section)
    if has_token:
        renew_token(token_path(tmp_path / "outbox.db", "console"), "console")
    assert main(["console", "--config", str(config)]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert text in said.err


def test_a_machine_without_settings_is_asked_to_start_the_kiosk_which_serves_the_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page is the easy way; the terminal is the other."""
    config = tmp_path / "vitrina.toml"
    monkeypatch.setenv("VITRINA_CONFIG", str(config))
    monkeypatch.setenv("VITRINA_OUTBOX__PATH", str(tmp_path / "outbox.db"))
    assert main(["console"]) == BAD_USAGE
    said = " ".join(capsys.readouterr().err.split())
    assert f"{config} cannot be read" in said
    first, then = said.index("vitrina run"), said.index("vitrina setup")
    assert first < then
    assert "waits for its settings and serves the setup page" in said
    assert "sudo systemctl start vitrina" in said


def test_a_doctor_without_an_end_or_a_result_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "DOCTOR_S", 0.01)
    with pytest.raises(DiagnosticsError, match=r"did not end within .* Run it in a terminal: vitrina doctor"):
        console.run_doctor(None)
    monkeypatch.setattr(console, "DOCTOR_S", 60.0)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DiagnosticsError, match="without a result"):
        console.run_doctor(None)


def test_the_whole_way_leaves_out_what_is_well_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    found = [
        Finding("settings", "ok", "can be used."),
        Finding("libraries", "error", "one is missing."),
        Finding("broker", "ok", "accepts us."),
        Finding("end to end", "ok", "answered."),
    ]

    def run_doctor(config: str | None, *more: str) -> list[Finding]:
        assert config == "a.toml"
        asked.append(more)
        return found

    monkeypatch.setattr(console, "run_doctor", run_doctor)
    assert console.run_end_to_end("a.toml") == found[1:]
    assert asked == [("--end-to-end",)]
