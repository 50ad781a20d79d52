"""Settings by the environment: every key, the types of the file, errors that name the variable."""

import datetime
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.settings.environment import settings_variables
from edge.settings.loading import LoadedSettings, load_from_place
from edge.settings.places import SettingsPlace
from edge.settings.settings import Settings, SettingsError, section_classes


def load(folder: Path, text: str = "", **environment: str) -> LoadedSettings:
    path = folder / "vitrina.toml"
    path.write_text(text, encoding="utf-8")
    return load_from_place(SettingsPlace(path), {f"VITRINA_{name}": value for name, value in environment.items()})


def refused(folder: Path, text: str = "", **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, text, **environment)
    assert str(caught.value).endswith("\nNothing was started.")
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("SITE__SITE", "7", "7"),
        ("CAMERA__SOURCE", "/dev/video2", "/dev/video2"),
        ("CAMERA__SOURCE", "[x] of a name", "[x] of a name"),
        ("CAMERA__WIDTH_PX", "640", 640),
        ("CAMERA__FPS", "12.5", 12.5),
        ("CAMERA__FPS", "12", 12.0),
        ("CAMERA__FPS", "", None),
        ("CAMERA__CA_FILE", "a.pem", Path("a.pem")),
        ("BROKER__TLS", "true", True),
        ("BROKER__TLS", "0", False),
        ("BROKER__PASSWORD_FILE", "/run/secret", Path("/run/secret")),
        ("FACES__TILES", "2", "2"),
        ("FACES__MASKS", "[[[0, 0], [1, 0], [1, 1]]]", [[(0, 0), (1, 0), (1, 1)]]),
        ("NOTICE__CONFIRMED_ON", "2026-11-24", datetime.date(2026, 11, 24)),
        ("NOTICE__LANGUAGES", '["de", "en"]', ["de", "en"]),
        ("NOTICE__PURPOSE", "learn", "learn"),
        ("NOTICE__PURPOSE", '{de = "lernen"}', {"de": "lernen"}),
        ("MODELS__EXPRESSION", "none", "none"),
        ("MODELS__EXPRESSION", "./none", Path("none")),
        ("MICROPHONE__DEVICE", "0", "0"),
        ("REACTION__PARTS", '["11:00"]', ["11:00"]),
        ("PLAYBACK__OPTIONS", "{a = 1}", {"a": 1}),
    ],
)
def test_a_text_is_read_by_the_type_of_its_key(tmp_path: Path, name: str, text: str, value: object) -> None:
    """As TOML for lists and tables, else as it stands."""
    section, _, key = name.lower().partition("__")
    assert getattr(getattr(load(tmp_path, **{name: text}).settings, section), key) == value


def test_a_variable_stands_over_the_file(tmp_path: Path) -> None:
    """The other keys stay those of the file."""
    loaded = load(tmp_path, '[site]\ntenant = "a"\nsite = "b"\n', SITE__TENANT="acme")
    assert (loaded.settings.site.tenant, loaded.settings.site.site) == ("acme", "b")
    assert loaded.variables == {("site", "tenant"): "VITRINA_SITE__TENANT"}


def test_an_optional_section_is_there_if_a_variable_is(tmp_path: Path) -> None:
    """As its header does in the file."""
    player = load(tmp_path, PLAYER__MEDIA="/srv").settings.player
    assert player is not None
    assert player.media == Path("/srv")


def test_kits_are_numbered_as_in_the_errors(tmp_path: Path) -> None:
    """The first is number 1. A number that leaves one out is refused."""
    kit = {"KITS__1__PORT": "/dev/a", "KITS__1__KIT": "grove", "KITS__1__WEARER": "w1", "KITS__1__CONSENT": "w1.json"}
    assert [each.port for each in load(tmp_path, **kit).settings.kits] == ["/dev/a"]
    text = '[[kits]]\nport = "/dev/b"\nkit = "grove"\nwearer = "w2"\nconsent = "w2.json"\n'
    assert [each.port for each in load(tmp_path, text, KITS__1__PORT="/dev/c").settings.kits] == ["/dev/c"]
    second = {name.replace("1", "2", 1): value for name, value in kit.items()}
    assert [each.port for each in load(tmp_path, text, **second).settings.kits] == ["/dev/b", "/dev/a"]
    assert "VITRINA_KITS__3__PORT names number 3" in refused(tmp_path, text, KITS__3__PORT="/dev/a")
    assert "VITRINA_KITS__PORT is not a setting: the name must have the form VITRINA_KITS__1__KEY" in refused(
        tmp_path, KITS__PORT="/dev/a"
    )
    assert "[[kits]] port of number 1 is missing" in refused(tmp_path, KITS__1__KIT="grove")
    assert "VITRINA_KITS__1__PORT cannot be used" in refused(tmp_path, "kits = [1]", KITS__1__PORT="/dev/a")


@pytest.mark.parametrize(
    ("environment", "parts"),
    [
        ({"AUDIENCE__K": "2"}, ["[audience] k = 2 is too small; it must be at least 3 (VITRINA_AUDIENCE__K)."]),
        ({"AUDIENCE__K": "many"}, ["[audience] k = 'many': ", "(VITRINA_AUDIENCE__K)."]),
        ({"BROKER__TLS": "maybe"}, ["[broker] tls = 'maybe': ", "(VITRINA_BROKER__TLS)."]),
        ({"BROKER__HOTS": "a"}, ["VITRINA_BROKER__HOTS is not a setting; vitrina settings --example"]),
        (
            {"BROKR__HOST": "a"},
            ["VITRINA_BROKR__HOST is not a setting, because there is no section 'brokr'. The sections are site,"],
        ),
        ({"BROKER__HOST__X": "a"}, ["VITRINA_BROKER__HOST__X is not a setting"]),
        ({"BROKER__CERT_FILE": "a"}, ["must be set together (vitrina.toml line 1, VITRINA_BROKER__CERT_FILE)."]),
        ({"FACES__MASKS": "[[[0, 0]]]"}, ["three points", "(VITRINA_FACES__MASKS)."]),
        ({"SITE__SITE": "Ä", "AUDIENCE__K": "1"}, ["(VITRINA_SITE__SITE).", "(VITRINA_AUDIENCE__K)."]),
        ({"BROKR__HOST": "a", "AUDIENCE__K": "1"}, ["VITRINA_BROKR__HOST is not a setting", "(VITRINA_AUDIENCE__K)."]),
    ],
)
def test_an_error_names_the_variable(tmp_path: Path, environment: dict[str, str], parts: list[str]) -> None:
    """All problems at once, as with the file."""
    text = refused(tmp_path, "[broker]\n", **environment)
    for part in parts:
        assert part in text


def test_a_problem_of_the_file_keeps_its_line(tmp_path: Path) -> None:
    """A variable of another key has nothing to do with it."""
    assert "k = 2 is too small; it must be at least 3 (vitrina.toml line 2)." in refused(
        tmp_path, "[audience]\nk = 2\n", AUDIENCE__WINDOW_S="60"
    )


def test_the_password_is_no_variable_of_this_form(tmp_path: Path) -> None:
    """There is one variable for it, and files. The text does not show it."""
    text = refused(tmp_path, BROKER__PASSWORD="hush")
    assert "VITRINA_BROKER__PASSWORD cannot be set by a variable" in text
    assert "password_file" in text
    assert "hush" not in text


def test_every_key_has_its_variable(tmp_path: Path) -> None:
    """Each default, written as a variable, changes nothing."""
    environment = {}
    for header, model in section_classes():
        if not header.startswith("[["):
            for key, field in model.model_fields.items():
                value = field.examples[0] if field.examples else field.default
                if (header, key) != ("[broker]", "password"):
                    name = f"{header.strip('[]')}__{key}".upper()
                    environment[name] = "" if value is None else str(value).replace("'", '"')
    loaded = load(tmp_path, **environment)
    assert len(loaded.variables) == len(environment) > 70
    changed = loaded.settings.model_copy(
        update=dict.fromkeys(("player", "console", "metrics", "home_assistant", "fleet"))
    )
    assert changed == Settings()


def test_other_variables_are_left_alone() -> None:
    """Those of one underscore have meanings of their own."""
    others: dict[str, str] = dict.fromkeys(("VITRINA_CONFIG", "VITRINA_LOG", "VITRINA_BROKER_PASSWORD", "X__Y"), "a")
    assert settings_variables(others) == {}


@given(st.dictionaries(st.sampled_from(["SITE__TENANT", "AUDIENCE__K", "FACES__MASKS", "KITS__1__PORT"]), st.text()))
def test_any_text_is_a_setting_or_an_error(environment: dict[str, Any]) -> None:
    """Never a crash."""
    names = {f"VITRINA_{name}": value for name, value in environment.items()}
    with suppress(SettingsError):
        load_from_place(SettingsPlace(Path("/nowhere/vitrina.toml"), is_named=False), names | {"HOME": "/nowhere"})
