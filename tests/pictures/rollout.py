"""The rollout on the page of kiosks: a hundred simulated kiosks in the middle of its last ring."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from central.clock import now_ms
from central.fleet.keeper import RolloutKeeper
from central.fleet.rings import HOUR_MS
from central.store.database import open_store
from central.store.location import Location
from central.store.scope import Scope
from central.store.sessions import begin_session
from central.store.store import Store
from central.store.users import Role, add_user, require_user
from edge.fleet.rollout import position_of
from tests.doubles.ready_store import ready
from tests.doubles.rollouts import Files, report
from tests.doubles.web import web_server
from tests.pictures.browser import SCHEMES, chromium, decode, open_page, write_picture
from tests.pictures.files import scheme_path

KIOSKS, TENANT, WINDOW = 100, "sim-acme", (980, 900)
RINGS = [
    {"name": "canary", "kiosks": ["shop-0/door", "shop-1/door", "shop-2/door"]},
    {"name": "early", "share": 0.2},
    {"name": "all", "share": 1},
]
KEPT = {"version": "0.3.0", "wanted": "0.3.0", "step": "kept"}


def write_rollout(folder: Path, names: Sequence[str]) -> None:
    """Write the picture with the bars."""
    with _served() as (address, session), chromium() as browser:
        for scheme in SCHEMES:
            page = open_page(browser, scheme, WINDOW)
            page.context.add_cookies([{"name": "vitrina", "value": session, "url": address}])
            page.goto(f"{address}/fleet")
            picture = decode(page.locator(".rollout").screenshot(animations="disabled"))
            for name in names:
                write_picture(picture, scheme_path(folder / f"{name}.webp", scheme))


@contextmanager
def _served() -> Iterator[tuple[str, str]]:
    """Address of the pages, and a session of an administrator."""
    with tempfile.TemporaryDirectory() as name:
        location = ready(Path(name) / "data")
        with open_store(location) as store:
            _roll_out(store)
            with store.engine.begin() as connection:
                add_user(connection, "ann", "no password", Role.ADMIN, Scope.parse(f"{TENANT}/*"))
                session = begin_session(connection, require_user(connection, "ann"), now_ms())
        with web_server(Location(location.data), media=Path(name) / "media") as port:
            yield f"http://127.0.0.1:{port}", session


def _roll_out(store: Store) -> None:
    """Two rings are through, and the last one is on its way: two kiosks were silent before, one returned."""
    files, now = Files(TENANT, rings=RINGS), now_ms()
    keeper = RolloutKeeper(store, lambda: [files], "0.3.0", now - 99 * HOUR_MS)
    plan = files.plan()
    assert plan is not None
    places = [position_of(plan, f"{TENANT}/shop-{number}/door") for number in range(KIOSKS)]
    first = [number for number, ring in enumerate(places) if ring is not None and ring < 2]
    last = [number for number in range(KIOSKS) if number not in first]

    def tell(numbers: Sequence[int], at_ms: int, **software: Any) -> None:
        report(store, numbers, TENANT, at_ms, **software)

    tell(range(KIOSKS), now - 50 * HOUR_MS)
    tell(last[:2], now - 90 * HOUR_MS)
    keeper.decide_all(now - 50 * HOUR_MS)
    for hours in (26, 2):
        tell([number for number in range(KIOSKS) if number not in last[:2]], now - hours * HOUR_MS)
        tell(first, now - hours * HOUR_MS, **KEPT)
        keeper.decide_all(now - hours * HOUR_MS)
    tell([*first, *last[2:40]], now - 20_000, **KEPT)
    tell(last[40:52], now - 20_000, version="0.3.0", wanted="0.3.0", step="probation")
    tell(last[52:68], now - 20_000, wanted="0.3.0", step="checked")
    tell(last[68:-1], now - 20_000)
    tell(last[-1:], now - 20_000, wanted="0.3.0", step="returned")
    keeper.decide_all(now)
