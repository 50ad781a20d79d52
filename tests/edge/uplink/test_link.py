"""Settings of the broker that cannot work are said before anything is started."""

from pathlib import Path

import pytest

from edge.uplink.conditions import Condition, denied, hung_up, lost, refused, unreachable
from edge.uplink.link import BrokerOptions, BrokerSettingsError, Link, Lost, Refused, Tls, Unreachable
from edge.uplink.wire import Header

OPTIONS = BrokerOptions("mqtt.example.org", 8883, username="door", password="hush")


def link(tls: Tls) -> Link:
    options = BrokerOptions("mqtt.example.org", tls=tls)
    return Link(options, Header("a", "b", "c"), lambda *_: None, lambda: 0, lambda: 0.0)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_tls_file_that_is_none_is_named(tmp_path: Path, content: bytes | None) -> None:
    """Absent, empty or something else."""
    file = tmp_path / "ca.crt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokerSettingsError, match=r"ca\.crt.*PEM"):
        link(Tls(ca_file=file))


def test_a_key_without_its_certificate_is_named(tmp_path: Path) -> None:
    """The key must belong to the certificate."""
    with pytest.raises(BrokerSettingsError, match=r"door\.crt, .*door\.key"):
        link(Tls(cert_file=tmp_path / "door.crt", key_file=tmp_path / "door.key"))


def test_what_is_wrong_with_the_broker_is_said_with_place_and_cure() -> None:
    """What happened, where, how much waits, what to do; never a secret."""
    said = [
        refused(Refused("Not authorized", True, True), OPTIONS, 214),
        refused(Refused("Banned", True, False), OPTIONS, 1),
        refused(Refused("Server busy", False, False), OPTIONS, 0),
        unreachable(Unreachable("Connection refused", False), OPTIONS, 2),
        unreachable(Unreachable("certificate has expired", True), OPTIONS, 2),
        lost(Lost("Keep alive timeout", False), OPTIONS, 2),
        lost(Lost("Session taken over", True), OPTIONS, 2),
        hung_up(Lost("Unspecified error", False), OPTIONS, 2),
        denied("play", "Not authorized", OPTIONS, 2),
    ]
    assert said[0] == Condition(
        "broker.refused",
        "broker: mqtt.example.org:8883 refused the name or password (Not authorized). 214 messages wait in the outbox;"
        " trying again every 60 s.",
    )
    assert "1 message waits" in said[1].text
    for condition in said:
        assert condition.text.startswith("broker: ")
        assert "mqtt.example.org:8883" in condition.text
        assert "in the outbox; trying again" in condition.text
        assert "hush" not in condition.text
        assert len(condition.text) < 400
