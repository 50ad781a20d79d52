"""Certificates and passwords that do not fit: each is said with its cure, tried again, and over when it is mended."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.tls import TlsOptions
from tests.doubles.broker import Certificates, Mosquitto, make_certificates, running, subscribed
from tests.system.uplink import here, kiosk, seqs

# paho leaves the socket of a failed handshake to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def trusted(broker: Mosquitto, made: Certificates) -> BrokerOptions:
    """How a kiosk connects that is set up well."""
    return replace(here(broker), tls=TlsOptions(made.ca, made.client, made.client_key))


def test_tls_with_our_own_authority(tmp_path: Path, made: Certificates) -> None:
    """The broker must be vouched for by `ca_file`, and may ask the kiosk for a certificate of its own."""
    broker = Mosquitto(tmp_path, certificates=made, asks_for_client_certificate=True)
    with running(broker), kiosk(tmp_path, trusted(broker, made)) as shop:
        shop.start()
        assert shop.publisher.drain(10)
        assert shop.codes == []


@pytest.mark.parametrize(
    ("reason", "cure"),
    [
        ("certificate has expired", "Renew it at the broker; but first look whether the clock"),
        ("self-signed certificate in certificate chain", "Check [broker] ca_file"),
    ],
)
def test_a_certificate_of_the_broker_that_cannot_be_trusted(
    tmp_path: Path, made: Certificates, reason: str, cure: str
) -> None:
    """Expired, or vouched for by somebody else: it is said, and over when the broker shows a better one."""
    bad = replace(made, server=made.expired_server) if "expired" in reason else made
    broker = Mosquitto(tmp_path, certificates=bad)
    options = trusted(broker, made)
    if "expired" not in reason:
        (tmp_path / "believed.crt").write_bytes(made.other_ca.read_bytes())
        options = replace(options, tls=TlsOptions(tmp_path / "believed.crt"))
    with running(broker), kiosk(tmp_path, options) as shop:
        shop.append(1)
        shop.start()
        said = shop.log.wait_for("cannot be trusted")
        assert f"({reason})" in said
        assert cure in said
        assert shop.codes == ["broker.certificate"]
        if "expired" in reason:
            broker.stop()
            broker.certificates = made
            broker.start()
        else:
            (tmp_path / "believed.crt").write_bytes(made.ca.read_bytes())
        shop.log.wait_for("broker: connected")
        with subscribed(broker.port, certificates=made) as subscriber:
            assert seqs(subscriber.wait_for_kind("play", 1)) == [1]
            assert shop.publisher.drain(10)
        assert shop.codes == []


@pytest.mark.parametrize("which", ["none", "expired"])
def test_a_certificate_of_ours_that_the_broker_does_not_take(tmp_path: Path, made: Certificates, which: str) -> None:
    """TLS 1.3 tells it only after we are connected. A file that is replaced is read at the next attempt."""
    broker = Mosquitto(tmp_path, certificates=made, asks_for_client_certificate=True)
    own = tmp_path / "own.crt"
    own.write_bytes(made.expired_client.read_bytes())
    tls = TlsOptions(made.ca) if which == "none" else TlsOptions(made.ca, own, made.client_key)
    with running(broker), kiosk(tmp_path, replace(here(broker), tls=tls)) as shop:
        shop.start()
        said = shop.log.wait_for("does not take the kiosk's certificate")
        assert {"none": "(certificate required)", "expired": "(certificate expired)"}[which] in said
        assert "[broker] cert_file and key_file" in said
        assert shop.codes == ["broker.certificate"]
        if which == "expired":
            own.write_bytes(made.client.read_bytes())
        else:
            broker.stop()
            broker.asks_for_client_certificate = False
            broker.start()
        assert shop.publisher.drain(20)
        assert shop.codes == []


def test_tls_where_there_is_none_and_none_where_there_is(tmp_path: Path, made: Certificates) -> None:
    """Both are told as a broker that cannot be talked to, with what to look at."""
    with running(plain := Mosquitto(tmp_path)), kiosk(tmp_path, trusted(plain, made)) as shop:
        shop.start()
        assert "Does it speak TLS on this port ([broker] tls)?" in shop.log.wait_for("cannot be reached")
        assert shop.codes == ["broker.away"]
    with running(tls := Mosquitto(tmp_path, certificates=made)), kiosk(tmp_path, here(tls)) as shop:
        shop.start()
        assert "Does it ask for TLS" in shop.log.wait_for("hung up without an answer")
        assert shop.codes == ["broker.away"]


def test_a_wrong_password_is_over_when_the_broker_knows_it(tmp_path: Path) -> None:
    """Tried unhurriedly; nobody needs to start the kiosk again."""
    broker = Mosquitto(tmp_path, users={"door": "another", "central": "c"})
    options = replace(here(broker), username="door", password="right-secret")
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
            assert shop.publisher.drain(10)
        assert shop.codes == []
