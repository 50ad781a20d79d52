"""Thirds among one's own ads compare within shops, and are printed only where they are known."""

import numpy as np
import pytest

from central.languages.codes import CODES
from central.languages.language import find_language
from central.reports.columns import Columns
from central.reports.own_rank import own_third
from central.reports.rendering.page import report_page
from tests.central.reports.examples import report as example


def smiles(levels: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Columns:
    """Sums of shops (rows) and ads (columns); nan: not shown."""
    site, ad = np.nonzero(~np.isnan(levels))
    people = np.full(len(site), 500.0)
    return Columns(
        {
            "site_id": site,
            "creative_id": ad,
            "smile_n": people,
            "smile_sum": people * levels[site, ad],
            "noise_variance_sum": 2.0 + 0.0 * people,
        }
    )


def test_shops_where_people_smile_more_do_not_raise_an_ad() -> None:
    """The last ad is shown in such shops only, and is worse there than all others."""
    rng = np.random.default_rng(1)
    level = np.where(np.arange(12) < 6, 0.3, 0.1)[:, np.newaxis]
    levels = level + np.linspace(0.03, -0.03, 12) + rng.normal(0, 0.001, (12, 12))
    levels[6:, 11] = np.nan
    made = smiles(levels)
    assert own_third(made, 11) == "lower"
    assert own_third(made, 0) == "upper"
    assert own_third(made, 99) is None


@pytest.mark.parametrize("code", CODES)
def test_a_third_is_a_fact_of_the_page(code: str) -> None:
    """In words, not as a number."""
    page = report_page([example(third="upper")], {}, t=find_language(code))
    assert {"en": "upper third", "de": "oberes Drittel", "ru": "верхняя треть"}[code] in page
