"""What `vitrina-central doctor` says of the broker, with real ones. The server that runs beside it is in
test_serve.py."""

import socket
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from central.serve.checks import run_checks
from central.settings import Settings
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.ready_store import ready
from tests.doubles.reference import EXAMPLES

DOOR = "vitrina/1/acme/berlin-7/door"
RULES = (EXAMPLES / "acl").read_text(encoding="utf-8").splitlines()
USERS = {"central": "hush", "acme/berlin-7/door": "hush"}


def settings(folder: Path, port: int) -> Settings:
    (folder / "password").write_text("hush")
    login = {"username": "central", "password_file": folder / "password"}
    return Settings.model_validate(
        {"central": {"data": ready(folder / "data").data}, "broker": {"port": port, **login}}
    )


def found(folder: Path, port: int) -> dict[str, tuple[bool, str]]:
    """Findings about the broker."""
    findings = run_checks(settings(folder, port))
    return {f.part: (f.is_good, f.text) for f in findings if f.part.startswith("broker")}


def broker(folder: Path, rules: Sequence[str], *more: str) -> Mosquitto:
    return Mosquitto(folder, users=USERS, rules=rules, more=["max_queued_messages 1000", *more])


def test_a_broker_with_the_rules_of_the_example_has_no_fault(tmp_path: Path) -> None:
    with running(broker(tmp_path, RULES)) as made, subscribed(made.port, "acme/berlin-7/door", "hush") as door:
        door.publish(f"{DOOR}/state", "{}", retain=True)
        place = f"127.0.0.1:{made.port}"
        assert found(tmp_path, made.port) == {"broker": (True, f"{place} accepts central as central, MQTT 5")}


def test_a_broker_that_anybody_can_fill_is_named(tmp_path: Path) -> None:
    """With the cure; so is one at which central may not do its work, or where no password is asked for."""
    rules = [f"topic write {DOOR}/#", *(rule for rule in RULES if "cmd/seen" not in rule)]
    with (
        running(broker(tmp_path, rules, "allow_anonymous true")) as made,
        subscribed(made.port) as anybody,
    ):
        for number in range(5):
            anybody.publish(f"{DOOR}/name-{number}", "{}", retain=True)
        seen = found(tmp_path, made.port)
    assert {part: is_good for part, (is_good, _) in seen.items()} == {
        "broker": True, "broker rights": False, "broker retained": False, "broker access": False,
    }  # fmt: skip
    assert "does not allow central to publish cmd/seen." in seen["broker rights"][1]
    retained = seen["broker retained"][1]
    assert any(  # in the order in which the broker sends them
        f"retains 5 messages under names that no kiosk uses, such as {DOOR}/name-{number}, " in retained
        for number in range(5)
    )
    assert "accepts clients without a user name and password" in seen["broker access"][1]


def test_a_broker_that_makes_the_user_name_the_client_id_is_named(tmp_path: Path) -> None:
    """Each doctor and each enrolment would end the session of a running server there."""
    with running(broker(tmp_path, RULES, "use_username_as_clientid true")) as made:
        is_good, text = found(tmp_path, made.port)["broker session"]
    assert not is_good
    assert "remove use_username_as_clientid" in text


def test_a_broker_without_mqtt_5_is_named(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        answer = threading.Thread(target=_refuse, args=(server,), daemon=True)
        answer.start()
        (seen,) = found(tmp_path, server.getsockname()[1]).values()
        answer.join()
    assert not seen[0]
    assert "does not support MQTT 5. Update the broker" in seen[1]


def _refuse(server: socket.socket) -> None:
    """Answers as a broker of MQTT 3.1.1 answers to a client of another version."""
    with server.accept()[0] as client:
        assert client.recv(1024)
        client.sendall(b"\x20\x02\x00\x01")
        client.recv(1024)
