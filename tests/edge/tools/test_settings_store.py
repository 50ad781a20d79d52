"""The settings that the technician's page changes: those alone, checked, with the comments kept."""

from datetime import date
from pathlib import Path

import pytest

from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.settings.loading import load_from_place
from edge.settings.places import SettingsPlace
from edge.settings.settings import load_settings_file
from edge.tools import settings_store
from edge.tools.settings_store import CHANGEABLE, MOST_POINTS, FileSettingsStore

TEXT = """# of Ada
[site]
open = "Mo-Fr 09:00-20:00"  # but not at Easter

[audience]
k = 5

[broker]
password = "secret"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vitrina.toml"
    path.write_text(TEXT)
    return path


def test_values_are_those_that_may_be_changed_and_hold_no_secret(file: Path) -> None:
    values = FileSettingsStore(str(file)).present_values()
    assert set(values) == CHANGEABLE
    assert values["site", "open"] == "Mo-Fr 09:00-20:00"
    assert values["notice", "confirmed_on"] is None
    assert "secret" not in str(values)


def test_a_change_is_written_and_the_rest_of_the_file_stays(file: Path) -> None:
    store = FileSettingsStore(str(file))
    store.save_values({("site", "open"): "Sa 10:00-18:00", ("notice", "confirmed_on"): "2026-11-24"})
    store.save_values({("faces", "masks"): [[[0, 0], [1, 0], [0.5, 0.25]]], ("screen", "yaw_deg"): -3})
    text = file.read_text()
    assert text.startswith('# of Ada\n[site]\nopen = "Sa 10:00-18:00"  # but not at Easter\n\n[audience]\nk = 5\n')
    settings = load_settings_file(file)
    assert settings.notice.confirmed_on == date(2026, 11, 24)
    assert settings.faces.masks == [[(0, 0), (1, 0), (0.5, 0.25)]]
    assert store.present_values()["screen", "yaw_deg"] == -3
    store.save_values({("site", "open"): None})
    assert load_settings_file(file).site.open is None


def test_no_change_of_another_section_or_key_is_taken(file: Path) -> None:
    """Values that no command changes: k, windows, noise; and what would lead elsewhere: addresses, files, uses."""
    places = [
        *(("audience", key) for key in ("k", "k_reaction", "window_s", "same_person_s", "unmasked_staff")),
        *(("reaction", "noise"), ("reaction", "parts"), ("notice", "shown"), ("models", "use")),
        *(("broker", "host"), ("broker", "password_file"), ("camera", "source"), ("outbox", "path")),
        *(("console", "port"), ("player", "media"), ("faces", "min_px"), ("site", "open]\nk = 1"), ("kits", "port")),
    ]
    for place in places:
        with pytest.raises(SettingsRefusedError, match="cannot be changed here"):
            FileSettingsStore(str(file)).save_values({("site", "open"): "Sa 10:00-18:00", place: 3})
    assert file.read_text() == TEXT


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("site", "open"), 'Mo 09:00-20:00"\n[audience]\nk = 1\n#'),
        (("site", "open"), "always"),
        (("site", "open"), 5),
        (("site", "open"), {"k": 1}),
        (("site", "tenant"), "Acme/../x"),
        (("site", "tenant"), ["a"]),
        (("site", "timezone"), "../../etc/passwd"),
        (("notice", "confirmed_by"), "A\nda"),
        (("notice", "confirmed_by"), "A\x1b[31mda"),
        (("notice", "confirmed_by"), "\ud800"),
        (("notice", "confirmed_by"), "x" * 501),
        (("notice", "confirmed_on"), "yesterday"),
        (("notice", "confirmed_on"), "2026-11-24\nk = 1"),
        (("notice", "confirmed_on"), True),
        (("screen", "yaw_deg"), 61),
        (("screen", "yaw_deg"), float("nan")),
        (("screen", "yaw_deg"), float("inf")),
        (("screen", "yaw_deg"), "1"),
        (("screen", "yaw_deg"), True),
        (("faces", "masks"), [[[0, 0], [2, 0], [1, 1]]]),
        (("faces", "masks"), [[[0, 0], [1, 0]]]),
        (("faces", "masks"), [[[0, 0], [1, "0"], [1, 1]]]),
        (("faces", "masks"), [{"x": [0, 0]}]),
        (("faces", "masks"), [[[0, 0, 0]] * 3]),
        (("faces", "masks"), [[[0, 0]] * (MOST_POINTS + 1)]),
    ],
)
def test_a_wrong_value_is_refused_and_the_file_stays(file: Path, place: SettingKey, value: object) -> None:
    with pytest.raises(SettingsRefusedError):
        FileSettingsStore(str(file)).save_values({("screen", "pitch_deg"): 1.0, place: value})
    assert file.read_text() == TEXT


def test_a_variable_over_the_file_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change would be written and have no effect."""
    monkeypatch.setenv("VITRINA_SITE__OPEN", "Sa 10:00-18:00")
    store = FileSettingsStore(str(file))
    assert store.present_values()["site", "open"] == "Sa 10:00-18:00"
    with pytest.raises(SettingsRefusedError, match="VITRINA_SITE__OPEN"):
        store.save_values({("site", "open"): "Su 10:00-18:00"})


def test_a_file_that_is_broken_meanwhile_is_named(file: Path) -> None:
    store = FileSettingsStore(str(file))
    file.write_text("[site")
    with pytest.raises(SettingsRefusedError, match="not TOML"):
        store.present_values()
    with pytest.raises(SettingsRefusedError, match="not TOML"):
        store.save_values({("site", "open"): "Su 10:00-18:00"})
    assert file.read_text() == "[site"


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kiosk whose camera address and opening hours came from the central server."""
    path, signed = tmp_path / "vitrina.toml", tmp_path / "signed"
    path.write_text(
        '[fleet]\nurl = "https://central.example.org/fleet/"\n[camera]\nsource = "rtsp://u:p@cam/a"\n'
        '[staff]\nin_view = "nobody"\ndeclared_on = 2026-11-01\ndeclared_by = "A"\n'
        '[notice]\nconfirmed_on = 2026-11-01\nconfirmed_by = "A"\n'
    )
    signed.mkdir()
    (signed / "site.toml").write_text('[camera]\nsource = "rtsp://cam/b"\n[site]\nopen = "Mo 09:00-18:00"\n')
    monkeypatch.setattr(
        settings_store, "load_settings", lambda _: load_from_place(SettingsPlace(path), {}, remote=signed)
    )
    return path


def test_who_confirms_a_new_view_confirms_all_of_it(moved: Path) -> None:
    """The address becomes the kiosk's own; staff are declared again, also where the same person confirms on the same
    day."""
    store = FileSettingsStore(str(moved))
    assert store.present_values()["notice", "confirmed_on"] is None
    store.save_values({("screen", "yaw_deg"): 3})
    assert load_settings_file(moved).camera.source == "rtsp://u:p@cam/a"
    store.save_values({("notice", "confirmed_on"): "2026-12-01", ("notice", "confirmed_by"): "B"})
    own = load_settings_file(moved)
    assert own.camera.source == "rtsp://u:p@cam/b"
    assert own.staff.missing_declaration_keys() == ["in_view", "declared_on", "declared_by"]
    assert store.present_values()["notice", "confirmed_by"] == "B"
    staff = {("staff", "in_view"): "nobody", ("staff", "declared_on"): "2026-12-01", ("staff", "declared_by"): "B"}
    store.save_values(staff)
    assert store.present_values()["staff", "declared_by"] == "B"


def test_a_value_from_the_central_server_is_changed_there(moved: Path) -> None:
    store = FileSettingsStore(str(moved))
    with pytest.raises(SettingsRefusedError, match=r"comes from the central server.*add site.open to \[fleet\] keep"):
        store.save_values({("site", "open"): "Tu 09:00-18:00"})
