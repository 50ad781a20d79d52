"""Values of the news of a week, for the Monday mail."""

from dataclasses import dataclass
from datetime import date, timedelta

from central.reports.experiment_values import Experiment
from central.reports.first_second import ads_to_play_next
from central.reports.trend_values import Trend


@dataclass(frozen=True, slots=True)
class WeekNews:
    """News of one tenant for the week that starts on `monday`. `is_new`: the experiment was not yet decided a week
    before. `others`: number of further experiments that were decided in the week.
    """

    tenant: str
    monday: date
    experiment: Experiment | None = None
    is_new: bool = False
    others: int = 0
    trend: Trend | None = None

    @property
    def sunday(self) -> date:
        """Last day of the week."""
        return self.monday + timedelta(days=6)

    @property
    def is_decided(self) -> bool:
        """True if the experiment has a winner."""
        return self.experiment is not None and self.experiment.winner is not None

    @property
    def winning_creative(self) -> str | None:
        """The ad that won, if its arm shows only one ad. None if the ads already differ before a video can have an
        effect.
        """
        ads = ads_to_play_next(self.experiment) if self.experiment is not None else []
        return ads[0] if len(ads) == 1 else None

    @property
    def rank(self) -> int:
        """Place among the news of several tenants. 0 is the most important."""
        if self.experiment is not None:
            return 0 if self.is_decided and self.is_new else 1 if self.is_decided else 2
        return 3 if self.trend is not None and self.trend.weeks else 4
