"""`vitrina law`: known facts about a place, with sources and dates."""

import json
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE

OLD = "! Older than a year: check whether it still holds."


def law(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["law", *options]) == DONE
    return capsys.readouterr().out


def test_each_row_has_its_source_its_date_and_what_vitrina_does(capsys: pytest.CaptureFixture[str]) -> None:
    said = law(capsys, "--country", "NL")
    assert said.startswith("NL Netherlands\nData-protection authority: Autoriteit Persoonsgegevens")
    row = said.split("\n\n")[1]
    assert "Dated 2018-06, read on 2026-12-01." in row
    assert OLD in row
    assert "Vitrina: Detects no smiles until you write [notice] reason." in row
    assert '"legitimate interests", Article 6(1)(f)' in said
    assert said.count("Source: ") == 7


@pytest.mark.parametrize("country", ["NO", "AT", "US-CA"])
def test_of_another_country_it_says_that_nothing_is_known(country: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"Nothing is known here of the law of {country}. Ask your data-protection officer." in law(
        capsys, "--country", country
    )


def test_a_country_without_its_part_and_a_row_without_a_date_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Name one, such as DE-BB." in law(capsys, "--country", "DE")
    assert "! Its date is not known: check whether it still holds." in law(capsys, "--country", "GB")


def test_the_country_and_the_own_table_are_those_of_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, own = tmp_path / "vitrina.toml", tmp_path / "law.toml"
    config.write_text('[site]\ncountry = "CH"\n', encoding="utf-8")
    assert "CH\nData-protection authority: not known." in law(capsys, "--config", str(config))
    own.write_text('[places.CH]\nname = "Switzerland"\nauthority = "EDÖB"\n', encoding="utf-8")
    assert "CH Switzerland\nData-protection authority: EDÖB." in law(capsys, "--config", str(config))
    other = tmp_path / "other.toml"
    other.write_text('[places.CH]\nname = "Suisse"\n', encoding="utf-8")
    assert "CH Suisse" in law(capsys, "--config", str(config), "--table", str(other))


def test_without_a_country_it_lists_the_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "vitrina.toml"
    config.write_text("", encoding="utf-8")
    assert main(["law", "--config", str(config)]) == DONE
    said = capsys.readouterr()
    assert "DE-MV  Mecklenburg-Vorpommern" in said.out
    assert said.err == "law: [site] country is not set. Add --country, such as --country DE-MV.\n"


def test_json_has_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    fields = json.loads(law(capsys, "--country", "US-IL", "--json"))
    assert (fields["name"], fields["is_known"], fields["starts_without_smiles"]) == ("Illinois", True, True)
    assert [row["place"] for row in fields["rows"]] == ["US-IL", "US-IL"]
    assert fields["rows"][0]["is_old"] is True
    assert fields["legal_bases"] == {}


@pytest.mark.parametrize("country", ["UK", "XX", "de"])
def test_a_code_that_is_none_is_bad_usage(country: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "--country", country]) == BAD_USAGE
    assert capsys.readouterr().err.startswith(f"law: --country {country} must be")


def test_an_own_table_with_an_error_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "law.toml").write_text("[places", encoding="utf-8")
    assert main(["law", "--country", "NL", "--table", str(tmp_path / "law.toml")]) == BAD_USAGE
    assert "is not TOML" in capsys.readouterr().err
