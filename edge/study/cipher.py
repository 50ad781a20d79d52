"""Encryption and signatures of studies. Only this module imports `cryptography`.

Each file and each value has a random salt, from which its own AES-256 key is derived (HKDF, RFC 5869). So no key
encrypts two things. AES-GCM also detects any change.
"""

import os
from typing import Any

from edge.study.errors import MissingPackageError, StudyStorageError

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_STEP_BYTES = 4096


def derived_key(key: bytes, salt: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for one purpose from another key. Raises StudyError if `cryptography` is not installed."""
    _, hashes, hkdf, _ = _load_cryptography()
    derived: bytes = hkdf.HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, info=purpose.encode()).derive(
        key
    )
    return derived


class RecordCipher:
    """Encrypts the numbered records of one file. A record moved to another place or file cannot be decrypted."""

    def __init__(self, key: bytes, salt: bytes, purpose: str) -> None:
        """Prepare the cipher of one file. Raises StudyError if the package cryptography is missing."""
        aead, _, _, _ = _load_cryptography()
        self._cipher: Any = aead.AESGCM(derived_key(key, salt, purpose))
        self._purpose = purpose.encode()

    def encrypt(self, number: int, data: bytes) -> bytes:
        sealed: bytes = self._cipher.encrypt(number.to_bytes(_NONCE_BYTES, "big"), data, self._purpose)
        return sealed

    def decrypt(self, number: int, sealed: bytes) -> bytes:
        """Decrypt one record of the file.

        Raises StudyStorageError if the bytes were changed, or belong to another key, file or place in the file.
        """
        from cryptography.exceptions import InvalidTag

        try:
            data: bytes = self._cipher.decrypt(number.to_bytes(_NONCE_BYTES, "big"), sealed, self._purpose)
        except InvalidTag:
            raise StudyStorageError(
                "study: a record was changed, or was encrypted with another key. Restore the file and its key from a "
                "copy."
            ) from None
        return data


def encrypt_value(key: bytes, purpose: str, data: bytes) -> bytes:
    """Encrypt one value, which must not end in a space. Raises StudyError if the package cryptography is missing.

    Spaces pad it to a multiple of 4 KiB, so the size of an ordinary description or consent reveals nothing.
    """
    salt = os.urandom(SALT_BYTES)
    padded = data.ljust(-(-len(data) // _STEP_BYTES) * _STEP_BYTES)
    return salt + RecordCipher(key, salt, purpose).encrypt(0, padded)


def decrypt_value(key: bytes, purpose: str, sealed: bytes) -> bytes:
    """Decrypt a value that this or an earlier version of `encrypt_value` encrypted. Raises StudyStorageError."""
    return RecordCipher(key, sealed[:SALT_BYTES], purpose).decrypt(0, sealed[SALT_BYTES:]).rstrip(b" ")


def sign_data(device_key: bytes, data: bytes) -> tuple[bytes, bytes]:
    """Sign data with the Ed25519 key derived from this device's key. Returns the signature and the public key."""
    return _signing_key(device_key).sign(data), device_public_key(device_key)


def device_public_key(device_key: bytes) -> bytes:
    """Public key that verifies the signatures of this device."""
    public_key: bytes = _signing_key(device_key).public_key().public_bytes_raw()
    return public_key


def is_signature_valid(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """True if exactly these bytes were signed with the private key of this public key."""
    from cryptography.exceptions import InvalidSignature

    _, _, _, ed25519 = _load_cryptography()
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signing_key(device_key: bytes) -> Any:
    _, _, _, ed25519 = _load_cryptography()
    return ed25519.Ed25519PrivateKey.from_private_bytes(derived_key(device_key, bytes(SALT_BYTES), "vitrina tombstone"))


def _load_cryptography() -> tuple[Any, Any, Any, Any]:
    try:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ed25519
        from cryptography.hazmat.primitives.ciphers import aead
        from cryptography.hazmat.primitives.kdf import hkdf
    except ModuleNotFoundError:
        raise MissingPackageError("cryptography") from None
    return aead, hashes, hkdf, ed25519
