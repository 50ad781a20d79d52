"""The first root of signed files comes with the enrolment: compared with a fingerprint, and written by root alone."""

import json
import os
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from edge.fleet.fingerprint import root_fingerprint
from edge.fleet.state_folder import FleetFolders
from edge.settings.places import MACHINE
from edge.settings.settings import load_settings_file
from edge.tools.enrol import command
from edge.tools.enrol.errors import EnrolError
from edge.tools.enrol.fleet import FleetRoot, fleet_root
from tests.doubles.enrol_server import EnrolServer, answer

ROOT, OTHER = '{"signed": {"_type": "root"}}\n', '{"signed": {"_type": "other"}}\n'
FINGERPRINT = root_fingerprint(ROOT.encode())


class Machine:
    """A machine whose service is enrolled by root, and its settings."""

    def __init__(self, folder: Path, server: EnrolServer) -> None:
        self.config, self.folders, self.server = folder / "vitrina.toml", FleetFolders(folder / "fleet"), server

    def enrol(self, sent: str | None, *more: str) -> int:
        self.server.content = json.dumps(answer(fleet_root=sent)).encode()
        return main(["enrol", self.server.code.typed_text(), "--config", str(self.config), "--replace", *more])

    @property
    def trusted(self) -> str | None:
        return self.folders.anchor.read_text() if self.folders.anchor.exists() else None


@pytest.fixture
def machine(tmp_path: Path, server: EnrolServer, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path, server)
    monkeypatch.setattr(command, "fleet_root", lambda given, _: FleetRoot(given, True, made.folders))
    return made


def test_the_root_of_the_stick_is_trusted_and_switches_the_fleet_on(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = f"{FINGERPRINT[:8].upper()} {FINGERPRINT[8:]}"
    assert machine.enrol(ROOT, "--root", spoken) == DONE
    assert machine.trusted == ROOT
    assert machine.folders.anchor.stat().st_mode & 0o777 == 0o644
    assert machine.folders.private.stat().st_mode & 0o777 == 0o700
    fleet = load_settings_file(machine.config).fleet
    assert fleet is not None
    assert fleet.url == "https://central.example.org:8443/media/fleet/"
    printed = capsys.readouterr().err
    assert f"the owners of the root {FINGERPRINT} sign." in printed
    assert "Compare it" not in printed


def test_without_a_fingerprint_the_root_is_printed_to_be_compared(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.enrol(ROOT) == DONE
    assert machine.trusted == ROOT
    assert f"{FINGERPRINT} sign. Compare it with the fingerprint on their sticks." in capsys.readouterr().err


@pytest.mark.parametrize("sent", [OTHER, None])
def test_another_root_than_that_of_the_stick_writes_nothing(
    machine: Machine, sent: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.enrol(sent, "--root", FINGERPRINT) == NO_SOURCE
    assert (machine.trusted, machine.config.exists()) == (None, False)
    assert "Compare it with the sticks of the owners" in capsys.readouterr().err


def test_a_server_cannot_replace_a_root_unasked(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """With the fingerprint of the new one it can; what was verified with the former one is dropped, the floors stay."""
    assert machine.enrol(ROOT) == DONE
    assert machine.enrol(ROOT) == DONE
    for folder in (machine.folders.private, machine.folders.fetched):
        (folder / "metadata").mkdir(parents=True)
    (machine.folders.private / "floors.json").write_text("{}")
    assert machine.enrol(OTHER) == NO_SOURCE
    assert machine.trusted == ROOT
    assert "already trusts the root" in capsys.readouterr().err
    assert machine.enrol(OTHER, "--root", root_fingerprint(OTHER.encode())) == DONE
    assert machine.trusted == OTHER
    assert not (machine.folders.private / "metadata").exists()
    assert not (machine.folders.fetched / "metadata").exists()
    assert (machine.folders.private / "floors.json").exists()


def test_a_server_without_a_repository_changes_nothing(machine: Machine) -> None:
    assert machine.enrol(None) == DONE
    assert machine.trusted is None
    assert load_settings_file(machine.config).fleet is None


@pytest.mark.parametrize("given", ["", "12", "0123456789abcdeg", "0123456789abcdef0"])
def test_a_fingerprint_of_another_form_is_noticed_before_anything_is_sent(
    machine: Machine, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.enrol(ROOT, "--root", given) == BAD_USAGE
    assert "must be a fingerprint of 16 hex digits" in capsys.readouterr().err
    assert machine.server.requests == []


def test_only_root_takes_a_root_and_only_for_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert fleet_root(None, MACHINE.settings).is_service
    assert not fleet_root(None, tmp_path / "vitrina.toml").is_service
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not fleet_root(None, MACHINE.settings).is_service
    with pytest.raises(EnrolError, match="only root can take the root"):
        FleetRoot(FINGERPRINT, False).require_usable()
    user = FleetRoot(None, False, FleetFolders(tmp_path))
    user.require_usable()


def test_a_full_disk_is_an_error_with_a_fix(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnrolError, match="Check the disk, then create a new code"):
        FleetRoot(None, True, FleetFolders(tmp_path / "file")).write(ROOT.encode())
