"""Signature of a release by the project, in a file beside the release: `vitrina_….tar.sig.json`.

It is TUF metadata of the role targets that names one file. A public key of the project checks it.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import SSlibKey
from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import Metadata, TargetFile, Targets

from edge.files import open_regular_file
from edge.fleet.refusals import FleetRefused
from edge.fleet.targets import SoftwareTarget, TargetError, parse_target

SIGNATURE_SUFFIX = ".sig.json"
MOST_BYTES = 65_536
_KEY = re.compile("[0-9a-f]{64}")


def read_project_key(path: Path) -> SSlibKey:
    """Public key of the project. Raises FleetRefused or OSError."""
    return parse_project_key(_read(path), str(path))


def parse_project_key(data: bytes, place: str) -> SSlibKey:
    """Public key of the project, from the content of its file. Raises FleetRefused."""
    try:
        fields = json.loads(data)
        if fields["keytype"] != "ed25519" or _KEY.fullmatch(fields["keyval"]["public"]) is None:
            raise ValueError
        return SSlibKey.from_dict(str(fields.pop("keyid")), fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FleetRefused(
            "format",
            f"fleet: {place} is not a public key of ed25519. Use the file vitrina-release.pub.json of the project.",
        ) from None


def check_release(tar: Path, key: SSlibKey) -> SoftwareTarget:
    """Check a program against the signature beside it, and return its fields. Raises FleetRefused or OSError."""
    return software_fields(tar.name, check_file(tar, key).custom or {})


def check_file(path: Path, key: SSlibKey) -> TargetFile:
    """Check a file, such as SHA256SUMS, against the signature beside it. Raises FleetRefused or OSError."""
    target = _signed_entry(path, key)
    with open_regular_file(path) as file:
        try:
            target.verify_length_and_hashes(file)
        except LengthOrHashMismatchError:
            raise FleetRefused(
                "content", f"fleet: {path.name} has other bytes than the project signed. Download it again."
            ) from None
    return target


def _signed_entry(file: Path, key: SSlibKey) -> TargetFile:
    path = file.with_name(file.name + SIGNATURE_SUFFIX)
    if not path.is_file():
        raise FleetRefused("signature", f"fleet: {path.name} is missing. Download it with the release.")
    try:
        signed: Metadata[Targets] = Metadata[Targets].from_bytes(_read(path))
        key.verify_signature(signed.signatures[key.keyid], signed.signed_bytes)
    except (UnverifiedSignatureError, KeyError):
        raise FleetRefused(
            "signature", f"fleet: {path.name} is not signed by this key of the project. Download both again."
        ) from None
    except RepositoryError:
        raise FleetRefused("format", f"fleet: {path.name} is not a signature. Download it again.") from None
    if signed.signed.type != Targets.type or file.name not in signed.signed.targets:
        raise FleetRefused("signature", f"fleet: {path.name} signs another file than {file.name}. Use matching files.")
    return signed.signed.targets[file.name]


def software_fields(file_name: str, custom: Mapping[str, Any]) -> SoftwareTarget:
    """Fields of a program, checked against its file name. Raises FleetRefused."""
    try:
        parsed = parse_target(f"software/{file_name}", custom)
    except TargetError as error:
        raise FleetRefused("target", f"fleet: {error}.") from None
    if not isinstance(parsed, SoftwareTarget):
        raise FleetRefused("target", f"fleet: {file_name} is not a program. Use a file vitrina_VERSION_PLATFORM.tar.")
    return parsed


def _read(path: Path) -> bytes:
    with open_regular_file(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise FleetRefused("size", f"fleet: {path.name} is longer than {MOST_BYTES:,} bytes. Use the right file.")
    return data
