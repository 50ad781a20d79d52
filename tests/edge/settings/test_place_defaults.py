"""Defaults of the place: the country of the kiosk decides them when the settings are loaded."""

from pathlib import Path

import pytest

from edge.kiosk.networks import choose_expression_reader
from edge.settings.loading import load_from_place
from edge.settings.places import SettingsPlace
from edge.settings.settings import Settings, SettingsError

OWN_READER = '[models]\nexpression = "/none/own.json"\n'
NOTICE = '[notice]\nversion = "1"\noperator = "Shop"\ncontact = "c"\nconfirmed_on = 2026-11-25\nconfirmed_by = "Ada"\n'


def loaded(folder: Path, text: str) -> Settings:
    path = folder / "vitrina.toml"
    path.write_text(text, encoding="utf-8")
    return load_from_place(SettingsPlace(path), {}).settings


@pytest.mark.parametrize("country", ["NL", "US-IL"])
def test_a_place_that_starts_without_smiles_has_no_expression_model_until_a_reason_is_written(
    tmp_path: Path, country: str
) -> None:
    site = f'[site]\ncountry = "{country}"\n'
    settings = loaded(tmp_path, site)
    assert settings.models.expression == "none"
    choice = choose_expression_reader(settings)
    assert choice.spec is None
    assert choice.why.startswith(f"{country} starts without an expression model, and [notice] reason is empty.")
    assert loaded(tmp_path, site + OWN_READER).models.expression == "none"
    assert loaded(tmp_path, f'{site}[notice]\nreason = "a study with the university"\n').models.expression is None


@pytest.mark.parametrize("site", ["", '[site]\ncountry = "FR"\n', '[site]\ncountry = "US-TX"\n'])
def test_elsewhere_the_expression_model_is_that_of_the_settings(tmp_path: Path, site: str) -> None:
    assert loaded(tmp_path, site).models.expression is None
    assert loaded(tmp_path, site + OWN_READER).models.expression == Path("/none/own.json")
    said = loaded(tmp_path, f'{site}[models]\nexpression = "none"\n')
    assert choose_expression_reader(said).why.startswith('[models] expression = "none".')


def test_the_authority_is_that_of_the_land_unless_the_settings_name_one(tmp_path: Path) -> None:
    site = '[site]\ncountry = "DE-MV"\n'
    assert str(loaded(tmp_path, site).notice.authority).endswith("Mecklenburg-Vorpommern")
    assert loaded(tmp_path, f'{site}[notice]\nauthority = "own"\n').notice.authority == "own"
    assert loaded(tmp_path, '[site]\ncountry = "NO"\n').notice.authority is None
    assert loaded(tmp_path, "").notice.authority is None


def test_defaults_of_the_place_are_not_values_that_somebody_set(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[site]\ncountry = "NL"\n')
    assert not settings.models.model_fields_set
    assert not settings.notice.model_fields_set


def test_the_own_table_beside_the_settings_decides(tmp_path: Path) -> None:
    """And one with an error lets nothing start."""
    (tmp_path / "law.toml").write_text('[places.NL]\nname = "NL"\n', encoding="utf-8")
    assert loaded(tmp_path, '[site]\ncountry = "NL"\n').models.expression is None
    (tmp_path / "law.toml").write_text("[places", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"law\.toml is not TOML.* Correct it, or move it away\."):
        loaded(tmp_path, '[site]\ncountry = "NL"\n')
    assert loaded(tmp_path, "").site.country is None


@pytest.mark.parametrize(
    ("site", "basis", "missing"),
    [
        ('[site]\ncountry = "NL"\n', "legitimate interests", ["balancing_test_on"]),
        ('[site]\ncountry = "NL"\n', "consent", []),
        ('[site]\ncountry = "NL"\n', "public task", []),
        ("", "legitimate interests", []),  # settings from before this rule
        ('[site]\ncountry = "NL"\n', "", ["legal_basis"]),
    ],
)
def test_legitimate_interests_need_a_balancing_test_where_a_country_is_set(
    tmp_path: Path, site: str, basis: str, missing: list[str]
) -> None:
    text = f'{site}{NOTICE}legal_basis = "{basis}"\n'
    assert loaded(tmp_path, text).missing_notice_keys() == missing
    assert loaded(tmp_path, text).missing_notice_text_keys() == missing
    if missing == ["balancing_test_on"]:
        assert loaded(tmp_path, f"{text}balancing_test_on = 2026-11-20\n").missing_notice_keys() == []


@pytest.mark.parametrize("country", ["UK", "de", "DE-XX", 49])
def test_a_country_that_is_none_is_refused(tmp_path: Path, country: object) -> None:
    with pytest.raises(SettingsError, match="country"):
        loaded(tmp_path, f"[site]\ncountry = {country!r}\n")
