"""The reference broker, as it stands in examples/: it starts, and each of its promises is tried."""

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.doubles.broker import running
from tests.doubles.reference import EXAMPLES, Reference

PATIENCE_S = 20.0
DOOR, TILL, PLAYER = "acme/berlin-7/door", "acme/berlin-7/till", "acme/berlin-7/door/cmd/play"
NAMES = (DOOR, TILL, PLAYER, "globex/oslo/door", "central", "operator")
HAS_IT, NOBODY_HEARS, DENIED = 0x00, 0x10, 0x87


class Someone:
    """A client of the reference broker, by its name."""

    def __init__(self, broker: Reference, name: str, certificate: Path | None = None, session: bool = False) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.cuts = 0
        self._answers: dict[int, int] = {}
        self._news = threading.Condition()
        self._is_connected = False
        self._client = Client(CallbackAPIVersion.VERSION2, f"client of {name}", protocol=MQTTProtocolVersion.MQTTv5)
        self._client.tls_set_context(broker.context(certificate))
        self._client.reconnect_delay_set(1, 1)
        if certificate is None:
            self._client.username_pw_set(name, f"secret of {name}")
        self._client.on_connect = lambda _c, _u, _f, reason, _p: self._note_connection(not reason.is_failure)
        self._client.on_disconnect = lambda *_: self._note_connection(False)
        self._client.on_publish = lambda _c, _u, mid, reason, _p: self._note_answer(mid, reason.value)
        self._client.on_subscribe = lambda _c, _u, mid, _r, _p: self._note_answer(mid, 0)
        self._client.on_message = lambda _c, _u, message: self._note_message(message)
        kept = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        kept.SessionExpiryInterval = 3600 if session else 0
        port = broker.port if certificate is None else broker.certificate_port
        self._client.connect_async("127.0.0.1", port, clean_start=not session, properties=kept)
        self._client.loop_start()
        self._wait(lambda: self._is_connected, f"{name} to get in")

    def publish(self, topic: str, payload: str = "{}") -> int:
        """The broker's answer."""
        mid = self._client.publish(f"vitrina/1/{topic}", payload, qos=1).mid
        return self._answer(mid)

    def listen(self, topics: str) -> None:
        """Answered with yes even where the rules say no; nothing is heard then."""
        mid = self._client.subscribe(topics, qos=1)[1]
        assert mid is not None
        self._answer(mid)

    def wait_for(self, topic: str) -> list[tuple[str, bytes]]:
        """Everything heard, once something was of this topic."""
        self._wait(lambda: any(heard == f"vitrina/1/{topic}" for heard, _ in self.heard), topic)
        return list(self.heard)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _answer(self, mid: int) -> int:
        self._wait(lambda: mid in self._answers, f"an answer to {mid}")
        return self._answers[mid]

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        with self._news:
            assert self._news.wait_for(condition, PATIENCE_S), f"waited in vain for {what}"

    def _note_connection(self, is_connected: bool) -> None:
        with self._news:
            self.cuts += self._is_connected and not is_connected
            self._is_connected = is_connected
            self._news.notify_all()

    def _note_answer(self, mid: int, answer: int) -> None:
        with self._news:
            self._answers[mid] = answer
            self._news.notify_all()

    def _note_message(self, message: MQTTMessage) -> None:
        with self._news:
            self.heard.append((message.topic, bytes(message.payload)))
            self._news.notify_all()


Comes = Callable[..., Someone]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    made = Reference(tmp_path_factory.mktemp("broker"), users={name: f"secret of {name}" for name in NAMES})
    with running(made):
        yield made


@pytest.fixture
def comes(broker: Reference) -> Iterator[Comes]:
    """`comes(name)` connects; gone at the end of the test."""
    with ExitStack() as stack:

        def come(name: str, certificate: Path | None = None, session: bool = False) -> Someone:
            someone = Someone(broker, name, certificate, session)
            stack.callback(someone.close)
            return someone

        yield come


def test_each_line_says_why() -> None:
    """A remark stands above every setting, and above every block of rules; none stands behind a setting."""
    settings = (EXAMPLES / "mosquitto.conf").read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(settings):
        assert line.startswith("#") or not line or above.startswith("#"), line
    blocks = (EXAMPLES / "acl").read_text(encoding="utf-8").split("\n\n")
    assert all(block.startswith("#") for block in blocks)
    rules = [line for block in blocks for line in block.splitlines() if not line.startswith("#")]
    assert not any(re.search(r"\s#", line) for line in (*settings, *rules) if not line.startswith("#"))


def test_a_kiosk_tells_and_the_centre_hears(comes: Comes) -> None:
    """All six kinds, from each kiosk of each tenant; the centre hears them all."""
    central = comes("central")
    central.listen("vitrina/1/+/+/+/+")
    for name in (DOOR, TILL, "globex/oslo/door"):
        kiosk = comes(name)
        for kind in ("window", "reaction", "play", "alert", "health", "state"):
            assert kiosk.publish(f"{name}/{kind}") == HAS_IT
            central.wait_for(f"{name}/{kind}")


@pytest.mark.parametrize(
    "topic",
    [
        f"{TILL}/window",
        "globex/oslo/door/play",
        "acme/berlin-7/other/window",
        f"{DOOR}/cmd/pause",
        f"{DOOR}/cmd/play",
        f"{TILL}/cmd/resend",
        f"{DOOR}/window/more",
        f"{DOOR}/another",  # with any name, a kiosk could fill the broker with retained messages
        f"{DOOR}/playlist",
    ],
)
def test_a_kiosk_cannot_speak_for_another_nor_command_any(comes: Comes, topic: str) -> None:
    """The broker says so, and the connection holds: the next message of its own goes through."""
    kiosk = comes(DOOR)
    for _ in range(5):
        assert kiosk.publish(topic) == DENIED
    assert kiosk.publish(f"{DOOR}/window") == NOBODY_HEARS
    assert kiosk.cuts == 0


def test_a_kiosk_hears_its_own_commands_and_nothing_else(comes: Comes) -> None:
    """Whatever it listens to: not what others are told, nor what they tell, nor what it tells itself."""
    central, till, door = comes("central"), comes(TILL), comes(DOOR)
    central.listen("vitrina/1/+/+/+/+")
    for topics in ("#", "vitrina/#", f"vitrina/1/{TILL}/cmd/+", "vitrina/1/+/+/+/window", "vitrina/1/+/+/+/cmd/+"):
        door.listen(topics)
    till.listen(f"vitrina/1/{TILL}/cmd/+")
    till.publish(f"{TILL}/window")
    door.publish(f"{DOOR}/window")
    central.publish(f"{TILL}/cmd/resend")
    till.wait_for(f"{TILL}/cmd/resend")
    central.publish(f"{DOOR}/cmd/resend")
    assert {topic for topic, _ in door.wait_for(f"{DOOR}/cmd/resend")} == {f"vitrina/1/{DOOR}/cmd/resend"}


def test_a_player_says_what_it_plays_and_no_more(comes: Comes) -> None:
    """It reaches its kiosk's cmd/play; everything else is denied, and it hears nothing."""
    door, player, central = comes(DOOR), comes(PLAYER), comes("central")
    door.listen(f"vitrina/1/{DOOR}/cmd/+")
    player.listen("#")
    assert player.publish(f"{DOOR}/cmd/play") == HAS_IT
    door.wait_for(f"{DOOR}/cmd/play")
    for topic in (f"{DOOR}/cmd/pause", f"{DOOR}/cmd/resend", f"{TILL}/cmd/play", f"{DOOR}/play", f"{DOOR}/window"):
        assert player.publish(topic) == DENIED
    central.listen("vitrina/1/+/+/+/+")
    door.publish(f"{DOOR}/window")
    central.wait_for(f"{DOOR}/window")
    assert player.heard == []


def test_the_centre_asks_and_the_operator_pauses(comes: Comes) -> None:
    """The centre cannot pause a kiosk, the operator cannot ask nor read windows; neither can say what a kiosk says.

    The operator may write one thing: `state`, to clear that of a kiosk that is gone.
    """
    door, central, operator = comes(DOOR), comes("central"), comes("operator")
    door.listen(f"vitrina/1/{DOOR}/cmd/+")
    operator.listen("vitrina/#")
    assert central.publish(f"{DOOR}/cmd/resend") == HAS_IT
    assert operator.publish(f"{DOOR}/cmd/pause") == HAS_IT
    assert operator.publish(f"{DOOR}/cmd/resume") == HAS_IT
    for kind in ("cmd/pause", "cmd/resume", "cmd/play", "window", "state"):
        assert central.publish(f"{DOOR}/{kind}") == DENIED
    for kind in ("cmd/resend", "cmd/play", "window", "health"):
        assert operator.publish(f"{DOOR}/{kind}") == DENIED
    door.publish(f"{DOOR}/window")
    door.publish(f"{DOOR}/health")
    assert {topic for topic, _ in operator.wait_for(f"{DOOR}/health")} == {f"vitrina/1/{DOOR}/health"}


def test_a_certificate_is_a_name(broker: Reference, comes: Comes) -> None:
    """At the other port the common name counts; without a certificate nobody gets in, and no password helps."""
    door = comes(DOOR, broker.certificate_of(DOOR))
    assert door.publish(f"{DOOR}/window") == NOBODY_HEARS
    assert door.publish(f"{TILL}/window") == DENIED
    assert refused(broker.certificate_port, broker, DOOR, f"secret of {DOOR}")
    assert refused(broker.port, broker, DOOR, "secret of somebody else")
    assert refused(broker.port, broker, None, None)


def test_a_stolen_kiosk_is_shut_out(tmp_path: Path) -> None:
    """Two lines in the acl and a SIGHUP, as the README says: it can tell and hear nothing, others go on."""
    made = Reference(tmp_path, users={name: f"secret of {name}" for name in (DOOR, TILL)})
    stanza = re.search(r"(user acme.*)\n(topic deny.*)\n", (EXAMPLES / "README.md").read_text(encoding="utf-8"))
    assert stanza is not None
    with running(made), ExitStack() as stack:
        door, till = Someone(made, DOOR), Someone(made, TILL)
        stack.callback(door.close)
        stack.callback(till.close)
        assert door.publish(f"{DOOR}/window") == NOBODY_HEARS
        made.allow([*(EXAMPLES / "acl").read_text(encoding="utf-8").splitlines(), *stanza.groups()])
        assert eventually(lambda: door.publish(f"{DOOR}/window") == DENIED)
        assert till.publish(f"{TILL}/window") == NOBODY_HEARS


def test_a_password_that_is_taken_back_ends_the_connection(tmp_path: Path) -> None:
    """A line less in the file of passwords and a SIGHUP."""
    made = Reference(tmp_path, users={name: f"secret of {name}" for name in (DOOR, TILL)})
    with running(made), ExitStack() as stack:
        door, till = Someone(made, DOOR), Someone(made, TILL)
        stack.callback(door.close)
        stack.callback(till.close)
        passwords = tmp_path / "passwords"
        others = [line for line in passwords.read_text().splitlines() if not line.startswith(DOOR)]
        passwords.write_text("\n".join(others) + "\n")
        made.signal(signal.SIGHUP)
        door._wait(lambda: door.cuts == 1, "the connection to end")
        assert till.publish(f"{TILL}/window") == NOBODY_HEARS
        assert refused(made.port, made, DOOR, f"secret of {DOOR}")
        assert till.cuts == 0


def test_what_waits_for_the_centre_outlives_a_restart(tmp_path: Path) -> None:
    """5,000 messages, five times what mosquitto keeps where it is not told; and the state that is retained."""
    made = Reference(tmp_path, users={name: f"secret of {name}" for name in (DOOR, "central")})
    with running(made), ExitStack() as stack:
        central = Someone(made, "central", session=True)
        central.listen("vitrina/1/+/+/+/+")
        central.close()
        door = Someone(made, DOOR)
        stack.callback(door.close)
        infos = [door._client.publish(f"vitrina/1/{DOOR}/play", str(n), qos=1) for n in range(5000)]
        infos[-1].wait_for_publish(PATIENCE_S)
        made.stop(signal.SIGTERM)
        made.start()
        central = Someone(made, "central", session=True)
        stack.callback(central.close)
        central._wait(lambda: len(central.heard) >= 5000, "5000 messages")
        assert [payload for _, payload in central.heard] == [str(n).encode() for n in range(5000)]


def refused(port: int, broker: Reference, name: str | None, password: str | None) -> bool:
    """True if this name and password do not get in."""
    ended, was_let_in = threading.Event(), threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, "a stranger", protocol=MQTTProtocolVersion.MQTTv5)
    client.tls_set_context(broker.context())
    client.username_pw_set(name, password)
    client.on_connect = lambda _c, _u, _f, reason, _p: None if reason.is_failure else was_let_in.set()
    client.on_disconnect = lambda *_: ended.set()
    client.connect("127.0.0.1", port)
    client.loop_start()
    assert ended.wait(PATIENCE_S), "neither let in nor refused"
    client.disconnect()
    client.loop_stop()
    return not was_let_in.is_set()


def eventually(claim: Callable[[], bool]) -> bool:
    """True if it holds within a thousand trials."""
    return any(claim() for _ in range(1000))
