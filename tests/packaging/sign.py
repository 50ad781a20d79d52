"""Signs the files of a release with the project's key: `python -m tests.packaging.sign dist --key KEY`.

Without a key the release says that it is unsigned. `--make-key DIR` makes a key, once in the life of the project.
"""

import argparse
import getpass
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, TargetFile, Targets

from central.errors import CentralError
from central.fleet.contents import HASH, custom_fields, read_tree_fields
from central.fleet.keys import KeyRing, list_keys, public_fields
from central.fleet.layout import metadata_bytes
from edge.exit_codes import DONE, UNEXPECTED
from edge.fleet.refusals import FleetRefused
from edge.fleet.release import SIGNATURE_SUFFIX
from tests.packaging.notes import sums_of

NAME = "vitrina-release"
PUBLIC = f"{NAME}.pub.json"
SUMS = "SHA256SUMS"
YEARS_DAYS = 3_650
HEADING = "\n## Signature\n\n"
UNSIGNED = (
    "**Unsigned.** The project's key did not sign these files. Compare SHA256SUMS with what the project prints.\n"
)


def main() -> int:
    """Signs a release, or makes a key. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.packaging.sign", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=Path("dist"), metavar="DIR", help="default: dist")
    parser.add_argument("--key", type=Path, metavar="FILE", help=f"private key: {NAME}.key; without it: unsigned")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="default: ask")
    parser.add_argument("--make-key", type=Path, metavar="DIR", help="make a new key in this folder, and sign nothing")
    options = parser.parse_args()

    def ask(folder: Path) -> str:
        if options.passphrase_file is not None:
            return str(options.passphrase_file.read_text(encoding="utf-8").rstrip("\n"))
        return getpass.getpass(f"Passphrase of the release key in {folder}: ")

    try:
        if options.make_key is not None:
            print(make_key(options.make_key, KeyRing([options.make_key], ask)))
            return DONE
        signer = None if options.key is None else open_key(options.key, KeyRing([options.key.parent], ask))
        print(sign_release(options.out, signer, datetime.now(timezone.utc)))
    except (CentralError, FleetRefused) as error:
        print(f"release: {error}", file=sys.stderr)
        return UNEXPECTED
    return DONE


def make_key(folder: Path, ring: KeyRing) -> str:
    """Makes a key and its public file. Returns what to publish beside it. Raises CentralError."""
    folder.mkdir(parents=True, exist_ok=True)
    public = ring.make(folder, NAME).public_key
    (folder / PUBLIC).write_text(json.dumps(public_fields(public), indent=1) + "\n", encoding="utf-8")
    return f"release: made {folder / NAME}.key. Its id: {public.keyid[:16]}"


def open_key(path: Path, ring: KeyRing) -> CryptoSigner:
    """Private key of a file. Raises CentralError."""
    key = next(each for each in list_keys(path.parent) if each.path == path)
    signer = ring.signer(key.public.keyid)
    assert signer is not None
    return signer


def sign_release(out: Path, signer: CryptoSigner | None, now: datetime) -> str:
    """Signs each program and the sums, and says in the notes who signed. Returns that sentence. Raises FleetRefused."""
    for old in out.glob(f"*{SIGNATURE_SUFFIX}"):
        old.unlink()
    said = UNSIGNED
    if signer is not None:
        (out / PUBLIC).write_text(json.dumps(public_fields(signer.public_key), indent=1) + "\n", encoding="utf-8")
        for tar in sorted(out.glob("vitrina_*.tar")):
            sign_file(tar, signer, now)
        said = (
            f"Signed with the project's key {signer.public_key.keyid[:16]} (`{PUBLIC}`): the programs and `{SUMS}`.\n"
        )
    for notes in out.glob("RELEASE-*.md"):
        text = notes.read_text(encoding="utf-8").partition(HEADING)[0]
        notes.write_text(f"{text}{HEADING}{said}", encoding="utf-8")
    (out / SUMS).write_text(sums_of(out), encoding="utf-8")
    if signer is not None:
        sign_file(out / SUMS, signer, now)
    return f"release: {said.strip()}"


def sign_file(path: Path, signer: CryptoSigner, now: datetime) -> None:
    """Writes the signature of a file beside it. Raises FleetRefused for a tar that is no program."""
    target = TargetFile.from_file(path.name, str(path), HASH)
    if path.suffix == ".tar":
        target.unrecognized_fields["custom"] = custom_fields(read_tree_fields(path))
    expires = now.replace(microsecond=0) + timedelta(days=YEARS_DAYS)
    signed = Metadata(Targets(expires=expires, targets={path.name: target}))
    signed.sign(signer)
    path.with_name(path.name + SIGNATURE_SUFFIX).write_bytes(metadata_bytes(signed))


if __name__ == "__main__":
    sys.exit(main())
