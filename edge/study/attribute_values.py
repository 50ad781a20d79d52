"""Values of the participants' attributes, encrypted with each participant's key."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from edge.study.attributes import Attribute, AttributeValue, check_attribute_value
from edge.study.cipher import decrypt_value, encrypt_value
from edge.study.database import StudyDatabase
from edge.study.dictionary import STUDY
from edge.study.errors import StudyError
from edge.study.keys import StudyKeys

_PURPOSE = "attributes"
_QUERY = "SELECT record FROM attributes WHERE participant = ?"


class AttributeValues:
    """Attribute values of all participants of a study. A withdrawal destroys them with the participant's key."""

    def __init__(self, database: StudyDatabase, keys: StudyKeys) -> None:
        self._database, self._keys = database, keys

    def read_values(self, participant: str, attributes: Sequence[Attribute]) -> dict[str, AttributeValue]:
        """A participant's values of these attributes, in their order, without missing ones.

        Raises StudyStorageError, and StudyError for a value that the definition no longer allows.
        """
        stored = self._decrypted(participant, self._database.fetch_rows(_QUERY, participant))
        known = {attribute.name: attribute for attribute in attributes if attribute.name in stored}
        try:
            return {name: check_attribute_value(attribute, stored[name]) for name, attribute in known.items()}
        except StudyError as error:
            raise StudyError(f"{error} Set it again for {participant}: vitrina study participant set") from None

    def change_values(self, participant: str, changes: Mapping[str, AttributeValue | None]) -> None:
        """Store values of a participant's attributes. None removes a value. Raises StudyError or StudyStorageError."""

        def work(db: sqlite3.Connection) -> None:
            values = {**self._decrypted(participant, db.execute(_QUERY, (participant,)).fetchall()), **changes}
            record = json.dumps({name: value for name, value in values.items() if value is not None}).encode()
            sealed = encrypt_value(self._keys.read_key(participant, STUDY), _PURPOSE, record)
            db.execute("INSERT OR REPLACE INTO attributes VALUES (?, ?)", (participant, sealed))

        self._database.run_transaction(work)

    def _decrypted(self, participant: str, rows: Sequence[tuple[bytes]]) -> dict[str, object]:
        if not rows:
            return {}
        key = self._keys.read_key(participant, STUDY)
        values: dict[str, object] = json.loads(decrypt_value(key, _PURPOSE, rows[0][0]))
        return values
