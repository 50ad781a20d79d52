"""Totals by site and day, to compare creatives or arms of an experiment within a site and day, and totals by week."""

from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection

from central.measures import TERMS
from central.reports.columns import Columns
from central.reports.fetch import Reader, fetch_columns
from central.reports.selection import CreativeRow, Selection
from central.store.rollup_selects import sum_columns


@dataclass(frozen=True, slots=True)
class ExperimentEvidence:
    """All stored data of one experiment in a selection, for one measure.

    `reactions`: totals by site, day, part of the day, arm and expression model. `plays`: plays by day, arm and
    creative. `blocks`: blocks by site and day. `visits`: all visits and published visits, by site and day.
    `first_second`: smiles in second 0, with the same keys as the reactions; None for a measure other than smiles.
    """

    id: str
    reactions: Columns
    plays: Columns
    blocks: Columns
    visits: Columns
    first_second: Columns | None = None

    def limit_to_day(self, day: int) -> "ExperimentEvidence":
        """The evidence from the days up to and including a given day."""
        return self.limit_to_days(None, day)

    def limit_to_days(self, first: int | None, last: int) -> "ExperimentEvidence":
        """The evidence from the days between a first and a last day, both included."""
        parts = (self.reactions, self.plays, self.blocks, self.visits)
        least = -np.inf if first is None else first

        def keep(part: Columns) -> Columns:
            return part.select_rows((part["day"] >= least) & (part["day"] <= last))

        reactions, plays, blocks, visits = (keep(part) for part in parts)
        first_second = None if self.first_second is None else keep(self.first_second)
        return ExperimentEvidence(self.id, reactions, plays, blocks, visits, first_second)


def read_creative_days(connection: Reader, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
    """Number of people and sum of a measure, by site, day, part of the day and expression model."""
    of, keys = f"r.creative_id = {creative.id:d}", ("site_id", "day", "part", "model")
    return _read_reactions(connection, selection, of, keys, TERMS[measure])


def read_experiment_evidence(
    connection: Connection, selection: Selection, experiment: str, measure: str
) -> ExperimentEvidence:
    """Read the totals of an experiment."""
    keys, named = ("site_id", "day", "part", "arm", "model"), {"experiment": experiment}
    of_all = ("reactions", "n", "watchers", "exposed", "abstained_n", "abstained_sum")
    names = tuple(dict.fromkeys((*of_all, *TERMS[measure])))
    reactions = _read_reactions(connection, selection, "r.experiment = :experiment", keys, names, named)
    days = reactions["day"].tolist()
    of_days = replace(selection, from_day=min(days), to_day=max(days)) if days else selection
    return ExperimentEvidence(
        experiment,
        reactions,
        _plays_of_arms(connection, selection, named),
        _blocks(connection, selection, named),
        _read_experiment_visits(connection, of_days, named),
        _first_second(connection, selection, named) if measure == "smile" else None,
    )


def _read_reactions(
    connection: Reader,
    selection: Selection,
    condition: str,
    keys: tuple[str, ...],
    names: tuple[str, ...],
    named: dict[str, str] | None = None,
) -> Columns:
    group = ", ".join("r.expression_model" if key == "model" else f"r.{key}" for key in keys)
    query = (
        f"SELECT {group}, {sum_columns(names, 'r')} FROM reaction_days r"
        f" WHERE {selection.sql_condition('r')} AND {condition} GROUP BY {group} ORDER BY {group}"
    )
    found = fetch_columns(connection, query, (*keys, *names), named)
    return Columns({**found.of, "first_day": found["day"], "last_day": found["day"]})


def _blocks(connection: Connection, selection: Selection, named: dict[str, str]) -> Columns:
    """Blocks of plays by site and day, with the arms that each block contains."""
    names = ("site_id", "day", "blocks", "complete_blocks", "arms")
    query = (
        f"SELECT {', '.join(names)} FROM block_days b"
        f" WHERE {selection.sql_condition('b')} AND b.experiment = :experiment ORDER BY site_id, day"
    )
    return fetch_columns(connection, query, names, named)


def _first_second(connection: Connection, selection: Selection, named: dict[str, str]) -> Columns:
    """People and smiles in second 0, for the sites, days, parts of the day and models with published reactions."""
    keys = ("site_id", "day", "part", "creative_id", "experiment", "arm", "expression_model")
    told = (
        f"SELECT DISTINCT {', '.join(f'r.{key}' for key in keys)} FROM reaction_days r"
        f" WHERE {selection.sql_condition('r')} AND r.experiment = :experiment"
    )
    group = "c.site_id, c.day, c.part, c.arm, c.expression_model"
    query = (
        f"SELECT {group}, sum(c.smile_n), sum(c.smile_sum) FROM ({told}) k JOIN cell_days c"
        f" ON {' AND '.join(f'c.{key} = k.{key}' for key in keys)} AND c.second = 0"
        f" GROUP BY {group} ORDER BY {group}"
    )
    return fetch_columns(connection, query, ("site_id", "day", "part", "arm", "model", *TERMS["smile"]), named)


def _plays_of_arms(connection: Connection, selection: Selection, named: dict[str, str]) -> Columns:
    query = (
        "SELECT p.day, p.arm, c.creative, sum(p.plays) FROM play_hours p JOIN creatives c ON c.id = p.creative_id"
        f" WHERE {selection.sql_condition('p')} AND p.experiment = :experiment"
        " GROUP BY p.day, p.arm, c.creative ORDER BY p.day, p.arm, c.creative"
    )
    return fetch_columns(connection, query, ("day", "arm", "creative", "plays"), named)


def _read_experiment_visits(connection: Connection, selection: Selection, named: dict[str, str]) -> Columns:
    """Visits on the sites and days with results of the experiment: all visits, and the published visits of its
    creatives, averaged over these creatives.
    """
    query = (
        "SELECT t.site_id, t.day, max(t.visits), avg(t.told_visits) FROM told_days t"
        f" WHERE {selection.sql_condition('t')} AND EXISTS (SELECT 1 FROM reaction_days r WHERE"
        " r.site_id = t.site_id AND r.day = t.day AND r.creative_id = t.creative_id AND r.experiment = :experiment)"
        " GROUP BY t.site_id, t.day ORDER BY t.site_id, t.day"
    )
    return fetch_columns(connection, query, ("site_id", "day", "visits", "told_visits"), named)


def read_creative_weeks(
    connection: Reader, selection: Selection, creatives: list[CreativeRow], measure: str
) -> Columns:
    """Number of people and sum of a measure over some creatives, by week, site and expression model. Week 0 starts on
    the last Monday before day 0 of the store.

    `told_reactions`: number of reactions on the days on which a creative has people for the measure.
    """
    people, total = TERMS[measure]
    names = tuple(dict.fromkeys(("reactions", "n", people, total)))
    of = ", ".join(str(creative.id) for creative in creatives) or "NULL"
    of_days = (
        f"SELECT r.site_id, r.day, r.expression_model AS model, {sum_columns(names, 'r')} FROM reaction_days r"
        f" WHERE {selection.sql_condition('r')} AND r.creative_id IN ({of})"
        " GROUP BY r.site_id, r.day, r.creative_id, r.expression_model"
    )
    query = (
        "SELECT (d.day + 3) / 7 AS week, d.site_id, d.model, min(d.day), max(d.day),"
        f" {sum_columns(names, 'd')}, sum(CASE WHEN d.{people} > 0 THEN d.reactions ELSE 0 END) FROM ({of_days}) d"
        " GROUP BY (d.day + 3) / 7, d.site_id, d.model ORDER BY 1, 2, 3"
    )
    return fetch_columns(
        connection, query, ("week", "site_id", "model", "first_day", "last_day", *names, "told_reactions")
    )


def visits_of_weeks(connection: Reader, selection: Selection, creatives: list[CreativeRow]) -> Columns:
    """All visits in windows, and visits within published reactions, by week and summed over the creatives."""
    of = ", ".join(str(creative.id) for creative in creatives) or "NULL"
    names = ("visits", "told_visits")
    query = (
        f"SELECT (f.day + 3) / 7 AS week, {sum_columns(names, 'f')} FROM flow_days f"
        f" WHERE {selection.sql_condition('f')} AND f.creative_id IN ({of}) GROUP BY (f.day + 3) / 7 ORDER BY 1"
    )
    return fetch_columns(connection, query, ("week", *names))
