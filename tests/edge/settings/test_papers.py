"""The settings on which papers depend: each of them changes their mark, and others do not."""

import pytest

from edge.settings.papers import PAPER_SETTINGS, paper_settings
from edge.settings.settings import Settings, section_classes
from edge.toml_text import read_toml


def test_every_name_is_a_setting() -> None:
    keys = {f"{header.strip('[]')}.{key}" for header, kind in section_classes() for key in kind.model_fields}
    assert set(PAPER_SETTINGS) - keys == set()
    assert len(set(PAPER_SETTINGS)) == len(PAPER_SETTINGS)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("[audience]\nk = 6", "audience.k", "6"),
        ("[audience]\nsame_person_s = 90.5", "audience.same_person_s", "90.5"),
        ('[notice]\npurpose = {en = "x", de = "y"}', "notice.purpose", "de: y; en: x"),
        ('[reaction]\nparts = ["11:00", "15:00"]', "reaction.parts", "11:00, 15:00"),
        ("[faces]\nmasks = [[[0.0, 0.0], [0.1, 0.0], [0.1, 0.1]]]", "faces.masks", "1"),
        ('[microphone]\ndevice = "secret name"', "microphone.device", "set"),
        ("[broker]\ntls = true", "broker.tls", "true"),
    ],
)
def test_a_setting_that_matters_changes_the_values(text: str, name: str, value: str) -> None:
    before, after = paper_settings(Settings()), paper_settings(Settings.model_validate(read_toml(text)))
    assert after[name] == value
    assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == {name}


@pytest.mark.parametrize("text", ["[camera]\nfps = 20", "[outbox]\nmax_mb = 300", '[broker]\nusername = "x"'])
def test_other_settings_and_secrets_are_not_among_them(text: str) -> None:
    assert paper_settings(Settings()) == paper_settings(Settings.model_validate(read_toml(text)))
