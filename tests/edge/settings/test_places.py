"""Places of settings and state: one rule for every command, for a service and for a person who is not root."""

import os
import stat
from pathlib import Path

import pytest

from edge.settings.places import MachinePlaces, SettingsPlace, default_outbox_path, find_settings, make_state_folder


@pytest.fixture
def machine(tmp_path: Path) -> MachinePlaces:
    """A machine on which nothing is installed."""
    return MachinePlaces(tmp_path / "etc/vitrina/vitrina.toml", tmp_path / "var/lib/vitrina")


def of_user(home: Path) -> dict[str, str]:
    return {"HOME": str(home)}


def test_a_named_file_is_used_wherever_it_is(machine: MachinePlaces) -> None:
    """The option before the variable; no other place is looked at."""
    assert find_settings("a.toml", {"VITRINA_CONFIG": "b.toml"}, machine) == SettingsPlace(Path("a.toml"))
    assert find_settings(None, {"VITRINA_CONFIG": "b.toml"}, machine) == SettingsPlace(Path("b.toml"))


def test_the_machines_settings_come_before_the_users(tmp_path: Path, machine: MachinePlaces) -> None:
    """Each is used if it is there, the machine's first."""
    user = tmp_path / ".config/vitrina/vitrina.toml"
    for path in (user, machine.settings):
        path.parent.mkdir(parents=True)
        path.touch()
        place = find_settings(None, of_user(tmp_path), machine)
        assert (place.path, place.is_named) == (path, False)
        assert place.looked_at == (machine.settings, user)


def test_without_any_file_the_place_is_one_that_this_user_can_make(tmp_path: Path) -> None:
    """Whoever may write in /etc makes the machine's, everybody else one of their own."""
    (tmp_path / "etc").mkdir()
    assert (
        find_settings(None, of_user(tmp_path), MachinePlaces(tmp_path / "etc/a.toml")).path == tmp_path / "etc/a.toml"
    )
    closed = MachinePlaces(Path("/dev/null/vitrina/vitrina.toml"))  # nobody makes a folder there, root included
    assert find_settings(None, of_user(tmp_path), closed).path == tmp_path / ".config/vitrina/vitrina.toml"


@pytest.mark.parametrize(
    ("environment", "settings", "state"),
    [
        ({"XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s", "HOME": "/h"}, "/c/vitrina/vitrina.toml", "/s/vitrina"),
        ({"XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": "", "HOME": "/h"}, "/h/.config/vitrina/vitrina.toml", None),
        ({"HOME": "/h"}, "/h/.config/vitrina/vitrina.toml", "/h/.local/state/vitrina"),
    ],
)
def test_the_users_places_follow_the_xdg_specification(
    environment: dict[str, str], settings: str, state: str | None
) -> None:
    """A relative base folder counts as none."""
    machine = MachinePlaces(Path("/dev/null/vitrina/vitrina.toml"), Path("/dev/null/vitrina"))
    assert find_settings(None, environment, machine).path == Path(settings)
    outbox = default_outbox_path(Path("x.toml"), environment, machine)
    assert outbox == Path(state or "/h/.local/state/vitrina") / "outbox.db"


def test_without_a_home_the_machines_places_are_left() -> None:
    machine = MachinePlaces(Path("/dev/null/vitrina/vitrina.toml"), Path("/dev/null/vitrina"))
    assert find_settings(None, {}, machine).path == machine.settings
    assert default_outbox_path(Path("x.toml"), {}, machine) == machine.state / "outbox.db"


def test_the_state_of_a_service_is_the_machines_for_everybody(tmp_path: Path, machine: MachinePlaces) -> None:
    """An administrator who may not write there asks for the service's state, not for one of the own."""
    home = of_user(tmp_path)
    assert default_outbox_path(machine.settings, home, machine) == machine.state / "outbox.db"
    assert default_outbox_path(Path("mine.toml"), home, machine) == tmp_path / ".local/state/vitrina/outbox.db"
    machine.state.mkdir(parents=True)
    assert default_outbox_path(Path("mine.toml"), home, machine) == machine.state / "outbox.db"


def test_only_the_state_folders_of_user_and_machine_are_made(tmp_path: Path, machine: MachinePlaces) -> None:
    """Nobody else looks into them. A folder that the settings name is a person's to make."""
    make_state_folder(tmp_path / "elsewhere/outbox.db", of_user(tmp_path))
    assert not (tmp_path / "elsewhere").exists()
    own = tmp_path / ".local/state/vitrina"
    for _ in range(2):
        make_state_folder(own / "outbox.db", of_user(tmp_path))
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
    make_state_folder(machine.state / "outbox.db", of_user(tmp_path), machine)
    assert stat.S_IMODE(machine.state.stat().st_mode) == 0o700
    make_state_folder(Path("/dev/null/x/vitrina/outbox.db"), {"XDG_STATE_HOME": "/dev/null/x", **os.environ})
