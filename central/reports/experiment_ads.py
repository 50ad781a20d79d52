"""Ads of experiments: display names of the arms, and the experiments in which two ads are arms."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, text

from central.reports.experiment_values import Arm, Experiment
from central.reports.fetch import fetch_columns
from central.reports.selection import CreativeRow, Selection

_TITLES = text("SELECT creative, name FROM creatives WHERE tenant = :tenant AND name IS NOT NULL")


def add_titles(connection: Connection, tenant: str, looks: Sequence[Experiment]) -> list[Experiment]:
    """Reports of an experiment with the display names of its ads. An ad without a name keeps its id."""
    names = {str(row[0]): str(row[1]) for row in connection.execute(_TITLES, {"tenant": tenant})}
    return [found.model_copy(update={"arms": [_with_titles(arm, names) for arm in found.arms]}) for found in looks]


def _with_titles(arm: Arm, names: Mapping[str, str]) -> Arm:
    return arm.model_copy(update={"titles": [names.get(creative, creative) for creative in arm.creatives]})


def find_shared_experiments(
    connection: Connection, selection: Selection, creatives: Sequence[CreativeRow]
) -> list[str]:
    """Experiments at the selected sites in which at least two of the creatives are different arms, on any day."""
    whole = replace(selection, from_day=None, to_day=None)
    ids = ", ".join(f"{creative.id:d}" for creative in creatives) or "NULL"
    query = (
        "SELECT r.experiment, count(DISTINCT r.arm) FROM reaction_days r WHERE r.experiment <> ''"
        f" AND {whole.where_site('r')} AND r.creative_id IN ({ids}) GROUP BY r.experiment"
        " HAVING count(DISTINCT r.arm) > 1 AND count(DISTINCT r.creative_id) > 1 ORDER BY r.experiment"
    )
    return [str(name) for name in fetch_columns(connection, query, ("experiment", "arm"))["experiment"]]
