"""The doctor tries every part, and says what to do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.cli.main import main
from central.exit_codes import DONE, UNEXPECTED
from central.mail_settings import MailSection
from central.packages import install_command
from central.serve import checks, engines
from central.serve.checks import run_checks
from central.settings import Settings
from central.store.database import open_store
from central.store.location import Location
from central.store.sites import set_site
from tests.central import fleet
from tests.doubles.broker import Mosquitto, free_port, make_certificates
from tests.doubles.mail_server import PASSWORD, USER, mail_server


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path)
    made.start()
    yield made
    made.stop()


def settings(folder: Path, port: int, **central: object) -> Settings:
    place = {"data": folder / "data", **central}
    return Settings.model_validate({"central": place, "broker": {"port": port}})


def findings(of: Settings) -> dict[str, tuple[bool, str]]:
    return {finding.part: (finding.is_good, finding.text) for finding in run_checks(of)}


def test_a_good_place_has_nothing_to_do(tmp_path: Path, broker: Mosquitto) -> None:
    store = open_store(settings(tmp_path, broker.port).store_location())
    set_site(store, "acme/berlin-7", zone="Europe/Berlin", parts=None, is_new=True)
    store.write_messages([fleet.reading("play", fleet.play(1))])
    store.close()
    found = findings(settings(tmp_path, broker.port))
    assert all(is_good for is_good, _ in found.values()), found
    assert found["kiosks"][1] == "1; 0 of these kiosks have sent no message for ten minutes"
    assert found["broker"][1] == f"127.0.0.1:{broker.port} accepts central, MQTT 5"


def test_what_is_wrong_is_named_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CONNECT_S", 0.5)
    of = settings(tmp_path, free_port())
    store = open_store(of.store_location())
    store.write_messages([fleet.reading("play", fleet.play(1)), fleet.reading("play", fleet.play(1, feed="x"))])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO losses VALUES (1, 5, 9, 0)")
        connection.exec_driver_sql("CREATE TABLE loyalty (customer_id INTEGER)")
        connection.exec_driver_sql("ALTER TABLE plays ADD COLUMN till_receipt TEXT")
        connection.exec_driver_sql("UPDATE devices SET received_ms = 0")
    store.close()
    found = findings(of)
    assert found["time zones"] == (
        False,
        "1 sites count in UTC: acme/berlin-7. To set a time zone: vitrina-central site set acme/berlin-7 --tz ZONE",
    )
    assert found["quarantine"] == (False, "1 messages, 1 kiosks with a clone. See: vitrina-central quarantine list")
    assert found["loss"][1].startswith("5 messages")
    assert "1; 1 of these kiosks" in found["kiosks"][1]
    assert "loyalty.customer_id" in found["people"][1]
    assert "plays.till_receipt" in found["people"][1]
    assert "does not answer" in found["broker"][1]


def test_the_servers_own_alerts_and_days_without_totals_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The latter also where no server has looked at them."""
    monkeypatch.setattr(checks, "CONNECT_S", 0.1)
    of = settings(tmp_path, free_port())
    with open_store(of.store_location()) as store:
        store.write_messages([fleet.reading("play", fleet.play(1))])
        with store.engine.begin() as connection:
            alert = "'error', 'Old data cannot be deleted.', 1, 2, NULL, 2"
            connection.exec_driver_sql(f"INSERT INTO open_alerts VALUES ('', 'server.retention', {alert})")
            connection.exec_driver_sql("UPDATE dirty SET changes = 0")
    found = findings(of)
    assert found["server.retention"][0] is False
    assert found["server.retention"][1].startswith("Old data cannot be deleted. The log contains the reason")
    assert found["sums"][0] is False
    assert found["sums"][1].startswith("1 days have no new totals. They are: acme/berlin-7.")


def test_a_database_that_is_away_is_named(tmp_path: Path, broker: Mosquitto) -> None:
    url = f"postgresql://vitrina@127.0.0.1:{free_port()}/none"
    found = findings(settings(tmp_path, broker.port, database=url))
    is_good, text = found["database"]
    assert not is_good
    assert url in text
    assert found["broker"][0]


def test_a_full_disk_is_named(tmp_path: Path, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(settings(tmp_path, broker.port).store_location()).close()
    monkeypatch.setattr(checks, "FREE_BYTES", 10**18)
    assert "Make room" in findings(settings(tmp_path, broker.port))["disk"][1]


def test_the_command_prints_a_line_each_and_what_is_kept(
    tmp_path: Path, broker: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndata = "{tmp_path}/data"\n[broker]\nport = {broker.port}\n')
    open_store(settings(tmp_path, broker.port).store_location()).close()
    assert main(["doctor", "--config", str(config)]) == DONE
    shown = capsys.readouterr().out
    assert "✓ database: " in shown
    assert "quarantine: 30 days" in shown
    with open_store(settings(tmp_path, broker.port).store_location()) as store:
        store.write_messages([fleet.reading("play", fleet.play(1))])
    assert main(["doctor", "--json", "--config", str(config)]) == UNEXPECTED
    report = json.loads(capsys.readouterr().out)
    assert {part["part"] for part in report["parts"] if not part["ok"]} == {"time zones"}
    assert report["retention"]["losses"] == "for ever"


def test_commands_of_hints_name_the_store_that_was_checked(
    tmp_path: Path, broker: Mosquitto, capsys: pytest.CaptureFixture[str]
) -> None:
    """Copied as they are, they would look at the default settings."""
    config, data = tmp_path / "central.toml", tmp_path / "my data"
    config.write_text(f'[central]\ndata = "{data}"\n[broker]\nport = {broker.port}\n')
    open_store(Location(data)).close()
    main(["doctor", "--config", str(config)])
    shown = capsys.readouterr().out
    assert f"vitrina-central user add NAME --role admin --all-sites --config {config}\n" in shown
    assert f"vitrina-central backup FILE --config {config}\n" in shown
    main(["doctor", "--data", str(data)])
    assert f"vitrina-central backup FILE --data '{data}'\n" in capsys.readouterr().out


def test_the_parts_of_the_pages_are_named(tmp_path: Path, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that cannot be used ends `serve`, so the doctor says it before; programs and users are hints."""
    of = settings(tmp_path, broker.port)
    open_store(of.store_location()).close()
    found = findings(of)
    assert found["pages"] == (True, "http://127.0.0.1:8470/ by `serve`")
    assert found["users"] == (True, "none yet; add the first: vitrina-central user add NAME --role admin --all-sites")
    web = {"certificate": tmp_path / "no.pem", "key": tmp_path / "no.key", "host": "0.0.0.0", "hosts": ["x.example"]}
    wrong = Settings.model_validate({**of.model_dump(), "web": web})
    is_good, text = findings(wrong)["pages"]
    assert not is_good
    assert "no.pem" in text
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(checks, "find_spec", lambda _: None)
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    assert findings(of)["programs"] == (
        True,
        f"no videos: apt-get install ffmpeg; no PDF: {install_command('pdf')};"
        f" no reports from Parquet: {install_command('analysis')}",
    )


def test_the_mail_server_for_users_is_tried(tmp_path: Path, broker: Mosquitto) -> None:
    mail = {"from": "vitrina@example.org", "base_url": "http://localhost:8470"}
    certificates = make_certificates(tmp_path)
    with mail_server(certificates.server, certificates.server_key) as server:
        password = tmp_path / "password"
        place = {"port": server.port, "user": USER, "password_file": password, "ca_file": certificates.ca}
        of = settings(tmp_path, broker.port).model_copy(update={"mail": MailSection.model_validate({**mail, **place})})
        password.write_text(f"{PASSWORD}\n")
        assert findings(of)["mail to users"] == (True, "reachable; links lead to http://localhost:8470")
        password.write_text("wrong secret\n")
        is_good, text = findings(of)["mail to users"]
    assert (is_good, "rejects the user name or password" in text, "wrong secret" in text) == (False, True, False)
    assert server.raw == []
