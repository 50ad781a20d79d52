"""Settings of the notice that informs people about the sensing."""

from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from edge.law.bases import LEGITIMATE_INTERESTS
from edge.settings.section import SettingsSection

Language = Literal["en", "de", "fr", "es", "ru"]
LocalText = str | dict[Language, str]

MOST_NAME = 300
"""Maximum length of operator and contact, in characters. Without `address`, the QR code contains both and has no
room for more.
"""
MOST_OBJECTION = 120
"""Maximum length of `how_to_object`, in characters. Without `address`, the QR code contains this text and grows with
it.
"""

MOST_REASON = 500
"""Maximum length of `reason`, in characters."""


def _texts(text: LocalText) -> list[str]:
    """The operator's texts in all languages for which there is one."""
    return [text] if isinstance(text, str) else list(text.values())


class NoticeSettings(SettingsSection):
    """The notice at the screen that informs people about the sensing. The kiosk stays paused until version, operator,
    contact and legal_basis are set, and for a printed sign confirmed_on and confirmed_by. `vitrina notice` prints the
    text, and makes a door sign from it. You can write your own text once for all languages, or as a table with one text
    per language.
    """

    version: str | None = Field(None, min_length=1, description="version of the text on the notice")
    confirmed_on: date | None = Field(
        None, description="date on which somebody checked the notice in its place, such as 2026-11-24"
    )
    confirmed_by: str | None = Field(None, min_length=1, description="name of the person who checked it")
    shown: Literal["sign", "screen", "both"] = Field(
        "sign",
        description='place of the notice: a printed "sign", confirmed by the keys above; the "screen" of the own '
        'player, where the kiosk senses only while its page reports that the notice is shown; or "both"',
    )
    operator: str | None = Field(
        None, max_length=MOST_NAME, description="who is responsible for the screen: name and place"
    )
    contact: str | None = Field(None, max_length=MOST_NAME, description="address or telephone number for questions")
    legal_basis: LocalText | None = Field(
        None,
        description='legal basis: "consent", "legitimate interests" or "public task"; vitrina law prints what each '
        "asks for. Outside the EU and the United Kingdom, your own words",
    )
    balancing_test_on: date | None = Field(
        None,
        description='date of your balancing test, which "legitimate interests" asks for, such as 2026-11-24. With '
        "[site] country, the kiosk stays paused without it",
    )
    reason: str | None = Field(
        None,
        min_length=1,
        max_length=MOST_REASON,
        description="why smiles are detected in a place where the kiosk starts without it: NL, US-IL. Empty: there the "
        "kiosk counts visits and attention only",
    )
    purpose: LocalText | None = Field(
        None,
        description='your purpose in your words, such as {en = "...", de = "..."}. Empty: learn which ads are watched. '
        "The notice adds the intended purpose of the program",
    )
    data_protection_officer: LocalText | None = Field(
        None,
        description="name or address of your data-protection officer. Empty: the notice names none, which is right "
        "only if you have none",
    )
    recipients: LocalText | None = Field(
        None,
        description="who receives the numbers about groups, in your words, such as an agency. Empty: you and your "
        "service providers",
    )
    transfers: LocalText | None = Field(
        None,
        description="transfers to countries outside your country's law and their safeguards, in your words. Empty: no "
        "image is sent to another country, and numbers are sent in groups only",
    )
    authority: LocalText | None = Field(
        None,
        description="data-protection authority to which people can complain. Empty: that of [site] country, if it is "
        "known",
    )
    retention: LocalText | None = Field(
        None, description="how long data are kept, in your words. Empty: what this kiosk and your server do"
    )
    server_months: int | None = Field(
        None,
        ge=1,
        le=1200,
        description="months after which you delete the numbers about groups from your server. Vitrina's server keeps "
        "them without a limit and has no command that deletes them by age: set this only if you delete the whole "
        "store in time. Empty: the notice says that there is no fixed limit",
    )
    how_to_object: LocalText | None = Field(
        None,
        description='how people object at the screen without a keyboard, such as "close the cover on the camera", in '
        f'at most {MOST_OBJECTION} characters that continue "To object:". Empty: tell our staff or contact us',
    )
    address: str | None = Field(
        None,
        description="web address of the full text, such as https://example.org/screen, for the QR code. `vitrina "
        "notice --html` writes the page to publish there",
    )
    languages: list[Language] = Field(
        ["en"], min_length=1, description='languages of the notice, in this order: "en", "de", "fr", "es", "ru"'
    )
    optout_s: int = Field(
        600, ge=60, le=3600, description="seconds for which the button on the own player's page pauses sensing"
    )

    @field_validator("address")
    @classmethod
    def _check_address(cls, address: str | None) -> str | None:
        if address is not None and (
            not address.startswith(("https://", "http://"))
            or not address.isprintable()
            or " " in address
            or len(address) > 300
        ):
            raise ValueError("must be a web address, such as https://example.org/screen")
        return address

    @field_validator(
        *("version", "confirmed_by", "operator", "contact", "legal_basis", "purpose", "data_protection_officer"),
        *("recipients", "transfers", "authority", "retention", "how_to_object", "reason"),
    )
    @classmethod
    def _says_something(cls, text: LocalText | None) -> LocalText | None:
        if text is not None and not (_texts(text) and all(any(map(str.isalnum, each)) for each in _texts(text))):
            raise ValueError("must not be empty: write at least a letter or a digit")
        return text

    @field_validator("how_to_object")
    @classmethod
    def _is_short(cls, ways: LocalText | None) -> LocalText | None:
        if ways is not None and any(len(way) > MOST_OBJECTION for way in _texts(ways)):
            raise ValueError(
                f"must have 1 to {MOST_OBJECTION} characters, because it appears on the strip and in its QR code"
            )
        return ways

    @field_validator("languages")
    @classmethod
    def _are_different(cls, languages: list[Language]) -> list[Language]:
        if len(set(languages)) < len(languages):
            raise ValueError("a language is listed twice; list each language only once")
        return languages

    @property
    def lacks_balancing_test(self) -> bool:
        """True if the notice names legitimate interests, and no balancing test was made."""
        return self.legal_basis == LEGITIMATE_INTERESTS and self.balancing_test_on is None

    def missing_keys(self, *, needs_balancing_test: bool = False) -> list[str]:
        """The required keys that are still empty. Sensing may start once no key is missing."""
        return self.missing_text_keys(needs_balancing_test=needs_balancing_test) + self.missing_confirmation_keys()

    def missing_text_keys(self, *, needs_balancing_test: bool = False) -> list[str]:
        """The empty keys that are needed before the notice is printed. `needs_balancing_test`: legitimate interests
        need the date of a balancing test.
        """
        missing = self._empty("version", "operator", "contact", "legal_basis")
        return missing + (["balancing_test_on"] if needs_balancing_test and self.lacks_balancing_test else [])

    def missing_confirmation_keys(self) -> list[str]:
        """The empty keys among the two that state who checked that the printed sign is up, and when. A notice on the
        screen needs no such keys.
        """
        return [] if self.shown == "screen" else self._empty("confirmed_on", "confirmed_by")

    def _empty(self, *keys: str) -> list[str]:
        return [key for key in keys if getattr(self, key) is None]
