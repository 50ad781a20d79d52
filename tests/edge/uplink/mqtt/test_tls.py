"""Certificate files and TLS errors, with the reasons that OpenSSL and the system give."""

import ssl
from pathlib import Path

import pytest

from edge.uplink.mqtt.tls import (
    BrokerSettingsError,
    TlsOptions,
    certificate_rejection,
    error_reason,
    reload_certificates,
    tls_context,
)
from tests.doubles.broker import make_certificates
from tests.doubles.servers import self_signed


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_an_unusable_tls_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    """The file may be missing, empty or something else."""
    file = tmp_path / "ca.crt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokerSettingsError, match=r"ca\.crt.*PEM"):
        tls_context(TlsOptions(ca_file=file))


def test_a_key_without_its_certificate_is_named(tmp_path: Path) -> None:
    """The key must belong to the certificate."""
    with pytest.raises(BrokerSettingsError, match=r"door\.crt, .*door\.key"):
        tls_context(TlsOptions(cert_file=tmp_path / "door.crt", key_file=tmp_path / "door.key"))


def test_a_renewed_file_is_used_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    """Somebody may be writing the file at this moment."""
    certificates = make_certificates(tmp_path)
    ca = tmp_path / "trusted.crt"
    ca.write_bytes(certificates.other_ca.read_bytes())
    context = tls_context(TlsOptions(ca_file=ca))
    for content in (certificates.ca.read_bytes(), b"half a certif"):
        ca.write_bytes(content)
        reload_certificates(context, TlsOptions(ca_file=ca))
        assert context.cert_store_stats()["x509_ca"] == 2


def test_the_reason_to_reject_our_certificate_is_read_from_the_tls_alert() -> None:
    """Other errors of OpenSSL are no rejection."""
    text = "failed to receive on socket: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required"
    assert certificate_rejection(text) == "certificate required"
    assert (
        certificate_rejection("[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired (_ssl.c:1)")
        is not None
    )
    assert certificate_rejection("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)") is None
    assert certificate_rejection("failed to receive on socket: [Errno 104] Connection reset by peer") is None


def test_the_reason_is_never_empty() -> None:
    """Without a text from the system, it is the name of the exception."""
    assert error_reason(ConnectionRefusedError(111, "Connection refused")) == "Connection refused"
    assert error_reason(TimeoutError()) == "TimeoutError"
    assert error_reason(UnicodeError("x")) == "UnicodeError"
    assert error_reason(None) == "NoneType"
    assert issubclass(ssl.SSLCertVerificationError, OSError)


def test_a_certificate_authority_can_be_a_text(tmp_path: Path) -> None:
    """It comes in a signed file, and is the only one that is trusted."""
    certificate, _ = self_signed(tmp_path)
    context = tls_context(TlsOptions(ca_pem=certificate.read_text()))
    assert context.cert_store_stats()["x509"] == 1
    with pytest.raises(BrokerSettingsError, match="the certificate authority from afar cannot be used"):
        tls_context(TlsOptions(ca_pem="-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"))
