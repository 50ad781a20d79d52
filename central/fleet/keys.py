"""Key files of a repository: one file per key, sealed with the passphrase of its stick.

Signatures come from securesystemslib. A key file is JSON: the public key, and the private key as PKCS#8, encrypted by
Fernet with a key that scrypt derives from the passphrase. Central's own keys are not sealed: nobody is there to type.
"""

import base64
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import scrypt
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner, SSlibKey

from central.errors import SourceError, UsageError

SUFFIX = ".key"
NAME_FIELD = "x-vitrina-name"
"""Field of a public key with its name, such as `root-2`: role, and number of the stick."""
SHORTEST_PASSPHRASE = 12
SCRYPT_COST = 2**16
"""Cost of one guess at a passphrase: 64 MB of memory and about 0.2 s."""
MOST_SCRYPT_COST = 2**20
_MEMORY = 2**31 - 1

AskPassphrase = Callable[[Path], str]
"""Function that returns the passphrase of a stick, named by its folder."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key file: its path, its name, such as `root-2`, and its public key."""

    path: Path
    name: str
    public: SSlibKey


@dataclass
class KeyRing:
    """Keys in some folders. A passphrase is asked for once per folder, and only if a key of it is needed."""

    folders: Sequence[Path]
    ask: AskPassphrase
    _passphrases: dict[Path, str] = field(default_factory=dict, init=False)
    _fernets: dict[tuple[str, bytes, int], Fernet] = field(default_factory=dict, init=False)

    def stored(self) -> list[StoredKey]:
        """All keys of the folders. Raises SourceError for a folder or a file that cannot be read."""
        return [key for folder in self.folders for key in list_keys(folder)]

    def signer(self, keyid: str) -> CryptoSigner | None:
        """Signer of a key, or None if no folder has it. Raises UsageError for a wrong passphrase."""
        key = next((each for each in self.stored() if each.public.keyid == keyid), None)
        return None if key is None else self._open(key)

    def make(self, folder: Path, name: str) -> CryptoSigner:
        """Make a new ed25519 key, and store it sealed with its folder's passphrase. Raises CentralError."""
        passphrase = self._passphrase(folder)
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise UsageError(
                f"fleet: the passphrase of {folder} is shorter than {SHORTEST_PASSPHRASE} letters. Choose a longer one,"
                " such as five random words."
            )
        signer = named_signer(name)
        salt = next((_salt(each.path) for each in list_keys(folder)), None) or os.urandom(16)
        sealed = self._fernet(passphrase, salt, SCRYPT_COST).encrypt(signer.private_bytes).decode()
        sealing = {"salt": salt.hex(), "scrypt_n": SCRYPT_COST, "key": sealed}
        _write_new(folder / f"{name}{SUFFIX}", {"public": public_fields(signer.public_key), "sealed": sealing})
        return signer

    def _open(self, key: StoredKey) -> CryptoSigner:
        fields = _read(key.path)
        if "sealed" not in fields:
            return _signer(key, fields["private"].encode())
        sealing = fields["sealed"]
        cost = int(sealing["scrypt_n"])
        if not 2 <= cost <= MOST_SCRYPT_COST:
            raise UsageError(f"fleet: {key.path} asks for too much memory. Use another copy of this key.")
        fernet = self._fernet(self._passphrase(key.path.parent), bytes.fromhex(sealing["salt"]), cost)
        try:
            return _signer(key, fernet.decrypt(sealing["key"].encode()))
        except InvalidToken:
            self._passphrases.pop(key.path.parent, None)
            raise UsageError(
                f"fleet: wrong passphrase for {key.path.parent}. Nothing was changed; try again."
            ) from None

    def _passphrase(self, folder: Path) -> str:
        if folder not in self._passphrases:
            self._passphrases[folder] = self.ask(folder)
        return self._passphrases[folder]

    def _fernet(self, passphrase: str, salt: bytes, cost: int) -> Fernet:
        if (passphrase, salt, cost) not in self._fernets:
            derived = scrypt(passphrase.encode(), salt=salt, n=cost, r=8, p=1, maxmem=_MEMORY, dklen=32)
            self._fernets[passphrase, salt, cost] = Fernet(base64.urlsafe_b64encode(derived))
        return self._fernets[passphrase, salt, cost]


def make_open_key(folder: Path, name: str) -> CryptoSigner:
    """Make a key that is not sealed, for signatures that central makes every day. Raises SourceError."""
    signer = named_signer(name)
    fields = {"public": public_fields(signer.public_key), "private": signer.private_bytes.decode()}
    _write_new(folder / f"{name}{SUFFIX}", fields)
    return signer


def named_signer(name: str) -> CryptoSigner:
    """New ed25519 key pair. The public key contains its name."""
    private = Ed25519PrivateKey.generate()
    public = SSlibKey.from_crypto(private.public_key())
    public.unrecognized_fields[NAME_FIELD] = name
    return CryptoSigner(private, public)


def list_keys(folder: Path) -> list[StoredKey]:
    """Key files of a folder, by name. Raises SourceError."""
    if not folder.is_dir():
        raise SourceError(f"fleet: {folder} is not a folder. Plug the stick in, and name its folder with --stick.")
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        public = public_key(_read(path)["public"], path)
        found.append(StoredKey(path, key_name(public), public))
    return found


def public_fields(key: SSlibKey) -> dict[str, Any]:
    """A public key as it is stored."""
    return {"keyid": key.keyid, **key.to_dict()}


def public_key(fields: Any, path: Path) -> SSlibKey:
    """A stored public key. Raises SourceError."""
    try:
        values = dict(fields)
        keyid = values.pop("keyid")
        key = SSlibKey.from_dict(keyid, values)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise SourceError(f"fleet: {path} is not a key file. Copy it again from another stick.") from None
    if key.keytype != "ed25519" or SSlibKey.from_crypto(key._crypto_key()).keyid != keyid:
        raise SourceError(f"fleet: {path} has an unknown key. Use a key that `fleet init` or `fleet rotate` made.")
    return key


def key_name(key: SSlibKey) -> str:
    """Name of a key, such as `root-2`; the start of its id if it has none."""
    return str(key.unrecognized_fields.get(NAME_FIELD, key.keyid[:8]))


def _signer(key: StoredKey, pem: bytes) -> CryptoSigner:
    try:
        return CryptoSigner(load_pem_private_key(pem, None), key.public)
    except (ValueError, UnsupportedAlgorithm):
        raise SourceError(f"fleet: {key.path} does not fit its public key. Copy it again from another stick.") from None


def _salt(path: Path) -> bytes | None:
    sealing = _read(path).get("sealed")
    return None if sealing is None else bytes.fromhex(sealing["salt"])


def _read(path: Path) -> dict[str, Any]:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        _ = fields["public"]
    except OSError as error:
        raise SourceError(f"fleet: {path} cannot be read ({error.strerror}). Check the stick.") from None
    except (ValueError, KeyError, TypeError):
        raise SourceError(f"fleet: {path} is not a key file. Copy it again from another stick.") from None
    return dict(fields)


def _write_new(path: Path, fields: dict[str, Any]) -> None:
    """Write a private file that must not exist yet."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            json.dump(fields, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise UsageError(f"fleet: {path} exists already. Use an empty stick. Nothing was overwritten.") from None
    except OSError as error:
        raise SourceError(f"fleet: {path} cannot be written ({error.strerror}). Check the stick.") from None
