"""Difference that the smile detector causes by itself, from the newest placebo experiment in the store."""

from dataclasses import replace

from sqlalchemy import Connection

from central.measures import READ_BY_MODEL
from central.reports.day_rows import ExperimentEvidence, read_experiment_evidence
from central.reports.differences import pair_groups
from central.reports.experiment import counted_reactions, reactions_of_arms
from central.reports.experiment_values import Sensitivity
from central.reports.fetch import fetch_columns
from central.reports.networks import build_model_spans
from central.reports.placebo import SUFFIX, is_placebo
from central.reports.selection import Selection
from central.statistics.differences import mean_difference


def find_sensitivity(connection: Connection, selection: Selection, measure: str) -> Sensitivity | None:
    """Sensitivity over all days of the given sites.

    None if no model produces the measure, or if there is no placebo experiment or no interval.
    """
    if measure not in READ_BY_MODEL:
        return None
    whole = replace(selection, from_day=None, to_day=None)
    for name in _placebo_experiments(connection, whole):
        found = _difference(read_experiment_evidence(connection, whole, name, measure), measure)
        if found is not None:
            return found
    return None


def _placebo_experiments(connection: Connection, selection: Selection) -> list[str]:
    """Experiments that compare an ad with its darker copy, newest first."""
    query = (
        "SELECT r.experiment, max(r.day) FROM reaction_days r WHERE r.experiment <> '' AND r.creative_id IN"
        " (SELECT c.id FROM creatives c WHERE c.tenant = :tenant AND c.creative LIKE :placebo)"
        f" AND {selection.where_site('r')} GROUP BY r.experiment ORDER BY 2 DESC, 1"
    )
    named = {"tenant": selection.tenant, "placebo": f"%{SUFFIX}"}
    return [str(name) for name in fetch_columns(connection, query, ("experiment", "day"), named)["experiment"]]


def _difference(evidence: ExperimentEvidence, measure: str) -> Sensitivity | None:
    reactions = counted_reactions(evidence, measure, build_model_spans(evidence.reactions))
    arms = reactions_of_arms(evidence, reactions)
    creatives = [sorted(set(evidence.plays["creative"][evidence.plays["arm"] == arm])) for arm in arms]
    if not is_placebo(creatives):
        return None
    (pair,) = pair_groups(measure, arms)
    found = mean_difference(pair.pairs)
    if found.mean is None or found.low is None or found.high is None:
        return None
    largest = max(abs(found.low), abs(found.high))
    return Sensitivity(experiment=evidence.id, mean=found.mean, low=found.low, high=found.high, largest=largest)
