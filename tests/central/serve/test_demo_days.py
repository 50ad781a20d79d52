"""While the past days of a demo arrive, its pages show it."""

from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the central server's packages are missing: make setup")

from central.serve.demo_days import PastDays
from central.store.database import open_store, read_view
from central.web.build import start_web
from central.web_settings import WebSection
from edge.messages.wire import time_text
from tests.central import fleet
from tests.central.reports.shops import FIRST, reading
from tests.central.web.people import Site, fill
from tests.doubles.broker import free_port

DAY_S = 86_400
WORDS = {"en": "Day 3 of 7", "de": "Tag 3 von 7", "ru": "день 3 из 7"}
DEVICE = "acme/shop-1/door"


def test_the_day_that_is_arriving_is_that_of_the_newest_message(tmp_path: Path) -> None:
    first_s = FIRST.timestamp() // DAY_S * DAY_S
    past = PastDays("acme", first_s, 2)
    other = PastDays("other", first_s, 2)
    with open_store(fill(tmp_path)) as store:
        found = list[tuple[int, int] | None]()
        for day in (0, 1, 2):
            sent = fleet.health(DEVICE, at=time_text(first_s + day * DAY_S + 36_000))
            store.write_messages([reading("health", sent, DEVICE)])
            with read_view(store) as connection:
                found.append(past.find_arriving(connection))
                assert other.find_arriving(connection) == (1, 2)
    assert found == [(1, 2), (2, 2), None]


def test_every_page_shows_which_day_is_arriving(tmp_path: Path) -> None:
    location, days = fill(tmp_path), iter([(3, 7)] * len(WORDS))
    site = Site(free_port(), location)
    with open_store(location) as store:
        web = start_web(WebSection(port=site.port), store, arriving=lambda _: next(days, None))
        try:
            browser = site.browser("vi")
            for path, (language, words) in zip(("/", "/creatives", "/experiments"), WORDS.items(), strict=True):
                page = browser.get(path, **{"accept-language": language}).text
                assert words in page.replace("\u00a0", " ")
            assert WORDS["en"] not in browser.get("/").text
        finally:
            web.stop()
