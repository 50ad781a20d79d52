"""The reference broker, as it stands in examples/: it starts, and each of its promises is tried."""

import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.doubles.broker import running
from tests.doubles.reference import EXAMPLES, Reference
from tests.examples.broker_client import PATIENCE_S, BrokerClient, Transport

DOOR, TILL, PLAYER = "acme/berlin-7/door", "acme/berlin-7/till", "acme/berlin-7/door/cmd/play"
NAMES = (DOOR, TILL, PLAYER, "globex/oslo/door", "central", "operator", "reader")
HAS_IT, NOBODY_HEARS, DENIED = 0x00, 0x10, 0x87


Comes = Callable[..., BrokerClient]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    made = Reference(tmp_path_factory.mktemp("broker"), users={name: f"secret of {name}" for name in NAMES})
    with running(made):
        yield made


@pytest.fixture
def comes(broker: Reference) -> Iterator[Comes]:
    """`comes(name)` connects; gone at the end of the test."""
    with ExitStack() as stack:

        def come(name: str, certificate: Path | None = None, session: bool = False) -> BrokerClient:
            someone = BrokerClient(broker, name, certificate, session)
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
        f"{DOOR}/fleet",
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


def test_a_web_page_reports_plays_over_websocket(broker: Reference, comes: Comes) -> None:
    """With the account of a player, which the same rules bind."""
    door, page = comes(DOOR), BrokerClient(broker, PLAYER, over_websocket=True)
    with closing(page):
        door.listen(f"vitrina/1/{DOOR}/cmd/+")
        assert page.publish(f"{DOOR}/cmd/play") == HAS_IT
        door.wait_for(f"{DOOR}/cmd/play")
        assert page.publish(f"{TILL}/cmd/play") == DENIED
    assert refused(broker.web_port, broker, PLAYER, "secret of somebody else", "websockets")


def test_a_program_of_yours_receives_all_and_publishes_nothing(comes: Comes) -> None:
    door, reader = comes(DOOR), comes("reader")
    reader.listen("vitrina/1/+/+/+/+")
    assert door.publish(f"{DOOR}/window") == HAS_IT
    reader.wait_for(f"{DOOR}/window")
    for topic in (f"{DOOR}/playlist", f"{DOOR}/cmd/resend", f"{DOOR}/cmd/pause", f"{DOOR}/window"):
        assert reader.publish(topic) == DENIED


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
        door, till = BrokerClient(made, DOOR), BrokerClient(made, TILL)
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
        door, till = BrokerClient(made, DOOR), BrokerClient(made, TILL)
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
        central = BrokerClient(made, "central", session=True)
        central.listen("vitrina/1/+/+/+/+")
        central.close()
        door = BrokerClient(made, DOOR)
        stack.callback(door.close)
        infos = [door._client.publish(f"vitrina/1/{DOOR}/play", str(n), qos=1) for n in range(5000)]
        infos[-1].wait_for_publish(PATIENCE_S)
        made.stop(signal.SIGTERM)
        made.start()
        central = BrokerClient(made, "central", session=True)
        stack.callback(central.close)
        central._wait(lambda: len(central.heard) >= 5000, "5000 messages")
        assert [payload for _, payload in central.heard] == [str(n).encode() for n in range(5000)]


def refused(port: int, broker: Reference, name: str | None, password: str | None, transport: Transport = "tcp") -> bool:
    """True if this name and password do not get in."""
    ended, was_let_in = threading.Event(), threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, "a stranger", protocol=MQTTProtocolVersion.MQTTv5, transport=transport)
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
