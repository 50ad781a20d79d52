"""Mail leaves encrypted, to whom it is meant for, and says what to do. Against a real mail server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from central.alert_settings import AlertsSection
from central.alerts.mail import Mailer
from central.alerts.sending import NotSentError
from central.alerts.steps import Event
from central.alerts.texts import DIGEST, delivery_bodies, delivery_mail
from central.store.open_alerts import OpenAlert
from tests.doubles.broker import Certificates, free_port, make_certificates
from tests.doubles.mail_server import PASSWORD, USER, MailServer, mail_server

T0 = round(datetime(2026, 11, 24, 10, 3, tzinfo=timezone.utc).timestamp()) * 1000
ALERT = OpenAlert("acme/berlin-7/door", "kiosk.silent", "error", "No message came.", T0 - 600_000, T0, None, T0)
(RAISED,) = delivery_bodies([Event("raised", ALERT)])


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates: Certificates) -> Iterator[MailServer]:
    with mail_server(certificates.server, certificates.server_key) as made:
        yield made


def mailer(port: int, ca: Path | None, password: str = PASSWORD, **smtp: object) -> Mailer:
    values = {"host": "127.0.0.1", "port": port, "user": USER, "ca_file": None if ca is None else str(ca), **smtp}
    addresses = {"mail_to": ["ops@example.org", "it@example.org"], "mail_from": "vitrina@example.org"}
    section = AlertsSection.model_validate({**addresses, "smtp": values})
    return Mailer(section, password, "--config /etc/vitrina/central.toml")


def test_a_mail_says_what_where_since_when_and_what_to_do(server: MailServer, certificates: Certificates) -> None:
    made = mailer(server.port, certificates.ca)
    made.check_connection()
    assert server.raw == []
    made.send("0123abcd", RAISED, T0)
    made.send("0123abcd", RAISED, T0)
    first, again = server.mails
    assert server.recipients[:2] == ["ops@example.org", "it@example.org"]
    assert first["subject"] == "[Vitrina] error: kiosk.silent, acme/berlin-7/door"
    assert first["from"] == "vitrina@example.org"
    assert first["message-id"] == again["message-id"] == "<0123abcd@example.org>"
    assert first["date"] == "Tue, 24 Nov 2026 10:03:00 +0000"
    assert first.get_content_type() == "text/plain"
    text = first.get_content()
    for words in (
        "No message came.",
        "Where: shop berlin-7 of acme, kiosk door",
        "Since: 2026-11-24T09:53:00",
        "What to do: Check the kiosk's power",
        "vitrina-central alerts snooze acme/berlin-7/door --code kiosk.silent --hours 24"
        " --config /etc/vitrina/central.toml",
    ):
        assert words in text
    assert PASSWORD.encode() not in server.raw[0]


@pytest.mark.parametrize("text", ["x\r\nBcc: thief@example.org\r\n\r\nhello", "a\n.\nb", "ü — \x1b[31m", "x" * 5_000])
def test_a_text_of_a_kiosk_is_text(server: MailServer, certificates: Certificates, text: str) -> None:
    """It adds no header, ends no mail, and is bounded."""
    alert = replace(ALERT, code="camera.lost", text=text)
    (body,) = delivery_bodies([Event("raised", alert)])
    mailer(server.port, certificates.ca).send("1", body, T0)
    (mail,) = server.mails
    assert set(mail.keys()) >= {"From", "To", "Subject"}
    assert mail["bcc"] is None
    assert server.recipients == ["ops@example.org", "it@example.org"]
    assert "\x1b" not in mail.get_content()
    assert len(mail.get_content()) < 1_500
    assert "Where: shop berlin-7" in mail.get_content()


@pytest.mark.parametrize("place", ["acme/x\r\nBcc: y/door", "acme/x\nSubject: y/door"])
def test_a_name_of_a_shop_adds_no_header(server: MailServer, certificates: Certificates, place: str) -> None:
    """Names are checked when messages come; a row that somebody wrote otherwise harms nothing."""
    (body,) = delivery_bodies([Event("raised", replace(ALERT, place=place))])
    mailer(server.port, certificates.ca).send("1", body, T0)
    (mail,) = server.mails
    assert mail["bcc"] is None
    assert len(mail.get_all("subject", [])) == 1


def test_many_are_one_mail() -> None:
    events = [Event("raised", replace(ALERT, place=f"acme/s-{n}/door")) for n in range(DIGEST)]
    assert len(delivery_bodies(events)) == DIGEST
    ended = Event("cleared", replace(ALERT, gone_ms=T0), T0)
    (body,) = delivery_bodies([*events * 40, ended])
    mail = delivery_mail(body)
    assert mail.subject == "[Vitrina] 401 alerts: 200 new"
    assert mail.body.count("Where:") == 200
    assert mail.body.endswith("201 more. To list them, run: vitrina-central alerts list")
    (body,) = delivery_bodies([*events, ended])
    assert delivery_mail(body).subject == "[Vitrina] 11 alerts: 10 new, 1 cleared"
    (over,) = delivery_bodies([ended])
    assert delivery_mail(over).subject == "[Vitrina] cleared: kiosk.silent, acme/berlin-7/door"
    assert "Cleared: 2026-11-24T10:03:00" in delivery_mail(over).body


def test_nothing_is_sent_to_a_server_that_may_be_another(server: MailServer, certificates: Certificates) -> None:
    for ca in (None, certificates.other_ca):
        with pytest.raises(NotSentError, match="its certificate is not trusted") as failed:
            mailer(server.port, ca).send("1", RAISED, T0)
        assert PASSWORD not in str(failed.value)
    assert server.raw == []


def test_what_a_server_refuses_is_told_without_the_password(server: MailServer, certificates: Certificates) -> None:
    with pytest.raises(NotSentError, match=r"rejects the user name or password \(SMTP 535\)") as failed:
        mailer(server.port, certificates.ca, "wrong secret").send("1", RAISED, T0)
    assert "wrong secret" not in str(failed.value)
    server.refusing = "451 later"
    with pytest.raises(NotSentError, match=r"rejects the mail \(SMTP 451\)"):
        mailer(server.port, certificates.ca).send("1", RAISED, T0)
    with pytest.raises(NotSentError, match="does not accept mail"):
        mailer(free_port(), certificates.ca).check_connection()
    server.refusing = ""
    mailer(server.port, certificates.ca).send("1", RAISED, T0)
    assert len(server.raw) == 1
