"""Whom to believe and what to show in TLS, and what goes wrong with certificates, in words."""

import re
import ssl
from dataclasses import dataclass
from pathlib import Path

_ALERT = re.compile(r"\[SSL: \w*ALERT_(\w+)\]")  # what the other side said before it hung up


class BrokerSettingsError(Exception):
    """The settings of the broker cannot be used. The text says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """Which authority to believe (None: those of the system), and what to show the broker if it asks."""

    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


def tls_context(tls: TlsOptions) -> ssl.SSLContext:
    """Reads the files that are named. Raises BrokerSettingsError."""
    try:
        context = ssl.create_default_context(cafile=None if tls.ca_file is None else str(tls.ca_file))
        if tls.cert_file is not None:
            context.load_cert_chain(tls.cert_file, tls.key_file)
    except (OSError, ValueError) as error:
        named = ", ".join(str(file) for file in (tls.ca_file, tls.cert_file, tls.key_file) if file is not None)
        raise BrokerSettingsError(
            f"broker: a TLS file cannot be used ({error}): one of {named}. Each must be readable, in PEM form,"
            " and the key must belong to the certificate."
        ) from error
    return context


def read_again(context: ssl.SSLContext, tls: TlsOptions) -> None:
    """Somebody may have renewed the files. Where they cannot be used now, it stays with what it has."""
    try:
        if tls.ca_file is not None:
            context.load_verify_locations(tls.ca_file)
        if tls.cert_file is not None:
            context.load_cert_chain(tls.cert_file, tls.key_file)
    except (OSError, ValueError):
        return  # half written, perhaps: the next connection reads them again


def refusal(text: str) -> str | None:
    """What the broker has against our certificate, if this text of OpenSSL says so: "certificate expired"."""
    alert = _ALERT.search(text)
    return alert[1].lower().replace("_", " ") if alert else None


def why(error: BaseException | None) -> str:
    """Why no connection could be made, in the words of the system."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return type(error).__name__
