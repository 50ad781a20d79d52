"""A zone or parts that are set later count for what is stored already."""

from collections.abc import Callable

import pytest

from central.errors import UsageError
from central.store.database import open_store
from central.store.location import Location
from central.store.sites import check_parts, check_site, check_zone, list_sites, set_site
from central.store.store import Store
from central.store.sums import sum_all
from tests.central import fleet
from tests.central.conftest import DATABASES
from tests.central.rows import one, rows
from tests.central.store.test_sums import day_of_messages, sums

SITE = "acme/berlin-7"
LOCAL = ("windows", "reactions", "plays")


def local(store: Store) -> list[list[tuple[object, ...]]]:
    return [rows(store, f"SELECT seq, day, hour, weekday, part FROM {table} ORDER BY seq") for table in LOCAL]


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"])
def test_a_zone_that_is_set_later_is_as_if_it_was_set_before(
    database: str, zone: str, new_location: Callable[[str], Location]
) -> None:
    """Rows and sums alike; zones with halves of hours, and of another day, as well."""
    early, late = (open_store(new_location(database)) for _ in range(2))
    messages = day_of_messages(7, fleet.DEVICE)
    set_site(early, SITE, zone=zone, parts="10:20,14:00", is_new=True)
    early.write_messages(messages)
    late.write_messages(messages)
    sum_all(late)
    set_site(late, SITE, zone=zone, parts="10:20,14:00", is_new=False)
    for store in (early, late):
        sum_all(store)
    assert local(late) == local(early)
    assert any(row[4] is not None for row in local(late)[0])
    for name, expected in sums(early).items():
        for have, want in zip(sums(late)[name], expected, strict=True):
            assert have == pytest.approx(want)
    for store in (early, late):
        store.engine.dispose()


def test_new_messages_are_of_the_zone_that_is_set(store: Store) -> None:
    """A running server knows it with the next batch."""
    store.write_messages([fleet.reading("window", fleet.window(1))])
    set_site(store, SITE, zone="Asia/Tokyo", parts=None, is_new=False)
    store.write_messages([fleet.reading("window", fleet.window(2))])
    assert rows(store, "SELECT DISTINCT hour FROM windows") == [(19,)]


def test_parts_are_counted_from_midnight(store: Store) -> None:
    set_site(store, SITE, zone=None, parts="10:01,14:00", is_new=True)
    ends = ("09:59:00", "10:01:00", "10:01:01", "14:00:00", "14:00:01", "23:59:59")
    for seq, end in enumerate(ends, 1):
        span = {"from": "2026-11-23T00:00:00.000Z", "to": f"2026-11-23T{end}.000Z"}
        store.write_messages([fleet.reading("window", fleet.window(seq, **span))])
    assert [row[0] for row in rows(store, "SELECT part FROM windows ORDER BY seq")] == [0, 0, 1, 1, 2, 2]
    set_site(store, SITE, zone=None, parts="", is_new=False)
    assert one(store, "SELECT count(part) FROM windows") == 0


def test_sites_are_listed_with_what_is_set(store: Store) -> None:
    store.write_messages([fleet.reading("window", fleet.window(1, "acme/oslo-1/door"), "acme/oslo-1/door")])
    set_site(store, SITE, zone="Europe/Berlin", parts="10:00", is_new=True)
    with store.engine.begin() as connection:
        found = [(site.key, site.zone, site.parts, site.devices) for site in list_sites(connection)]
    assert found == [(SITE, "Europe/Berlin", "10:00", 0), ("acme/oslo-1", None, None, 1)]


def test_a_site_is_added_once_and_must_be_there_to_be_set(store: Store) -> None:
    with pytest.raises(UsageError, match=f"Add it with: site add {SITE}"):
        set_site(store, SITE, zone="Europe/Berlin", parts=None, is_new=False)
    set_site(store, SITE, zone="Europe/Berlin", parts=None, is_new=True)
    with pytest.raises(UsageError, match=f"Change it with: site set {SITE}"):
        set_site(store, SITE, zone="Europe/Oslo", parts=None, is_new=True)
    assert one(store, "SELECT zone FROM sites") == "Europe/Berlin"


@pytest.mark.parametrize("name", ["berlin-7", "acme/berlin-7/door", "Acme/berlin", "acme/", ""])
def test_a_site_has_two_names(name: str) -> None:
    with pytest.raises(UsageError, match="is not of the form acme/berlin-7"):
        check_site(name)


@pytest.mark.parametrize("name", ["Berlin", "", "../etc/passwd", "Europe/Berlin\0"])
def test_a_zone_must_be_known(name: str) -> None:
    with pytest.raises(UsageError, match="is not a time zone"):
        check_zone(name)


@pytest.mark.parametrize("parts", ["10", "25:00", "10:00,09:00", "10:00,10:00", "00:00", "10:00,", "10:00, 14:00"])
def test_parts_are_times_in_order(parts: str) -> None:
    with pytest.raises(UsageError, match="are not times in ascending order"):
        check_parts(parts)
