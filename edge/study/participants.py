"""Participants of a study, by pseudonym, and the scopes that each participant consents to."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from edge.consent.record import Consent, InvalidConsentError, read, sign
from edge.study.cipher import decrypt_value, encrypt_value
from edge.study.database import StudyDatabase
from edge.study.dictionary import STUDY
from edge.study.errors import StudyError, StudyKeyMissingError
from edge.study.keys import StudyKeys

PATTERN = "w[1-9][0-9]{0,5}"
_PURPOSE = "consent"
_LAST = "last participant"


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """Consent of a participant: scopes, purpose, version of the signed text, and the period of validity."""

    scopes: frozenset[str]
    purpose: str
    text: str
    from_s: float
    until_s: float


class Participants:
    """Participants of one study. `device_key` reads this device's key, which signs consents."""

    def __init__(self, database: StudyDatabase, keys: StudyKeys, device_key: Callable[[], bytes]) -> None:
        self._database, self._keys, self._device_key = database, keys, device_key

    def pseudonyms(self) -> tuple[str, ...]:
        """Sorted pseudonyms of all participants, except participants with an unfinished withdrawal."""
        rows = self._database.fetch_rows("SELECT name FROM participants WHERE is_withdrawing = 0 ORDER BY number")
        return tuple(str(name) for (name,) in rows)

    def next_pseudonym(self) -> str:
        """The pseudonym after the last one that the study has used."""
        return f"w{self._last() + 1}"

    def require(self, name: str) -> None:
        """Raise StudyError unless this participant exists."""
        if name not in self.pseudonyms():
            known = ", ".join(self.pseudonyms()) or "none"
            raise StudyError(
                f"study: there is no participant {name}. Participants: {known}. Add one: vitrina study participant add"
            )

    def add(self, name: str, terms: ConsentTerms) -> None:
        """Add a participant with a signed consent. Raises StudyError or StudyStorageError."""
        number = self._checked_new_number(name)
        self._require_no_keys(name)
        record = self._signed(name, terms)
        for scope in (STUDY, *sorted(terms.scopes)):
            self._keys.read_or_make_key(name, scope)
        sealed = encrypt_value(self._keys.read_key(name, STUDY), _PURPOSE, record)

        def work(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (_LAST, number))
            db.execute("INSERT INTO participants (name, number) VALUES (?, ?)", (name, number))
            db.execute("INSERT INTO consents (participant, record) VALUES (?, ?)", (name, sealed))

        self._database.run_transaction(work)

    def replace_consent(self, name: str, terms: ConsentTerms) -> None:
        """Replace the consent of a participant. Data of ended scopes stays until `end_consent_scope` deletes it.

        Raises StudyError or StudyStorageError.
        """
        self.require(name)
        record = self._signed(name, terms)
        for scope in sorted(terms.scopes):
            self._keys.read_or_make_key(name, scope)
        sealed = encrypt_value(self._keys.read_key(name, STUDY), _PURPOSE, record)
        self._database.run_transaction(
            lambda db: db.execute("INSERT INTO consents (participant, record) VALUES (?, ?)", (name, sealed))
        )

    def newest_consent(self, name: str) -> Consent | None:
        """The latest consent of a participant, even if it has expired; None without a genuine consent record."""
        rows = self._database.fetch_rows(
            "SELECT record FROM consents JOIN participants ON participant = name"
            " WHERE name = ? AND is_withdrawing = 0 ORDER BY id DESC LIMIT 1",
            name,
        )
        if not rows:
            return None
        try:
            record = decrypt_value(self._keys.read_key(name, STUDY), _PURPOSE, rows[0][0])
            consent = read(record, self._device_key())
        except (InvalidConsentError, StudyKeyMissingError):
            return None
        return consent if (consent.wearer, consent.study) == (name, self._keys.study_id) else None

    def consented_scopes(self, name: str, at_s: float) -> frozenset[str]:
        """Scopes that a participant consents to at this time, and for which a key exists."""
        consent = self.newest_consent(name)
        if consent is None or not consent.from_s <= at_s < consent.until_s:
            return frozenset()
        return frozenset(consent.scopes) & self._keys.scopes_with_key(name)

    def _signed(self, name: str, terms: ConsentTerms) -> bytes:
        consent = Consent(
            name, (), terms.purpose, terms.text, terms.from_s, terms.until_s, tuple(terms.scopes), self._keys.study_id
        )
        try:
            return sign(consent, self._device_key())
        except InvalidConsentError as error:
            raise StudyError(
                f"study: invalid consent: {error}. Nothing was signed. Use the computer on which the study was created."
            ) from None

    def _checked_new_number(self, name: str) -> int:
        if not re.fullmatch(PATTERN, name):
            raise StudyError(
                f"study: {name!r} is not a pseudonym. Use w and a number, for example {self.next_pseudonym()}."
            )
        number = int(name[1:])
        if number <= self._last():
            raise StudyError(
                f"study: {name} is or was used for another participant; a number is never used twice. Use "
                f"{self.next_pseudonym()}."
            )
        return number

    def _require_no_keys(self, name: str) -> None:
        """Raise StudyError if keys exist for a person that this study does not have: two people would share them."""
        if self._keys.scopes_with_key(name):
            raise StudyError(
                f"study: {self._keys.folder / name} already contains keys, but this study has no {name}; another copy "
                f"of the study may contain that participant. Use a higher number than {name}. If no other copy "
                f"exists, delete the folder with the keys."
            )

    def _last(self) -> int:
        rows = self._database.fetch_rows("SELECT value FROM counters WHERE name = ?", _LAST)
        return int(str(rows[0][0])) if rows else 0
