"""A use of a whole central server: messages, upkeep, commands, and each page and endpoint. A later version must still
accept its statements.
"""

import io
from collections.abc import Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from central.alerts.keeper import AlertKeeper, Watched
from central.cli.main import main
from central.clock import DAY_MS, now_ms
from central.exit_codes import DONE
from central.gaps.keeper import GapKeeper
from central.playlists.scheduled import apply_due_playlists
from central.playlists.sender import PlaylistSender
from central.store import audit
from central.store.client_ids import kept_client_id
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.retention import forget_old_days
from central.store.scope import Scope
from central.store.store import Store
from central.store.sums import sum_all
from central.store.tokens import add_token
from central.store.users import Role, add_user
from central.weekly.keeper import WeeklyMailKeeper
from tests.central import fleet
from tests.central.web.access_rules import RULES
from tests.central.web.people import PASSWORD, QUICK
from tests.central.web.test_access_matrix import ENDS_SESSIONS, Asker, World, prepare, routes, sent
from tests.central.web.two_tenants import TENANTS, Ids
from tests.central.web.two_tenants import fill as fill_tenants
from tests.central.weekly.subscribers import SETTINGS
from tests.doubles.web import Browser, web_server

ROOT = Asker("root", Role.ADMIN)
DOOR = "acorn/acorn-near/acorn-near-door"
AD, OTHER_AD = "acorn-ad-1", "acorn-ad-2"
COMMANDS: tuple[Sequence[str], ...] = (
    ("report", AD, "--tenant", "acorn"),
    ("compare", AD, OTHER_AD, "--tenant", "acorn"),
    ("experiment", "acorn-experiment", "--tenant", "acorn"),
    ("trend", "--tenant", "acorn", "--tag", "acorn-tag"),
    ("lift", "acorn-lift", "--tenant", "acorn", "--json"),
    ("comments", "trend", "--tenant", "acorn", "--tag", "acorn-tag"),
    ("comments", "list"),
    ("plan", "--tenant", "acorn"),
    ("schedule", "--site", "acorn/acorn-near"),
    ("kiosk", "list"),
    ("site", "list"),
    ("site", "set", "acorn/acorn-near", "--tz", "Europe/Berlin"),
    ("creative", "list"),
    ("playlist", "list"),
    ("alerts", "list"),
    ("alerts", "snooze", "acorn/acorn-near", "--hours", "48"),
    ("kiosk", "list", "--enrolled"),
    ("quarantine", "list"),
    ("quarantine", "retry"),
    ("user", "list"),
    ("token", "list"),
    ("mail", "list"),
    ("sales", "export", "--tenant", "acorn"),
    ("sales", "quarantine"),
    ("rollout", "show"),
    ("rollout", "stop", "acorn"),
    ("export", "messages"),
    ("backup", "backup.gz"),
    ("doctor",),
    ("forget",),
)


def fill(location: Location, media: Path) -> None:
    """Fills a new store: two tenants, and an administrator of all of it."""
    fill_tenants(location, media)
    with open_store(location) as store, store.engine.begin() as connection:
        add_user(connection, ROOT.name, QUICK.hash(PASSWORD), Role.ADMIN, Scope.whole_store())
        if store.dialect.name == "sqlite":  # which stores a text as it is given
            connection.exec_driver_sql("UPDATE weekly_mails SET digest = CAST(digest AS BLOB)")


def use(location: Location, folder: Path) -> None:
    """Uses a filled store. `folder` has the files of ads in `media`, and gets settings and a backup."""
    with open_store(location) as store:
        _receive(store)
        _keep(store)
    _command(location, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("central.web.pages.exports.has_pdf", lambda: False)
        patch.setattr("central.web.films.extract_frames", lambda _, seconds, *__: dict.fromkeys(seconds, b"a frame"))
        _browse(location, folder / "media")


def _receive(store: Store) -> None:
    """Messages of a new kiosk and of a known one: each kind, again, of a clone, after a gap, and one that is none."""
    kept_client_id(store, "vitrina-central")
    kiosk = "acme/berlin-7/door"
    messages = [
        fleet.reading("window", fleet.window(1, kiosk), kiosk),
        fleet.reading("reaction", fleet.reaction(2, kiosk), kiosk),
        fleet.reading("play", fleet.play(3, kiosk), kiosk),
        fleet.reading("comments", fleet.comments(4, kiosk), kiosk),
        fleet.reading("alert", fleet.alert(5, kiosk), kiosk),
        fleet.reading("state", fleet.state(kiosk), kiosk),
        fleet.reading("health", fleet.health(kiosk), kiosk),
        fleet.reading("play", fleet.play(9, kiosk), kiosk),
    ]
    for _ in range(2):
        store.write_messages(messages)
    store.write_messages([fleet.reading("play", fleet.play(3, kiosk, feed="clone"), kiosk)])
    store.write_messages([fleet.reading("play", fleet.play(901, DOOR), DOOR)])
    sum_all(store)


def _keep(store: Store) -> None:
    """The periodic work of `serve`."""
    GapKeeper(store, lambda *_: None).request_gaps(0.0)
    alerts = AlertKeeper(store, (), Watched(), now_ms() - DAY_MS, Event())
    alerts.update_alerts(now_ms())
    alerts.send_due(now_ms)
    PlaylistSender(store, lambda payloads: [topic for topic, _ in payloads]).send_due()
    apply_due_playlists(store, now_ms() + 2 * DAY_MS)
    mail = WeeklyMailKeeper(store, lambda *_: None, SETTINGS, Event())  # type: ignore[arg-type]  # posts nothing
    mail.send_confirmations(now_ms)
    mail.queue_due(now_ms())
    mail.send_due(now_ms)
    forget_old_days(store, 40)
    with store.engine.begin() as connection:
        audit.record_entry(connection, audit.COMMAND_LINE, "export", "messages", tenant=None)
    with read_view(store) as connection:
        audit.audit_entries(connection, Scope.whole_store())


def _command(location: Location, folder: Path) -> None:
    place = f'data = "{location.data}"' if location.url is None else f'database = "{location.url}"'
    config = folder / "central.toml"
    config.write_text(f'[central]\n{place}\nmedia = "{folder}/media"\n[broker]\nport = 9\n', encoding="utf-8")
    for command in COMMANDS:
        arguments = [str(folder / word) if word.endswith(".gz") else word for word in command]
        said = io.TextIOWrapper(io.BytesIO())
        with redirect_stdout(said), redirect_stderr(said):
            try:
                code = main([*arguments, "--config", str(config)])
            except SystemExit as error:
                raise AssertionError(f"{command}: {_said(said)}") from error
        assert code == DONE or command == ("doctor",), f"{command}: {_said(said)}"  # there is no broker


def _said(text: io.TextIOWrapper) -> str:
    text.seek(0)
    return text.read()


def _browse(location: Location, media: Path) -> None:
    """Signs in as root, and asks for each route about a shop and about all."""
    with ExitStack() as stack:
        store = stack.enter_context(open_store(location))
        port = stack.enter_context(web_server(location, media=media, requests_per_minute=100_000))
        assert Browser(port).sign_in(ROOT.name, PASSWORD).status == 303
        assert Browser(port).sign_in(ROOT.name, "wrong").status == 401
        with store.engine.begin() as connection:
            token = add_token(connection, "reader", "write", Scope.whole_store(), 30)
            kiosk = add_token(connection, "kiosk", "media", Scope.parse(f"{TENANTS[0]}/*"), 30)
        world = World(port, store, {"reader": token, "kiosk": kiosk})
        for method, path in sorted(routes(), key=lambda route: (route[1] in ENDS_SESSIONS, route)):
            _ask(world, method, path)


def _ask(world: World, method: str, path: str) -> None:
    rule = RULES[method, path]
    asker = {"api": replace(ROOT, name="reader", access="write"), "kiosk": replace(ROOT, name="kiosk", access="media")}
    for ask in rule.asks:
        request = sent(path, ask, Ids("acorn", "near"))
        prepare(world, path, request)
        answer = request.to(world, asker.get(rule.kind, ROOT), method)
        assert answer.status < 500 or answer.status == 501, f"{method} {request.path}: {answer.text}"
