"""The session with a real broker: only what the caller acknowledges is, and on its own connection alone."""

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.errors import UsageError
from central.ingest.session import Arrival, BrokerOptions, Session, tls_context
from tests.central import fleet
from tests.central.kills import KilledBroker
from tests.doubles.broker import Mosquitto, make_certificates, subscribed
from tests.doubles.waiting import wait_until

ALL = ("vitrina/1/+/+/+/+",)


def options(port: int, **changed: object) -> BrokerOptions:
    return BrokerOptions("127.0.0.1", port, "central", ALL, **changed)  # type: ignore[arg-type]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    made = KilledBroker(tmp_path)
    made.start()
    yield made
    made.stop(signal.SIGKILL)


def opened(broker: Mosquitto, **changed: object) -> Session:
    """A session that has subscribed: a broker acknowledges what comes after the subscription on a connection later."""
    session = Session(options(broker.port, **changed))
    session.start()
    assert session.is_connected.wait(20)
    assert session.publish_retained([("elsewhere", b"")]) == ["elsewhere"]
    return session


def publish(broker: Mosquitto, *payloads: str) -> None:
    with subscribed(broker.port, topics="none") as client:
        for payload in payloads:
            client.publish(fleet.topic("play"), payload)


def taken(session: Session, count: int) -> list[Arrival]:
    """Waits for so many arrivals."""
    arrivals: list[Arrival] = []

    def are_enough() -> bool:
        arrivals.extend(session.take_messages(100, 0.1, 0.05))
        return len(arrivals) >= count

    wait_until(are_enough, f"{count} arrivals")
    return arrivals


def texts(arrivals: list[Arrival]) -> list[bytes]:
    return [arrival.payload for arrival in arrivals]


def test_what_is_not_acknowledged_comes_again(broker: Mosquitto) -> None:
    """After a crash of central; what was acknowledged does not."""
    session = opened(broker)
    publish(broker, "1", "2", "3")
    arrivals = taken(session, 3)
    session.acknowledge(arrivals[:2])
    session.stop()
    again = opened(broker)
    publish(broker, "4")
    assert texts(taken(again, 2)) == [b"3", b"4"]
    again.stop()


def test_messages_wait_while_central_is_away(broker: Mosquitto) -> None:
    opened(broker).stop()
    publish(broker, *map(str, range(300)))
    session = opened(broker)
    assert texts(taken(session, 300)) == [str(number).encode() for number in range(300)]
    session.stop()


def test_an_old_number_acknowledges_nothing_on_a_new_connection(broker: Mosquitto) -> None:
    """The broker gives the numbers anew: a late acknowledgement would be that of another message."""
    session = opened(broker)
    publish(broker, "1", "2", "3")
    old = taken(session, 3)
    broker.stop()
    wait_until(lambda: not session.is_connected.is_set(), "the connection to end")
    broker.start()
    assert session.is_connected.wait(20)
    again = taken(session, 3)
    session.acknowledge(old)
    session.stop()
    third = opened(broker)
    assert texts(taken(third, 3)) == texts(again) == [b"1", b"2", b"3"]
    third.stop()


def test_what_waits_from_an_ended_connection_is_left_out(broker: Mosquitto) -> None:
    """It comes again with other numbers; twice would be work for nothing."""
    session = opened(broker)
    publish(broker, *map(str, range(50)))
    taken(session, 1)
    broker.stop()
    wait_until(lambda: not session.is_connected.is_set(), "the connection to end")
    broker.start()
    assert session.is_connected.wait(20)
    assert len(set(texts(taken(session, 50)))) == 50
    session.stop()


def test_a_session_that_is_taken_over_says_so_and_comes_back(
    broker: Mosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    """By a copy of the store. It waits a while, since two would push each other out all the time."""
    first = opened(broker, taken_over_retry_s=1)
    second = opened(broker)
    wait_until(lambda: first.fault is not None, "the first to say so")
    second.stop()
    assert first.is_connected.wait(20)
    assert "took over central's session" in str(first.fault)
    assert "Trying again in 1 s" in caplog.text
    first.stop()


def test_a_wrong_password_is_told(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path, users={"central": "secret"})
    broker.start()
    session = Session(options(broker.port, username="central", password="wrong"))
    session.start()
    wait_until(lambda: session.refusal is not None, "a refusal")
    assert "rejects this user name or password" in str(session.refusal)
    assert "wrong" not in str(session.refusal)
    session.stop()
    broker.stop()


def test_it_waits_for_a_broker_that_starts_later(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broker = Mosquitto(tmp_path)
    session = Session(options(broker.port))
    session.start()
    wait_until(lambda: "cannot connect" in caplog.text, "it to say so")
    broker.start()
    assert session.is_connected.wait(30)
    session.stop()
    broker.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho leaves its refused socket open
def test_a_connection_can_be_encrypted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And the certificate of the broker is checked."""
    certificates = make_certificates(tmp_path)
    broker = Mosquitto(tmp_path, certificates=certificates)
    broker.start()
    session = opened(broker, tls=tls_context(certificates.ca, None, None))
    session.stop()
    foreign = Session(options(broker.port, tls=tls_context(certificates.other_ca, None, None)))
    foreign.start()
    wait_until(lambda: "certificate verify failed" in caplog.text, "it to say so")
    assert not foreign.is_connected.is_set()
    foreign.stop()
    broker.stop()
    del foreign
    caplog.clear()
    gc.collect()


def test_a_file_that_is_no_certificate_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_text("nothing")
    with pytest.raises(UsageError, match=r"ca\.crt"):
        tls_context(tmp_path / "ca.crt", None, None)


def test_a_command_does_not_wait_for_a_kiosk_that_is_away(broker: Mosquitto) -> None:
    """It has an expiry; without a connection it is not kept."""
    session = opened(broker)
    with subscribed(broker.port, topics="vitrina/1/+/+/+/cmd/resend") as listener:
        session.publish("vitrina/1/acme/berlin-7/door/cmd/resend", b"{}")
        (message,) = listener.wait_for(lambda heard: len(heard) == 1)
    assert getattr(message.properties, "MessageExpiryInterval", 0) in range(1, 61)
    session.stop()
    session.publish("vitrina/1/acme/berlin-7/door/cmd/resend", b"{}")
