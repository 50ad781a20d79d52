"""Checks of the broker: a real one, and answers of others."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.tools.doctor import broker as doctor_broker
from edge.tools.doctor.broker import broker_findings
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.uplink.mqtt.one_connection import (
    BrokerProbeOldProtocol,
    BrokerProbeRejected,
    BrokerProbeUnanswered,
    BrokerProbeUnreachable,
)
from edge.uplink.mqtt.probe import LARGEST_BYTES, Answer, BrokerProbeAccepted
from tests.doubles.broker import Mosquitto, free_port, running
from tests.edge.tools.doctor.contexts import NOON_S, levels, make_context, only

ACCEPTED = BrokerProbeAccepted(
    in_flight=20,
    largest_bytes=None,
    retains=True,
    qos=2,
    commands_denied=None,
    cipher="TLSv1.3",
    certificate_ends_s=NOON_S + 90 * 86_400,
)
PLAYLIST = '[playback]\nfeed = "playlist"\nplaylist = [{creative = "a", duration_s = 5.0}]\n'


def context_for(folder: Path, more: str, port: int = 1883) -> DoctorContext:
    context = make_context(folder, f'[broker]\nhost = "127.0.0.1"\nport = {port}\n{more}')
    context.now = Clock().now
    return context


def test_a_real_broker_that_accepts_us(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path, users={"door": "hush"})) as server:
        finding = only(
            list(broker_findings(context_for(tmp_path, 'username = "door"\npassword = "hush"\n', server.port)))
        )
    assert finding.level == "ok"
    for fact in (f"127.0.0.1:{server.port}", "as door", "MQTT 5", "not encrypted", "16 messages at once"):
        assert fact in finding.text
    assert "hush" not in finding.text


def test_a_real_broker_that_refuses_the_password(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path, users={"door": "right"})) as server:
        finding = only(
            list(broker_findings(context_for(tmp_path, 'username = "door"\npassword = "hush"\n', server.port)))
        )
    assert finding.is_ok is False
    assert "refused the name or password (Not authorized)" in finding.text
    assert "[broker] username" in finding.cure
    assert "hush" not in finding.text + finding.cure


def test_a_port_without_a_broker(tmp_path: Path) -> None:
    finding = only(list(broker_findings(context_for(tmp_path, "", free_port()))))
    assert finding.is_ok is False
    assert "cannot be reached (Connection refused)" in finding.text
    assert "[broker] host and port" in finding.cure


def test_unusable_files_are_faults(tmp_path: Path) -> None:
    """The password file and the TLS files are checked before connecting."""
    password = only(list(broker_findings(context_for(tmp_path, f'password_file = "{tmp_path}/none"\n'))))
    assert password.is_ok is False
    assert "password_file" in password.text
    assert password.cure
    tls = only(list(broker_findings(context_for(tmp_path, f'tls = true\nca_file = "{tmp_path}/none.crt"\n'))))
    assert tls.is_ok is False
    assert "none.crt" in tls.text
    assert "PEM" in tls.cure


def findings_for(
    folder: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch, more: str = "tls = true\n"
) -> list[DoctorFinding]:
    """Findings for a broker that gives this answer."""
    monkeypatch.setattr(doctor_broker, "probe_connection", lambda *_: answer)
    context = context_for(folder, more)
    context.now = lambda: NOON_S
    return list(broker_findings(context))


@pytest.mark.parametrize(
    ("answer", "cure"),
    [
        (BrokerProbeUnreachable("Hostname mismatch", bad_certificate=True, bad_tls=False), "[broker] ca_file"),
        (BrokerProbeUnreachable("WRONG_VERSION_NUMBER", bad_certificate=False, bad_tls=True), "8883"),
        (BrokerProbeUnreachable("timed out", bad_certificate=False, bad_tls=False), "host and port"),
        (BrokerProbeUnanswered(hung_up=True), "client certificate"),
        (BrokerProbeUnanswered(hung_up=False), "MQTT broker"),
        (BrokerProbeOldProtocol(), "MQTT 5"),
        (BrokerProbeRejected("Banned", credentials=False), "Read its log"),
        (BrokerProbeRejected("Not authorized", credentials=True), "password"),
    ],
)
def test_each_failed_connection_has_its_cure(
    tmp_path: Path, answer: Answer, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = only(findings_for(tmp_path, answer, monkeypatch))
    assert finding.is_ok is False
    assert "127.0.0.1:1883" in finding.text
    assert cure in finding.cure


def test_commands_that_the_broker_denies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault if a player reports its plays by command; a warning with a playlist."""
    denied = replace(ACCEPTED, commands_denied="Not authorized")
    assert levels(findings_for(tmp_path, denied, monkeypatch)) == [("broker", "ok"), ("commands", "error")]
    with_playlist = findings_for(tmp_path, denied, monkeypatch, f"tls = true\n{PLAYLIST}")
    assert levels(with_playlist) == [("broker", "ok"), ("commands", "warning")]


def test_limits_of_the_broker_that_a_kiosk_would_hit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small messages only, no QoS 1, or no retained messages are reported; fewer messages at once are no fault."""
    assert levels(findings_for(tmp_path, replace(ACCEPTED, largest_bytes=LARGEST_BYTES), monkeypatch)) == [
        ("broker", "ok")
    ]
    small = findings_for(tmp_path, replace(ACCEPTED, largest_bytes=1000), monkeypatch)
    assert levels(small) == [("broker", "ok"), ("messages", "warning")]
    assert "1000 bytes" in small[1].text
    for lacking in (replace(ACCEPTED, qos=0), replace(ACCEPTED, retains=False)):
        assert levels(findings_for(tmp_path, lacking, monkeypatch))[1] == ("messages", "error")
    assert "3 messages at once" in only(findings_for(tmp_path, replace(ACCEPTED, in_flight=3), monkeypatch)).text


def test_a_certificate_that_ends_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reported two weeks before its end, while there is time to renew it."""
    _, ends = findings_for(tmp_path, replace(ACCEPTED, certificate_ends_s=NOON_S + 14 * 86_400), monkeypatch)
    assert (ends.part, ends.level) == ("certificate", "warning")
    assert "2026-12-09, in 14 days" in ends.text


def test_a_password_over_an_open_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning, but not if the broker is on this machine."""
    clear = replace(ACCEPTED, cipher=None, certificate_ends_s=None)
    here = findings_for(tmp_path, clear, monkeypatch, 'password = "hush"\n')
    assert levels(here) == [("broker", "ok")]
    monkeypatch.setattr(doctor_broker, "probe_connection", lambda *_: clear)
    away = make_context(tmp_path, '[broker]\nhost = "mqtt.example.org"\npassword = "hush"\n')
    assert levels(list(broker_findings(away))) == [("broker", "ok"), ("encryption", "warning")]
