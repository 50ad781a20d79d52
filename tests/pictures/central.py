"""Pages of central with twelve simulated shops of 15 days: a server of its own, seen in light and dark."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, Page
from sqlalchemy import Connection, text

from central.films.media import store_film
from central.store.creatives import set_creative
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from tests.central.reports.frames import frame
from tests.doubles.web import web_server
from tests.pictures.browser import PHONE, SCHEMES, Scheme, chromium, open_page, take_picture, write_picture
from tests.pictures.files import scheme_path

PASSWORD = "pictures of every page"
NAMES = {
    "a": "Spring picnic",
    "b": "Coffee at dawn",
    "c": "The runaway dog",
    "d": "Half price week",
    "e": "Grandma's kitchen",
    "f": "Dance in the rain",
}
AD_S = 15
WINDOW = (980, 900)
"""A column of the documents is 736 pixels wide: letters of a wider window would be too small there."""
PATHS = {
    "overview": ("/", 860),
    "ads": ("/creatives", 900),
    "ad": ("/creatives/{tenant}/advert_c", 1410),
    "compare": ("/compare?creative={tenant}/advert_c&creative={tenant}/advert_f", 1210),
    "experiment": ("/experiments/show?tenant={tenant}&id=sim-ab", 1190),
    "kiosks": ("/fleet", 1040),
    "playlists": ("/playlists", 700),
    "alerts": ("/alerts", 620),
}
"""Page of each picture, and the height in pixels at which the picture ends."""
PHONES = {"ad": "/creatives/{tenant}/advert_c"}
PLAYLIST = "".join(f'[[creative]]\nid = "advert_{letter}"\n' for letter in NAMES)
STATES = {"site-0001": ("degraded", "camera: slow"), "site-0007": ("offline", "")}
SILENT, LATE = "site-0004", "site-0009"
ALERTS = (
    ("site-0004/kiosk-1", "kiosk.silent", "error", "The kiosk has sent no message for 47 minutes."),
    ("site-0001/kiosk-1", "camera.slow", "warning", "camera: it gives 4 frames per second instead of 15."),
)


@dataclass(frozen=True, slots=True)
class Server:
    """Server whose pages are seen."""

    address: str
    tenant: str


def write_central(folder: Path, names: Sequence[str]) -> None:
    """Write the pictures of these pages: `central-NAME` and, for a phone, `central-NAME-phone`."""
    with simulated_server() as server, chromium() as browser:
        for scheme in SCHEMES:
            page = _signed_in(browser, server, scheme, WINDOW)
            for name, (path, height_px) in PATHS.items():
                if f"central-{name}" in names:
                    page.goto(server.address + path.format(tenant=server.tenant))
                    write_picture(take_picture(page, height_px), scheme_path(folder / f"central-{name}.webp", scheme))
            phone = _signed_in(browser, server, scheme, PHONE, 2.0)
            for name, path in PHONES.items():
                if f"central-{name}-phone" in names:
                    phone.goto(server.address + path.format(tenant=server.tenant))
                    file = scheme_path(folder / f"central-{name}-phone.webp", scheme)
                    write_picture(take_picture(phone, PHONE[1]), file, 2 * PHONE[0])


def _signed_in(browser: Browser, server: Server, scheme: Scheme, size: tuple[int, int], scale: float = 1.0) -> Page:
    page = open_page(browser, scheme, size, scale)
    page.goto(f"{server.address}/sign-in")
    page.fill("#name", "ann")
    page.fill("#password", PASSWORD)
    page.click("main button")
    return page


@contextmanager
def simulated_server() -> Iterator[Server]:
    """Twelve shops with names, films, a playlist, and three kiosks that need somebody."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, messages, shops = folder / "data", folder / "messages.jsonl.gz", folder / "shops.csv"
        fleet = ["--kiosks", "12", "--days", "15", "--hours", "4", "--shops", str(shops), "--out", str(messages)]
        _run("simulate", "--sites", "12", *fleet)
        _run("import", str(messages), "--data", str(data))
        _run("site", "import", str(shops), "--data", str(data))
        _run("user", "add", "ann", "--role", "editor", "--all-sites", "--data", str(data), said=PASSWORD)
        tenant = shops.read_text(encoding="utf-8").splitlines()[1].partition("/")[0]
        with open_store(Location(data)) as store:
            _store_films(store, tenant, folder, data / "media")
        (folder / "autumn.toml").write_text(PLAYLIST, encoding="utf-8")
        _run("playlist", "push", str(folder / "autumn.toml"), "--site", f"{tenant}/*", "--data", str(data))
        with open_store(Location(data)) as store, store.engine.begin() as connection:
            _set_states(connection, tenant)
        with web_server(Location(data), media=data / "media") as port:
            yield Server(f"http://127.0.0.1:{port}", tenant)


def _run(*words: str, said: str = "") -> None:
    subprocess.run([sys.executable, "-m", "central", *words], input=f"{said}\n", check=True, text=True)


def _store_films(store: Store, tenant: str, folder: Path, media: Path) -> None:
    for number, (letter, title) in enumerate(NAMES.items()):
        film = folder / f"{letter}.mp4"
        _write_film(film, first_s=11.0 * number)
        values = {"name": title, "tag": "autumn", "sha256": store_film(film, media)}
        set_creative(store, f"{tenant}/advert_{letter}", values)


def _write_film(path: Path, first_s: float) -> None:
    """A drawn sky; each ad begins at another time of its day."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 5, (320, 180))
    for number in range(AD_S * 5):
        picture = cv2.imdecode(np.frombuffer(frame(first_s + number / 5), np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        writer.write(picture)
    writer.release()


def _set_states(connection: Connection, tenant: str) -> None:
    """States as a broker would bring them. A simulated fleet in a file has messages, and no present state."""
    now_ms = round(time.time() * 1000)
    for (key,) in connection.execute(text("SELECT key FROM devices")).all():
        site = key.split("/")[1]
        state, reason = STATES.get(site, ("sensing", ""))
        version = 0 if site == LATE else 1
        told = {"reasons": [reason] if reason else [], "playlist": version, "version": "0.1.0"}
        received_ms = now_ms - (47 * 60_000 if site == SILENT else 20_000)
        values = {"state": state, "told": json.dumps(told).encode(), "at": received_ms, "key": key}
        connection.execute(
            text("UPDATE devices SET state = :state, state_payload = :told, received_ms = :at WHERE key = :key"), values
        )
    connection.execute(text("DELETE FROM open_alerts"))
    for place, code, severity, says in ALERTS:
        values = {"place": f"{tenant}/{place}", "code": code, "severity": severity, "says": says}
        connection.execute(
            text(
                "INSERT INTO open_alerts (place, code, severity, text, first_ms, raised_ms) "
                "VALUES (:place, :code, :severity, :says, :at, :at)"
            ),
            {**values, "at": now_ms - 37 * 60_000},
        )
