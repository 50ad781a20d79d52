"""The plan of an experiment in one language: its end, measure and ads, and how often somebody looked before the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from central.languages.language import ENGLISH, Language
from central.reports.experiment_plan_values import ExperimentPlan
from central.reports.rendering.difference_words import difference_size_text
from central.reports.rendering.method import short_label
from central.reports.rendering.text import day_text, join_words, plain_line

SHOWN = 12
"""Number of characters of a fingerprint that are shown at first."""


@dataclass(frozen=True, slots=True)
class PlanRows:
    """Names and values of a plan, and a sentence about earlier looks. `text`: what the fingerprint is computed from."""

    rows: Sequence[tuple[str, str]]
    looks: str
    short: str
    digest: str
    text: str


def plan_rows(plan: ExperimentPlan, t: Language = ENGLISH, *, shows_who: bool) -> PlanRows:
    """The plan in words. `shows_who`: also show who planned the end."""
    end = day_text(plan.end, t)
    if plan.former_end is not None:
        end = t("experiment_plan.moved", day=end, former=day_text(plan.former_end, t))
    rows = [(t("experiment_plan.end"), end), (t("experiment_plan.measure"), short_label(plan.measure, t))]
    if plan.wanted is not None:
        rows.append((t("experiment_plan.wanted"), difference_size_text(plan.measure, plan.wanted, t)))
    ads = [
        t("verdict.arm", name=join_words([plain_line(title) for title in titles], t), arm=plain_line(arm))
        for arm, titles in plan.titles.items()
    ]
    at = t.time_text(datetime.fromtimestamp(plan.planned_ms / 1000, timezone.utc))
    who = plan.planned_by if shows_who else None
    planned = at if who is None else t("experiment_plan.by", when=at, who=plain_line(who))
    rows += [(t("experiment_plan.ads"), "; ".join(ads)), (t("experiment_plan.planned"), planned)]
    looks = t("experiment_plan.looks", count=plan.looks) if plan.looks else t("experiment_plan.no_looks")
    return PlanRows(rows, looks, plan.digest[:SHOWN], plan.digest, plan.text)
