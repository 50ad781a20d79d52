"""Facts that a notice states about this screen: who is responsible, what is measured, and how to object."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "de", "fr", "es", "ru"]

LocalText = str | Mapping[Language, str]
"""A text from the operator: one text for all languages, or one text per language."""

ReadsFaces = Literal["attention", "smiles", "expressions"]

SECONDS_OF_PICTURES = 3
"""Longest time in seconds that a frame or the text of a comment stays in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOperator:
    """The operator's own texts. None: the standard text of each language. `legal_basis`: one of the three bases, which
    has a standard text, or the operator's own words.
    """

    name: str
    contact: str
    legal_basis: LocalText
    purpose: LocalText | None = None
    officer: LocalText | None = None  # of data protection
    recipients: LocalText | None = None
    transfers: LocalText | None = None  # to other countries
    authority: LocalText | None = None  # of data protection, for complaints
    retention: LocalText | None = None
    server_months: int | None = None  # None: no fixed limit for numbers about groups there
    how_to_object: LocalText | None = None  # at the screen, without a keyboard
    address: str | None = None  # of the full text


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """All facts that a notice states."""

    operator: NoticeOperator
    version: str
    reads: ReadsFaces
    listens: bool = False
    hears_laughter: bool = False  # with a voice model; else the microphone measures only the sound level
    has_kits: bool = False
    takes_comments: bool = False
    is_research: bool = False
    k: int = 5
    k_reaction: int = 10
    device_days: int = 37  # of operation; longest time that the kiosk keeps numbers about groups
    optout_s: int | None = None  # None: the screen has no button
