"""`vitrina study verify`: checks a proof of deletion, on the device that signed it or with its public key."""

import json
import sys
from pathlib import Path
from typing import Any

from edge.consent.record import InvalidConsentError
from edge.consent.store import ConsentStore
from edge.files import read_text
from edge.settings.settings import Settings
from edge.study.counts import count_with_noun
from edge.study.errors import StudyError
from edge.study.tombstone import SCHEMA, device_public_key_text, is_genuine


def verify_deletion_proof(settings: Settings, file: Path, public_key: str | None) -> int:
    """Print what a deletion proof shows. Returns 1 if it was changed, or if another device than expected signed it.

    `public_key`: public key of the device that must have signed it, as written in a proof; None: this device. Raises
    StudyError.
    """
    text, record = _parse_proof(file, _read(file))
    if not is_genuine(text):
        print(
            f"study: {file} was changed after it was signed, so it proves nothing. Use another copy.", file=sys.stderr
        )
        return 1
    signer = record["public_key"]
    if signer != (public_key or _own_key(settings)):
        print(
            f"study: {file} is unchanged, but another device signed it. Compare the public key in the proofs of the "
            f"right device with {signer}. If it is the same, add --public-key KEY",
            file=sys.stderr,
        )
        return 1
    print(f"study: {file} is genuine: unchanged, and signed by {'that' if public_key else 'this'} device.")
    print(f"study: {_deleted(record)} of study {record['study']} were deleted at {record['at']}.")
    for export in record["exports_before"]:
        print(f"study: export made before: {export['kind']} on {export['day']}.")
    return 0


def _read(file: Path) -> str:
    try:
        return read_text(file)
    except OSError as error:
        raise StudyError(
            f"study: cannot read {file} ({error.strerror}). Name a file with a proof of deletion."
        ) from None
    except UnicodeDecodeError:
        return ""


def _parse_proof(file: Path, text: str) -> tuple[str, dict[str, Any]]:
    """Text and values of the deletion proof in a file. The file may contain the whole output of `withdraw`."""
    begin = max(0, text.find("{"))
    try:
        record, end = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError):
        record, end = None, begin
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise StudyError(
            f"study: {file} contains no proof of a deletion. Name the file with the JSON that `participant withdraw` "
            "printed, or the deleted.json of a study."
        )
    return text[begin:end], record


def _own_key(settings: Settings) -> str | None:
    """Public key of this device; None if it has no key."""
    try:
        return device_public_key_text(ConsentStore(settings.outbox.path).read_key())
    except InvalidConsentError:
        return None


def _deleted(record: dict[str, Any]) -> str:
    counts = (record["keys"], "key"), (len(record["files"]), "file"), (record["rows"], "row")
    return ", ".join(count_with_noun(number, thing) for number, thing in counts)
