"""Check of the country: it names what is missing, and never says what is allowed."""

from pathlib import Path

import pytest

from edge.tools.doctor.finding import DoctorFinding
from edge.tools.doctor.law import law_findings
from tests.edge.tools.doctor.contexts import make_context, only


def found(folder: Path, text: str) -> list[DoctorFinding]:
    return list(law_findings(make_context(folder, text)))


def levels(findings: list[DoctorFinding]) -> list[str]:
    return [finding.level for finding in findings]


def test_without_a_country_doctor_warns(tmp_path: Path) -> None:
    finding = only(found(tmp_path, ""))
    assert finding.level == "warning"
    assert finding.cure == "Set [site] country, such as FR, DE-MV or US-IL. See vitrina law."


@pytest.mark.parametrize(
    ("country", "level", "text"),
    [
        ("IT", "ok", "IT: 7 entries, 3 of them older than a year."),
        ("DE-MV", "ok", "DE-MV: 9 entries"),
        ("DE", "warning", "DE has no part"),
        ("US", "warning", "US has no part"),
        ("AT", "warning", "nothing is known of AT."),
        ("US-CA", "warning", "nothing is known of US-CA."),
    ],
)
def test_the_finding_says_what_is_known(tmp_path: Path, country: str, level: str, text: str) -> None:
    finding = only(found(tmp_path, f'[site]\ncountry = "{country}"\n'))
    assert (finding.level, finding.text[: len(text)]) == (level, text)


def test_france_asks_whether_the_street_sees_the_screen(tmp_path: Path) -> None:
    france = '[site]\ncountry = "FR"\n'
    asked = found(tmp_path, france)
    assert levels(asked) == ["ok", "warning"]
    assert "seen_from_street" in asked[1].cure
    assert levels(found(tmp_path, f'{france}seen_from_street = "no"\n')) == ["ok"]
    answered = found(tmp_path, f'{france}seen_from_street = "yes"\n')
    assert levels(answered) == ["ok", "warning"]
    assert answered[1].cure == "Ask the authority before you start. See vitrina law."


def test_a_place_that_starts_without_smiles_names_the_reason_that_is_missing_or_there(tmp_path: Path) -> None:
    dutch = '[site]\ncountry = "NL"\n'
    assert "write why into [notice] reason" in found(tmp_path, dutch)[1].text
    assert "for the reason" in found(tmp_path, f'{dutch}[notice]\nreason = "a study"\n')[1].text


def test_old_settings_with_legitimate_interests_are_reported_and_keep_running(tmp_path: Path) -> None:
    """With a country the check of the notice reports them, as a fault."""
    old = '[notice]\nlegal_basis = "legitimate interests"\n'
    warning = found(tmp_path, old)[1]
    assert (warning.level, "balancing_test_on" in warning.cure) == ("warning", True)
    assert levels(found(tmp_path, f"{old}balancing_test_on = 2026-11-20\n")) == ["warning"]
    assert levels(found(tmp_path, f'[site]\ncountry = "IT"\n{old}')) == ["ok"]


def test_a_legal_basis_in_own_words_is_a_warning_where_there_are_three_to_choose_from(tmp_path: Path) -> None:
    own = '[notice]\nlegal_basis = "our own words"\n'
    for site in ("", '[site]\ncountry = "IT"\n', '[site]\ncountry = "GB"\n'):
        last = found(tmp_path, site + own)[-1]
        assert last.cure == 'Choose one of "consent", "legitimate interests", "public task": vitrina law.'
    assert levels(found(tmp_path, f'[site]\ncountry = "US-TX"\n{own}')) == ["ok"]


def test_a_balancing_test_of_tomorrow_is_a_warning(tmp_path: Path) -> None:
    text = '[site]\ncountry = "IT"\n[notice]\nlegal_basis = "legitimate interests"\nbalancing_test_on = 2027-01-01\n'
    assert [one.text for one in found(tmp_path, text)][1] == (
        "the balancing test is dated 2027-01-01, which is in the future."
    )
