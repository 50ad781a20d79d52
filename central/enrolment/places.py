"""Reads the addresses and certificate authorities for a new kiosk from the settings. Missing settings are reported
before a code is created.
"""

import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from central.errors import UsageError
from central.settings import Settings
from central.web_settings import LOOPBACK
from edge.messages.enrolment import LARGEST_PEM, LONGEST_HOST, certificate_fingerprint

_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class Broker:
    """Address at which kiosks reach the broker. `ca`: PEM of its certificate authority; None: the kiosk uses its own CA
    list.
    """

    host: str
    port: int
    tls: bool
    ca: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses at which kiosks reach the server and the broker. `fingerprint`: fingerprint of the server's
    certificate; None: the server is on this machine and uses no TLS.
    """

    host: str
    port: int
    fingerprint: bytes | None
    media_ca: str | None
    broker: Broker

    @property
    def media_url(self) -> str:
        """Address from which kiosks download videos."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'http' if self.fingerprint is None else 'https'}://{host}:{self.port}/media/"


def read_kiosk_places(settings: Settings) -> Places:
    """Read the addresses for kiosks that a code contains. Raises UsageError."""
    scheme, host, port = _broker_address(settings)
    if host not in (*settings.web.hosts, *LOOPBACK):
        raise UsageError(
            f"settings: [enrolment] address: {host} is not in [web] hosts, so the server would reject it. Add"
            " it there. Nothing was changed."
        )
    if len(host) > LONGEST_HOST:
        raise UsageError(
            f"settings: {host[:40]}… is too long for a code, which has room for {LONGEST_HOST} letters. Set a"
            " shorter [enrolment] address. Nothing was changed."
        )
    if scheme == "http" and host not in LOOPBACK:
        raise UsageError(
            f"settings: [enrolment] address: {host} is not loopback, and the credentials of kiosks would cross"
            " the network unencrypted. Set an address with https://. Nothing was changed."
        )
    broker = _broker(settings)
    if broker.host in LOOPBACK and host not in LOOPBACK:
        raise UsageError(
            f"settings: [broker] host is {broker.host}, so kiosks on other machines cannot find the broker. Set"
            " [enrolment] broker_host to the broker's name on the network. Nothing was changed."
        )
    if scheme == "http":
        return Places(host, port, None, None, broker)
    certificate = settings.enrolment.certificate or settings.web.certificate
    if certificate is None:
        raise UsageError(
            "settings: [enrolment] certificate is missing. Set it to the PEM file with the certificate of the"
            " proxy: kiosks identify the server by it. Nothing was changed."
        )
    chain = _certificate_blocks(certificate, "certificate")
    fingerprint = certificate_fingerprint(ssl.PEM_cert_to_DER_cert(chain[0]))
    return Places(host, port, fingerprint, _authority(settings.enrolment.ca_file, chain), broker)


def _broker_address(settings: Settings) -> tuple[str, str, int]:
    """Scheme, host and port at which kiosks reach the broker."""
    web, address = settings.web, settings.enrolment.address
    if address is not None:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if web.hosts:
        host = web.hosts[0]
    elif web.host in LOOPBACK:
        host = web.host
    else:
        raise UsageError(
            "settings: [web] hosts is missing. Set the name under which kiosks and browsers reach the server."
            " Nothing was changed."
        )
    return "https" if web.is_encrypted else "http", host, web.public_port


def _broker(settings: Settings) -> Broker:
    own, shared = settings.enrolment, settings.broker
    if own.broker_host is not None:
        return Broker(
            own.broker_host, own.broker_port, own.broker_tls, _read_bundle(own.broker_ca_file, "broker_ca_file")
        )
    ca_file = shared.ca_file if shared.tls else None
    return Broker(shared.host, shared.port, shared.tls, _read_bundle(ca_file, "ca_file"))


def _read_bundle(file: Path | None, setting: str) -> str | None:
    """Certificates in a file, as PEM. Raises UsageError if there are none, or if they are too long."""
    if file is None:
        return None
    bundle = "\n".join(_certificate_blocks(file, setting)) + "\n"
    if len(bundle) > LARGEST_PEM:
        raise UsageError(
            f"settings: {setting} = {file} has {len(bundle):,} bytes of certificates, more than the limit of"
            f" {LARGEST_PEM:,}. Name a file with only the one CA. Nothing was changed."
        )
    return bundle


def _authority(ca_file: Path | None, chain: list[str]) -> str | None:
    """The CA named in the settings.

    If the settings name no CA, the last certificate of the chain, provided that this certificate is self-signed.
    """
    if ca_file is not None:
        return _read_bundle(ca_file, "ca_file")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=chain[-1])
    is_own = any(each["subject"] == each["issuer"] for each in context.get_ca_certs())
    return chain[-1] + "\n" if is_own else None


def _certificate_blocks(file: Path, setting: str) -> list[str]:
    """Certificates in a PEM file. Raises UsageError."""
    try:
        blocks = _BLOCK.findall(file.read_text(encoding="utf-8"))
        for block in blocks:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=block)
    except (OSError, UnicodeDecodeError, ssl.SSLError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"settings: the certificates in {setting} = {file} cannot be read ({why}). Name a PEM file. Nothing"
            " was changed."
        ) from None
    if not blocks:
        raise UsageError(f"settings: {setting} = {file} contains no certificate. Name a PEM file. Nothing was changed.")
    return ["\n".join(line.strip() for line in block.splitlines()) for block in blocks]
