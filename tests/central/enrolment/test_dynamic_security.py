"""Credentials of kiosks by mosquitto's own plugin: each kiosk speaks and hears for itself alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.enrolment.dynamic_security import DynamicSecurity
from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions
from tests.central.enrolment.device import Device
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.doubles.dynamic_broker import CENTRAL, CENTRAL_PASSWORD, control, dynamic_broker

DOOR, WALL = "acme/berlin-7/door", "acme/berlin-7/wall"
NOT_HEARD = (
    *("#", "+/#", "$share/g/#", "vitrina/#", "$SYS/#", "$CONTROL/dynamic-security/v1/response"),
    *(f"vitrina/1/{DOOR}/#", f"vitrina/1/{DOOR}/+", f"vitrina/1/{WALL}/playlist", f"vitrina/1/{WALL}/cmd/#"),
    *("vitrina/1/acme/berlin-7/+/playlist", "vitrina/1/acme/+/door/cmd/+", f"$share/g/vitrina/1/{WALL}/playlist"),
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    with dynamic_broker(tmp_path_factory.mktemp("dynamic")) as made:
        yield made


@pytest.fixture(scope="module")
def security(broker: Mosquitto) -> DynamicSecurity:
    return DynamicSecurity(options(broker.port))


def options(port: int, password: str = CENTRAL_PASSWORD) -> BrokerOptions:
    return BrokerOptions("127.0.0.1", port, "vitrina-central", (), CENTRAL, password)


def test_a_kiosk_speaks_for_itself_and_hears_what_is_for_it(broker: Mosquitto, security: DynamicSecurity) -> None:
    """Neither does it pass for another kiosk, nor for central, nor does it hear others, in whatever filter."""
    for device in (DOOR, WALL):
        security.enrol(device, f"password of {device}")
    with Device(broker.port, DOOR, f"password of {DOOR}") as door:
        assert door.connected == 0
        for kind in ("window", "reaction", "play", "alert", "health", "state", "test"):
            assert door.may_publish(f"vitrina/1/{DOOR}/{kind}")
        for topic in ("cmd/pause", "playlist", "window/x", "other"):
            assert not door.may_publish(f"vitrina/1/{DOOR}/{topic}")
        for topic in ("acme/berlin-7/wall/state", "acme/berlin-7/wall/cmd/pause", "acme/berlin-7/wall/playlist"):
            assert not door.may_publish(f"vitrina/1/{topic}")
        for topic in ("$CONTROL/dynamic-security/v1", "x"):
            assert not door.may_publish(topic)
        for own in ("cmd/+", "cmd/pause", "cmd/#", "playlist"):
            assert door.may_subscribe(f"vitrina/1/{DOOR}/{own}")
        for topic in NOT_HEARD:
            assert not door.may_subscribe(topic), topic
        with subscribed(broker.port, CENTRAL, CENTRAL_PASSWORD) as central:
            for device in (WALL, DOOR):
                central.publish(f"vitrina/1/{device}/playlist", b"{}")
        door.wait_for(lambda: door.heard)
        assert door.heard == [f"vitrina/1/{DOOR}/playlist"] * len(door.heard)


def test_generous_defaults_of_the_broker_give_a_kiosk_nothing(broker: Mosquitto, security: DynamicSecurity) -> None:
    security.enrol(DOOR, "the password of the door")
    for kind in ("publishClientSend", "subscribe"):
        control(broker.port, "setDefaultACLAccess", kind, "allow")
    try:
        with Device(broker.port, DOOR, "the password of the door") as door:
            assert not door.may_publish(f"vitrina/1/{WALL}/state")
            assert not door.may_subscribe(f"vitrina/1/{WALL}/playlist")
            assert not door.may_subscribe("vitrina/#")
            assert door.may_publish(f"vitrina/1/{DOOR}/state")
    finally:
        for kind in ("publishClientSend", "subscribe"):
            control(broker.port, "setDefaultACLAccess", kind, "deny")


def test_enrolling_again_replaces_the_password(broker: Mosquitto, security: DynamicSecurity) -> None:
    """And ends the connection that was made with the one before; of a disabled client too."""
    security.enrol(DOOR, "the first password")
    with Device(broker.port, DOOR, "the first password") as door:
        control(broker.port, "addRoleACL", f"kiosk {DOOR}", "publishClientSend", "by/hand", "allow")
        security.enrol(DOOR, "the second password")
        door.wait_for(lambda: door.is_cut)
    control(broker.port, "disableClient", DOOR)
    security.enrol(DOOR, "the second password")
    with Device(broker.port, DOOR, "the first password") as door:
        assert door.connected != 0
    with Device(broker.port, DOOR, "the second password") as door:
        assert door.connected == 0
        assert not door.may_publish("by/hand")


def test_a_revoked_kiosk_is_cut_off(broker: Mosquitto, security: DynamicSecurity) -> None:
    """Nothing of it stays, and revoking it again is no error."""
    security.enrol(DOOR, "the password of the door")
    with Device(broker.port, DOOR, "the password of the door") as door:
        security.revoke(DOOR)
        door.wait_for(lambda: door.is_cut)
    with Device(broker.port, DOOR, "the password of the door") as door:
        assert door.connected != 0
    assert DOOR not in control(broker.port, "listClients")
    assert DOOR not in control(broker.port, "listRoles")
    security.revoke(DOOR)


def test_a_broker_that_cannot_do_it_is_told_by_its_fault(
    broker: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the plugin nobody answers; a wrong password, missing rights and no broker have words of their own."""
    monkeypatch.setattr("central.enrolment.control.ANSWER_S", 0.5)
    without = "has no dynamic security plugin that answers within"
    with running(Mosquitto(tmp_path)) as plain, pytest.raises(BrokerRefusedError, match=without):
        DynamicSecurity(BrokerOptions("127.0.0.1", plain.port, "c", ())).check()
    with pytest.raises(BrokerRefusedError, match="refuses this user name or password"):
        DynamicSecurity(options(broker.port, "wrong")).check()
    DynamicSecurity(options(broker.port)).enrol(WALL, "the password of the wall")
    with pytest.raises(BrokerRefusedError, match=f"does not let {WALL} use"):
        DynamicSecurity(BrokerOptions("127.0.0.1", broker.port, "c", (), WALL, "the password of the wall")).check()
    with pytest.raises(BrokerRefusedError, match=r"cannot be reached \(.*refused"):
        DynamicSecurity(options(free_port())).check()
