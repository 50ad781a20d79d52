"""Loading of settings: file, environment, place of the outbox; the texts for whoever has no file."""

from pathlib import Path

import pytest

from edge.settings.loading import NoSettingsError, load_defaults, load_from_place
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
    with pytest.raises(SettingsError, match=r"Permission denied.. Try it with sudo") as caught:
        load_from_place(SettingsPlace(tmp_path / "vitrina.toml"))
    assert "--example" not in str(caught.value)
