"""What the updater reads from the settings file of the kiosk."""

import os
from pathlib import Path

import pytest

from edge.fleet.kiosk_settings import LARGEST, UpdaterSettings, read_updater_settings


def test_names_outbox_and_repository_are_read(tmp_path: Path) -> None:
    path = tmp_path / "vitrina.toml"
    path.write_text(
        '[site]\ntenant = "acme"\nsite = "berlin-7"\ndevice = "door"\n[outbox]\npath = "/data/o.db"\n'
        '[fleet]\nurl = "https://media.example/fleet/"\nca_file = "ca.pem"\n'
    )
    settings = read_updater_settings(path)
    assert (settings.kiosk, settings.url) == ("acme/berlin-7/door", "https://media.example/fleet/")
    assert settings.socket == Path("/data/o.db.sock")
    assert settings.ca == Path("/etc/vitrina/ca.pem")


@pytest.mark.parametrize("text", ["", "site = 3", '[site]\ntenant = 3\n[fleet]\nurl = ""', "[site", "[fleet]"])
def test_what_is_missing_or_of_another_type_is_not_set(text: str, tmp_path: Path) -> None:
    path = tmp_path / "vitrina.toml"
    assert read_updater_settings(path) == UpdaterSettings()
    path.write_text(text)
    assert read_updater_settings(path) == UpdaterSettings()
    path.write_bytes(b"\xff")
    assert read_updater_settings(path) == UpdaterSettings()


@pytest.mark.timeout(10)
def test_a_pipe_or_a_device_in_place_of_the_settings_stops_nobody(tmp_path: Path) -> None:
    """The folder belongs to the kiosk's user, and root reads it."""
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "device.toml").symlink_to("/dev/zero")
    for name in ("pipe.toml", "device.toml"):
        assert read_updater_settings(tmp_path / name) == UpdaterSettings()


def test_a_file_without_end_counts_as_not_set(tmp_path: Path) -> None:
    path = tmp_path / "vitrina.toml"
    path.write_text('[site]\ntenant = "acme"\n')
    assert read_updater_settings(path).tenant == "acme"
    with path.open("r+b") as file:
        file.seek(LARGEST)
        file.write(b"\n")
    assert read_updater_settings(path) == UpdaterSettings()


@pytest.mark.parametrize("name", ["../other", "/var/lib", "a/b", "Acme", "", "a\\nb"])
def test_a_name_that_leads_elsewhere_is_not_set(name: str, tmp_path: Path) -> None:
    path = tmp_path / "vitrina.toml"
    path.write_text(f'[site]\ntenant = "{name}"\nsite = "{name}"\n[outbox]\npath = "a\\u0000b"\n')
    assert read_updater_settings(path) == UpdaterSettings()
