"""An experiment is planned by what the store has; where it has nothing, by figures that are named as assumed."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from central.errors import NotFoundError, UsageError
from central.languages.language import find_language
from central.reports import answers
from central.reports.plan import plan_experiment
from central.reports.plan_figures import NOTHING_STORED, PlanRequest, read_figures
from central.reports.plan_values import Plan
from central.reports.rendering.plan_words import plan_headline, plan_sentences, plan_table
from central.reports.rendering.words import assurance_sentences
from central.reports.selection import Request
from central.reports.values import Report
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central.reports.shops import Shop, fleet_of, stored

NOW_MS = 1_795_780_000_000
WHOLE = Scope.whole_store()
ARMS = {"x": "a", "y": "b"}


class Differing:
    """Smiles of two ads whose difference has this spread over shops."""

    def __init__(self, taste: float, seed: int = 1) -> None:
        self._taste, self._seed = taste, seed

    def __call__(self, site: int, day: int) -> Mapping[str, float]:
        rng = np.random.default_rng([self._seed, site, day])
        effect = np.random.default_rng([self._seed, site]).normal(0, self._taste)
        x = 0.15 + rng.normal(0, 0.02)
        return {"x": round(x + rng.normal(0, 0.05), 2), "y": round(x + effect + rng.normal(0, 0.05), 2)}


def plan(store: Store, scope: Scope = WHOLE, **asked: object) -> Plan:
    request = PlanRequest(**asked)  # type: ignore[arg-type]
    with read_view(store) as connection:
        figures = read_figures(connection, scope, request)
    return plan_experiment(request, figures, NOW_MS)


def report(store: Store, name: str = "x") -> Report:
    with read_view(store) as connection:
        return answers.answer_reports(connection, WHOLE, [name], Request(), NOW_MS)[0]


def test_a_report_says_by_how_much_two_ads_must_differ(tmp_path: Path) -> None:
    """And how many such shops tell two points apart. Without an experiment the taste of shops is a range."""
    with stored(tmp_path, fleet_of(12, 10, Differing(0.015), n=25)) as store:
        found = report(store)
    said = " ".join(assurance_sentences(found))
    assert "With two ads like this one, 80 of 100 experiments detect a difference of" in said
    assert "because the variation between shops is assumed" in said
    assert "You need about" in said
    wanted = found.wanted
    assert wanted.low is not None
    assert wanted.detectable is not None
    assert wanted.high is not None
    assert 0.01 < wanted.low < wanted.detectable < wanted.high < 0.1
    assert wanted.taste == "assumed"


def test_a_stored_experiment_shows_the_taste_of_shops(tmp_path: Path) -> None:
    """Of shops that differ much, ads must differ by more."""
    found = []
    for taste in (0.0, 0.08):
        with stored(tmp_path / str(taste), fleet_of(12, 10, Differing(taste), n=60, arms=ARMS)) as store:
            found.append(report(store))
    little, much = (each.wanted for each in found)
    assert {each.taste for each in (little, much)} == {"stored"}
    assert little.detectable is not None
    assert much.detectable is not None
    assert much.detectable > 1.5 * little.detectable
    assert little.low == little.high == little.detectable
    assert "is assumed" not in " ".join(assurance_sentences(found[0]))


def test_one_ad_alone_says_nothing_of_two(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(6, 5, lambda _, day: {"x": 0.1 + 0.01 * day})) as store:
        wanted = report(store).wanted
    assert (wanted.detectable, wanted.sites, wanted.taste) == (None, None, None)


def test_a_plan_is_made_of_the_shops_and_people_of_the_store(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(12, 10, Differing(0.015), n=25)) as store:
        found, more = plan(store), plan(store, sites=40, people=200.0, days=56)
    assert (found.tenant, found.sites, found.days, found.people) == ("acme", 12, 28, 25.0)
    assert found.basis.ads == ["x", "y"]
    assert (found.basis.person_from, found.basis.taste_from, found.basis.stored_sites) == ("stored", "assumed", 12)
    assert found.basis.person == pytest.approx(0.15, rel=0.5)
    assert found.detectable is not None
    assert more.detectable is not None
    assert more.detectable < found.detectable
    assert {(cell.sites, cell.days) for cell in found.table} >= {(5, 7), (12, 28), (100, 56)}
    assert any("x and y, in 12\u00a0shops, over the last 28 days" in said for said in plan_sentences(found))


def test_an_experiment_takes_the_place_of_an_assumed_taste(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(12, 10, Differing(0.06), n=25, arms=ARMS)) as store:
        found = plan(store)
    assert (found.basis.taste_from, found.basis.experiments) == ("stored", 1)
    assert found.basis.taste == pytest.approx(0.06, rel=0.5)
    assert any("1 stored experiment" in said for said in plan_sentences(found))


def test_before_anything_is_stored_the_figures_are_named_as_assumed(tmp_path: Path) -> None:
    with stored(tmp_path, []) as store:
        found = plan(store)
    assert found == plan_experiment(PlanRequest(), NOTHING_STORED, NOW_MS)
    assert found.basis.person_from == found.basis.taste_from == "assumed"
    assert any("the variation between people, shops and days is assumed" in said for said in plan_sentences(found))
    with pytest.raises(NotFoundError, match="the store does not show how attention_s differs"):
        plan_experiment(PlanRequest(measure="attention_s"), NOTHING_STORED, NOW_MS)


def test_a_plan_for_too_few_people_says_so() -> None:
    found = plan_experiment(PlanRequest(people=3.0, sites=5), NOTHING_STORED, NOW_MS)
    assert found.detectable is None
    assert "no difference can be detected reliably" in plan_headline(found)


def test_the_wanted_difference_is_found_more_often_by_more_shops() -> None:
    few, many = (
        plan_experiment(PlanRequest(sites=sites, difference=0.01), NOTHING_STORED, NOW_MS) for sites in (8, 80)
    )
    assert few.found is not None
    assert many.found is not None
    assert few.found < 0.5 < 0.9 < many.found
    assert few.needed_sites == many.needed_sites
    assert few.needed_sites is not None
    assert 8 < few.needed_sites < 80


def test_a_plan_is_said_in_every_language() -> None:
    found = plan_experiment(PlanRequest(), NOTHING_STORED, NOW_MS)
    for code in ("en", "de", "ru"):
        t = find_language(code)
        assert all((plan_headline(found, t), *plan_sentences(found, t)))
        assert len(plan_table(found, t).rows) == 5


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sites": 0}, "sites is 0. Use 1 to 2000."),
        ({"days": 400}, "days is 400"),
        ({"people": float("nan")}, "people is nan"),
        ({"difference": -1.0}, "the difference is not above 0"),
    ],
)
def test_what_no_experiment_can_have_is_refused(asked: dict[str, float], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan_experiment(PlanRequest(**asked), NOTHING_STORED, NOW_MS)  # type: ignore[arg-type]


def test_several_tenants_are_not_mixed(tmp_path: Path) -> None:
    messages = [*fleet_of(2, 2, Differing(0.0)), *fleet_of(2, 2, Differing(0.0), tenant="other")]
    with stored(tmp_path, messages) as store:
        with pytest.raises(UsageError, match="the store has several tenants: acme, other"):
            plan(store)
        with pytest.raises(NotFoundError, match="no site of nix is stored"):
            plan(store, tenant="nix")
        assert plan(store, tenant="other").tenant == "other"
        assert plan(store, Scope.parse("acme/shop-1")).basis.stored_sites == 1


def test_ads_that_never_played_on_the_same_day_are_no_pair(tmp_path: Path) -> None:
    shop = Shop("acme/shop/door")
    for day in range(4):
        shop.day(day, {"xy"[day % 2]: 0.1})
    with stored(tmp_path, shop.made) as store:
        assert plan(store).basis.person_from == "assumed"
