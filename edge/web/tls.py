"""TLS for a page on the local network. Each start makes a new key and certificate, which exist only in memory."""

import hashlib
import os
import ssl
import subprocess
from dataclasses import dataclass

from edge.child_environment import inherited_environment
from edge.web.errors import PageError

OPENSSL_S = 20.0
_DAYS = "1"
_CONFIG = """[req]
distinguished_name = name
x509_extensions = server
prompt = no
[name]
CN = Vitrina kiosk
[server]
subjectAltName = IP:{address}
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
"""


class CertificateError(PageError):
    """The certificate could not be made. The message states why, and what to do."""


@dataclass(frozen=True)
class ServerTls:
    """TLS of one server. `fingerprint`: SHA-256 of its certificate, in the form that browsers show."""

    context: ssl.SSLContext
    fingerprint: str


def make_tls(address: str) -> ServerTls:
    """Make a new key and a self-signed certificate for an IP address. Raises CertificateError."""
    pem = _make_certificate(address)
    begin = pem.find(b"-----BEGIN CERTIFICATE-----")
    if begin < 0:
        raise CertificateError(
            "console: openssl did not create a certificate. Check that openssl works: openssl version"
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    _load(context, pem)
    return ServerTls(context, certificate_fingerprint(ssl.PEM_cert_to_DER_cert(pem[begin:].decode("ascii"))))


def certificate_fingerprint(certificate: bytes) -> str:
    """SHA-256 of a DER certificate, as pairs of hex digits."""
    return hashlib.sha256(certificate).digest().hex(":").upper()


def _make_certificate(address: str) -> bytes:
    """Make a key and a certificate as PEM. The key passes through a pipe, and is never written to a disk."""
    command = ["openssl", "req", "-x509", "-config", "/dev/stdin", "-days", _DAYS, "-nodes", "-keyout", "/dev/stdout"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    try:
        made = subprocess.run(
            command,
            input=_CONFIG.format(address=address).encode(),
            capture_output=True,
            env=inherited_environment(),
            timeout=OPENSSL_S,
            check=False,
        )
    except FileNotFoundError:
        raise CertificateError("console: openssl is not installed. Install it: sudo apt-get install openssl") from None
    except (OSError, subprocess.TimeoutExpired):
        raise CertificateError(
            "console: openssl did not create a certificate. Check that openssl works: openssl version"
        ) from None
    if made.returncode != 0:
        why = made.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason"]
        raise CertificateError(
            f"console: openssl did not create a certificate ({why[0]}). Check that openssl works: openssl version"
        )
    return made.stdout


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Load key and certificate into the TLS context from an unnamed file in memory."""
    fd = os.memfd_create("vitrina-tls")
    try:
        os.write(fd, pem)
        context.load_cert_chain(f"/proc/self/fd/{fd}")
    finally:
        os.close(fd)
