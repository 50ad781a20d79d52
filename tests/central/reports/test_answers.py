"""A report says what the messages say: numbers by hand, for a few shops and days."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from central.errors import UsageError
from central.languages.codes import CODES
from central.languages.language import find_language
from central.messages.reader import read_message
from central.reports import answers
from central.reports.rendering.page import report_page
from central.reports.rendering.sheet import Screen
from central.reports.rendering.table import report_csv
from central.reports.rendering.terminal import report_text
from central.reports.rendering.words import assurance_sentences, reported_share_warning
from central.reports.selection import Request
from central.reports.values import Report
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central import fleet
from tests.central.reports.shops import Shop, fleet_of, stored, time_of

NOW_MS = 1_795_780_000_000
LEVELS = (0.10, 0.12, 0.17, 0.21, 0.30)


def report(store: Store, name: str = "a", **options: object) -> Report:
    with read_view(store) as connection:
        (found,) = answers.answer_reports(connection, Scope.whole_store(), [name], Request(**options), NOW_MS)  # type: ignore[arg-type]
    return found


def test_the_mean_of_sites_and_its_interval(tmp_path: Path) -> None:
    """Each site counts alike, however many people it has; t over sites."""
    messages = fleet_of(5, 2, lambda site, _: {"a": LEVELS[site]})
    busy = Shop("acme/shop-0/other")
    busy.day(0, {"a": LEVELS[0]}, n=900)
    with stored(tmp_path, [*messages, *busy.made]) as store:
        found = report(store).measures["smile"]
    half = stats.t.ppf(0.975, 4) * np.std(LEVELS, ddof=1) / np.sqrt(5)
    assert (found.mean, found.low, found.high) == pytest.approx(
        (np.mean(LEVELS), np.mean(LEVELS) - half, np.mean(LEVELS) + half)
    )
    assert (found.sites, found.site_days, found.reactions, found.people) == (5, 10, 11, 1100)
    assert found.people_mean is not None
    assert found.people_mean.mean == pytest.approx((900 * 0.1 + 40 * sum(LEVELS)) / 1100)


@pytest.mark.parametrize("site", ["shop", "panel"])
def test_one_advert_says_nothing_of_the_difference_between_two(tmp_path: Path, site: str) -> None:
    """How shops differ in a difference is not known from one advert, in no language."""
    with stored(tmp_path, fleet_of(5, 2, lambda s, _: {"a": LEVELS[s]}, prefix=f"{site}-")) as store:
        found = report(store)
    assert found.measures["smile"].low is not None
    warning = reported_share_warning(found.reported_share, found.unit)
    assert all(len(assurance_sentences(found, find_language(code))) == 1 + len(warning) for code in CODES)
    assert (found.wanted.detectable, found.wanted.sites, found.wanted.taste) == (None, None, None)


def test_the_flow_and_the_reported_share(tmp_path: Path) -> None:
    """Windows of 30 and 10 visits; the reaction is told of the first alone. A play of 15 s a day, in two hours with 40
    visits of 6.2 s."""
    with stored(tmp_path, fleet_of(4, 3, lambda *_: {"a": 0.2})) as store:
        found = report(store)
    flow = found.flow
    assert (flow.plays, flow.proof_s, flow.windows, flow.visits, flow.watchers) == (12, 180.0, 24, 480, 240)
    assert flow.coverage == 1.0
    assert flow.dwell_s == pytest.approx(6.2)
    assert flow.overlapping_visits == pytest.approx(12 * 40 / 7200 * (15 + 6.2))
    assert found.reported_share == pytest.approx(0.75)
    assert [(hour.at, hour.visits, hour.within) for hour in found.hours] == [(9, 360, 1.0), (10, 120, 1.0)]
    assert [(day.at, day.visits, day.within) for day in found.weekdays] == [
        (0, 160, None),
        (1, 160, None),
        (2, 160, None),
    ]
    (said,) = [each for each in assurance_sentences(found) if "too few people" in each]
    assert "25 % of the visits" in said.replace("\u00a0", " ")
    assert found.withheld.plays == 0.0


def test_the_curve_by_media_second(tmp_path: Path) -> None:
    curve = np.array([0.1, 0.2, 0.4])
    rng = np.random.default_rng(1)
    shops = [Shop(f"acme/shop-{number}/door") for number in range(12)]
    curves = np.round(curve + rng.normal(0, 0.03, (12, 3)), 2)
    for shop, of_shop in zip(shops, curves.tolist(), strict=True):
        for day in range(2):
            shop.day(day, {"a": 0.2}, curve=of_shop)
    with stored(tmp_path, [message for shop in shops for message in shop.made]) as store:
        found = report(store)
    assert [row.smile for row in found.curve] == pytest.approx(curves.mean(axis=0))
    assert [(row.second, row.sites, row.watchers, row.n) for row in found.curve] == [
        (s, 12, 480, 480) for s in range(3)
    ]
    half = stats.t.ppf(0.975, 11) * curves.std(axis=0, ddof=1) / np.sqrt(12)
    assert [row.low for row in found.curve] == pytest.approx(curves.mean(axis=0) - half)
    for row in found.curve:
        assert row.band_low < row.low < row.smile < row.high < row.band_high  # type: ignore[operator]
        assert row.reported_share == pytest.approx(0.75)
        assert row.measures["negative"].value == pytest.approx(0.1)
    assert [(moment.from_second, moment.to_second, moment.size < 0) for moment in found.moments] == [
        (0, 1, True),
        (2, 3, False),
    ]
    assert found.scores["peak"].mean is not None


def test_watchers_of_the_last_seconds_stand_beside_those_of_the_first(tmp_path: Path) -> None:
    """People come and go, so as many at the end are no people who stayed: it is no score, and may be over 100 %."""
    seen = [20] * 5 + [25] * 3
    messages = fleet_of(5, 2, lambda site, _: {"a": LEVELS[site]}, curve=(0.1,) * 8, seen=seen)
    with stored(tmp_path, messages) as store:
        found = report(store)
    assert list(found.scores) == ["peak", "end", "peak_end", "first_3_s"]
    texts = (report_text(found, Screen(is_terminal=False)), report_page([found], {}), report_csv([found]))
    assert not any("Still watching" in text for text in texts)
    expected = (
        "The number of watchers in the last 3 s was 125 % (95 %: 125 to 125 %) of the number in the first 3 s,"
        " in 5 shops."
    )
    assert all(expected in text.replace("\u00a0", " ") for text in texts[:2])
    assert "a,,retention,,1.25," in texts[2]
    assert found.retention is not None
    assert found.retention.mean == pytest.approx(1.25)


def test_two_networks_are_not_averaged(tmp_path: Path) -> None:
    old = fleet_of(4, 2, lambda *_: {"a": 0.5}, model="older@sha256:ab12cd34ef56", prefix="old-")
    with stored(tmp_path, [*old, *fleet_of(5, 2, lambda *_: {"a": 0.1})]) as store:
        found = report(store)
    assert found.measures["smile"].mean == pytest.approx(0.1)
    assert found.measures["watched_share"].sites == 9
    assert [(span.model, span.is_used) for span in found.models] == [
        ("older@sha256:ab12cd34ef56", False),
        ("smile-mesh@sha256:ab12cd34ef56", True),
    ]
    assert any("Several expression models" in note for note in found.notes)


@pytest.mark.parametrize("use", ["shop", "research"])
def test_readings_by_a_network_for_research_are_marked(tmp_path: Path, use: str) -> None:
    """By the state of a kiosk, or by the network's name where a recording has no state."""
    with stored(tmp_path, fleet_of(1, 1, lambda *_: {"a": 0.1})) as store:
        state = fleet.state("acme/shop-0/door", use=use)
        store.write_messages([read_message(fleet.topic("state", "acme/shop-0/door"), fleet.payload(state), NOW_MS)])
        assert report(store).research == (use == "research")
    (tmp_path / "named").mkdir()
    with stored(
        tmp_path / "named", fleet_of(1, 1, lambda *_: {"a": 0.1}, model="fer-1.4m@sha256:ab12cd34ef56")
    ) as store:
        assert report(store).research


def test_few_shops_have_an_interval_over_their_days(tmp_path: Path) -> None:
    days = (0.1, 0.2, 0.3, 0.2, 0.1)
    with stored(tmp_path, fleet_of(1, 5, lambda _, day: {"a": days[day]})) as store:
        found = report(store)
    smile = found.measures["smile"]
    assert (smile.low, smile.high) == (None, None)
    assert smile.reason is not None
    assert smile.here is not None
    assert smile.here.days == 5
    half = stats.t.ppf(0.975, 4) * np.std(days, ddof=1) / np.sqrt(5)
    assert (smile.here.low, smile.here.high) == pytest.approx((0.18 - half, 0.18 + half), abs=1e-3)
    assert found.wanted.days is not None
    assert found.wanted.days > 5


def test_values_of_sites_are_shrunk(tmp_path: Path) -> None:
    """A site with one day and few people moves further to the mean than one with many."""
    shops = [Shop(f"acme/shop-{number}/door") for number in range(6)]
    rng = np.random.default_rng(1)
    for number, shop in enumerate(shops):
        for day in range(8):
            shop.day(day, {"a": round(0.15 + 0.02 * (number % 2) + rng.normal(0, 0.02), 2)}, n=60)
    quiet = Shop("acme/quiet/door")
    quiet.day(0, {"a": 0.45}, n=10)
    with stored(tmp_path, [message for shop in (*shops, quiet) for message in shop.made]) as store:
        found = {site.site: site for site in report(store).sites}
    assert found["quiet"].smile == pytest.approx(0.45)
    assert found["quiet"].shrunk is not None
    assert found["quiet"].shrunk < 0.35
    assert found["quiet"].low is None
    assert abs(found["shop-1"].shrunk - found["shop-1"].smile) < 0.02  # type: ignore[operator]
    assert list(found) == sorted(found)  # without another ad there is nothing to order them by


def test_sites_are_ordered_by_the_difference_to_their_own_other_ads(tmp_path: Path) -> None:
    """A shop whose camera reads all faces as smiling has the highest level, and is not first for it."""

    def levels(site: int, day: int) -> dict[str, float]:
        level, chance = 0.1 + 0.3 * (site == 5), np.random.default_rng([site, day]).normal(0, 0.02, 2)
        return {"a": round(level + 0.02 * site * (site < 5) + chance[0], 2), "b": round(level + chance[1], 2)}

    with stored(tmp_path, fleet_of(6, 12, levels, n=60)) as store:
        found = report(store).sites
        part = report(store, from_day=date(2026, 11, 3), to_day=date(2026, 11, 12)).sites
    for sites in (found, part):
        names = [site.site for site in sites]
        assert max(sites, key=lambda site: site.smile or 0.0).site == "shop-5"
        assert names.index("shop-4") < names.index("shop-2") < names.index("shop-5")
    by_name = {site.site: site for site in found}
    assert by_name["shop-4"].beside == pytest.approx(0.08, abs=0.03)
    assert by_name["shop-5"].beside == pytest.approx(0.0, abs=0.03)
    assert by_name["shop-4"].beside_shrunk < by_name["shop-4"].beside  # type: ignore[operator]


def test_days_and_sites_that_are_asked_for(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(5, 4, lambda site, day: {"a": 0.1 * day + 0.01 * site})) as store:
        found = report(store, from_day=date(2026, 11, 3), to_day=date(2026, 11, 4), sites=("shop-1", "acme/shop-2"))
        assert found.measures["smile"].mean == pytest.approx(0.165)
        assert (found.from_, found.to) == (date(2026, 11, 3), date(2026, 11, 4))
        assert found.measures["smile"].reactions == 4
        assert found.devices == 2
        with pytest.raises(UsageError, match=r"no site acme/nowhere\. Sites of acme: shop-0"):
            report(store, sites=("nowhere",))


def test_a_creative_that_nobody_told_of(tmp_path: Path) -> None:
    with stored(tmp_path, fleet_of(1, 1, lambda *_: {"a": 0.1})) as store:
        with pytest.raises(UsageError, match=r"nothing is stored for 'b'. Stored: a\."):
            report(store, "b")
        found = report(store, from_day=date(2027, 1, 1))
    assert found.measures["smile"].mean is None
    assert found.curve == []
    assert found.from_ is None
    assert found.sites == []


def test_participants_are_left_out_beside_shops(tmp_path: Path) -> None:
    panel = fleet_of(4, 1, lambda *_: {"a": 0.8}, prefix="panel-")
    with stored(tmp_path, [*panel, *fleet_of(4, 1, lambda *_: {"a": 0.1})]) as store:
        found = report(store)
        of_panel = report(store, sites=tuple(f"panel-{number}" for number in range(4)))
    assert [found.unit, of_panel.unit] == ["sites", "participants"]
    assert [each.measures["smile"].mean for each in (found, of_panel)] == pytest.approx([0.1, 0.8])


def test_a_creative_of_two_tenants_is_named_with_one(tmp_path: Path) -> None:
    other = fleet_of(1, 1, lambda *_: {"a": 0.5}, tenant="sim-other")
    with stored(tmp_path, [*other, *fleet_of(1, 1, lambda *_: {"a": 0.1})]) as store:
        with pytest.raises(UsageError, match=r"sim-other. Name one of them as the tenant, or use acme/a\."):
            report(store)
        assert report(store, "sim-other/a").simulated
        assert not report(store, tenant="acme").simulated


def test_equal_ads_have_no_place_among_each_other(tmp_path: Path) -> None:
    """Of 22 alike one would come first by chance. No page says more of it than is known."""
    rng = np.random.default_rng(2)

    def levels(site: int, day: int) -> dict[str, float]:
        return {f"x{number}": round(0.15 + 0.02 * site + rng.normal(0, 0.02), 2) for number in range(22)}

    with stored(tmp_path, fleet_of(4, 1, levels)) as store:
        for name in ("x0", "x7"):
            found = report(store, name)
            page = report_page([found], {})
            assert "own adverts drew" not in page
            assert not any(f"{third} third" in page for third in ("upper", "middle", "lower"))
            assert found.third is None


def test_a_kiosk_that_reads_no_faces_is_no_network(tmp_path: Path) -> None:
    """However many people it counts; its watchers are watchers all the same."""
    blind = fleet_of(3, 2, lambda *_: {"a": 0.0}, model="none", prefix="blind-", n=500)
    with stored(tmp_path, [*blind, *fleet_of(4, 2, lambda *_: {"a": 0.2})]) as store:
        found = report(store)
    assert found.measures["smile"].mean == pytest.approx(0.2)
    assert found.measures["watched_share"].sites == 7
    assert [span.model for span in found.models] == ["smile-mesh@sha256:ab12cd34ef56"]


def test_the_reported_share_is_a_share_where_plays_are_missing(tmp_path: Path) -> None:
    """One of two kiosks has lost its plays."""
    shops = [Shop(f"acme/shop-0/{device}") for device in ("door", "till")]
    for shop in shops:
        shop.day(0, {"a": 0.2})
    messages = [*shops[0].made] + [m for m in shops[1].made if getattr(m, "kind", "") != "play"]
    with stored(tmp_path, messages) as store:
        found = report(store)
    assert found.reported_share == pytest.approx(0.75)


def test_opportunities_are_those_of_each_kiosk(tmp_path: Path) -> None:
    """A busy screen with few plays beside a quiet one with many."""
    shops = [Shop(f"acme/shop-0/{device}") for device in ("door", "till")]
    for shop, visits, plays in zip(shops, (100, 6), (4, 50), strict=True):
        span = {"from": time_of(0, 0.0), "to": time_of(0, 1.0)}
        shop.add("window", at=time_of(0, 1.1), **span, visits=visits, watchers=0, coverage=1.0)
        for number in range(plays):
            start = number * 60 / 3600
            at = {"start": time_of(0, start), "end": time_of(0, start + 15 / 3600), "at": time_of(0, start + 0.1)}
            shop.add("play", creative="a", experiment=None, **at)
    with stored(tmp_path, [message for shop in shops for message in shop.made]) as store:
        found = report(store)
    assert found.flow.overlapping_visits == pytest.approx((4 * 100 + 50 * 6) / 3600 * (15 + 6.2))


def test_days_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    with (
        stored(tmp_path, fleet_of(1, 1, lambda *_: {"a": 0.1})) as store,
        pytest.raises(UsageError, match="Swap --from"),
    ):
        report(store, from_day=date(2026, 11, 4), to_day=date(2026, 11, 3))
