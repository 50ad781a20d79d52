"""What goes wrong with certificates, in the words of OpenSSL and of the system."""

import ssl
from pathlib import Path

import pytest

from edge.uplink.mqtt.tls import BrokerSettingsError, TlsOptions, read_again, refusal, tls_context, why
from tests.doubles.broker import make_certificates


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_tls_file_that_is_none_is_named(tmp_path: Path, content: bytes | None) -> None:
    """Absent, empty or something else."""
    file = tmp_path / "ca.crt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokerSettingsError, match=r"ca\.crt.*PEM"):
        tls_context(TlsOptions(ca_file=file))


def test_a_key_without_its_certificate_is_named(tmp_path: Path) -> None:
    """The key must belong to the certificate."""
    with pytest.raises(BrokerSettingsError, match=r"door\.crt, .*door\.key"):
        tls_context(TlsOptions(cert_file=tmp_path / "door.crt", key_file=tmp_path / "door.key"))


def test_a_renewed_file_is_believed_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    """Somebody may be writing it just now."""
    made = make_certificates(tmp_path)
    ca = tmp_path / "believed.crt"
    ca.write_bytes(made.other_ca.read_bytes())
    context = tls_context(TlsOptions(ca_file=ca))
    for content in (made.ca.read_bytes(), b"half a certif"):
        ca.write_bytes(content)
        read_again(context, TlsOptions(ca_file=ca))
        assert context.cert_store_stats()["x509_ca"] == 2


def test_what_the_broker_has_against_our_certificate_is_read_out_of_its_alert() -> None:
    """The rest of what OpenSSL says is no such thing."""
    said = "failed to receive on socket: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required"
    assert refusal(said) == "certificate required"
    assert refusal("[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired (_ssl.c:1)") is not None
    assert refusal("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)") is None
    assert refusal("failed to receive on socket: [Errno 104] Connection reset by peer") is None


def test_the_reason_is_never_empty() -> None:
    """Where the system has no words, the name of the fault."""
    assert why(ConnectionRefusedError(111, "Connection refused")) == "Connection refused"
    assert why(TimeoutError()) == "TimeoutError"
    assert why(UnicodeError("x")) == "UnicodeError"
    assert why(None) == "NoneType"
    assert issubclass(ssl.SSLCertVerificationError, OSError)
