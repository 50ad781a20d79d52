"""Values of answers that are kept for a day, as in their JSON."""

from datetime import date, datetime
from typing import Literal

from central.reports.creative_values import CreativeSummary, Overview
from central.reports.experiment_values import Difference, Experiment
from central.reports.values import Value


class AdDifferences(Value):
    """Differences between the ads that played most in four weeks, from the first of these days with results.

    `names`: names of the ads, by creative. `pairs`: number of pairs that were tested; a
    test needs at least four shops. `shown`: the largest differences that
    are larger than chance, with the correction of Benjamini and Hochberg for all pairs.
    """

    from_day: date
    to_day: date
    measure: str
    generated: datetime
    names: dict[str, str]
    pairs: int
    different: int
    shown: list[Difference]


class ListedAd(Value):
    """An ad of a kept list, with what its row shows."""

    summary: CreativeSummary
    overview: Overview


class AdList(Value):
    """The ads of a tenant with their numbers from the first to the last day, over all shops, in the usual order."""

    from_day: date
    to_day: date
    generated: datetime
    ads: list[ListedAd]


class ListedExperiment(Value):
    """An experiment in a list.

    `state`: `ready`: `experiment` has its result as of `as_of`. `later`: the result is computed at night. `open`: the
    result of the shops that the user may see is computed when they open the page of the experiment.
    """

    tenant: str
    id: str
    state: Literal["ready", "later", "open"]
    as_of: datetime | None
    experiment: Experiment | None
