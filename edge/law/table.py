"""The table of places: known facts about the law of each, with sources and dates. It is one TOML file, which ships with
Vitrina. Places in a file of the operator's own replace those with the same code.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from edge.law.codes import PARTS, check_country
from edge.toml_errors import TomlLines, place_text, toml_problems
from edge.toml_text import TomlTextError, read_toml

OWN_TABLE = "law.toml"
"""Name of the operator's own table. It is in the folder of the settings file."""
SHIPPED = "places.toml"
FRESH_DAYS = 365
"""Age in days from which a row is marked."""
NOT_KNOWN = "not known"
UNIONS = ("EU",)
"""Codes of unions of countries in the table. Their rows apply to all members."""

Language: TypeAlias = Literal["en", "de"]
"""Languages of the table: English, and German for the papers."""

_KNOWN = "is not a key of the table: vitrina docs law"
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class LawTableError(Exception):
    """The table cannot be used. The text has one line for each problem."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass(frozen=True, slots=True)
class LawTexts:
    """Texts of a row in one language."""

    says: str
    source: str
    does: str


class LawRow(_Part):
    """One thing that is known: what a source says, and what Vitrina does about it. Without German texts, the papers in
    German show the others.
    """

    says: str = Field(min_length=1)
    says_de: str = ""
    source: str = Field(min_length=1)
    source_de: str = ""
    address: str = ""
    date: str  # of the source: a year, a month, a day, or "not known"
    read: datetime.date  # when somebody last compared the row with its source
    does: str = ""
    does_de: str = ""

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, text: str) -> str:
        _first_day(text)
        return text

    def texts(self, language: Language) -> LawTexts:
        if language == "en":
            return LawTexts(self.says, self.source, self.does)
        return LawTexts(self.says_de or self.says, self.source_de or self.source, self.does_de or self.does)

    @property
    def has_no_date(self) -> bool:
        return self.date == NOT_KNOWN

    def is_old(self, today: datetime.date) -> bool:
        """True if the source, or the last comparison with it, is older than a year, or if its date is not known."""
        return (today - min(_first_day(self.date), self.read)).days > FRESH_DAYS


class LawPlace(_Part):
    """A country, a part of one, or a union. The flags decide defaults of a kiosk there."""

    name: str = Field(min_length=1)
    name_de: str = ""
    authority: str | None = Field(None, description="data-protection authority, named on the notice")
    website: str | None = Field(None, description="website of the authority")
    members: list[str] = Field([])
    asks_legal_basis: bool = Field(default=False, description="the kiosk needs one of the three legal bases")
    part_decides: bool = Field(default=False, description="the law differs between the parts of this country")
    starts_without_smiles: bool = Field(default=False, description="no expression model until [notice] reason is set")
    asks_about_street: bool = Field(default=False, description="the set-up asks whether the street sees the screen")
    rows: list[LawRow] = Field([])

    def name_in(self, language: Language) -> str:
        return self.name_de if language == "de" and self.name_de else self.name


class _Table(_Part):
    places: dict[str, LawPlace]

    @field_validator("places")
    @classmethod
    def _have_codes(cls, places: dict[str, LawPlace]) -> dict[str, LawPlace]:
        for code in places:
            if code not in UNIONS:
                check_country(code)
        return places


@dataclass(frozen=True, slots=True)
class PlaceLaw:
    """Known facts about one place. `places`: the place itself, the country around it and its union, by code, if the
    table has them.
    """

    code: str
    places: Mapping[str, LawPlace]

    @property
    def is_known(self) -> bool:
        """True if there is a row about this country itself, and not only about its union."""
        return any(place.rows for code, place in self.places.items() if code not in UNIONS)

    @property
    def name(self) -> str:
        """Name of the place, or its code if the table has no name for it."""
        own = self.places.get(self.code)
        return self.code if own is None else own.name

    @property
    def authority(self) -> str | None:
        """Name of the data-protection authority; None if it is not known."""
        return next((place.authority for place in self.places.values() if place.authority), None)

    @property
    def lacks_part(self) -> bool:
        """True if the law differs between the parts of this country, and the code names none."""
        return "-" not in self.code and any(place.part_decides for place in self.places.values())

    @property
    def example_part(self) -> str:
        """A part of this country, as an example for people."""
        country = self.code.partition("-")[0]
        return f"{country}-{min(PARTS[country])}" if country in PARTS else f"{country}-…"

    @property
    def asks_legal_basis(self) -> bool:
        return any(place.asks_legal_basis for place in self.places.values())

    @property
    def starts_without_smiles(self) -> bool:
        return any(place.starts_without_smiles for place in self.places.values())

    @property
    def asks_about_street(self) -> bool:
        return any(place.asks_about_street for place in self.places.values())

    def rows(self) -> Iterator[tuple[str, LawRow]]:
        """Each row with the code of its place, from the nearest place to the widest."""
        for code, place in self.places.items():
            for row in place.rows:
                yield code, row


@dataclass(frozen=True, slots=True)
class LawTable:
    """All places, by code."""

    places: Mapping[str, LawPlace]

    def place_law(self, code: str) -> PlaceLaw:
        """Known facts about a country or of a part of it."""
        country = code.partition("-")[0]
        unions = [union for union in UNIONS if union in self.places and country in self.places[union].members]
        codes = dict.fromkeys([code, country, *unions])
        return PlaceLaw(code, {each: self.places[each] for each in codes if each in self.places})


def load_law_table(own: Path | None = None) -> LawTable:
    """The shipped table, with the places of `own` instead of those with the same code, if this file exists. Raises
    LawTableError.
    """
    shipped = _shipped_table()
    if own is None:
        return shipped
    try:
        text = own.read_text(encoding="utf-8")
    except FileNotFoundError:
        return shipped
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise LawTableError(f"law: {own} cannot be read ({why}). Correct it, or move it away.") from None
    return LawTable({**shipped.places, **_parse_places(text, str(own))})


@cache
def _shipped_table() -> LawTable:
    text = files("edge.law").joinpath(SHIPPED).read_text(encoding="utf-8")
    return LawTable(_parse_places(text, SHIPPED))


def _parse_places(text: str, name: str) -> dict[str, LawPlace]:
    try:
        return _Table.model_validate(read_toml(text)).places
    except TomlTextError as error:
        raise LawTableError(f"law: {name} is not TOML: {error}. Correct it, or move it away.") from None
    except ValidationError as error:
        raise LawTableError("\n".join(_problem_lines(error, text, name))) from None


def _problem_lines(error: ValidationError, text: str, name: str) -> Iterator[str]:
    for problem in toml_problems(error, TomlLines(text), _KNOWN):
        where = f"{name} line {problem.line}" if problem.line else name
        yield f"law: {' '.join(filter(None, [place_text(problem.place), problem.reason]))} ({where})."


def _first_day(text: str) -> datetime.date:
    """First day of a year, a month or a day such as 2017, 2018-06 or 2026-08-02. Raises ValueError."""
    if text == NOT_KNOWN:
        return datetime.date.min
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f'must be a year, a month or a day, such as 2017, 2018-06 or 2026-08-02, or "{NOT_KNOWN}"')
    year, month, day = (int(part or 1) for part in match.groups())
    return datetime.date(year, month, day)
