"""Sentences of the start page: what changed and how sure it is, in each language, and never a cause."""

from datetime import date, datetime, timedelta, timezone

import pytest

from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.reasons import FEW_SITES, NOTHING_TOLD
from central.reports.rendering.overview_words import (
    comparison_sentences,
    day_plots,
    days_table,
    headline_sentences,
    since_text,
    value_of,
)
from central.reports.tenant_overview_values import (
    Attention,
    OverviewChange,
    OverviewDay,
    OverviewMeasure,
    OverviewName,
    TenantOverview,
)

LAST = date(2026, 11, 27)
ATTENTION = Attention(kiosks=1, unreachable=0, degraded=0, alerts=0, waiting_playlists=0, quarantined=None)


def changed(measure: OverviewName, value: float, **fields: object) -> OverviewMeasure:
    """A number that fell from `before`, in 38 shops."""
    change: dict[str, object] = {"before": None, "after": value, "change": None, "low": None, "high": None}
    change |= {"shown": False, "sites": 38, "excluded_sites": 0, "reason": None, **fields}
    return OverviewMeasure(measure=measure, value=value, people=900, change=OverviewChange.model_validate(change))


SMILES = changed("smile", 0.28, before=0.31, change=-0.03, low=-0.05, high=-0.01, shown=True)
VISITS = changed("visits", 12_340.0, before=12_100.0, change=0.0198, low=-0.011, high=0.052)
LOOKED = changed("looked", 0.41, before=0.411, change=-0.001, low=-0.012, high=0.01)


def overview(*measures: OverviewMeasure) -> TenantOverview:
    days = [
        OverviewDay(
            day=LAST - timedelta(days=55 - place),
            visits=100 + place,
            looked=0.4,
            smile=None if place % 7 == 6 else 0.3,
            sites=0 if place == 50 else 38,
        )
        for place in range(56)
    ]
    return TenantOverview(
        tenant="acme",
        tenants=["acme"],
        generated=datetime(2026, 11, 28, tzinfo=timezone.utc),
        simulated=False,
        whole_tenant=True,
        sites=40,
        to=LAST,
        measures=list(measures),
        days=days,
        reported_share=None,
        ads=None,
        experiments=[],
        lifts=[],
        attention=ATTENTION,
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "Smiles are down: 31.0 % to 28.0 %, −3.0 points (95 %: −5.0 to −1.0), in 38 shops."),
        ("de", "Weniger Lächeln: 31,0 % → 28,0 %, −3,0 Prozentpunkte (95 %: −5,0 bis −1,0), in 38 Filialen."),
        ("ru", "Улыбаться стали реже: 31,0 % → 28,0 %, −3,0 п. п. (95 %: от −5,0 до −1,0), 38 магазинов."),
    ],
)
def test_a_change_is_one_sentence_with_its_interval(code: str, expected: str) -> None:
    """Only what is shown is on top."""
    assert [plain(each) for each in headline_sentences(overview(VISITS, LOOKED, SMILES), find_language(code))] == [
        expected
    ]


def test_each_direction_of_each_number_has_its_sentence() -> None:
    said = []
    for measure in (VISITS, LOOKED, SMILES):
        for sign in (1, -1):
            change = measure.change.model_copy(update={"change": sign * 0.03, "shown": True})
            said += headline_sentences(overview(measure.model_copy(update={"change": change})))
    assert [each.partition(":")[0] for each in said] == [
        *("Visits are up", "Visits are down", "More visits looked"),
        *("Fewer visits looked", "Smiles are up", "Smiles are down"),
    ]


def test_without_a_change_it_says_that_or_why_it_cannot_say() -> None:
    few = changed("visits", 90.0, before=80.0, change=0.125, sites=3, reason=FEW_SITES)
    none = changed("visits", 90.0, sites=0, reason=NOTHING_TOLD)
    (unchanged,) = headline_sentences(overview(VISITS, LOOKED))
    (of_few,) = headline_sentences(overview(few))
    (of_none,) = headline_sentences(overview(none))
    assert unchanged.startswith("Nothing changed by more than chance")
    assert "at least 4 shops" in of_few
    assert plain(of_few).startswith("3 shops are too few")
    assert "nothing to compare yet" in of_none
    assert plain(since_text(few)) == "+12 % since the week before. No interval: fewer than 4 shops."
    assert since_text(none) == "Not measured in both of the last two weeks."


def test_beside_a_number_stands_its_change() -> None:
    """With its interval, and the remark that it may be chance unless it is shown."""
    assert plain(value_of(VISITS)) == "12,340"
    assert plain(since_text(VISITS)) == "+2.0 % since the week before (95 %: −1.1 to +5.2 %): may be chance"
    assert plain(value_of(SMILES)) == "28.0 %"
    assert plain(since_text(SMILES)) == "−3.0 points since the week before (95 %: −5.0 to −1.0)"


def test_excluded_shops_are_counted() -> None:
    (said,) = comparison_sentences(overview(VISITS))
    assert "38 shops that were measured in both" in plain(said)
    fewer = VISITS.model_copy(update={"change": VISITS.change.model_copy(update={"excluded_sites": 2})})
    (said,) = comparison_sentences(overview(fewer))
    assert plain(said).endswith("2 shops are excluded.")


def test_a_low_reported_share_is_said() -> None:
    """From 80 % on it is not."""
    for share, count in ((0.5, 2), (0.8, 1)):
        said = comparison_sentences(overview(VISITS).model_copy(update={"reported_share": share}))
        assert len(said) == count
        assert ("Smiles are known for 50 %" in plain(said[-1])) == (share == 0.5)


def test_plots_show_the_weeks_beside_those_before_and_a_gap_where_nothing_was_measured() -> None:
    plots = day_plots(overview(VISITS, SMILES))
    assert list(plots) == ["visits", "smile"]
    lines = {name: [each.count("<path") for each in plot.split("<g")[1:]] for name, plot in plots.items()}
    assert lines["visits"] == [1, 2]  # a day without a shop is between them
    assert lines["smile"][0] == 4
    assert "16 Nov" in plain(plots["visits"])


@pytest.mark.parametrize("code", CODES)
def test_the_table_has_each_day_newest_first(code: str) -> None:
    t = find_language(code)
    found = days_table(overview(VISITS).days, t)
    assert [len(row) for row in found.rows] == [5] * 56
    assert found.rows[0][0].text == t.day_text(LAST)
    assert found.rows[0][1].text == "155"
    assert found.caption == t("start.days_table") != ENGLISH("start.days")
