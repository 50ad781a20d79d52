"""Test connections to real brokers, good and bad; nothing is published, and no client is disconnected."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.messages.payloads import MEDIA_SECONDS, Curve
from edge.messages.wire import Header
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.one_connection import (
    BrokerProbeOldProtocol,
    BrokerProbeRejected,
    BrokerProbeUnanswered,
    BrokerProbeUnreachable,
)
from edge.uplink.mqtt.probe import LARGEST_BYTES, Answer, BrokerProbeAccepted, probe_connection
from edge.uplink.mqtt.tls import TlsOptions
from tests.doubles.broker import Certificates, Mosquitto, make_certificates, running, subscribed

HEADER = Header("acme", "berlin-7", "door")


def probe_broker(options: BrokerOptions, name: str = "vitrina-doctor-0", within_s: float = 5.0) -> Answer:
    return probe_connection(options, HEADER, name, within_s, time.monotonic)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def tcp_server(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """A TCP server that is no proper broker: `handle` gets its only connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                handle(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_a_good_broker_accepts_the_connection(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path)) as broker:
        answer = probe_broker(BrokerOptions("127.0.0.1", broker.port))
    assert answer == BrokerProbeAccepted(
        in_flight=20,
        largest_bytes=None,
        retains=True,
        qos=2,
        commands_denied=None,
        cipher=None,
        certificate_ends_s=None,
    )


def test_the_probe_publishes_nothing_and_disconnects_no_client(tmp_path: Path) -> None:
    """A subscriber receives nothing, and no session of the probe stays in the broker."""
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as subscriber:
        for name in ("vitrina-doctor-1", "vitrina-doctor-1"):
            assert isinstance(probe_broker(BrokerOptions("127.0.0.1", broker.port), name), BrokerProbeAccepted)
        subscriber.publish("vitrina/1/acme/berlin-7/door/health", "end")
        assert [m.payload for m in subscriber.wait_for(lambda messages: len(messages) > 0)] == [b"end"]
        assert isinstance(broker, Mosquitto)
        assert not [line for line in broker.log if "already connected" in line]


def test_a_wrong_password_differs_from_other_refusals(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path, users={"door": "right"})) as broker:
        wrong = probe_broker(BrokerOptions("127.0.0.1", broker.port, "door", "wrong"))
        right = probe_broker(BrokerOptions("127.0.0.1", broker.port, "door", "right"))
    assert isinstance(wrong, BrokerProbeRejected)
    assert wrong.credentials
    assert isinstance(right, BrokerProbeAccepted)


def test_a_refused_subscription_to_commands_is_reported() -> None:
    """The result comes from the broker's own answer to the subscription."""

    def handle(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"\x20\x03\x00\x00\x00")
        request = connection.recv(1000)
        connection.sendall(b"\x90\x04" + request[2:4] + b"\x00\x87")
        connection.recv(1000)

    with tcp_server(handle) as port:
        granted = probe_broker(BrokerOptions("127.0.0.1", port))
    assert isinstance(granted, BrokerProbeAccepted)
    assert granted.commands_denied == "Not authorized"


def test_encryption_is_reported_with_the_end_of_the_certificate(tmp_path: Path, certificates: Certificates) -> None:
    """It ends within a day, because the tests' certificates do."""
    with running(Mosquitto(tmp_path, certificates=certificates)) as broker:
        answer = probe_broker(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.ca)))
    assert isinstance(answer, BrokerProbeAccepted)
    assert answer.cipher
    assert answer.cipher.startswith("TLSv1.")
    assert answer.certificate_ends_s is not None
    assert 0 < answer.certificate_ends_s - time.time() <= 86_400


def test_an_untrusted_certificate_of_the_broker(tmp_path: Path, certificates: Certificates) -> None:
    with running(Mosquitto(tmp_path, certificates=certificates)) as broker:
        answer = probe_broker(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.other_ca)))
    assert isinstance(answer, BrokerProbeUnreachable)
    assert answer.bad_certificate


def test_tls_on_one_side_alone(tmp_path: Path, certificates: Certificates) -> None:
    """The kiosk uses TLS and the broker does not, and the other way round."""
    with running(Mosquitto(tmp_path)) as broker:
        ours = probe_broker(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.ca)), within_s=1.0)
    assert isinstance(ours, BrokerProbeUnreachable)
    with running(Mosquitto(tmp_path, certificates=certificates)) as broker:
        theirs = probe_broker(BrokerOptions("127.0.0.1", broker.port))
    assert theirs == BrokerProbeUnanswered(hung_up=True)


def test_a_missing_client_certificate(tmp_path: Path, certificates: Certificates) -> None:
    strict = Mosquitto(tmp_path, certificates=certificates, asks_for_client_certificate=True)
    with_certificate = TlsOptions(certificates.ca, certificates.client, certificates.client_key)
    with running(strict) as broker:
        without = probe_broker(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.ca)))
        with_it = probe_broker(BrokerOptions("127.0.0.1", broker.port, tls=with_certificate))
    assert without == BrokerProbeUnanswered(hung_up=True)
    assert isinstance(with_it, BrokerProbeAccepted)


def test_an_unreachable_broker() -> None:
    """The port may be closed, the host unknown to all name servers, or its name invalid."""
    with socket.socket() as bound:  # bound, so that no other program uses the port, and not listening
        bound.bind(("127.0.0.1", 0))
        closed = probe_broker(BrokerOptions("127.0.0.1", bound.getsockname()[1]))
    assert closed == BrokerProbeUnreachable("Connection refused", bad_certificate=False, bad_tls=False)
    assert isinstance(probe_broker(BrokerOptions("no-host.invalid")), BrokerProbeUnreachable)
    assert isinstance(probe_broker(BrokerOptions("a..b")), BrokerProbeUnreachable)


def test_a_server_that_accepts_the_connection_and_never_answers() -> None:
    """The probe ends after the given time."""

    def stay_silent(connection: socket.socket) -> None:
        while connection.recv(1000):
            continue

    with tcp_server(stay_silent) as port:
        assert probe_broker(BrokerOptions("127.0.0.1", port), within_s=0.3) == BrokerProbeUnanswered(hung_up=False)


def test_a_broker_of_mqtt_3() -> None:
    """It refuses the protocol version with the old form of the answer."""

    def handle(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"\x20\x02\x00\x01")
        connection.recv(1000)

    with tcp_server(handle) as port:
        assert probe_broker(BrokerOptions("127.0.0.1", port)) == BrokerProbeOldProtocol()


def test_limits_that_a_broker_sets() -> None:
    """Receive maximum 3, QoS 0 at most, nothing retained, 1000 bytes; the broker then does not answer the
    subscription."""
    limits = b"\x21\x00\x03" + b"\x24\x00" + b"\x25\x00" + b"\x27\x00\x00\x03\xe8"

    def handle(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"\x20" + bytes([3 + len(limits)]) + b"\x00\x00" + bytes([len(limits)]) + limits)
        while connection.recv(1000):
            continue

    with tcp_server(handle) as port:
        granted = probe_broker(BrokerOptions("127.0.0.1", port), within_s=0.3)
    assert isinstance(granted, BrokerProbeAccepted)
    assert (granted.in_flight, granted.qos, granted.retains, granted.largest_bytes) == (3, 0, False, 1000)
    assert granted.commands_denied == "no answer"


def test_no_message_of_ours_is_larger_than_the_stated_limit() -> None:
    """The largest message has a curve of 601 cells with the longest values, and 5 kB for all else."""
    cells = MEDIA_SECONDS
    curve = Curve(
        step_s=1,
        watchers=(99_999,) * cells,
        n=(99_999,) * cells,
        smile=(0.55,) * cells,
        negative=(0.55,) * cells,
        surprise=(0.55,) * cells,
        valence=(-0.55,) * cells,
        arousal=(-0.55,) * cells,
        laughter=(0.55,) * cells,
    )
    assert len(curve.model_dump_json()) + 5000 < LARGEST_BYTES
