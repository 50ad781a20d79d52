"""Writes the impressions of a store for buyers: as CSV by screen, hour and ad, or as OpenRTB multipliers by screen and
hour of the week. Both are read shop by shop, so memory use stays constant.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import Connection, text

from central.errors import NotFoundError
from central.reports.columns import Columns
from central.reports.impression_rows import PRESENCE_S
from central.reports.impression_totals import DayTotals, Played
from central.reports.impression_values import WeekHour
from central.reports.impressions import build_week_hours
from central.reports.selection import local_date
from central.statistics.impressions import SHORTEST_S, visits_during_plays
from central.store.panels import PANEL
from central.store.scope import Scope, visible_sites
from edge.statistics.columns import divide_or_nan

NOTES = (
    "All counts are faces that a camera found. People who show no face are not counted, and one person may be several"
    " visits.",
    "Plays times the multiplier is not gross impressions: the multiplier is the audience at a moment, and gross"
    " impressions are all visits that come by during the plays.",
    "Gross impressions and opportunity to see are modelled: plays x visits per second of measuring on this day x"
    " (length of a play + mean time in view), less 2 s for opportunity to see, and never below 0.",
    "Hours are local. The multiplier and sensed_share are of the windows that end in this hour.",
    "Likelihood to see (visits that looked for 1 s or more) and exposed are counted in the published reactions, by day"
    " or part of the day. reported_share is the share of the day's visits that these cover.",
    "Rows of the level site are totals of an ad in a shop, and rows of the level total those in all shops of this file,"
    " with the owner in the column site. Low and high are their 95 % intervals over interval_days: what the same plays"
    " would meet on other days in the same shops. They do not cover the model, which assumes that visits come evenly"
    " over the day of a screen. Below four days they are empty, and also if nearly all plays were on one day. An hour"
    " has no interval, because it has the mean flow of its day.",
    "Age, sex, reach and frequency are not in this file: they are never estimated, and nobody is recognised.",
)
COLUMNS = (
    *("level", "site", "screen", "date", "hour", "part", "creative", "plays", "play_s", "gross_impressions_faces"),
    *("opportunity_to_see_faces", "multiplier_faces", "sensed_share", "exposed_faces", "likelihood_to_see_faces"),
    *("reported_share", "gross_impressions_low", "gross_impressions_high", "opportunity_to_see_low"),
    *("opportunity_to_see_high", "interval_days"),
)
PUBLISHER, MEASUREMENT_VENDOR = 2, 1
"""Values of `sourcetype` in OpenRTB 2.6: who measured the multiplier."""
_DAYS = "BETWEEN :first AND :last"
_HOURS = text(
    "SELECT d.key, k.day, k.hour, c.creative, k.plays, k.proof_ms / 1000.0, h.presence_s / (h.sensed_ms / 1000.0),"
    " h.sensed_ms / h.span_ms, w.visits, w.dwell_s_sum, w.dwell_n, w.sensed_ms / 1000.0 FROM"
    " (SELECT device_id, day, hour, creative_id, CAST(sum(plays) AS FLOAT) AS plays, sum(proof_ms) AS proof_ms"
    f" FROM play_hours WHERE site_id = :site AND day {_DAYS} AND plays > 0"
    " GROUP BY device_id, day, hour, creative_id) k"
    " JOIN devices d ON d.id = k.device_id JOIN creatives c ON c.id = k.creative_id LEFT JOIN"
    f" (SELECT w.device_id, w.day, w.hour, {PRESENCE_S} AS presence_s, w.sensed_ms, w.span_ms FROM window_hours w"
    f" WHERE w.site_id = :site AND w.day {_DAYS} AND w.sensed_ms > 0) h"
    " ON h.device_id = k.device_id AND h.day = k.day AND h.hour = k.hour LEFT JOIN"
    " (SELECT device_id, day, sum(visits) AS visits, sum(dwell_s_sum) AS dwell_s_sum, sum(dwell_n) AS dwell_n,"
    f" sum(sensed_ms) AS sensed_ms FROM window_hours WHERE site_id = :site AND day {_DAYS}"
    " GROUP BY device_id, day) w ON w.device_id = k.device_id AND w.day = k.day ORDER BY 1, 2, 3, 4"
)
_REACTIONS = text(
    "SELECT d.key, r.day, r.part, c.creative, r.exposed, r.watchers, t.told_visits, t.visits FROM"
    " (SELECT device_id, day, part, creative_id, sum(exposed) AS exposed, sum(watchers) AS watchers FROM reaction_days"
    f" WHERE site_id = :site AND day {_DAYS} GROUP BY device_id, day, part, creative_id) r"
    " JOIN devices d ON d.id = r.device_id JOIN creatives c ON c.id = r.creative_id LEFT JOIN told_days t"
    " ON t.site_id = :site AND t.day = r.day AND t.creative_id = r.creative_id ORDER BY 1, 2, 3, 4"
)
_SCREENS = text(
    f"SELECT d.key, w.day, w.hour, {PRESENCE_S}, w.sensed_ms FROM window_hours w JOIN devices d ON d.id = w.device_id"
    f" WHERE w.site_id = :site AND w.day {_DAYS} AND w.sensed_ms > 0 ORDER BY 1, 2, 3"
)


@dataclass(frozen=True, slots=True)
class ImpressionFilter:
    """Sites and local days to write; None sets no limit. `vendor`: internet domain of who measured, if it is not the
    shop itself.
    """

    scope: Scope
    from_day: int | None = None
    to_day: int | None = None
    vendor: str | None = None


def iab_lines(connection: Connection, wanted: ImpressionFilter) -> Iterator[str]:
    """Lines of the CSV. Notes are lines with # before the head. Rows have the level `hour`; `day` for numbers from
    reactions; `site` for the totals of a shop, and `total`, at the end, for those of all shops of an owner. A shop in
    which nothing played has no row.
    """
    totals = DayTotals()
    yield from (f"# {note}\n" for note in NOTES)
    yield _csv_line(COLUMNS)
    for site, parameters in _sites(connection, wanted):
        of_site = DayTotals()
        for line, creative, day, played in _hour_lines(site.key, connection.execute(_HOURS, parameters).fetchall()):
            of_site.add(site.key, creative, day, played)
            totals.add(site.key.partition("/")[0], creative, day, played)
            yield line
        for row in connection.execute(_REACTIONS, parameters):
            yield _reaction_line(site.key, row)
        yield from _total_lines("site", of_site)
    yield from _total_lines("total", totals)


def openrtb_lines(connection: Connection, wanted: ImpressionFilter) -> Iterator[str]:
    """JSON lines: a head with the notes, then `imp.qty` of each screen and local hour of the week."""
    yield _json_line({"schema": "vitrina.openrtb/1", "openrtb": "2.6", "counted": "faces", "notes": NOTES[:2]})
    source: dict[str, object] = {"sourcetype": PUBLISHER}
    if wanted.vendor is not None:
        source = {"sourcetype": MEASUREMENT_VENDOR, "vendor": wanted.vendor}
    for site, parameters in _sites(connection, wanted):
        rows = connection.execute(_SCREENS, parameters).fetchall()
        for key, of_screen in groupby(rows, lambda row: row[0]):
            names = {"site": site.key, "screen": _screen(key), "tz": site.zone or "UTC"}
            yield from (_json_line({**names, **_slot(each, source)}) for each in build_week_hours(_columns(of_screen)))


def _slot(found: WeekHour, source: dict[str, object]) -> dict[str, object]:
    """An hour of the week. `low` and `high`: 95 % interval over days; null below four days."""
    low, high = (None if end is None else round(end, 4) for end in (found.low, found.high))
    multiplier = round(found.mean or 0.0, 4)
    return {
        "weekday": found.weekday,
        "hour": found.hour,
        "imp": {"qty": {"multiplier": multiplier, **source}},
        "ext": {"low": low, "high": high, "days": found.days},
    }


def _columns(rows: Iterable[Any]) -> Columns:
    _, days, hours, presence_s, sensed_ms = zip(*rows, strict=True)
    whole = {"day": np.array(days, dtype=int), "hour": np.array(hours, dtype=int)}
    return Columns(whole | {"presence_s": np.array(presence_s, float), "sensed_ms": np.array(sensed_ms, float)})


def _sites(connection: Connection, wanted: ImpressionFilter) -> Iterator[tuple[Any, dict[str, int]]]:
    """Shops of the filter with the parameters of the statements. Panel participants are omitted. Raises
    NotFoundError.
    """
    first = -1_000_000 if wanted.from_day is None else wanted.from_day
    last = 1_000_000 if wanted.to_day is None else wanted.to_day
    visible = visible_sites(connection, wanted.scope)
    if not visible.names:
        raise NotFoundError(
            f"export: no site of the store matches {wanted.scope}. List the sites with: vitrina-central kiosk list"
        )
    query = f"SELECT s.id, s.key, s.site, s.zone FROM sites s WHERE {visible.sql_filter('s.id')} ORDER BY s.key"
    for site in connection.execute(text(query)).fetchall():
        if not PANEL.fullmatch(site.site):
            yield site, {"site": site.id, "first": first, "last": last}


def _hour_lines(site: str, rows: list[Any]) -> Iterator[tuple[str, str, int, Played]]:
    """Line of each hour of a screen and ad, with the ad, the day and the numbers that totals add up."""
    if not rows:
        return
    numbers = np.array([row[4:] for row in rows], dtype=float).T
    plays, play_s, multiplier, sensed, visits, dwell_s_sum, dwell_n, sensed_s = numbers
    days = (plays, play_s / plays, np.nan_to_num(visits), divide_or_nan(dwell_s_sum, dwell_n), np.nan_to_num(sensed_s))
    gross, opportunities = visits_during_plays(*days), visits_during_plays(*days, SHORTEST_S)
    for place, (key, day, hour, creative, *_) in enumerate(rows):
        named = ("hour", site, _screen(key), local_date(day), hour, None, creative, round(plays[place]))
        shown = (play_s, 1), (gross, 2), (opportunities, 2), (multiplier, 4), (sensed, 3)
        line = _csv_line((*named, *(_rounded(of[place], digits) for of, digits in shown), *(None,) * 8))
        met = Played(*(float(of[place]) for of in (plays, play_s, gross, opportunities)))
        yield line, creative, day, met


def _total_lines(level: str, totals: DayTotals) -> Iterator[str]:
    for place, creative, of in totals.totals():
        named = (level, place, None, None, None, None, creative, of.plays, round(of.play_s, 1))
        steps = (of.gross, of.opportunities)
        means = (_round_or_none(each.mean) for each in steps)
        ends = (_round_or_none(end) for each in steps for end in (each.low, each.high))
        yield _csv_line((*named, *means, *(None,) * 5, *ends, of.gross.clusters))


def _reaction_line(site: str, row: Any) -> str:
    key, day, part, creative, exposed, watchers, told, visits = row
    share = round(float(told) / float(visits), 3) if visits else None
    named = ("day", site, _screen(key), local_date(day), None, None if part < 0 else part + 1, creative)
    return _csv_line((*named, *(None,) * 6, int(exposed), int(watchers), share, *(None,) * 5))


def _screen(key: str) -> str:
    return key.rpartition("/")[2]


def _rounded(value: float, digits: int) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)


def _round_or_none(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _csv_line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _json_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
