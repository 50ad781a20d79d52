"""Weeks of a trend: at the level of all shops, with what was reported of each, and whole ones apart from cut ones."""

from collections.abc import Sequence
from datetime import date, datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from central.languages.language import find_language
from central.languages.recognition import translate_known
from central.messages.values import NumberedMessage, Reading
from central.reports import answers
from central.reports.build import Context
from central.reports.columns import Columns
from central.reports.rendering.plot_size import WIDE
from central.reports.rendering.time_plot import trend_plot
from central.reports.rendering.verdicts import trend_headline
from central.reports.selection import CreativeRow, Request, Selection, SiteRow, day_number
from central.reports.trend_values import Trend
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central.reports.rendering.test_time_plot import ABOUT
from tests.central.reports.shops import Shop, fleet_of, stored

MONDAY = date(2026, 11, 2)
LATER_MS = 1_800_000_000_000
"""After all days of these stores."""
FRIDAY_MS = 1_794_528_000_000
"""13 November 2026, 0 h: the second Friday."""
NAME = "smile-mesh@sha256:ab12cd34ef56"


def trend_of(store: Store, at_ms: int = LATER_MS, *, from_day: date | None = None, to_day: date | None = None) -> Trend:
    """Trend of the only creative."""
    request = Request(from_day=from_day, to_day=to_day)
    with read_view(store) as connection:
        return answers.answer_trend(connection, Scope.whole_store(), ["x"], None, "smile", request, at_ms)


def shop_days(number: int, days: range, level: float, **changed: object) -> list[Reading]:
    """Messages of a shop on these days, always with the same smiles."""
    shop = Shop(f"acme/shop-{number}/door", last=1_000 * number)
    for day in days:
        shop.day(day, {"x": level}, **changed)  # type: ignore[arg-type]
    return shop.made


def growing_chain() -> list[Reading]:
    """Six shops of 14 days, and six with more smiles that join after a week. Nobody smiles more than before."""
    first = [shop_days(number, range(14), 0.08 + 0.01 * (number % 3)) for number in range(6)]
    later = [shop_days(number, range(7, 14), 0.20) for number in range(6, 12)]
    return [message for shop in [*first, *later] for message in shop]


def test_shops_that_join_do_not_make_a_trend(tmp_path: Path) -> None:
    """Constant smiles read as constant, at the level of all shops, and a note says who joined."""
    with stored(tmp_path, growing_chain()) as store:
        found = trend_of(store)
    assert [week.mean for week in found.weeks] == pytest.approx([0.145] * 2)
    assert [week.sites for week in found.weeks] == [6, 12]
    assert all(week.low is not None and week.low < 0.145 < (week.high or 0.0) for week in found.weeks)
    (note,) = found.notes
    assert note == ("6 shops joined after the week of 2026-11-02. Each week is adjusted to the level of all 12 shops.")
    assert translate_known("note", find_language("de"), note).text.startswith("6 Filialen kamen nach der Woche ab")


def _is_late_reaction(message: Reading) -> bool:
    return isinstance(message, NumberedMessage) and message.kind == "reaction" and message.at_ms >= FRIDAY_MS


def test_each_week_has_its_reported_share(tmp_path: Path) -> None:
    """Three of four visits of each day lie in the reaction. On three days of the second week nothing is reported."""
    made = []
    for number in range(4):
        shop = Shop(f"acme/shop-{number}/door")
        for day in range(14):
            shop.day(day, {"x": 0.1})
        made += [each for each in shop.made if not _is_late_reaction(each)]
    with stored(tmp_path, made) as store:
        found = trend_of(store)
    assert [week.reported_share for week in found.weeks] == pytest.approx([0.75, 0.75 * 4 / 7])


def test_a_week_that_is_not_over_is_hollow_and_never_the_headline(tmp_path: Path) -> None:
    """Its days say something else than a whole week's. So do those of a week that the chosen days cut."""
    wednesday_ms = round(np.datetime64("2026-11-18T12:00").astype("datetime64[ms]").astype(int))
    with stored(tmp_path, fleet_of(4, 16, lambda s, d: {"x": 0.1 + 0.1 * (d >= 14)})) as store:
        now, cut = trend_of(store, wednesday_ms), trend_of(store, from_day=date(2026, 11, 4), to_day=date(2026, 11, 15))
        nothing = trend_of(store, wednesday_ms, from_day=date(2026, 11, 16))
    assert [week.is_whole for week in now.weeks] == [True, True, False]
    assert "week of 9 Nov 2026" in trend_headline(now).replace("\u00a0", " ")
    drawn = trend_plot(now.weeks, ABOUT, WIDE)
    assert drawn.count("<circle") == 3
    assert drawn.count('r="4" fill="none"') == 1
    assert [week.is_whole for week in cut.weeks] == [False, True]
    assert trend_headline(nothing) == "No full week of x has been reported yet."


def weeks_of(table: Sequence[Sequence[float | None]], models: Sequence[str] = (NAME,) * 9, last: int = 6) -> Trend:
    """Trend of shops (rows) by week; None: nothing reported. `last`: weekday on which the last week ends."""
    first = (day_number(MONDAY) or 0) + 3
    cells = [(w, s, v) for s, row in enumerate(table) for w, v in enumerate(row) if v is not None]
    weeks = len(table[0])
    of: dict[str, list[object]] = {
        "week": [first // 7 + w for w, _, _ in cells],
        "site_id": [s for _, s, _ in cells],
        "model": [models[w] for w, _, _ in cells],
        "first_day": [first - 3 + 7 * w for w, _, _ in cells],
        "last_day": [first - 3 + 7 * w + (6 if w < weeks - 1 else last) for w, _, _ in cells],
        "smile_n": [100.0 for _ in cells],
        "smile_sum": [100.0 * v for _, _, v in cells],
        **dict.fromkeys(("reactions", "n", "told_reactions"), [1.0] * len(cells)),
    }
    columns = Columns(
        {name: np.array(values, dtype=object if name == "model" else None) for name, values in of.items()}
    )
    visits = Columns({"week": np.zeros(0), "visits": np.zeros(0), "told_visits": np.zeros(0)})
    selection = Selection("acme", None, None, tuple(SiteRow(s, f"shop-{s}", None) for s in range(len(table))))
    at = datetime.fromtimestamp(LATER_MS / 1000, timezone.utc)
    creative = CreativeRow(1, "x", None, None, None)
    return answers.build_trend([creative], columns, visits, None, "smile", Context(selection, at, {}, False, None))


def test_a_shop_that_stops_is_noted() -> None:
    """And takes no level with it."""
    found = weeks_of([*[(0.1, 0.1)] * 4, (0.5, None)])
    assert [week.mean for week in found.weeks] == pytest.approx([0.18, 0.18])
    assert found.notes == [
        "One shop reported nothing in the week of 2026-11-09. Each week is adjusted to the level of all 5 shops."
    ]


def test_weeks_that_share_no_shop_are_of_two_chains() -> None:
    """Nobody knows which of two such weeks had more smiles: the line breaks."""
    found = weeks_of([*[(0.1, None)] * 4, *[(None, 0.3)] * 4])
    assert [week.mean for week in found.weeks] == pytest.approx([0.1, 0.3])
    assert len({week.chain for week in found.weeks}) == 2
    assert "<path" not in trend_plot(found.weeks, ABOUT, WIDE)


def test_a_network_begins_a_chain_of_its_own() -> None:
    """Levels of two networks are never joined, though the shops are the same."""
    found = weeks_of([(0.1, 0.1, 0.25)] * 4, models=(NAME, NAME, "other"))
    assert [week.mean for week in found.weeks] == pytest.approx([0.1, 0.1, 0.25])
    assert [week.chain for week in found.weeks] == [0, 0, 1]


def test_a_week_without_a_number_stands_between_others() -> None:
    """It has no mean and breaks the line; the chain goes on, since the shops are the same."""
    found = weeks_of([(0.1, None, 0.1)] * 4)
    assert [week.mean for week in found.weeks] == [pytest.approx(0.1), None, pytest.approx(0.1)]
    assert found.weeks[1].reason == "nothing reported"
    assert [week.chain for week in found.weeks] == [0, None, 0]
    assert "<path" not in trend_plot(found.weeks, ABOUT, WIDE)


@pytest.mark.parametrize(("last", "whole"), [(6, True), (2, False)])
def test_a_campaign_that_ends_within_a_week_cuts_it(last: int, *, whole: bool) -> None:
    """Though that week is long over."""
    assert [week.is_whole for week in weeks_of([(0.1,) * 3] * 4, last=last).weeks] == [True, True, whole]


def test_closed_sundays_cut_no_week() -> None:
    """The usual last weekday counts."""
    assert all(week.is_whole for week in weeks_of([(0.1,)] * 4, last=5).weeks)
