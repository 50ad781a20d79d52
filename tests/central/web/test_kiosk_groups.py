"""Kiosks and playlists by what they need and by shop: what needs nobody is folded, and each group says its number."""

import json
import re

import pytest

from central.store.database import open_store
from tests.central.web.people import Site
from tests.central.web.test_pages import sent_playlist, text_of

MANY = 1_000
SUMMARY = re.compile(r'<details class="group" id="(\w+)"><summary><h[23]>([^<]+) <b>([\d,]+)</b>')
OPEN = re.compile(r'<section class="group"><h[23]>([^<]+) <b>([\d,]+)</b>')


@pytest.fixture
def kiosks(site: Site) -> Site:
    """One kiosk is silent, one is off, and all others send."""
    site.sql("UPDATE devices SET state = 'sensing', received_ms = 4102444800000")
    site.sql("UPDATE devices SET received_ms = 1 WHERE key = 'acme/shop-2/door'")
    site.sql("UPDATE devices SET state = 'offline' WHERE key = 'acme/shop-3/door'")
    return site


def test_kiosks_that_are_fine_are_folded_with_their_number(kiosks: Site) -> None:
    """On the page of all kiosks; who asks for a state or the next page sees them open."""
    page = kiosks.browser("vi").get("/fleet").text
    assert OPEN.findall(page) == [("Silent", "1"), ("Switched off", "1")]
    assert SUMMARY.findall(page) == [("well", "Fine", "4")]
    assert "<details open" not in page
    only = kiosks.browser("vi").get("/fleet?state=sensing").text
    assert (OPEN.findall(only), SUMMARY.findall(only)) == ([("Fine", "4")], [])
    assert OPEN.findall(kiosks.browser("vi").get("/fleet?offset=2").text) == [("Fine", "4")]
    assert SUMMARY.findall(kiosks.browser("otto").get("/fleet").text) == [("well", "Fine", "1")]


def test_each_shop_links_to_its_page(kiosks: Site) -> None:
    for path in ("/fleet", "/playlists"):
        page = kiosks.browser("vi").get(path).text
        assert '<a href="/shops/acme/shop-2">' in page
        assert "/shops/acme/shop-2" not in kiosks.browser("otto").get(path).text


def test_kiosks_with_the_playlist_that_was_sent_are_folded(kiosks: Site) -> None:
    sent_playlist(kiosks)
    page = kiosks.browser("vi").get("/playlists").text
    assert OPEN.findall(page) == [("Cannot get their playlist", "1")]
    assert [word for word, *_ in SUMMARY.findall(page)] == ["plays", "own"]
    version = kiosks.browser("vi").get("/playlists?version=1").text
    assert SUMMARY.findall(version) == []


def test_names_of_shops_with_markup_stay_text(kiosks: Site) -> None:
    kiosks.sql("UPDATE sites SET name = '<i>x</i>\u202e' WHERE key = 'acme/shop-2'")
    pages = [kiosks.browser("vi").get(path).text for path in ("/fleet", "/playlists", "/shops/acme/shop-2")]
    kiosks.sql("UPDATE sites SET name = NULL")
    for page in pages:
        assert "<i>x" not in page
        assert "&lt;i&gt;x&lt;/i&gt;" in page
        assert "\u202e" not in page


def test_a_page_of_many_kiosks_stays_small(kiosks: Site) -> None:
    """A hundred rows a page, whatever is wrong with them."""
    payload = json.dumps({"reasons": ["camera: cannot be opened"], "playlist": 3}).encode().hex()
    with open_store(kiosks.location) as store, store.engine.begin() as connection:
        for number in range(MANY):
            connection.exec_driver_sql(
                f"INSERT INTO sites (id, key, tenant, site) VALUES ({5000 + number}, 'acme/m-{number}', 'acme',"
                f" 'm-{number}')"
            )
            connection.exec_driver_sql(
                "INSERT INTO devices (id, key, site_id, device, state, state_payload, received_ms, last_seq, first_seq,"
                f" sure_seq, done_seq) VALUES ({5000 + number}, 'acme/m-{number}/door', {5000 + number}, 'door',"
                f" '{('sensing', 'degraded')[number % 2]}', x'{payload}', 4102444800000, 1, 1, 1, 1)"
            )
    sizes = {path: len(kiosks.browser("vi").get(path).body) for path in ("/fleet", "/fleet?offset=600", "/playlists")}
    kiosks.sql("DELETE FROM devices WHERE id >= 5000")
    kiosks.sql("DELETE FROM sites WHERE id >= 5000")
    assert max(sizes.values()) < 400_000, sizes


def test_the_shop_page_of_a_kiosk_says_its_state(kiosks: Site) -> None:
    assert "silent" in text_of(kiosks.browser("vi").get("/shops/acme/shop-2").text)
