"""Loading of settings: file, environment, place of the outbox; the texts for whoever has no file."""

import os
from pathlib import Path

import pytest

from edge.settings import loading
from edge.settings.loading import (
    NoSettingsError,
    check_remote_settings,
    load_defaults,
    load_from_place,
    load_running_settings,
    load_settings,
)
from edge.settings.places import MachinePlaces, SettingsPlace, find_settings
from edge.settings.settings import SettingsError


def nowhere(home: Path) -> tuple[SettingsPlace, dict[str, str], MachinePlaces]:
    """A person who is not root, on a machine without Vitrina."""
    machine = MachinePlaces(Path("/dev/null/vitrina/vitrina.toml"), Path("/dev/null/vitrina"))
    environment = {"HOME": str(home)}
    return find_settings(None, environment, machine), environment, machine


def test_without_a_file_the_text_has_every_command_that_helps(tmp_path: Path) -> None:
    """The error names the places that were searched, and the commands that make a file, name another, or need none."""
    home = tmp_path / "my home"
    with pytest.raises(NoSettingsError) as caught:
        load_from_place(*nowhere(home))
    text = str(caught.value)
    path = home / ".config/vitrina/vitrina.toml"
    assert f"neither /dev/null/vitrina/vitrina.toml nor {path}." in text
    assert f"mkdir -p '{path.parent}' && vitrina settings --example > '{path}'" in text
    for word in ("vitrina setup, or", "--config FILE", "$VITRINA_CONFIG", "vitrina demo"):
        assert word in text
    assert text.splitlines()[-1].strip() == "Nothing was started."


def test_a_named_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The environment does not stand in for it."""
    path = tmp_path / "none.toml"
    with pytest.raises(NoSettingsError, match=r"cannot be read .No such file or directory") as caught:
        load_from_place(SettingsPlace(path), {"VITRINA_SITE__TENANT": "acme"})
    assert f"vitrina setup --config {path}, or: vitrina settings --example > {path}" in str(caught.value)


def test_variables_alone_are_settings(tmp_path: Path) -> None:
    """A container has no file. Without any variable of this form there are no settings."""
    place, environment, machine = nowhere(tmp_path)
    loaded = load_from_place(place, environment | {"VITRINA_SITE__TENANT": "acme"}, machine)
    assert loaded.settings.site.tenant == "acme"
    assert loaded.source == "VITRINA_SITE__TENANT"
    assert loaded.text is None
    with pytest.raises(NoSettingsError):
        load_from_place(place, environment | {"VITRINA_LOG": "info"}, machine)


def test_the_outbox_is_where_this_user_can_keep_one(tmp_path: Path) -> None:
    """Unless the file or the environment names one."""
    place, environment, machine = nowhere(tmp_path)
    place.path.parent.mkdir(parents=True)
    place.path.write_text("", encoding="utf-8")
    assert (
        load_from_place(place, environment, machine).settings.outbox.path == tmp_path / ".local/state/vitrina/outbox.db"
    )
    place.path.write_text('[outbox]\npath = "a.db"\n', encoding="utf-8")
    assert load_from_place(place, environment, machine).settings.outbox.path == Path("a.db")
    named = environment | {"VITRINA_OUTBOX__PATH": "b.db"}
    assert load_from_place(place, named, machine).settings.outbox.path == Path("b.db")
    assert load_from_place(place, named, machine).source == f"{place.path} and VITRINA_OUTBOX__PATH"


def test_a_command_that_needs_no_file_goes_by_the_environment_too() -> None:
    loaded = load_defaults({"VITRINA_AUDIENCE__K": "7", "HOME": "/nowhere"})
    assert loaded.settings.audience.k == 7
    assert load_defaults({"HOME": "/nowhere"}).source == "the defaults"


def test_a_file_that_may_not_be_read_is_not_to_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text does not tell to write over it."""

    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("edge.settings.settings.read_text", refuse)
    with pytest.raises(SettingsError, match=r"Permission denied.. Try again with sudo") as caught:
        load_from_place(SettingsPlace(tmp_path / "vitrina.toml"))
    assert "--example" not in str(caught.value)


FLEET = '[fleet]\nurl = "https://central.example.org/media/fleet/"\n'


def fleet_kiosk(folder: Path, text: str = "", **files: str) -> tuple[SettingsPlace, Path]:
    """A kiosk with [fleet], and a folder with signed files named by level."""
    place = folder / "vitrina.toml"
    place.write_text(f'[outbox]\npath = "{folder}/outbox.db"\n{FLEET}{text}', encoding="utf-8")
    signed = folder / "public/settings/current"
    signed.mkdir(parents=True)
    for level, content in files.items():
        (signed / f"{level}.toml").write_text(content, encoding="utf-8")
    return SettingsPlace(place), signed


def test_signed_files_change_the_settings_of_a_kiosk_with_fleet(tmp_path: Path) -> None:
    place, _ = fleet_kiosk(tmp_path, '[site]\ntenant = "acme"\n', tenant="[audience]\nk = 8\n")
    loaded = load_from_place(place, {}, MachinePlaces(fleet=tmp_path / "public"))
    assert loaded.settings.audience.k == 8
    assert loaded.remote is not None
    assert loaded.remote.origins == {"audience.k": "settings/acme.toml"}
    assert loaded.source == f"{place.path} and settings/acme.toml"
    assert loaded.settings.outbox.path == tmp_path / "outbox.db"


def test_a_kiosk_without_fleet_reads_no_signed_file(tmp_path: Path) -> None:
    place, _ = fleet_kiosk(tmp_path, tenant="[audience]\nk = 8\n")
    place.path.write_text("")
    loaded = load_from_place(place, {}, MachinePlaces(fleet=tmp_path / "public"))
    assert (loaded.settings.audience.k, loaded.remote) == (5, None)


def test_a_variable_counts_as_the_kiosks_own_value(tmp_path: Path) -> None:
    place, signed = fleet_kiosk(tmp_path, tenant="[audience]\nk = 8\n")
    loaded = load_from_place(place, {"VITRINA_AUDIENCE__K": "9"}, remote=signed)
    assert loaded.settings.audience.k == 9
    assert loaded.remote is not None
    assert "below the kiosk's own value 9" in loaded.remote.refusals[0].text


def test_the_place_of_the_shop_still_decides_its_defaults(tmp_path: Path) -> None:
    place, signed = fleet_kiosk(tmp_path, '[site]\ncountry = "FR"\n', tenant='[site]\nopen = "Mo 09:00-18:00"\n')
    loaded = load_from_place(place, {}, remote=signed)
    assert loaded.settings.notice.authority is not None


def test_the_kiosk_remembers_what_came_and_other_commands_only_read_it(tmp_path: Path) -> None:
    """So that a number that was raised today is not lowered today, also after a restart."""
    place, _ = fleet_kiosk(tmp_path, tenant="[audience]\nk = 8\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            loading.load_from_place, "__defaults__", (os.environ, MachinePlaces(fleet=tmp_path / "public"), None)
        )
        assert load_settings(str(place.path)).settings.audience.k == 8
        assert not (tmp_path / "outbox.db.fleet").exists()
        assert load_running_settings(str(place.path)).settings.audience.k == 8
        (tmp_path / "public/settings/current/tenant.toml").write_text("")
        assert load_running_settings(str(place.path)).settings.audience.k == 8


def test_a_memory_that_cannot_be_written_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place, _ = fleet_kiosk(tmp_path, tenant="[audience]\nk = 8\n[staff]\nin_view = 'nobody'\n")
    text = place.path.read_text().replace(f"{tmp_path}/outbox.db", f"{tmp_path}/none/outbox.db")
    place.path.write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            loading.load_from_place, "__defaults__", (os.environ, MachinePlaces(fleet=tmp_path / "public"), None)
        )
        assert load_running_settings(str(place.path)).settings.audience.k == 8
    assert "outbox.db.fleet cannot be written" in caplog.text
    assert "refused from afar: settings/demo.toml: staff.in_view cannot be set from afar" in caplog.text


def test_candidate_files_are_accepted_whole_or_not_at_all(tmp_path: Path) -> None:
    place, signed = fleet_kiosk(tmp_path, tenant="[audience]\nk = 8\n")
    check_remote_settings(str(place.path), signed)
    (signed / "device.toml").write_text("[audience]\nk = 4\n[staff]\nin_view = 'nobody'\n")
    with pytest.raises(SettingsError) as caught:
        check_remote_settings(str(place.path), signed)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert lines[-1] == "Nothing of these files is used. Correct them, then sign them again."
    place.path.write_text("")
    with pytest.raises(SettingsError, match=r"takes no settings from afar. Add the section \[fleet\]"):
        check_remote_settings(str(place.path), signed)
