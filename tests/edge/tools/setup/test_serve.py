"""The first run without settings: what it serves, how it ends, and where today's error stays."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.console.sessions import Sessions
from edge.exit_codes import BAD_USAGE, DONE
from edge.kiosk.process.status_socket import request_kiosk_status
from edge.kiosk.process.systemd import SystemdNotifier
from edge.settings.places import MACHINE
from edge.tools.setup.draft import SettingsDraft
from edge.tools.setup.serve import SetupService, is_setup_needed, make_setup_service_if_needed
from tests.doubles.broker import free_port
from tests.doubles.waiting import wait_until


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VITRINA_CONSOLE__PORT", str(free_port()))
    monkeypatch.setenv("VITRINA_OUTBOX__PATH", str(tmp_path / "outbox.db"))
    return tmp_path / "vitrina.toml"


@contextmanager
def serving(config: Path) -> Iterator[tuple[SetupService, list[Sessions | None]]]:
    service, ended = SetupService(str(config), SystemdNotifier({})), list[Sessions | None]()
    thread = threading.Thread(target=lambda: ended.append(service.run()))
    thread.start()
    try:
        yield service, ended
    finally:
        service.stop()
        thread.join(20)
        assert not thread.is_alive()


def test_the_link_and_the_status_work_before_there_are_settings(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["console", "--config", str(config)]
    assert main(arguments) == BAD_USAGE
    assert "cannot be read (No such file or directory)" in capsys.readouterr().err
    with serving(config) as (_, ended):
        wait_until(lambda: main(arguments) == DONE, "a link")
        assert "http://127.0.0.1:" in capsys.readouterr().out
        status = request_kiosk_status(config.with_name("outbox.db"))
        assert (status.state, status.is_wanted) == ("paused", False)
        assert "vitrina console" in status.reasons[0]
    assert ended == [None]
    assert main(arguments) == BAD_USAGE
    assert not config.exists()


def test_settings_of_whatever_origin_end_it(config: Path) -> None:
    """Also those that somebody wrote by hand meanwhile."""
    with serving(config) as (_, ended):
        wait_until(lambda: config.with_name("outbox.db.sock").exists(), "the page")
        config.write_text("[console]\n")
        wait_until(lambda: bool(ended), "the end")
    assert isinstance(ended[0], Sessions)


def test_settings_that_are_still_being_written_are_waited_for(config: Path) -> None:
    """As by vitrina settings --example > FILE: the shell makes the file, and the text comes a second later."""
    service = SetupService(str(config), SystemdNotifier({}))
    for text in (None, "", "", "[site", "[site]\n"):
        if text is not None:
            config.write_text(text)
        assert not service.has_settings(), text
    assert service.has_settings()
    config.write_text("[site]\n[console]\n")
    assert not service.has_settings()


def test_a_reload_of_the_service_does_not_end_it(config: Path) -> None:
    """systemd takes an end by SIGHUP for a wanted one, and starts no other."""
    program = "import sys; from edge.cli.main import main; sys.exit(main())"
    kiosk = subprocess.Popen(
        [sys.executable, "-c", program, "run"],
        env={**os.environ, "VITRINA_CONFIG": str(config)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with kiosk:
        try:
            assert kiosk.stderr is not None
            assert b"open the link that it prints" in kiosk.stderr.readline()
            kiosk.send_signal(signal.SIGHUP)
            kiosk.send_signal(signal.SIGTERM)
            assert kiosk.wait(20) == DONE
        finally:
            kiosk.kill()


def test_without_the_packages_of_the_page_the_error_is_the_same_as_ever(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("edge.console.console", "edge.console.app", "edge.console.setup_app"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    monkeypatch.setenv("VITRINA_CONFIG", str(config))
    assert main(["run"]) == BAD_USAGE
    assert f"Create it with: vitrina setup --config {config}, or: vitrina settings --example" in capsys.readouterr().err
    assert list(config.parent.iterdir()) == []


def test_a_folder_that_cannot_be_written_leaves_the_error(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("/proc", str(config.parent / "none")):
        monkeypatch.setenv("VITRINA_CONFIG", f"{folder}/vitrina.toml")
        assert make_setup_service_if_needed(None) is None
    assert not (config.parent / "none").exists()
    monkeypatch.setenv("VITRINA_CONFIG", "/proc/vitrina.toml")
    assert main(["run"]) == BAD_USAGE
    assert "Create it with" in capsys.readouterr().err


def test_a_missing_file_that_is_named_is_asked_for_only_where_the_setup_has_begun(config: Path) -> None:
    """A slip of the pen would ask for ever; the file of `vitrina setup` goes on, and that of the service begins."""
    assert not is_setup_needed(str(config))
    SettingsDraft(config, 8461).begin()
    assert is_setup_needed(str(config))
    assert is_setup_needed(str(MACHINE.settings)) == MACHINE.settings.parent.is_dir()
