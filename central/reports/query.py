"""Sums of the store that a report is made of, as columns. Each row is a sum over whole messages."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, text

from central.reports.columns import Columns
from central.reports.selection import CreativeRow, Selection
from central.store.columns import DWELL, LOOKED, MEASURES

_KIOSK_DAY = ("site_id", "day", "device_id")
_TEXT = frozenset({"model", "arm", "creative"})
_REACTION = (
    *("reactions", "plays", "exposed", "watchers", "n", "attention_s_sum", "noise_variance_sum"),
    *(f"{name}_sum" for name in MEASURES),
    *(f"{name}_n" for name in MEASURES),
    *("laughter_s_sum", "laughter_n", "body_n", "body_arousal_sum", "body_hr_bpm_sum", "body_scr_per_min_sum"),
    *("body_hr_n", "body_scr_n"),
)
_CELL = (
    *("watchers", "n", "laughter_sum", "laughter_n"),
    *(f"{name}_sum" for name in MEASURES),
    *(f"{name}_n" for name in MEASURES),
)
_WINDOW = (
    *("windows", "visits", "within_visits", "watchers", *LOOKED, *DWELL),
    *("dwell_s_sum", "dwell_n", "span_ms", "sensed_ms"),
)


@dataclass(frozen=True, slots=True)
class ExperimentEvidence:
    """All that is stored of one experiment in a selection.

    reactions: by site, day, arm, network. plays: by arm, creative. blocks: by site, day. visits: by site, day, all, and
    told ones.
    """

    id: str
    reactions: Columns
    plays: Columns
    blocks: Columns
    visits: Columns


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is stored of one creative in a selection.

    plays: by site, day, kiosk. reactions: by site, day, network. cells: by site, network, second. parts: by site,
    network, part of the day. windows: by site, day, kiosk, hour, of the kiosks and days on which the creative played or
    was told of. told: by site, visits of windows that lie within a told reaction of the creative.
    """

    creative: CreativeRow
    plays: Columns
    reactions: Columns
    cells: Columns
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
        _sums(connection, "told_days", "t", selection, of, ("site_id",), ("told_visits",)),
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
        f"SELECT {group}, {', '.join(sums)} FROM {table} {alias} WHERE {selection.where(alias)} AND {condition}"
        f" GROUP BY {group} ORDER BY {group}"
    )
    return columns_of(connection, query, (*keys, *names), parameters)


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


def experiment_evidence(connection: Connection, selection: Selection, experiment: str) -> ExperimentEvidence:
    """Reads the sums of an experiment."""
    of, named = "experiment = :experiment", {"experiment": experiment}
    return ExperimentEvidence(
        experiment,
        _sums(connection, "reaction_days", "r", selection, of, ("site_id", "day", "arm", "model"), _REACTION, named),
        _plays_of_arms(connection, selection, named),
        _blocks(connection, selection, named),
        _visits_of_experiment(connection, selection, named),
    )


def _blocks(connection: Connection, selection: Selection, named: dict[str, str]) -> Columns:
    """Blocks of the site-days. Where a day lacks an arm that the experiment has elsewhere, none is complete."""
    of, names = "experiment = :experiment", ("blocks", "complete_blocks", "arms")
    found = _sums(connection, "block_days", "b", selection, of, ("site_id", "day"), names, named)
    if not len(found):
        return found
    has_all = found["arms"] == found["arms"].max()
    return Columns({**found.of, "complete_blocks": np.where(has_all, found["complete_blocks"], 0.0)})


def _plays_of_arms(connection: Connection, selection: Selection, named: dict[str, str]) -> Columns:
    query = (
        "SELECT p.arm, c.creative, sum(p.plays) FROM play_hours p JOIN creatives c ON c.id = p.creative_id"
        f" WHERE {selection.where('p')} AND p.experiment = :experiment"
        " GROUP BY p.arm, c.creative ORDER BY p.arm, c.creative"
    )
    return columns_of(connection, query, ("arm", "creative", "plays"), named)


def _visits_of_experiment(connection: Connection, selection: Selection, named: dict[str, str]) -> Columns:
    """Visits of the site-days that told of the experiment, and those told of its creatives: the mean of these."""
    query = (
        "SELECT t.site_id, t.day, max(t.visits), avg(t.told_visits) FROM told_days t"
        f" WHERE {selection.where('t')} AND EXISTS (SELECT 1 FROM reaction_days r WHERE"
        " r.site_id = t.site_id AND r.day = t.day AND r.creative_id = t.creative_id AND r.experiment = :experiment)"
        " GROUP BY t.site_id, t.day ORDER BY t.site_id, t.day"
    )
    return columns_of(connection, query, ("site_id", "day", "visits", "told_visits"), named)


def devices_of(connection: Connection, selection: Selection) -> dict[int, int]:
    """Number of kiosks of each site."""
    query = f"SELECT d.site_id, count(*) FROM devices d WHERE {_of_sites(selection)} GROUP BY d.site_id"
    return {int(site): int(count) for site, count in connection.execute(text(query))}


def is_research(connection: Connection, selection: Selection) -> bool:
    """True if a kiosk of the selection has said that it uses networks for research."""
    query = (
        "SELECT count(*) FROM states s JOIN devices d ON d.id = s.device_id"
        f" WHERE {_of_sites(selection)} AND s.\"use\" = 'research'"
    )
    return bool(connection.execute(text(query)).scalar_one())


def _of_sites(selection: Selection) -> str:
    return f"d.site_id IN ({', '.join(str(site.id) for site in selection.sites) or 'NULL'})"


def means_of_creatives(connection: Connection, selection: Selection) -> Columns:
    """Sums of smiles by site, creative and network, of all creatives of the selection."""
    return _sums(
        connection,
        "reaction_days",
        "r",
        selection,
        "positive_n > 0",
        ("site_id", "creative_id", "model"),
        ("positive_n", "positive_sum"),
    )


def plays_by_creative(connection: Connection, selection: Selection) -> Columns:
    """Plays of each creative of the selection."""
    return _sums(connection, "play_hours", "p", selection, "1 = 1", ("creative_id",), ("plays",))


def reactions_by_creative(connection: Connection, selection: Selection) -> Columns:
    """Sums of the reactions of the selection by creative, site, day and network."""
    keys = ("creative_id", "site_id", "day", "model")
    return _sums(connection, "reaction_days", "r", selection, "1 = 1", keys, _REACTION)


@dataclass(frozen=True, slots=True)
class FewSums:
    """Sums of one creative for a row of a list.

    windows and told: by site. cells: by site, network, second. reactions: by day, network.
    """

    windows: Columns
    told: Columns
    cells: Columns
    reactions: Columns


def few_sums(connection: Connection, selection: Selection, creative: CreativeRow) -> FewSums:
    """Reads the few sums of a creative."""
    of = f"creative_id = {creative.id:d}"
    smiles = ("n", "positive_sum", "positive_n")
    return FewSums(
        _sums(connection, "window_hours", "w", selection, _of_creative_days(of), ("site_id",), ("visits",)),
        _sums(connection, "told_days", "t", selection, of, ("site_id",), ("told_visits",)),
        _sums(connection, "cell_days", "c", selection, of, ("site_id", "model", "second"), smiles),
        _sums(connection, "reaction_days", "r", selection, of, ("day", "model"), ("reactions", "n")),
    )
