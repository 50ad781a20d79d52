"""Simulated shops have names that a chain might give, in the form in which central takes them."""

from pathlib import Path

import pytest

from central.errors import SourceError
from central.simulate.fleet import Fleet, FleetPlan
from central.simulate.shop_names import simulated_shop, write_shops
from central.store.shop_file import COLUMNS, parse_shops
from central.store.shops import LONGEST, Shop, check_detail


def test_every_shop_has_a_name_of_its_own_and_each_detail_is_one_that_central_takes() -> None:
    shops = [simulated_shop(number, 36_000.0) for number in range(2_000)]
    assert len({shop["name"] for shop in shops}) == len(shops)
    assert shops[0] == {
        "name": "Berlin Alexanderplatz",
        "city": "Berlin",
        "region": "East",
        "opening": "Mo-Su 09:00-19:00",
        "group": "City",
    }
    assert {shop["group"] for shop in shops[:12]} == {"City", "Mall", "Station"}
    for shop in shops:
        assert {detail: check_detail(detail, shop[detail]) for detail in LONGEST} == shop
    assert simulated_shop(0, 3 * 3600.0)["opening"] == "Mo-Su 09:00-12:00"


def test_the_file_of_a_fleet_is_imported_without_a_bad_line(tmp_path: Path) -> None:
    fleet, file = Fleet(FleetPlan("sim-1", 6, 3)), tmp_path / "shops.csv"
    write_shops(file, fleet)
    text = file.read_text("utf-8")
    assert text.splitlines()[0] == ",".join(COLUMNS)
    nothing = dict.fromkeys(LONGEST)
    known = {f"sim-1/{site.site}": Shop("sim-1", site.site, **nothing) for site in fleet.truth.sites}
    found = parse_shops(text, known)
    assert (found.bad, [change.shop.key for change in found.changes]) == ([], list(known))
    with pytest.raises(SourceError, match="cannot be written"):
        write_shops(tmp_path / "no" / "shops.csv", fleet)
