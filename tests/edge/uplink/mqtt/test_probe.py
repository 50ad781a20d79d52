"""A visit to real brokers, good and bad; nothing is published, and nobody is thrown out."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.messages.payloads import MEDIA_SECONDS, Curve
from edge.messages.wire import Header
from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.probe import (
    LARGEST_BYTES,
    Answer,
    ProbeAccepted,
    ProbeOldProtocol,
    ProbeRejected,
    ProbeUnanswered,
    ProbeUnreachable,
    probe,
)
from edge.uplink.mqtt.tls import TlsOptions
from tests.doubles.broker import Certificates, Mosquitto, make_certificates, running, subscribed

HEADER = Header("acme", "berlin-7", "door")


def visited(options: BrokerOptions, name: str = "vitrina-doctor-0", within_s: float = 5.0) -> Answer:
    return probe(options, HEADER, name, within_s, time.monotonic)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Something that listens and is no good broker: `answer` gets the one connection."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            guest, _ = door.accept()
            with guest:
                answer(guest)

        thread = threading.Thread(target=serve)
        thread.start()
        yield door.getsockname()[1]
        thread.join()


def test_a_good_broker_takes_us_in(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path)) as broker:
        answer = visited(BrokerOptions("127.0.0.1", broker.port))
    assert answer == ProbeAccepted(
        in_flight=20,
        largest_bytes=None,
        retains=True,
        qos=2,
        commands_denied=None,
        cipher=None,
        certificate_ends_s=None,
    )


def test_nothing_is_told_and_no_twin_is_thrown_out(tmp_path: Path) -> None:
    """A subscriber hears nothing of the visit, and no session of it stays in the broker."""
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as subscriber:
        for name in ("vitrina-doctor-1", "vitrina-doctor-1"):
            assert isinstance(visited(BrokerOptions("127.0.0.1", broker.port), name), ProbeAccepted)
        subscriber.publish("vitrina/1/acme/berlin-7/door/health", "end")
        assert [m.payload for m in subscriber.wait_for(lambda heard: len(heard) > 0)] == [b"end"]
        assert isinstance(broker, Mosquitto)
        assert not [line for line in broker.log if "already connected" in line]


def test_a_wrong_password_is_told_from_other_refusals(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path, users={"door": "right"})) as broker:
        wrong = visited(BrokerOptions("127.0.0.1", broker.port, "door", "wrong"))
        right = visited(BrokerOptions("127.0.0.1", broker.port, "door", "right"))
    assert isinstance(wrong, ProbeRejected)
    assert wrong.credentials
    assert isinstance(right, ProbeAccepted)


def test_commands_that_may_not_be_heard() -> None:
    """The broker's word on the subscription is heard, not supposed."""

    def answer(guest: socket.socket) -> None:
        guest.recv(1000)
        guest.sendall(b"\x20\x03\x00\x00\x00")
        asked = guest.recv(1000)
        guest.sendall(b"\x90\x04" + asked[2:4] + b"\x00\x87")
        guest.recv(1000)

    with answering(answer) as port:
        granted = visited(BrokerOptions("127.0.0.1", port))
    assert isinstance(granted, ProbeAccepted)
    assert granted.commands_denied == "Not authorized"


def test_encryption_is_seen_with_the_end_of_the_certificate(tmp_path: Path, certificates: Certificates) -> None:
    """It ends within a day, as those of the tests do."""
    with running(Mosquitto(tmp_path, certificates=certificates)) as broker:
        answer = visited(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.ca)))
    assert isinstance(answer, ProbeAccepted)
    assert answer.cipher
    assert answer.cipher.startswith("TLSv1.")
    assert answer.certificate_ends_s is not None
    assert 0 < answer.certificate_ends_s - time.time() <= 86_400


def test_a_certificate_of_a_stranger(tmp_path: Path, certificates: Certificates) -> None:
    with running(Mosquitto(tmp_path, certificates=certificates)) as broker:
        answer = visited(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.other_ca)))
    assert isinstance(answer, ProbeUnreachable)
    assert answer.bad_certificate


def test_tls_on_one_side_alone(tmp_path: Path, certificates: Certificates) -> None:
    """Where we speak it and the broker does not, and the other way round."""
    with running(Mosquitto(tmp_path)) as broker:
        ours = visited(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.ca)), within_s=1.0)
    assert isinstance(ours, ProbeUnreachable)
    with running(Mosquitto(tmp_path, certificates=certificates)) as broker:
        theirs = visited(BrokerOptions("127.0.0.1", broker.port))
    assert theirs == ProbeUnanswered(hung_up=True)


def test_a_client_certificate_that_is_missed(tmp_path: Path, certificates: Certificates) -> None:
    wanted = Mosquitto(tmp_path, certificates=certificates, asks_for_client_certificate=True)
    shown = TlsOptions(certificates.ca, certificates.client, certificates.client_key)
    with running(wanted) as broker:
        without = visited(BrokerOptions("127.0.0.1", broker.port, tls=TlsOptions(certificates.ca)))
        with_it = visited(BrokerOptions("127.0.0.1", broker.port, tls=shown))
    assert without == ProbeUnanswered(hung_up=True)
    assert isinstance(with_it, ProbeAccepted)


def test_nobody_is_there() -> None:
    """A closed port, and a host that no name server knows or that can be none."""
    with socket.socket() as held:  # bound, so that nobody else takes it, and not listening
        held.bind(("127.0.0.1", 0))
        closed = visited(BrokerOptions("127.0.0.1", held.getsockname()[1]))
    assert closed == ProbeUnreachable("Connection refused", bad_certificate=False, bad_tls=False)
    assert isinstance(visited(BrokerOptions("no-host.invalid")), ProbeUnreachable)
    assert isinstance(visited(BrokerOptions("a..b")), ProbeUnreachable)


def test_what_takes_the_connection_and_says_nothing() -> None:
    """It is left after the time that was given."""

    def say_nothing(guest: socket.socket) -> None:
        while guest.recv(1000):
            continue

    with answering(say_nothing) as port:
        assert visited(BrokerOptions("127.0.0.1", port), within_s=0.3) == ProbeUnanswered(hung_up=False)


def test_a_broker_of_mqtt_3() -> None:
    """It refuses the version, in the old form of the answer."""

    def answer(guest: socket.socket) -> None:
        guest.recv(1000)
        guest.sendall(b"\x20\x02\x00\x01")
        guest.recv(1000)

    with answering(answer) as port:
        assert visited(BrokerOptions("127.0.0.1", port)) == ProbeOldProtocol()


def test_limits_that_a_broker_sets() -> None:
    """Receive maximum 3, QoS 0 at most, nothing retained, 1000 bytes; then it does not answer the subscription."""
    limits = b"\x21\x00\x03" + b"\x24\x00" + b"\x25\x00" + b"\x27\x00\x00\x03\xe8"

    def answer(guest: socket.socket) -> None:
        guest.recv(1000)
        guest.sendall(b"\x20" + bytes([3 + len(limits)]) + b"\x00\x00" + bytes([len(limits)]) + limits)
        while guest.recv(1000):
            continue

    with answering(answer) as port:
        granted = visited(BrokerOptions("127.0.0.1", port), within_s=0.3)
    assert isinstance(granted, ProbeAccepted)
    assert (granted.in_flight, granted.qos, granted.retains, granted.largest_bytes) == (3, 0, False, 1000)
    assert granted.commands_denied == "no answer"


def test_no_message_of_ours_is_larger_than_is_said() -> None:
    """A curve of 601 cells, each as long as it can be, with 5 kB for all else."""
    cells = MEDIA_SECONDS
    curve = Curve(
        step_s=1,
        watchers=(99_999,) * cells,
        n=(99_999,) * cells,
        positive=(0.55,) * cells,
        negative=(0.55,) * cells,
        surprise=(0.55,) * cells,
        valence=(-0.55,) * cells,
        arousal=(-0.55,) * cells,
        laughter=(0.55,) * cells,
    )
    assert len(curve.model_dump_json()) + 5000 < LARGEST_BYTES
