"""Shops of an ad as dots: the ends named, any number of shops, and no names where chance explains the order."""

import re

import pytest

from central.languages.language import find_language
from central.reports.rendering.shop_dots import HEIGHT, ShopDots, shop_dots
from central.reports.values import Report
from tests.central.reports.examples import report


def with_values(*values: float | None, level: bool = False) -> Report:
    """Report of shops named a, b, … with these differences from their other ads, or with these levels."""
    made = report()
    field = "shrunk" if level else "beside_shrunk"
    empty = {"shrunk": None, "beside_shrunk": None} if level else {}
    sites = [
        made.sites[0].model_copy(
            update={**empty, "site": f"s{number}", field: value, **({} if value is not None else {"shrunk": None})}
        )
        for number, value in enumerate(values)
    ]
    return made.model_copy(update={"sites": sites})


def dots(made: Report) -> ShopDots:
    found = shop_dots(made, "advert-1", 0)
    assert found is not None
    return found


def test_the_two_shops_at_each_end_are_named() -> None:
    found = dots(with_values(0.01, -0.02, 0.03, 0.0, -0.01))
    assert found.lines == ["Most smiles: s2 (+3.0); s0 (+1.0)", "Fewest smiles: s1 (−2.0); s4 (−1.0)"]
    assert found.heading.startswith("Shops: smiles compared with each shop’s other ads")
    assert found.plot.count("<circle") == 5
    assert found.plot.count('fill-opacity="0.4"') == 1


def test_without_other_ads_the_levels_are_shown() -> None:
    found = dots(with_values(0.1, 0.2, 0.3, level=True))
    assert found.lines == ["Most smiles: s2 (30.0\u00a0%)", "Fewest smiles: s0 (10.0\u00a0%)"]
    assert "% of the time watched" in found.heading


def test_shops_that_do_not_differ_are_not_named() -> None:
    assert dots(with_values(0.0101, 0.0102, 0.0103, 0.0104)).lines == ["The shops do not differ by more than chance."]


def test_a_shop_without_a_result_is_counted() -> None:
    assert dots(with_values(0.01, 0.02, None)).lines[-1] == "1 shop has no result and no dot."
    assert shop_dots(with_values(None, None), "x", 0) is None


def test_one_shop_is_a_sentence() -> None:
    found = dots(with_values(0.01))
    assert (found.heading, found.plot, found.lines) == ("Measured in one shop: s0", "", [])


@pytest.mark.parametrize("shops", [2, 40, 1_000, 3_000])
def test_the_picture_stays_as_high_for_any_number_of_shops(shops: int) -> None:
    plot = dots(with_values(*(0.0001 * (number % 97) - 0.004 for number in range(shops)))).plot
    _, _, width, height = map(float, re.findall(r'viewBox="([^"]+)"', plot)[0].split())
    assert plot.count("<circle") == shops
    assert height < HEIGHT + 60
    places = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', plot)
    assert len(set(places)) == shops
    assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in places)


def test_other_languages() -> None:
    found = shop_dots(with_values(0.01, -0.02, None), "x", 0, find_language("de"))
    assert found is not None
    assert found.lines[0] == "Am meisten gelächelt: s0 (+1,0)"
    assert found.lines[-1] == "1 Filiale hat kein Ergebnis und keinen Punkt."
