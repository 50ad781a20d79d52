"""Signed proof of a deletion: what was deleted and when. It does not name the participant."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge.messages.wire import time_text
from edge.study.cipher import device_public_key, is_signature_valid, sign_data
from edge.study.sessions import StoredFile

SCHEMA = "vitrina.tombstone/1"


@dataclass(frozen=True, slots=True)
class MadeExport:
    """An export that was made earlier. `place`: the folder that was given for it."""

    made_s: float
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Record of deleted data: keys, files with their hashes, database rows. `exports`: earlier exports, which stay."""

    keys: int
    files: tuple[StoredFile, ...]
    rows: int
    exports: tuple[MadeExport, ...]


def make_signed_tombstone(study_id: str, at_s: float, destroyed: Destroyed, device_key: bytes) -> str:
    """The signed record as JSON. It contains no pseudonym, no path, and no time of a session."""
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "study": study_id,
        "at": time_text(at_s),
        "keys": destroyed.keys,
        "files": [file.sha256 for file in destroyed.files],
        "rows": destroyed.rows,
        "exports_before": _days(destroyed.exports),
    }
    signature, public_key = sign_data(device_key, _signed_bytes(record))
    record["public_key"] = base64.b64encode(public_key).decode()
    record["signature"] = base64.b64encode(signature).decode()
    return json.dumps(record, indent=1)


def device_public_key_text(device_key: bytes) -> str:
    """This device's public key, in the text form that its records use."""
    return base64.b64encode(device_public_key(device_key)).decode()


def is_genuine(text: str) -> bool:
    """True if the record is unchanged since the owner of its `public_key` signed it."""
    try:
        record = json.loads(text)
        signature = base64.b64decode(record.pop("signature"), validate=True)
        named_key = base64.b64decode(record.pop("public_key"), validate=True)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return is_signature_valid(named_key, signature, _signed_bytes(record))


def _days(exports: Sequence[MadeExport]) -> list[dict[str, str]]:
    return [{"kind": export.kind, "day": time_text(export.made_s)[:10]} for export in exports]


def _signed_bytes(record: dict[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
