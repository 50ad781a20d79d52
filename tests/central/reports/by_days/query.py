"""Sums of the store by site, day, kiosk and hour: every row that a report stands on."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, text

from central.reports.columns import Columns
from central.reports.selection import CreativeRow, Selection
from central.store.columns import DWELL, LOOKED

_READ = ("smile", "negative", "surprise", "valence", "arousal")
_KIOSK_DAY = ("site_id", "day", "device_id")
_TEXT = frozenset({"model", "arm", "creative"})
_REACTION = (
    *("reactions", "plays", "exposed", "watchers", "n", "attention_s_sum", "noise_variance_sum"),
    *(f"{name}_sum" for name in _READ),
    *(f"{name}_n" for name in _READ),
    *("laughter_s_sum", "laughter_n", "body_n", "body_arousal_sum", "body_hr_bpm_sum", "body_scr_per_min_sum"),
    *("body_hr_n", "body_scr_n"),
)
_CELL = (
    *("watchers", "n", "laughter_sum", "laughter_n"),
    *(f"{name}_sum" for name in _READ),
    *(f"{name}_n" for name in _READ),
)
_WINDOW = (
    *("windows", "visits", "within_visits", "watchers", *LOOKED, *DWELL),
    *("dwell_s_sum", "dwell_n", "span_ms", "sensed_ms"),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is stored of one creative in a selection.

    plays: by site, day, kiosk. reactions: by site, day, network. cells: by site, network, second. cell_days: by
    site, day, network, second. parts: by site,
    network, part of the day. windows: by site, day, kiosk, hour, of the kiosks and days on which the creative played or
    was told of. told: by site, day, visits of windows that lie within a told reaction of the creative.
    """

    creative: CreativeRow
    plays: Columns
    reactions: Columns
    cells: Columns
    cell_days: Columns
    parts: Columns
    windows: Columns
    told: Columns


def evidence_of(connection: Connection, selection: Selection, creative: CreativeRow) -> Evidence:
    """Reads the sums of a creative."""
    of = f"creative_id = {creative.id:d}"
    return Evidence(
        creative,
        _sums(
            connection,
            "play_hours",
            "p",
            selection,
            of,
            ("site_id", "day", "device_id"),
            ("plays", "proof_ms"),
        ),
        _sums(connection, "reaction_days", "r", selection, of, ("site_id", "day", "model"), _REACTION),
        _sums(
            connection,
            "cell_days",
            "c",
            selection,
            of,
            ("site_id", "model", "second"),
            (*_CELL, "told_days", "told_watchers", "rows"),
        ),
        _sums(connection, "cell_days", "c", selection, of, ("site_id", "day", "model", "second"), _CELL),
        _sums(
            connection, "reaction_days", "r", selection, f"{of} AND part >= 0", ("site_id", "model", "part"), _REACTION
        ),
        _sums(
            connection,
            "window_hours",
            "w",
            selection,
            _of_creative_days(of),
            (*_KIOSK_DAY, "hour"),
            _WINDOW,
        ),
        _sums(connection, "told_days", "t", selection, of, ("site_id", "day"), ("told_visits",)),
    )


def _of_creative_days(of: str) -> str:
    """Condition on windows: of the kiosks and days on which the creative played, or told a reaction."""
    same = "WHERE o.site_id = w.site_id AND o.day = w.day AND o.device_id = w.device_id"
    tables = ("play_hours", "reaction_days")
    return f"({' OR '.join(f'EXISTS (SELECT 1 FROM {table} o {same} AND o.{of})' for table in tables)})"


_EXPRESSIONS = {
    "model": "expression_model",
    "told_days": "count(DISTINCT CASE WHEN n > 0 THEN day END)",
    "rows": "count(*)",
    "told_watchers": "sum(CASE WHEN n > 0 THEN watchers ELSE 0 END)",
}


def _sums(
    connection: Connection,
    table: str,
    alias: str,
    selection: Selection,
    condition: str,
    keys: tuple[str, ...],
    names: tuple[str, ...],
    parameters: dict[str, str] | None = None,
) -> Columns:
    """Sums of `names` by `keys` over the rows of a table that the selection and the condition take."""
    keyed = [_EXPRESSIONS.get(key, key) for key in keys]
    sums = [_EXPRESSIONS.get(name, f"sum({alias}.{name})") for name in names]
    group = ", ".join(f"{alias}.{key}" for key in keyed)
    query = (
        f"SELECT {group}, {', '.join(sums)} FROM {table} {alias} WHERE {selection.sql_condition(alias)} AND {condition}"
        f" GROUP BY {group} ORDER BY {group}"
    )
    found = columns_of(connection, query, (*keys, *names), parameters)
    return Columns({**found.of, **({"first_day": found["day"], "last_day": found["day"]} if "day" in keys else {})})


def columns_of(
    connection: Connection, query: str, names: tuple[str, ...], parameters: dict[str, str] | None = None
) -> Columns:
    """Result of a query as columns: texts as objects, numbers as integers or floats."""
    rows = connection.execute(text(query), parameters or {}).fetchall()
    return Columns(
        {
            name: np.array([row[place] for row in rows], dtype=object if name in _TEXT else _kind(name))
            for place, name in enumerate(names)
        }
    )


def _kind(name: str) -> type:
    return int if name in ("site_id", "day", "device_id", "hour", "second", "part", "creative_id") else float


def smiles_of_creatives(connection: Connection, selection: Selection) -> Columns:
    """Sums of smiles by site, creative and network, of all creatives of the selection."""
    return _sums(
        connection,
        "reaction_days",
        "r",
        selection,
        "smile_n > 0",
        ("site_id", "creative_id", "model"),
        ("smile_n", "smile_sum", "noise_variance_sum"),
    )
