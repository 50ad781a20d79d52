"""Codes of countries and of their parts."""

from pathlib import Path

import pytest

from edge.law.codes import COUNTRIES, PARTS, check_country

ISO = Path("/usr/share/zoneinfo/iso3166.tab")


@pytest.mark.parametrize("code", ["FR", "DE-MV", "US-IL", "GB-SCT", "FR-75C", "AT-9"])
def test_a_country_may_have_a_part(code: str) -> None:
    assert check_country(code) == code


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("UK", "must be GB for the United Kingdom"),
        ("UK-ENG", "must be GB for the United Kingdom"),
        ("XX", "ISO 3166 has no XX"),
        ("DE-XX", "ISO 3166 has no DE-XX. It has DE-BB, DE-BE"),
        ("US-ZZ", "ISO 3166 has no US-ZZ"),
        *((text, "DE-MV or US-IL") for text in ("de", "Germany", "DE-", "DE_MV", "FR-ABCD", " FR", "FR\n", "")),
    ],
)
def test_anything_else_is_refused_with_what_to_write(code: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_country(code)


@pytest.mark.skipif(not ISO.exists(), reason="this machine has no table of countries")
def test_the_countries_are_those_of_iso_3166() -> None:
    lines = ISO.read_text(encoding="utf-8").splitlines()
    assert {line[:2] for line in lines if not line.startswith("#")} == COUNTRIES


def test_the_parts_are_sixteen_länder_and_the_states_with_the_district_and_the_areas() -> None:
    assert {country: len(parts) for country, parts in PARTS.items()} == {"DE": 16, "US": 57}
