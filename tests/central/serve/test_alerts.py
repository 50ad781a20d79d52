"""Alerts of the server as a process: settings, doctor, and what is sent through its end."""

import json
import signal
import sqlite3
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, UNEXPECTED
from central.serve import checks
from central.store.database import open_store
from central.store.location import Location
from tests.central import fleet
from tests.doubles.broker import Mosquitto, free_port, make_certificates
from tests.doubles.central_server import CentralServer
from tests.doubles.mail_server import PASSWORD, USER, mail_server
from tests.doubles.receiver import receiver
from tests.doubles.waiting import wait_until

SECRET = "a secret of thirty-two letters ok"


def written(folder: Path, text: str) -> Path:
    file = folder / "central.toml"
    file.write_text(f'[central]\ndata = "{folder}/data"\n{text}', encoding="utf-8")
    return file


def webhook(folder: Path, port: int) -> str:
    (folder / "secret").write_text(f"{SECRET}\n")
    url = f'url = "http://127.0.0.1:{port}/token-in-the-path"'
    return f'[alerts.webhook]\n{url}\nallow_private = true\nsecret_file = "{folder}/secret"\n'


def smtp(folder: Path, port: int, ca: Path) -> str:
    (folder / "password").write_text(f"{PASSWORD}\n")
    place = f'host = "127.0.0.1"\nport = {port}\nuser = "{USER}"\nca_file = "{ca}"'
    to = 'mail_to = ["ops@example.org"]\nmail_from = "vitrina@example.org"'
    return f'[alerts]\n{to}\n[alerts.smtp]\n{place}\npassword_file = "{folder}/password"\n'


def test_nothing_is_lost_through_a_kill_between_raise_and_send(tmp_path: Path) -> None:
    """The receiver has it and has not answered when the server is killed: it gets it again under the same id, once."""
    place = Location(tmp_path / "data")
    with open_store(place) as store:
        store.write_messages([fleet.reading("alert", fleet.alert(1))])
    broker = Mosquitto(tmp_path)
    broker.start()
    with receiver() as there:
        there.is_dripping = True
        sections = f"port = {broker.port}\n{webhook(tmp_path, there.port)}"
        server = CentralServer(tmp_path, f'data = "{tmp_path}/data"', sections)
        try:
            server.start()
            wait_until(lambda: len(there.got) == 1, "the first attempt")
            server.end(signal.SIGKILL)
            there.is_dripping = False
            there.released.set()
            with sqlite3.connect(tmp_path / "data" / "central.db") as connection:
                assert connection.execute("SELECT attempts FROM alert_deliveries").fetchall() == [(1,)]
                connection.execute("UPDATE alert_deliveries SET due_ms = 0")
            connection.close()
            server.start()
            wait_until(lambda: len(there.got) == 2, "the second attempt")
            assert server.end() == DONE
            log = "\n".join(server.log)
        finally:
            server.close()
            broker.stop()
    (first, second) = there.got
    assert first[1]["x-vitrina-id"] == second[1]["x-vitrina-id"]
    assert first[2] == second[2]
    with open_store(place) as store, store.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alert_deliveries").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM open_alerts").scalar_one() == 1
    assert "alerts: raised camera.lost acme/berlin-7/door" in log
    for file in (tmp_path / "data").rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes()
    for hidden in (SECRET, "token-in-the-path", "Traceback"):
        assert hidden not in log


def test_the_doctor_tries_mail_and_webhook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "CONNECT_S", 0.2)  # for the broker, which is not there
    made = make_certificates(tmp_path)
    with mail_server(made.server, made.server_key) as mail, receiver() as there:
        sections = smtp(tmp_path, mail.port, made.ca) + webhook(tmp_path, there.port)
        config = str(written(tmp_path, f"[broker]\nport = {free_port()}\n{sections}"))
        assert main(["doctor", "--config", config]) == UNEXPECTED  # there is no broker
        printed = capsys.readouterr().out
        assert "✓ alerts by mail: reachable" in printed
        assert "✓ alerts by webhook: reachable" in printed
        assert (mail.raw, there.got) == ([], [])
        main(["doctor", "--send-test", "--config", config])
        printed = capsys.readouterr().out
        assert "✓ alerts by mail: a test alert was sent" in printed
        assert "✓ alerts by webhook: a test alert was sent" in printed
        assert "This is a test alert." in mail.mails[0].get_content()
        assert len(there.got) == 1
        assert json.loads(there.got[0][2])["events"][0]["cure"] == "Nothing to do."
        (tmp_path / "password").write_text("wrong\n")
        main(["doctor", "--config", config])
        printed = capsys.readouterr().out
        assert "✗ alerts by mail: mail: 127.0.0.1" in printed
        assert "rejects the user name or password" in printed
        assert PASSWORD not in printed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[alerts]\nmail_to = ["a@b.example"]', "mail_to needs mail_from"),
        ('[alerts]\nmail_to = ["a@b.example\\nBcc: c@d.example"]\nmail_from = "a@b.example"', "is not a mail address"),
        ('[alerts]\nmail_to = ["x"]\nmail_from = "a@b.example"', "is not a mail address"),
        ('[alerts.smtp]\nhost = "mail.example.org"\ntls = "none"', "starttls or tls"),
        ('[alerts.webhook]\nurl = "http://a.example/"\nsecret_file = "s"', "needs allow_private"),
        ('[alerts.webhook]\nurl = "ftp://a.example/"\nsecret_file = "s"', "url is not an address"),
        ('[alerts.webhook]\nurl = "https://a.example:x/"\nsecret_file = "s"', "url is not an address"),
        ('[alerts.webhook]\nurl = "https://a.example/ x"\nsecret_file = "s"', "url is not an address"),
        (
            '[alerts.webhook]\nurl = "https://u:secret@a.example/"\nsecret_file = "s"',
            "must not contain a user name or a password",
        ),
        ('[alerts.webhook]\nurl = "https://a.example/"', "webhook.secret_file"),
        (
            '[alerts.webhook]\nurl = "https://a.example/"\nsecret_file = "/none"',
            "the password file /none cannot be read",
        ),
        ('[alerts.webhook]\nurl = "https://a.example/"\nsecret_file = "/dev/null"', "is empty"),
    ],
)
def test_settings_that_cannot_work_start_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    assert main(["serve", "--config", str(written(tmp_path, text))]) == BAD_USAGE
    said = capsys.readouterr().err
    assert why in said
    assert "Nothing was started." in said
    assert not (tmp_path / "data").exists()


def test_a_file_of_certificates_that_is_none_starts_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.pem").write_text("hello")
    config = written(tmp_path, smtp(tmp_path, 25, tmp_path / "bad.pem"))
    assert main(["serve", "--config", str(config)]) == BAD_USAGE
    assert "the certificates in a ca_file cannot be read" in capsys.readouterr().err
