"""Codes of countries (ISO 3166-1 alpha-2) and of their parts (ISO 3166-2), such as DE-MV or US-IL."""

import re

_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""
_PARTS = {
    "DE": "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH",
    "US": "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH NJ NM "
    "NV NY OH OK OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY",
}
COUNTRIES = frozenset(_COUNTRIES.split())
PARTS = {country: frozenset(parts.split()) for country, parts in _PARTS.items()}
"""Parts of the countries in which the part decides. Of other countries, every part with the right form is accepted."""

_FORM = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


def check_country(text: str) -> str:
    """Return the code of a country or of a part of it. Raises ValueError with the sentence about what to write."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError("must be a country such as FR, or a country and its part, such as DE-MV or US-IL")
    country, part = match.groups()
    if country == "UK":
        raise ValueError("must be GB for the United Kingdom")
    if country not in COUNTRIES:
        raise ValueError(f"must be a country: ISO 3166 has no {country}")
    if part is not None and part not in PARTS.get(country, {part}):
        raise ValueError(f"must be a part of {country}: ISO 3166 has no {text}. It has {', '.join(_parts(country))}")
    return text


def _parts(country: str) -> list[str]:
    return [f"{country}-{part}" for part in sorted(PARTS[country])]
