"""Wrong certificates and passwords: each raises an alert with its fix, is tried again, and ends when it is fixed."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.tls import TlsOptions
from tests.doubles.broker import Certificates, Mosquitto, make_certificates, running, subscribed
from tests.system.uplink import kiosk, options_for, seqs

# paho leaves the socket of a failed handshake to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def trusted(broker: Mosquitto, certificates: Certificates) -> BrokerOptions:
    """Options of a correctly configured kiosk."""
    return replace(options_for(broker), tls=TlsOptions(certificates.ca, certificates.client, certificates.client_key))


def test_tls_with_our_own_authority(tmp_path: Path, certificates: Certificates) -> None:
    """The authority in `ca_file` must have signed the broker's certificate. The broker may require a certificate of the
    kiosk."""
    broker = Mosquitto(tmp_path, certificates=certificates, asks_for_client_certificate=True)
    with running(broker), kiosk(tmp_path, trusted(broker, certificates)) as shop:
        shop.start()
        assert shop.publisher.wait_until_all_sent(10)
        assert shop.codes == []


@pytest.mark.parametrize(
    ("reason", "cure"),
    [
        ("certificate has expired", "Check the kiosk's clock. If it is right, renew the certificate"),
        ("self-signed certificate in certificate chain", "Check [broker] ca_file"),
    ],
)
def test_a_certificate_of_the_broker_that_cannot_be_trusted(
    tmp_path: Path, certificates: Certificates, reason: str, cure: str
) -> None:
    """An expired certificate, or one signed by another authority, raises an alert. The alert ends with a valid
    certificate."""
    bad = replace(certificates, server=certificates.expired_server) if "expired" in reason else certificates
    broker = Mosquitto(tmp_path, certificates=bad)
    options = trusted(broker, certificates)
    if "expired" not in reason:
        (tmp_path / "trusted.crt").write_bytes(certificates.other_ca.read_bytes())
        options = replace(options, tls=TlsOptions(tmp_path / "trusted.crt"))
    with running(broker), kiosk(tmp_path, options) as shop:
        shop.append(1)
        shop.start()
        line = shop.log.wait_for("cannot be trusted")
        assert f"({reason})" in line
        assert cure in line
        assert shop.codes == ["broker.certificate"]
        if "expired" in reason:
            broker.stop()
            broker.certificates = certificates
            broker.start()
        else:
            (tmp_path / "trusted.crt").write_bytes(certificates.ca.read_bytes())
        shop.log.wait_for("broker: connected")
        with subscribed(broker.port, certificates=certificates) as subscriber:
            assert seqs(subscriber.wait_for_kind("play", 1)) == [1]
            assert shop.publisher.wait_until_all_sent(10)
        assert shop.codes == []


@pytest.mark.parametrize("which", ["none", "expired"])
def test_a_certificate_of_ours_that_the_broker_rejects(tmp_path: Path, certificates: Certificates, which: str) -> None:
    """TLS 1.3 reports the rejection only after the connection is made. A replaced file is read at the next
    attempt."""
    broker = Mosquitto(tmp_path, certificates=certificates, asks_for_client_certificate=True)
    own = tmp_path / "own.crt"
    own.write_bytes(certificates.expired_client.read_bytes())
    tls = TlsOptions(certificates.ca) if which == "none" else TlsOptions(certificates.ca, own, certificates.client_key)
    with running(broker), kiosk(tmp_path, replace(options_for(broker), tls=tls)) as shop:
        shop.start()
        line = shop.log.wait_for("does not accept the kiosk's certificate")
        assert {"none": "(certificate required)", "expired": "(certificate expired)"}[which] in line
        assert "[broker] cert_file and key_file" in line
        assert shop.codes == ["broker.certificate"]
        if which == "expired":
            own.write_bytes(certificates.client.read_bytes())
        else:
            broker.stop()
            broker.asks_for_client_certificate = False
            broker.start()
        assert shop.publisher.wait_until_all_sent(20)
        assert shop.codes == []


def test_tls_on_only_one_side_is_reported_with_a_hint(tmp_path: Path, certificates: Certificates) -> None:
    """Both cases raise the alert about an unreachable broker, with the settings to check."""
    with running(plain := Mosquitto(tmp_path)), kiosk(tmp_path, trusted(plain, certificates)) as shop:
        shop.start()
        assert "Check that it uses TLS on this port ([broker] tls)." in shop.log.wait_for("cannot be reached")
        assert shop.codes == ["broker.away"]
    with running(tls := Mosquitto(tmp_path, certificates=certificates)), kiosk(tmp_path, options_for(tls)) as shop:
        shop.start()
        assert "Check whether it requires TLS" in shop.log.wait_for("closed the connection without an answer")
        assert shop.codes == ["broker.away"]


def test_the_password_alert_ends_when_the_broker_accepts_the_password(tmp_path: Path) -> None:
    """Retries are slow, and the kiosk needs no restart."""
    broker = Mosquitto(tmp_path, users={"door": "another", "central": "c"})
    options = replace(options_for(broker), username="door", password="right-secret")
    with running(broker), kiosk(tmp_path, options) as shop:
        shop.append(2)
        shop.start()
        shop.log.wait_for("refused the name or password (Not authorized). 2 messages wait")
        assert shop.codes == ["broker.refused"]
        broker.stop()
        shop.log.wait_for("cannot be reached")
        assert shop.codes == ["broker.away"]
        broker.users["door"] = "right-secret"
        broker.start()
        with subscribed(broker.port, "central", "c") as subscriber:
            assert sorted(seqs(subscriber.wait_for_kind("play", 2))) == [1, 2]
            assert shop.publisher.wait_until_all_sent(10)
        assert shop.codes == []
