"""TLS contexts from the configured certificate files, and readable reasons for TLS errors."""

import re
import ssl
from dataclasses import dataclass
from pathlib import Path

_ALERT = re.compile(r"\[SSL: \w*ALERT_(\w+)\]")  # the other side's TLS alert before it closed the connection


class BrokerSettingsError(Exception):
    """The broker settings cannot be used. The message states which ones, why, and what to do."""


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """Certificate files for the broker connection.

    `ca_file`: the trusted certificate authority; None: the system's list. `ca_pem`: the same as text instead of a file.
    `cert_file` and `key_file`: the kiosk's own certificate and key, for a broker that requires them.
    """

    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    ca_pem: str | None = None


def tls_context(tls: TlsOptions) -> ssl.SSLContext:
    """Build a TLS context from the files. Raises BrokerSettingsError."""
    try:
        _require_no_pipes(tls)
        context = ssl.create_default_context(
            cafile=None if tls.ca_file is None else str(tls.ca_file), cadata=tls.ca_pem
        )
        if tls.cert_file is not None:
            context.load_cert_chain(tls.cert_file, tls.key_file)
    except (OSError, ValueError) as error:
        files = [str(file) for file in (tls.ca_file, tls.cert_file, tls.key_file) if file is not None]
        named = ", ".join([*files, *(["and the certificate authority from afar"] if tls.ca_pem is not None else [])])
        raise BrokerSettingsError(
            f"broker: one of the TLS files {named} cannot be used ({error}). Each file must be readable and in PEM "
            "format, and the key must belong to the certificate."
        ) from error
    return context


def reload_certificates(context: ssl.SSLContext, tls: TlsOptions) -> None:
    """Read the certificate files again, because somebody may have renewed them.

    If the new files cannot be used, the current certificates stay in use.
    """
    try:
        _require_no_pipes(tls)
        if tls.ca_file is not None:
            context.load_verify_locations(tls.ca_file)
        if tls.cert_file is not None:
            context.load_cert_chain(tls.cert_file, tls.key_file)
    except (OSError, ValueError):
        return  # perhaps half written: the next connection reads them again


def _require_no_pipes(tls: TlsOptions) -> None:
    """Raise OSError for anything but a regular file. Opening a named pipe blocks, and even SIGTERM cannot end that."""
    for path in (tls.ca_file, tls.cert_file, tls.key_file):
        if path is not None and path.exists() and not path.is_file():
            raise OSError(f"{path} is not a regular file")


def certificate_rejection(text: str) -> str | None:
    """The broker's reason for rejecting the kiosk's certificate, such as "certificate expired".

    It is taken from an OpenSSL error text. None if the text contains no TLS alert.
    """
    alert = _ALERT.search(text)
    return alert[1].lower().replace("_", " ") if alert else None


def error_reason(error: BaseException | None) -> str:
    """The system's message about a failed connection attempt."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return type(error).__name__
