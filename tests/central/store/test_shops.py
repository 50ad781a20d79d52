"""Names and places of shops are read within a scope, and texts that could mislead a reader are refused."""

import pytest

from central.errors import UsageError
from central.store.database import read_view
from central.store.names import ensure_site
from central.store.scope import Scope
from central.store.shops import LONGEST, Shop, check_detail, read_shops, set_details, shop_order
from central.store.store import Store

DETAILS = {
    "name": "Alexa <b>Mall</b>",
    "city": "Berlin",
    "region": "Ost",
    "opening": "Mo-Fr 09:00-20:00; Sa 10:00-18:00",
    "group": "malls",
}


def add_sites(store: Store) -> None:
    with store.engine.begin() as connection:
        for tenant, site in (("acme", "berlin-7"), ("acme", "bonn-1"), ("other", "berlin-7")):
            ensure_site(connection, tenant, site)
        set_details(connection, "acme/berlin-7", DETAILS)


def read(store: Store, scope: Scope) -> dict[str, Shop]:
    with read_view(store) as connection:
        return read_shops(connection, scope)


def test_the_details_of_a_shop_are_read_as_they_were_set(store: Store) -> None:
    """Only of the site that was named, and of no site of the same name of another tenant."""
    add_sites(store)
    found = read(store, Scope.whole_store())
    assert found["acme/berlin-7"] == Shop("acme", "berlin-7", **DETAILS)
    assert found["acme/berlin-7"].details == DETAILS
    for key in ("acme/bonn-1", "other/berlin-7"):
        assert set(found[key].details.values()) == {None}
    assert list(found) == ["acme/berlin-7", "acme/bonn-1", "other/berlin-7"]


def test_a_scope_reads_its_own_shops_only(store: Store) -> None:
    add_sites(store)
    assert list(read(store, Scope.sites_scope(["acme/bonn-1", "other/*"]))) == ["acme/bonn-1", "other/berlin-7"]
    assert read(store, Scope.sites_scope([])) == {}


def test_a_part_of_the_details_changes_nothing_else(store: Store) -> None:
    add_sites(store)
    with store.engine.begin() as connection:
        set_details(connection, "acme/berlin-7", {"city": None, "group": "new"})
        set_details(connection, "acme/berlin-7", {})
    details = read(store, Scope.whole_store())["acme/berlin-7"].details
    assert details == {**DETAILS, "city": None, "group": "new"}


def test_a_shop_without_a_name_has_its_site_as_title() -> None:
    """Lists are sorted by titles, in any case, and by the site where titles are equal."""
    nothing = dict.fromkeys(LONGEST)
    shops = [
        Shop("acme", site, **{**nothing, "name": name})
        for site, name in (("c", None), ("z", "Alexa"), ("a", "ALEXA"), ("y", "bonn"))
    ]
    assert [shop.title for shop in sorted(shops, key=shop_order)] == ["ALEXA", "Alexa", "bonn", "c"]


@pytest.mark.parametrize(
    ("detail", "value"),
    [
        ("name", "two\nlines"),
        ("name", "tab\there"),
        ("city", "right-to-left \u202e nilreB"),
        ("region", "isolate \u2066"),
        ("group", "zero width \u200b"),
        ("name", "nul \0"),
        *((detail, "x" * (longest + 1)) for detail, longest in LONGEST.items()),
        ("opening", "every day"),
        ("opening", "Mo-Fr 09:00-25:00"),
        ("opening", "Mo"),
    ],
)
def test_a_text_that_could_mislead_is_refused_with_its_detail(detail: str, value: str) -> None:
    """The message repeats no control character."""
    with pytest.raises(UsageError, match=f"shop: the {detail}") as refused:
        check_detail(detail, value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("detail", "value", "kept"),
    [
        ("name", "  Alexa ", "Alexa"),
        ("name", "Café\u00a0München – «Ост» ' \" & <b>", "Café München – «Ост» ' \" & <b>"),
        ("city", " ", None),
        ("opening", "", None),
        ("opening", "Mo-Sa 08:00-20:00", "Mo-Sa 08:00-20:00"),
        ("opening", "Di-So 22:00-02:00", "Di-So 22:00-02:00"),
        ("group", "=1+1", "=1+1"),
        *((detail, "x" * longest, "x" * longest) for detail, longest in LONGEST.items() if detail != "opening"),
    ],
)
def test_a_text_is_kept_without_space_around_it(detail: str, value: str, kept: str | None) -> None:
    assert check_detail(detail, value) == kept
