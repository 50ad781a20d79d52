"""A box becomes a kiosk by one code: its messages and its films come through, until it is revoked."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")

from central.cli.main import main as central
from central.exit_codes import DONE
from central.store.database import open_store
from central.store.location import Location
from edge.cli.main import main as vitrina
from edge.clock import Clock
from edge.exit_codes import REFUSED
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import load_settings_file
from tests.central.rows import rows
from tests.doubles.broker import Certificates, Mosquitto, free_port, make_certificates
from tests.doubles.central_server import CentralServer
from tests.doubles.dynamic_broker import CENTRAL, CENTRAL_PASSWORD, control, dynamic_broker
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.waiting import wait_until
from tests.system import shop

pytestmark = needs_ffmpeg

DOOR = "acme/berlin-7/door"
LIST = '[[creative]]\nid = "spring_a"\n'


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    (tmp_path / "certificates").mkdir()
    return make_certificates(tmp_path / "certificates")


@pytest.fixture
def broker(tmp_path: Path, certificates: Certificates) -> Iterator[Mosquitto]:
    (tmp_path / "broker").mkdir()
    with dynamic_broker(tmp_path / "broker", certificates) as made:
        yield made


@pytest.fixture
def server(broker: Mosquitto, tmp_path: Path, certificates: Certificates) -> Iterator[CentralServer]:
    """The central server with TLS, as it is installed."""
    folder = tmp_path / "central"
    folder.mkdir()
    (folder / "password").write_text(CENTRAL_PASSWORD)
    own = f'port = {broker.port}\ntls = true\nca_file = "{certificates.ca}"\nusername = "{CENTRAL}"\n'
    own += f'password_file = "{folder}/password"\ndynamic_security = true\n[web]\nport = {free_port()}\n'
    own += f'certificate = "{certificates.server}"\nkey = "{certificates.server_key}"\n'
    made = CentralServer(folder, f'data = "{folder}/data"', f'{own}[enrolment]\nca_file = "{certificates.ca}"', ())
    made.start()
    yield made
    made.close()


def ask(server: CentralServer, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert central([*arguments, "--config", str(server.config)]) == DONE
    return capsys.readouterr().out


def test_a_code_makes_a_kiosk_and_revoking_ends_it(
    broker: Mosquitto,
    server: CentralServer,
    tmp_path: Path,
    certificates: Certificates,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.wait_until_connected()
    film = make_film(tmp_path / "spring_a.mp4", 2.0)
    ask(server, capsys, "creative", "add", "acme/spring_a", "--file", str(film))
    (tmp_path / "list.toml").write_text(LIST)
    new = ("--site", "acme/berlin-7", "--device", "door", "--tz", "Europe/Berlin", "--json")
    code = json.loads(ask(server, capsys, "kiosk", "enrol", *new))["code"]
    ask(server, capsys, "playlist", "push", str(tmp_path / "list.toml"), "--site", "acme/berlin-7")

    folder = tmp_path / "kiosk"
    folder.mkdir()
    config = shop.settings(folder, "/nowhere/camera.mp4", 1, playback='feed = "player"')
    with config.open("a") as file:
        file.write(f'[player]\nmedia = "{folder}/media"\nport = {free_port()}\n')
    assert vitrina(["enrol", code, "--config", str(config)]) == DONE
    assert vitrina(["enrol", code, "--config", str(config)]) == REFUSED
    settings = load_settings_file(config)
    assert (settings.broker.port, settings.site.timezone) == (broker.port, "Europe/Berlin")

    kiosk = Kiosk(settings, Clock())
    remote = kiosk.parts.remote
    assert remote is not None
    thread = threading.Thread(target=kiosk.run, name="kiosk")
    thread.start()
    try:
        wait_until(lambda: remote.version == 1, "the playlist with its film", shop.PATIENCE_S)
        (stored,) = [path for path in (folder / "media").iterdir() if path.suffix == ".mp4"]
        assert stored.read_bytes() == film.read_bytes()
        with open_store(Location(server.folder / "data")) as store:
            wait_until(lambda: bool(rows(store, "SELECT key FROM devices WHERE state IS NOT NULL")), "its state")
            assert rows(store, "SELECT key FROM devices") == [(DOOR,)]
        ask(server, capsys, "kiosk", "revoke", DOOR)
        wait_until(lambda: "broker.refused" in codes(kiosk), "the end of its connection", shop.PATIENCE_S)
    finally:
        kiosk.stop()
        thread.join(shop.PATIENCE_S)
    assert DOOR not in control(broker.port, "listClients", certificates=certificates)
    (row,) = json.loads(ask(server, capsys, "kiosk", "list", "--enrolled", "--json"))
    assert (row["device"], row["state"]) == (DOOR, "revoked")
    secrets = [(folder / f"door-{name}").read_text().strip() for name in ("broker-password", "media-token")]
    logged = "\n".join([*server.log, *broker.log])
    assert not [secret for secret in [*secrets, code] if secret in logged]
    assert not [line for line in broker.log if "already connected" in line]  # no enrolment ends another's session
    assert server.end() == 0


def codes(kiosk: Kiosk) -> set[str]:
    """Codes of the alerts of a kiosk that are not over."""
    return {alert.code for alert in kiosk.parts.publisher.alerts}
