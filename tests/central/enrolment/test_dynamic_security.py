"""Credentials of kiosks by mosquitto's own plugin: each kiosk speaks and hears for itself alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.enrolment.credentials import password_line
from central.enrolment.dynamic_security import DynamicSecurity
from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions
from central.serve import checks
from central.settings import Settings
from tests.central.enrolment.device import Device
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.doubles.dynamic_broker import CENTRAL, CENTRAL_PASSWORD, add_roles, control, dynamic_broker
from tests.doubles.reference import EXAMPLES

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
        security.enrol_kiosk(device, f"password of {device}")
    with Device(broker.port, DOOR, f"password of {DOOR}") as door:
        assert door.connected == 0
        for kind in ("window", "reaction", "play", "alert", "health", "state", "test"):
            assert door.may_publish(f"vitrina/1/{DOOR}/{kind}")
        for topic in ("cmd/pause", "playlist", "fleet", "window/x", "other"):
            assert not door.may_publish(f"vitrina/1/{DOOR}/{topic}")
        for topic in ("acme/berlin-7/wall/state", "acme/berlin-7/wall/cmd/pause", "acme/berlin-7/wall/playlist"):
            assert not door.may_publish(f"vitrina/1/{topic}")
        for topic in ("$CONTROL/dynamic-security/v1", "x"):
            assert not door.may_publish(topic)
        for own in ("cmd/+", "cmd/pause", "cmd/#", "playlist", "fleet"):
            assert door.may_subscribe(f"vitrina/1/{DOOR}/{own}")
        for topic in NOT_HEARD:
            assert not door.may_subscribe(topic), topic
        with subscribed(broker.port, CENTRAL, CENTRAL_PASSWORD) as central:
            for device in (WALL, DOOR):
                central.publish(f"vitrina/1/{device}/playlist", b"{}")
        door.wait_for(lambda: door.heard)
        assert door.heard == [f"vitrina/1/{DOOR}/playlist"] * len(door.heard)


def test_generous_defaults_of_the_broker_give_a_kiosk_nothing(broker: Mosquitto, security: DynamicSecurity) -> None:
    security.enrol_kiosk(DOOR, "the password of the door")
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
    security.enrol_kiosk(DOOR, "the first password")
    with Device(broker.port, DOOR, "the first password") as door:
        control(broker.port, "addRoleACL", f"kiosk {DOOR}", "publishClientSend", "by/hand", "allow")
        security.enrol_kiosk(DOOR, "the second password")
        door.wait_for(lambda: door.is_cut)
    control(broker.port, "disableClient", DOOR)
    security.enrol_kiosk(DOOR, "the second password")
    with Device(broker.port, DOOR, "the first password") as door:
        assert door.connected != 0
    with Device(broker.port, DOOR, "the second password") as door:
        assert door.connected == 0
        assert not door.may_publish("by/hand")


def test_a_revoked_kiosk_is_cut_off(broker: Mosquitto, security: DynamicSecurity) -> None:
    """Nothing of it stays, and revoking it again is no error."""
    security.enrol_kiosk(DOOR, "the password of the door")
    with Device(broker.port, DOOR, "the password of the door") as door:
        security.revoke_kiosk(DOOR)
        door.wait_for(lambda: door.is_cut)
    with Device(broker.port, DOOR, "the password of the door") as door:
        assert door.connected != 0
    assert DOOR not in control(broker.port, "listClients")
    assert DOOR not in control(broker.port, "listRoles")
    security.revoke_kiosk(DOOR)


def test_a_broker_that_cannot_do_it_is_told_by_its_fault(
    broker: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the plugin nobody answers; a wrong password, missing rights and no broker have words of their own."""
    monkeypatch.setattr("central.enrolment.control.ANSWER_S", 0.5)
    without = "does not answer through the dynamic security plugin within"
    with running(Mosquitto(tmp_path)) as plain, pytest.raises(BrokerRefusedError, match=without):
        DynamicSecurity(BrokerOptions("127.0.0.1", plain.port, "c", ())).check_plugin()
    with pytest.raises(BrokerRefusedError, match="rejects this user name or password"):
        DynamicSecurity(options(broker.port, "wrong")).check_plugin()
    DynamicSecurity(options(broker.port)).enrol_kiosk(WALL, "the password of the wall")
    with pytest.raises(BrokerRefusedError, match=f"does not allow {WALL} to use"):
        DynamicSecurity(
            BrokerOptions("127.0.0.1", broker.port, "c", (), WALL, "the password of the wall")
        ).check_plugin()
    of_wall = {"port": broker.port, "username": WALL, "password_file": tmp_path / "password"}
    (tmp_path / "password").write_text("the password of the wall")
    broker_of = {"data": tmp_path / "data"}, {**of_wall, "dynamic_security": True}
    (found,) = checks._check_plugin(Settings.model_validate({"central": broker_of[0], "broker": broker_of[1]}))
    assert (found.is_good, "Give its role the permissions" in found.text) == (False, True)
    with pytest.raises(BrokerRefusedError, match=r"cannot be reached \(.*refused"):
        DynamicSecurity(options(free_port())).check_plugin()


def test_the_roles_of_the_example_are_those_of_the_acl(broker: Mosquitto) -> None:
    """Central, the operator and a program of yours may do what examples/acl lets them; a second run changes nothing."""
    before = control(broker.port, "getRole", "central")
    add_roles(broker.port)
    assert control(broker.port, "getRole", "central") == before
    control(broker.port, "createClient", "operator", "-p", "secret of operator")
    control(broker.port, "addClientRole", "operator", "operator")
    control(broker.port, "createClient", "reader", "-p", "secret of reader")
    control(broker.port, "addClientRole", "reader", "reader")
    with Device(broker.port, CENTRAL, CENTRAL_PASSWORD) as central:
        assert central.may_subscribe("vitrina/1/+/+/+/+")
        for kind in ("cmd/resend", "cmd/seen", "playlist", "fleet"):
            assert central.may_publish(f"vitrina/1/{DOOR}/{kind}")
        for kind in ("cmd/pause", "state", "cmd/play"):
            assert not central.may_publish(f"vitrina/1/{DOOR}/{kind}")
    with Device(broker.port, "operator", "secret of operator") as operator:
        for kind in ("state", "health", "alert"):
            assert operator.may_subscribe(f"vitrina/1/+/+/+/{kind}")
        for kind in ("window", "reaction", "cmd/+"):
            assert not operator.may_subscribe(f"vitrina/1/+/+/+/{kind}")
        for kind in ("state", "cmd/pause", "cmd/resume"):
            assert operator.may_publish(f"vitrina/1/{DOOR}/{kind}")
        for topic in (f"vitrina/1/{DOOR}/cmd/play", f"vitrina/1/{DOOR}/playlist", "$CONTROL/dynamic-security/v1"):
            assert not operator.may_publish(topic)
    with Device(broker.port, "reader", "secret of reader") as reader:
        assert reader.may_subscribe("vitrina/1/+/+/+/+")
        assert not reader.may_publish(f"vitrina/1/{DOOR}/playlist")


def test_kiosks_of_a_password_file_go_on_beside_it(tmp_path: Path) -> None:
    """So a fleet changes over kiosk by kiosk. Until its line is taken out, a kiosk's old password counts as well."""
    (tmp_path / "names").write_text("".join(f"{password_line(name, 'old password')}\n" for name in (DOOR, WALL)))
    (tmp_path / "rights").write_text((EXAMPLES / "acl").read_text())
    for name in ("names", "rights"):
        (tmp_path / name).chmod(0o600)
    files = [f"password_file {tmp_path}/names", f"acl_file {tmp_path}/rights"]
    with dynamic_broker(tmp_path, more=files) as both:
        DynamicSecurity(options(both.port)).enrol_kiosk(DOOR, "the new password")
        for name, password in ((WALL, "old password"), (DOOR, "the new password")):
            with Device(both.port, name, password) as device:
                assert device.connected == 0
                assert device.may_publish(f"vitrina/1/{name}/state")
                assert device.may_subscribe(f"vitrina/1/{name}/playlist")
                assert not device.may_publish(f"vitrina/1/{WALL if name == DOOR else DOOR}/state")
        DynamicSecurity(options(both.port)).revoke_kiosk(DOOR)
        with Device(both.port, DOOR, "the new password") as door:
            assert door.connected != 0
        with Device(both.port, DOOR, "old password") as door:
            assert door.connected == 0
