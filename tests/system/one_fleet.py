"""One playlist with an experiment, pushed from headquarters to a simulated fleet and to one real kiosk.

`python -m tests.system.one_fleet` runs 50 kiosks for three days and prints what came of it (`make fleet`).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from central.cli.main import main as central
from central.clock import DAY_MS, now_ms
from central.exit_codes import DONE
from central.reports import answers
from central.reports.fleet import read_fleet
from central.reports.selection import Request
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.sums import sum_all
from edge.clock import Clock
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import load_settings_file
from tests.central.rows import rows
from tests.doubles.broker import Mosquitto, free_port, running
from tests.doubles.central_server import ROOT, CentralServer
from tests.doubles.made_films import make_film
from tests.doubles.player_page import PlayerPage, beating, connected_page
from tests.doubles.waiting import wait_until
from tests.evidence.parts import write_part
from tests.system import shop

ADVERTS = ("spring_a", "spring_b", "summer", "autumn", "winter", "tea")
EXPERIMENT = "e12"
FILM_S = 1.0
SITE = "real"
PATIENCE_S = 1800.0
LOOK_S = 0.25


@dataclass(frozen=True)
class Run:
    """Size of a run, and its folder."""

    folder: Path
    kiosks: int
    days: int
    hours: float

    @property
    def last_day(self) -> date:
        return datetime.now(timezone.utc).date()

    @property
    def first_day(self) -> date:
        return self.last_day - timedelta(days=self.days - 1)

    @property
    def tenant(self) -> str:
        return f"sim-1-{self.first_day:%Y%m%d}"


@dataclass(frozen=True)
class Outcome:
    """Outcome of a run: the report of the experiment, the truth, plays of the real kiosk, versions by kiosk."""

    report: dict[str, Any]
    truth: dict[str, Any]
    real_plays: list[tuple[str, str | None, int | None]]
    versions: list[int | None]
    stored: int
    took_s: float


def playlist(run: Run) -> str:
    """The first two adverts are arms of an experiment whose planned end is the last day."""
    tables = [f'[[creative]]\nid = "{name}"\nweight = {int(number > 1)}' for number, name in enumerate(ADVERTS)]
    arms = f'arms = {{ a = ["{ADVERTS[0]}"], b = ["{ADVERTS[1]}"] }}'
    return "\n".join([*tables, f'[[experiment]]\nid = "{EXPERIMENT}"\n{arms}\nuntil = {run.last_day}', ""])


def ask(server: CentralServer, *arguments: str) -> None:
    assert central([*arguments, "--config", str(server.config)]) == DONE


@contextmanager
def headquarters(run: Run, broker: int) -> Iterator[tuple[CentralServer, int]]:
    """A server with six adverts that have films."""
    port = free_port()
    web = f'host = "127.0.0.1"\nport = {broker}\n[web]\nport = {port}'
    server = CentralServer(run.folder, f'data = "{run.folder}/data"', web, ())
    for number, name in enumerate(ADVERTS):
        film = make_film(run.folder / f"{name}.mp4", FILM_S + 0.1 * number)
        ask(server, "creative", "add", f"{run.tenant}/{name}", "--file", str(film))
    server.start()
    try:
        server.wait_until_connected()
        yield server, port
        assert server.end() == 0
    finally:
        server.close()


@contextmanager
def real_kiosk(run: Run, broker: int, media_port: int, token: str) -> Iterator[tuple[Kiosk, int, Path]]:
    """A kiosk of the same tenant, whose player fetches its films from headquarters."""
    folder = run.folder / "kiosk"
    folder.mkdir()
    (folder / "token").write_text(token)
    config = shop.settings(folder, "/nowhere/camera.mp4", broker, playback='feed = "player"')
    text = config.read_text().replace('tenant = "acme"', f'tenant = "{run.tenant}"')
    port = free_port()
    player = f'[player]\nmedia = "{folder}/media"\nport = {port}\nremote = true\nmedia_token_file = "{folder}/token"\n'
    player += f'media_url = "http://127.0.0.1:{media_port}/media/"\n'
    config.write_text(text.replace('site = "berlin-7"', f'site = "{SITE}"') + player)
    kiosk = Kiosk(load_settings_file(config), Clock())
    thread = threading.Thread(target=kiosk.run, name="kiosk")
    thread.start()
    try:
        yield kiosk, port, folder / "door.db.player-token"
    finally:
        kiosk.stop()
        thread.join(shop.PATIENCE_S)
    assert not thread.is_alive()


def play_a_cycle(page: PlayerPage, plays: int) -> None:
    """Shows so many adverts, each for the length of its film."""
    for number in range(1, plays + 1):
        show = page.wait_for("show", number)
        page.start(show, duration_s=FILM_S)
        time.sleep(FILM_S)  # the film plays
        page.end(show, media_s=FILM_S - 0.03)


def simulate(run: Run, broker: int) -> "subprocess.Popen[str]":
    """The fleet, which waits for its playlist."""
    program = [sys.executable, "-m", "central", "simulate", "--playlist", "--broker", f"127.0.0.1:{broker}"]
    program += ["--kiosks", str(run.kiosks), "--sites", str(run.kiosks), "--days", str(run.days)]
    program += ["--hours", f"{run.hours:g}", "--from", str(run.first_day), "--settle", "3"]
    program += ["--truth", str(run.folder / "truth.json")]
    return subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def known_kiosks(run: Run) -> int:
    with open_store(Location(run.folder / "data")) as store:
        return len(rows(store, "SELECT id FROM devices WHERE state IS NOT NULL"))


def go(run: Run) -> Outcome:
    """Pushes the list, lets everybody play it, and reads the report of the experiment."""
    began_s = time.monotonic()
    with (
        running(Mosquitto(run.folder, more=("max_queued_messages 0",))) as broker,
        headquarters(run, broker.port) as (server, port),
    ):
        fleet_process = simulate(run, broker.port)
        try:
            token = new_token(server, run)
            with real_kiosk(run, broker.port, port, token) as (kiosk, player_port, token_file):
                wait_until(lambda: known_kiosks(run) == run.kiosks + 1, "all kiosks", PATIENCE_S)
                (run.folder / "list.toml").write_text(playlist(run))
                ask(server, "playlist", "push", str(run.folder / "list.toml"), "--site", f"{run.tenant}/*")
                remote = kiosk.parts.remote
                assert remote is not None
                wait_until(lambda: remote.version == 1, "the playlist on the kiosk", shop.PATIENCE_S)
                with connected_page(player_port, token_file.read_text().strip()) as page, beating(page):
                    play_a_cycle(page, len(ADVERTS))
                    wait_until(lambda: len(real_plays(run)) == len(ADVERTS), "the plays of the kiosk", PATIENCE_S)
                _, said = fleet_process.communicate(timeout=PATIENCE_S)
                assert fleet_process.returncode == 0, said
                truth = json.loads((run.folder / "truth.json").read_text())
                wanted = sum(device["count"] for device in truth["devices"])
                wait_until(lambda: simulated_messages(run) == wanted, f"{wanted} messages", PATIENCE_S)
                versions = versions_of(run)
        finally:
            if fleet_process.poll() is None:
                fleet_process.kill()
                fleet_process.communicate()
    took_s = time.monotonic() - began_s
    return Outcome(report_of(run), truth, real_plays(run), versions, wanted, took_s)


def report_of(run: Run) -> dict[str, Any]:
    """Report of the experiment as it will be in two days, when its planned end is over in every time zone."""
    at_ms = now_ms() + 2 * DAY_MS
    with open_store(Location(run.folder / "data")) as store:
        sum_all(store)
        with read_view(store) as connection:
            found = answers.answer_experiment(
                connection, Scope.whole_store(), EXPERIMENT, "smile", None, Request(), at_ms
            )
    return found.model_dump(mode="json", by_alias=True)


def new_token(server: CentralServer, run: Run) -> str:
    program = [sys.executable, "-m", "central", "token", "add", "door", "--access", "media"]
    program += ["--site", f"{run.tenant}/{SITE}", "--config", str(server.config)]
    return subprocess.run(program, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()


def real_plays(run: Run) -> list[tuple[str, str | None, int | None]]:
    """Advert, arm and block of each play of the real kiosk, in order."""
    query = f"SELECT p.payload FROM plays p JOIN sites s ON s.id = p.site_id WHERE s.site = '{SITE}' ORDER BY p.seq"
    with open_store(Location(run.folder / "data")) as store:
        plays = [json.loads(bytes(row[0])) for row in rows(store, query)]
    arms = [play.get("experiment") or {} for play in plays]
    return [(play["creative"], arm.get("arm"), arm.get("block")) for play, arm in zip(plays, arms, strict=True)]


def simulated_messages(run: Run) -> int:
    query = (
        "SELECT count(*) FROM messages m JOIN devices d ON d.id = m.device_id JOIN sites s ON s.id = d.site_id"
        f" WHERE s.site <> '{SITE}'"
    )
    with open_store(Location(run.folder / "data")) as store:
        return int(str(rows(store, query)[0][0]))


def versions_of(run: Run) -> list[int | None]:
    """Version that each kiosk has told to play."""
    with open_store(Location(run.folder / "data")) as store, read_view(store) as connection:
        found = read_fleet(connection, Scope.whole_store(), int(time.time() * 1000))
    return [kiosk.playlist for kiosk in found.kiosks]


def main() -> None:
    """Runs 50 kiosks for three days, prints a table, and writes it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.one_fleet", description=__doc__)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrina-fleet-") as folder:
        run = Run(Path(folder), kiosks=50, days=3, hours=10)
        text = table(run, go(run))
    print(text)
    if options.table:
        write_part(options.table, "fleet", text)


def table(run: Run, outcome: Outcome) -> str:
    """Markdown of an outcome."""
    difference = outcome.report["difference"]
    means = {arm["arm"]: arm["mean"] for arm in outcome.report["arms"]}
    planted = {advert["creative"]: sum(advert["smile"]) / len(advert["smile"]) for advert in outcome.truth["adverts"]}
    return (
        "\n".join(
            [
                f"| {run.kiosks} simulated kiosks in as many shops, {run.days} days, and a real one | |",
                "| --- | --- |",
                f"| kiosks that say that they play it | {outcome.versions.count(1)} of {len(outcome.versions)} |",
                f"| messages of the simulated kiosks | {outcome.stored:,} sent, {outcome.stored:,} stored |",
                f"| plays of the real kiosk | {len(outcome.real_plays)}, {blocks(outcome)} of them in a block |",
                f"| planted, over the film | a {planted[ADVERTS[0]]:.3f}, b {planted[ADVERTS[1]]:.3f} |",
                f"| smiled | {', '.join(f'{arm} {mean:.3f}' for arm, mean in means.items())} |",
                f"| difference a − b | {difference['mean']:.4f}, {difference['low']:.4f} to {difference['high']:.4f}"
                f" over {difference['sites']} shops |",
                f"| winner | {outcome.report['winner']} ({outcome.report['reason']}) |",
                f"| took | {outcome.took_s:.0f} s |",
            ]
        )
        + "\n"
    )


def blocks(outcome: Outcome) -> int:
    return sum(arm is not None for _, arm, _ in outcome.real_plays)


if __name__ == "__main__":
    main()
