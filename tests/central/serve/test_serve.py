"""The server as a process: started, stopped, refused, without its broker or its database."""

import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.clock import DAY_MS, now_ms
from central.errors import CentralError
from central.exit_codes import BAD_USAGE, DONE, NO_DATABASE, REFUSED, UNEXPECTED
from central.serve.checks import run_checks
from central.serve.serve import require_right_clock
from central.settings import load_settings
from central.store.database import open_store
from central.store.location import Location
from tests.central import fleet
from tests.central.rows import one
from tests.doubles.broker import Mosquitto, free_port, subscribed
from tests.doubles.central_server import ROOT, CentralServer
from tests.doubles.liar import liar
from tests.doubles.postgres import Postgres
from tests.doubles.waiting import wait_until


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def server(tmp_path: Path, broker: Mosquitto) -> Iterator[CentralServer]:
    made = CentralServer(tmp_path, f'data = "{tmp_path}/data"', f"port = {broker.port}")
    yield made
    made.close()


def messages(location: Location) -> int:
    store = open_store(location)
    count: int = one(store, "SELECT count(*) FROM messages")
    store.engine.dispose()
    return count


def quarantined(location: Location) -> int:
    with open_store(location) as store:
        count: int = one(store, "SELECT count(*) FROM quarantine")
        return count


def test_it_stores_what_comes_and_ends_when_it_is_told_to(server: CentralServer, broker: Mosquitto) -> None:
    server.start()
    server.wait_until_connected()
    with subscribed(broker.port, topics="none") as kiosk:
        for seq in range(1, 20):
            kiosk.publish(fleet.topic("play"), fleet.payload(fleet.play(seq)))
    place = Location(server.folder / "data")
    wait_until(lambda: messages(place) == 19, "all messages")
    assert server.end() == DONE
    assert any("stored 19 messages" in line for line in server.log)
    assert not any("Traceback" in line for line in server.log)


def test_what_is_sent_while_it_is_away_waits_for_it(server: CentralServer, broker: Mosquitto) -> None:
    server.start()
    server.wait_until_connected()
    assert server.end() == DONE
    with subscribed(broker.port, topics="none") as kiosk:
        kiosk.publish(fleet.topic("play"), fleet.payload(fleet.play(1)))
    server.start()
    wait_until(lambda: messages(Location(server.folder / "data")) == 1, "the message")


def test_a_second_server_of_a_folder_is_refused(server: CentralServer) -> None:
    """Two would acknowledge each other's messages and wait for each other's locks."""
    server.start()
    server.wait_until_connected()
    run = _serve("--data", str(server.folder / "data"))
    assert run.returncode == UNEXPECTED
    assert "another `vitrina-central serve` uses" in run.stderr
    server.end(signal.SIGKILL)
    server.start()
    server.wait_until_connected()  # the lock of a killed one is free


def test_nobody_takes_its_session_over_who_knows_only_its_name(
    server: CentralServer, broker: Mosquitto, tmp_path: Path
) -> None:
    """A liar with a password of the broker, the doctor, and a second server with a store of its own."""
    server.start()
    server.wait_until_connected()
    with liar(broker.port, "vitrina-central"), liar(broker.port, f"vitrina-central-{0:024x}"):
        found = run_checks(load_settings(server.config, None))
        assert [finding.part for finding in found if "broker" in finding.part] == ["broker"]
        (tmp_path / "second").mkdir()
        second = CentralServer(tmp_path / "second", f'data = "{tmp_path}/other"', server.broker)
        second.start()
        second.wait_until_connected()
        with subscribed(broker.port, topics="none") as kiosk:
            kiosk.publish(fleet.topic("play"), fleet.payload(fleet.play(1)))
        for data in ("data", "other"):
            wait_until(lambda data=data: messages(Location(tmp_path / data)) == 1, "the message")  # type: ignore[misc]
    assert [second.end(), server.end()] == [DONE, DONE]
    assert sum("broker: " in line for line in server.log) == 1
    assert quarantined(Location(tmp_path / "data")) == 0  # what the doctor publishes is no message
    secret = kept_secret(Location(tmp_path / "data"))
    assert len(secret) * 4 == 96
    assert not any(secret in line for line in server.log)


def test_two_servers_of_one_database_have_no_session_in_common(
    postgres: Postgres, broker: Mosquitto, tmp_path: Path
) -> None:
    """The second one is refused under the same client id before it connects."""
    store, port = f'database = "{postgres.new_database()}"', f"port = {broker.port}"
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    first, second = (CentralServer(tmp_path / name, store, port) for name in ("first", "second"))
    try:
        first.start()
        first.wait_until_connected()
        second.start()
        wait_until(lambda: len(second.log) > 0, "the second to say something")
        assert "another `vitrina-central serve` of this database uses the client_id" in second.log[-1]
        assert second.wait() == UNEXPECTED
        assert sum("broker: " in line for line in first.log) == 1
        assert not any("already connected" in line for line in broker.log)
    finally:
        first.close()
        second.close()


def kept_secret(place: Location) -> str:
    from central.store.client_ids import kept_client_id

    with open_store(place) as store:
        return kept_client_id(store, "vitrina-central").text.removeprefix("vitrina-central-")


def test_pages_go_on_while_the_broker_refuses_the_server(tmp_path: Path) -> None:
    """It tries again until the broker lets it in."""
    broker, port = Mosquitto(tmp_path, users={"central": "old"}), free_port()
    broker.start()
    (tmp_path / "password").write_text("new")
    login = f'username = "central"\npassword_file = "{tmp_path}/password"\n[web]\nport = {port}'
    server = CentralServer(tmp_path, f'data = "{tmp_path}/data"', f"port = {broker.port}\n{login}", ())
    server.start()
    try:
        wait_until(lambda: any("rejects" in line for line in server.log), "the refusal")
        broker.stop()
        broker.users["central"] = "new"
        broker.start()
        server.wait_until_connected()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            assert answer.status == 200
        assert server.end() == DONE
    finally:
        server.close()
        broker.stop()


def test_the_session_of_an_older_version_is_ended_at_the_broker(server: CentralServer, broker: Mosquitto) -> None:
    """Nothing is queued any more for the client id that anybody could guess."""
    with open_store(Location(server.folder / "data")) as store:
        store.write_messages([fleet.reading("play", fleet.play(1))])
    with liar(broker.port, "vitrina-central", session_s=600):
        pass
    wait_until(lambda: ends_of_old_sessions(broker) == 1, "the end of the older version")
    server.start()
    wait_until(lambda: ends_of_old_sessions(broker) == 2, "the end of its session")
    with liar(broker.port, "vitrina-central") as again:
        assert again.user_data_get() == {"session_present": False}


def ends_of_old_sessions(broker: Mosquitto) -> int:
    return sum("vitrina-central disconnected" in line for line in broker.log)


def test_a_wrong_password_ends_it(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path, users={"central": "secret"})
    broker.start()
    (tmp_path / "password").write_text("wrong password")
    login = f'username = "central"\npassword_file = "{tmp_path}/password"'
    server = CentralServer(tmp_path, f'data = "{tmp_path}/data"', f"port = {broker.port}\n{login}")
    server.start()
    assert server.wait() == REFUSED
    assert not any("wrong password" in line or "Traceback" in line for line in server.log)
    broker.stop()


def test_it_waits_for_its_broker(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    server = CentralServer(tmp_path, f'data = "{tmp_path}/data"', f"port = {broker.port}")
    server.start()
    wait_until(lambda: server.has_logged("cannot connect"), "it to say so")
    broker.start()
    server.wait_until_connected()
    assert server.end() == DONE
    broker.stop()


def test_a_database_that_is_away_at_the_start_ends_it(tmp_path: Path) -> None:
    """The service manager starts it again; the exit code says why."""
    server = CentralServer(tmp_path, f'database = "postgresql://vitrina@127.0.0.1:{free_port()}/none"', "")
    server.start()
    assert server.wait() == NO_DATABASE
    assert len(server.log) == 1
    assert server.log[0].startswith("database: ")


def test_a_database_that_goes_away_is_waited_for(tmp_path: Path, broker: Mosquitto) -> None:
    """central acknowledges no messages meanwhile, and all is stored when it is back."""
    postgres = Postgres()
    postgres.start()
    url = postgres.new_database()
    server = CentralServer(tmp_path, f'database = "{url}"', f"port = {broker.port}")
    server.start()
    server.wait_until_connected()
    postgres.stop()
    with subscribed(broker.port, topics="none") as kiosk:
        for seq in range(1, 50):
            kiosk.publish(fleet.topic("play"), fleet.payload(fleet.play(seq)))
    wait_until(lambda: server.has_logged("central does not acknowledge messages"), "it to say so")
    postgres.start()
    wait_until(lambda: messages(Location(None, url)) == 49, "all messages")
    wait_until(lambda: server.has_logged("the database accepts writes again"), "it to say so")
    assert server.end() == DONE
    assert not any("Traceback" in line for line in server.log)
    postgres.remove()


def test_a_clock_that_is_behind_the_store_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a battery in its clock starts in the past."""
    store = open_store(Location(tmp_path))
    store.write_messages([fleet.reading("play", fleet.play(1))])
    require_right_clock(store)
    for wrong_ms in (1_000, now_ms() - 2 * DAY_MS):
        monkeypatch.setattr("central.serve.serve.now_ms", lambda wrong_ms=wrong_ms: wrong_ms)
        with pytest.raises(CentralError, match=r"clock: this machine's clock shows .* Nothing was started\."):
            require_right_clock(store)
    store.engine.dispose()


def test_without_a_store_nothing_is_started(tmp_path: Path) -> None:
    run = _serve("--config", str(tmp_path / "none.toml"))
    assert run.returncode == BAD_USAGE
    assert "cannot be read" in run.stderr


def _serve(*arguments: str) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "-m", "central", "serve", "--ingest", *arguments]
    return subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
