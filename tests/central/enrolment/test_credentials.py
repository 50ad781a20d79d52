"""Lines for mosquitto's files: a real broker takes them, and they give a kiosk what examples/acl does."""

from pathlib import Path

import pytest

from central.enrolment.credentials import acl_lines, kiosk_password, password_line
from tests.central.enrolment.device import Device
from tests.doubles.broker import Mosquitto
from tests.doubles.reference import EXAMPLES

DOOR, WALL = "acme/berlin-7/door", "acme/berlin-7/wall"
SECRET, SALT = bytes(16), bytes(32)


def test_a_password_needs_secret_and_salt() -> None:
    password = kiosk_password(SECRET, SALT)
    assert len(password) == 43
    others = {kiosk_password(bytes([1] * 16), SALT), kiosk_password(SECRET, bytes([1] * 32)), password}
    assert len(others) == 3
    assert password_line(DOOR, password) != password_line(DOOR, password)
    assert password not in password_line(DOOR, password)


@pytest.mark.parametrize("is_reference", [False, True], ids=["lines of the kiosk", "examples/acl"])
def test_the_broker_takes_the_lines(tmp_path: Path, is_reference: bool) -> None:
    """With the printed ACL lines as with the patterns of the reference broker."""
    password = kiosk_password(SECRET, SALT)
    (tmp_path / "names").write_text(f"{password_line(DOOR, password)}\n{password_line(WALL, 'another password')}\n")
    (tmp_path / "names").chmod(0o600)
    acl = tmp_path / "rights"
    acl.write_text((EXAMPLES / "acl").read_text() if is_reference else "\n".join(acl_lines(DOOR)) + "\n")
    acl.chmod(0o600)
    more = ["allow_anonymous false", f"password_file {tmp_path}/names", f"acl_file {acl}", "max_queued_messages 1000"]
    broker = Mosquitto(tmp_path, more=more)
    broker.start()
    try:
        with Device(broker.port, DOOR, "another password") as refused:
            assert refused.connected != 0
        with Device(broker.port, DOOR, password) as door:
            assert door.connected == 0
            for kind in ("window", "reaction", "comments", "play", "alert", "health", "state", "test"):
                assert door.may_publish(f"vitrina/1/{DOOR}/{kind}")
            for kind in ("another", "playlist", "cmd/pause"):  # any name could be retained
                assert not door.may_publish(f"vitrina/1/{DOOR}/{kind}")
            for topic in (f"vitrina/1/{WALL}/state", f"vitrina/1/{WALL}/playlist"):
                assert not door.may_publish(topic)
            for kind in ("cmd/+", "playlist"):
                assert door.may_subscribe(f"vitrina/1/{DOOR}/{kind}")
    finally:
        broker.stop()
