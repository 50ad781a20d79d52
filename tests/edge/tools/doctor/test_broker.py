"""What a visit to the broker says to a technician."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.tools.doctor import broker as doctor_broker
from edge.tools.doctor.broker import broker
from edge.tools.doctor.finding import CheckContext, Finding
from edge.uplink.mqtt.probe import (
    LARGEST_BYTES,
    Answer,
    ProbeAccepted,
    ProbeOldProtocol,
    ProbeRejected,
    ProbeUnanswered,
    ProbeUnreachable,
)
from tests.doubles.broker import Mosquitto, free_port, running
from tests.edge.tools.doctor.patient import NOON_S, known, levels, only

TAKEN = ProbeAccepted(
    in_flight=20,
    largest_bytes=None,
    retains=True,
    qos=2,
    commands_denied=None,
    cipher="TLSv1.3",
    certificate_ends_s=NOON_S + 90 * 86_400,
)
PLAYLIST = '[playback]\nfeed = "playlist"\nplaylist = [{creative = "a", duration_s = 5.0}]\n'


def patient(folder: Path, more: str, port: int = 1883) -> CheckContext:
    made = known(folder, f'[broker]\nhost = "127.0.0.1"\nport = {port}\n{more}')
    made.now = Clock().now
    return made


def test_a_real_broker_that_takes_us_in(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path, users={"door": "hush"})) as there:
        finding = only(list(broker(patient(tmp_path, 'username = "door"\npassword = "hush"\n', there.port))))
    assert finding.level == "ok"
    assert f"127.0.0.1:{there.port} takes us in as door, MQTT 5, not encrypted, 16 messages at once" in finding.text
    assert "hush" not in finding.text


def test_a_real_broker_that_refuses_the_password(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path, users={"door": "right"})) as there:
        finding = only(list(broker(patient(tmp_path, 'username = "door"\npassword = "hush"\n', there.port))))
    assert finding.ok is False
    assert "refused the name or password (Not authorized)" in finding.text
    assert "[broker] username" in finding.cure
    assert "hush" not in finding.text + finding.cure


def test_a_port_at_which_nobody_listens(tmp_path: Path) -> None:
    finding = only(list(broker(patient(tmp_path, "", free_port()))))
    assert finding.ok is False
    assert "cannot be reached (Connection refused)" in finding.text
    assert "[broker] host and port" in finding.cure


def test_files_that_cannot_be_used_are_said(tmp_path: Path) -> None:
    """The password's and those of TLS, before anybody is asked."""
    password = only(list(broker(patient(tmp_path, f'password_file = "{tmp_path}/none"\n'))))
    assert password.ok is False
    assert "password_file" in password.text
    assert password.cure
    tls = only(list(broker(patient(tmp_path, f'tls = true\nca_file = "{tmp_path}/none.crt"\n'))))
    assert tls.ok is False
    assert "none.crt" in tls.text
    assert "PEM" in tls.cure


def asked(folder: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch, more: str = "tls = true\n") -> list[Finding]:
    """What is found where the visit has this answer."""
    monkeypatch.setattr(doctor_broker, "probe", lambda *_: answer)
    wanted = patient(folder, more)
    wanted.now = lambda: NOON_S
    return list(broker(wanted))


@pytest.mark.parametrize(
    ("answer", "cure"),
    [
        (ProbeUnreachable("Hostname mismatch", bad_certificate=True, bad_tls=False), "[broker] ca_file"),
        (ProbeUnreachable("WRONG_VERSION_NUMBER", bad_certificate=False, bad_tls=True), "8883"),
        (ProbeUnreachable("timed out", bad_certificate=False, bad_tls=False), "host and port"),
        (ProbeUnanswered(hung_up=True), "client certificate"),
        (ProbeUnanswered(hung_up=False), "MQTT broker"),
        (ProbeOldProtocol(), "MQTT 5"),
        (ProbeRejected("Banned", credentials=False), "Its log says why"),
        (ProbeRejected("Not authorized", credentials=True), "password"),
    ],
)
def test_each_way_not_to_be_taken_in_has_its_cure(
    tmp_path: Path, answer: Answer, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = only(asked(tmp_path, answer, monkeypatch))
    assert finding.ok is False
    assert "127.0.0.1:1883" in finding.text
    assert cure in finding.cure


def test_commands_that_may_not_be_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them a player cannot tell its plays; where the list says, it is to be looked at."""
    deaf = replace(TAKEN, commands_denied="Not authorized")
    assert levels(asked(tmp_path, deaf, monkeypatch)) == [("broker", "ok"), ("commands", "error")]
    listed = asked(tmp_path, deaf, monkeypatch, f"tls = true\n{PLAYLIST}")
    assert levels(listed) == [("broker", "ok"), ("commands", "warning")]


def test_limits_that_a_kiosk_would_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages that are too large, no acknowledgement, nothing retained; and fewer at once, which is no fault."""
    assert levels(asked(tmp_path, replace(TAKEN, largest_bytes=LARGEST_BYTES), monkeypatch)) == [("broker", "ok")]
    small = asked(tmp_path, replace(TAKEN, largest_bytes=1000), monkeypatch)
    assert levels(small) == [("broker", "ok"), ("messages", "warning")]
    assert "1000 bytes" in small[1].text
    for lacking in (replace(TAKEN, qos=0), replace(TAKEN, retains=False)):
        assert levels(asked(tmp_path, lacking, monkeypatch))[1] == ("messages", "error")
    assert "3 messages at once" in only(asked(tmp_path, replace(TAKEN, in_flight=3), monkeypatch)).text


def test_a_certificate_that_ends_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fortnight before, while there is time to renew it."""
    _, ends = asked(tmp_path, replace(TAKEN, certificate_ends_s=NOON_S + 14 * 86_400), monkeypatch)
    assert (ends.part, ends.level) == ("certificate", "warning")
    assert "2026-12-09, in 14 days" in ends.text


def test_a_password_over_an_open_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine it meets nobody."""
    clear = replace(TAKEN, cipher=None, certificate_ends_s=None)
    here = asked(tmp_path, clear, monkeypatch, 'password = "hush"\n')
    assert levels(here) == [("broker", "ok")]
    monkeypatch.setattr(doctor_broker, "probe", lambda *_: clear)
    away = known(tmp_path, '[broker]\nhost = "mqtt.example.org"\npassword = "hush"\n')
    assert levels(list(broker(away))) == [("broker", "ok"), ("encryption", "warning")]
