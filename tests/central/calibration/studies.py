"""All studies, in the order of the table."""

from collections.abc import Iterator

from tests.central.calibration import (
    audiences,
    chains,
    curves,
    experiments,
    kiosk_days,
    levels,
    misreadings,
    novelty,
    people,
    ranks,
    trials,
    turns,
    visits,
    weeks,
)
from tests.central.calibration.alternatives import alternatives
from tests.central.calibration.cells import Cell

STUDIES = (
    people.headline,
    kiosk_days.from_the_pool,
    people.in_these_shops,
    weeks.growing_chain,
    curves.bands,
    curves.false_moments,
    curves.found_moments,
    curves.peaks,
    experiments.false_winners,
    experiments.power,
    chains.one_estimate,
    chains.gains,
    chains.parts_of_the_day,
    levels.levels_of_sites,
    levels.levels_here,
    trials.looks,
    trials.planted,
    trials.detectable,
    trials.late_ends,
    trials.several_measures,
    misreadings.misreadings,
    audiences.audiences,
    novelty.changes,
    ranks.thirds,
    turns.turns,
    visits.visits,
    alternatives,
)


def studies(runs: int, seed: int) -> Iterator[Cell]:
    """Cells of all studies."""
    for study in STUDIES:
        yield from study(runs, seed)
