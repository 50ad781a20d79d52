"""Builds the report of an experiment: arms, differences within site-days, and a winner if there is one."""

from dataclasses import dataclass, replace

import numpy as np

from central.measures import READ_BY_MODEL, SHARES, TERMS
from central.reports.build import Context
from central.reports.columns import Columns
from central.reports.day_rows import ExperimentEvidence
from central.reports.detector_errors import (
    abstained_share,
    abstention_notes,
    add_first_second,
)
from central.reports.differences import pair_groups
from central.reports.experiment_values import Arm, Difference, Experiment, SeenBoth
from central.reports.experiment_verdict import add_verdict
from central.reports.first_second import first_second_notes
from central.reports.measures import build_site_mean
from central.reports.networks import build_model_spans, is_for_research, select_used_model
from central.reports.placebo import is_placebo
from central.reports.reading import read_share, unread_share_sentences
from central.reports.selection import local_date
from central.reports.values import WANTED, ModelSpan
from central.reports.winners import Plan, judge_experiment
from central.statistics.told import reported_share

UNEQUAL = 1.1
"""Lowest ratio of the plays of two arms at which the arms are reported as unbalanced."""
UNEQUAL_PEOPLE = 2.0
"""Lowest ratio of the people in two arms at which quiet hours are often reported only for the larger arm."""


BOTH_COPIES = "both arms show the same video, so neither wins"


@dataclass(frozen=True, slots=True)
class Ends:
    """Ends of an experiment, as day numbers.

    `planned`: the planned end. `former`: the end that was first planned, if it was changed later. `until`: last day of
    the report. `over`: last day that is over in every time zone. `is_part`: the report covers only some days or sites.
    `measure`: the measure for which the end was planned.
    """

    planned: int | None
    former: int | None
    until: int
    over: int
    is_part: bool = False
    measure: str | None = None

    def deciding(self, measure: str) -> int | None:
        """The end at which the interval decides. None unless the planned end was never moved, the report covers all
        data, and the measure is the planned one.

        If somebody moves the end, or picks a part of the data or another measure after a look at results, the result is
        only one look of many.
        """
        is_planned = self.former is None and not self.is_part and measure == self.measure
        return self.planned if is_planned else None


def build_experiment(evidence: ExperimentEvidence, measure: str, ends: Ends, context: Context) -> Experiment:
    """Build the report of an experiment for one measure, as of the last day of the evidence."""
    evidence = replace(evidence, blocks=_complete(evidence.blocks))
    models = build_model_spans(evidence.reactions)
    reactions = counted_reactions(evidence, measure, models)
    reactions = reactions.select_rows(reactions["day"] <= ends.until)
    if len(models) > 1 and measure in READ_BY_MODEL and len(reactions):
        evidence = evidence.limit_to_days(int(reactions["day"].min()), int(reactions["day"].max()))
    groups = reactions_of_arms(evidence, reactions)
    names, wanted = list(groups), WANTED if measure in SHARES else None
    plan = Plan(ends.deciding(measure), ends.until, ends.over)
    found = judge_experiment(pair_groups(measure, groups), plan, wanted) if len(names) > 1 else []
    is_one_video = is_placebo([_creatives(evidence, name) for name in names])
    winner, reason = (None, BOTH_COPIES) if is_one_video else _find_winner(names, found)
    found = add_first_second(found, _first_second_of_blocks(evidence, models), names)
    arms = [_build_arm(name, groups[name], measure, evidence, models) for name in names]
    days = reactions["day"]
    report = Experiment(
        tenant=context.selection.tenant,
        id=evidence.id,
        measure=measure,
        from_=local_date(int(days.min())) if len(days) else None,
        to=local_date(int(days.max())) if len(days) else None,
        planned_end=None if ends.planned is None else local_date(ends.planned),
        former_planned_end=None if ends.former is None else local_date(ends.former),
        generated=context.generated,
        simulated=context.selection.is_simulated,
        research=context.is_research or is_for_research(models),
        unit="participants" if context.selection.is_panel else "sites",
        arms=arms,
        difference=found[0] if len(found) == 1 else None,
        differences=found,
        winner=winner,
        reason=reason,
        blocks=_blocks(evidence.blocks, "blocks"),
        incomplete_blocks=_blocks(evidence.blocks, "incomplete"),
        seen_both=_count_seen_both(groups, evidence.visits),
        reported_share=reported_share(evidence.visits.column_sum("told_visits"), evidence.visits.column_sum("visits")),
        placebo=is_one_video,
        notes=[
            *_experiment_notes(evidence, ends, measure, len(models)),
            *_unequal(arms),
            *(_under_read(arms) if measure in READ_BY_MODEL else []),
            *first_second_notes(found),
        ],
    )
    return add_verdict(report, end_decides=ends.deciding(measure) is not None)


def reactions_of_arms(evidence: ExperimentEvidence, reactions: Columns) -> dict[str, Columns]:
    """Reactions of each arm in complete blocks. `reactions`: the reactions to use, see `counted_reactions`."""
    in_blocks = _in_complete_blocks(reactions, _complete(evidence.blocks))
    names = sorted({*evidence.plays["arm"], *reactions["arm"]})
    return {name: in_blocks.select_rows(np.asarray(in_blocks["arm"] == name, dtype=bool)) for name in names}


def counted_reactions(evidence: ExperimentEvidence, measure: str, models: list[ModelSpan]) -> Columns:
    """Reactions of the used model, if a model produces the measure. Otherwise all reactions."""
    return select_used_model(evidence.reactions, models) if measure in READ_BY_MODEL else evidence.reactions


def _complete(blocks: Columns) -> Columns:
    """Complete blocks by site and day. If a day lacks an arm of the experiment, none of its blocks is complete."""
    if not len(blocks):
        return blocks
    has_all = blocks["arms"] == blocks["arms"].max()
    return Columns({**blocks.of, "complete_blocks": np.where(has_all, blocks["complete_blocks"], 0.0)})


def _in_complete_blocks(reactions: Columns, blocks: Columns) -> Columns:
    """Reactions of the sites and days with a complete block. If the plays contain no blocks, all reactions."""
    if not len(blocks):
        return reactions
    complete = blocks.select_rows(blocks["complete_blocks"] > 0)
    keys = {*zip(complete["site_id"].tolist(), complete["day"].tolist(), strict=True)}
    of = zip(reactions["site_id"].tolist(), reactions["day"].tolist(), strict=True)
    return reactions.select_rows(np.array([key in keys for key in of], dtype=bool))


def _first_second_of_blocks(evidence: ExperimentEvidence, models: list[ModelSpan]) -> ExperimentEvidence:
    """The evidence, limited to second 0 of the used model in complete blocks."""
    first = evidence.first_second
    if first is None:
        return evidence
    return replace(evidence, first_second=_in_complete_blocks(select_used_model(first, models), evidence.blocks))


def _find_winner(arms: list[str], found: list[Difference]) -> tuple[str | None, str]:
    """The arm that wins against every other arm, and the reason for the verdict."""
    for arm in arms:
        of_arm = [each for each in found if arm in each.of]
        if of_arm and all(each.winner == arm for each in of_arm):
            return arm, of_arm[0].reason
    if not found:
        return None, "fewer than two arms are stored"
    return None, found[0].reason if len(found) == 1 else "no arm is ahead of all others"


def _build_arm(
    name: str, reactions: Columns, measure: str, evidence: ExperimentEvidence, models: list[ModelSpan]
) -> Arm:
    plays = evidence.plays.select_rows(np.asarray(evidence.plays["arm"] == name, dtype=bool))
    found = build_site_mean(measure, reactions)
    told, read = reactions.select_rows(reactions[TERMS[measure][0]] > 0), select_used_model(reactions, models)
    return Arm(
        arm=name,
        creatives=_creatives(evidence, name),
        mean=found.estimate.mean,
        low=found.estimate.low,
        high=found.estimate.high,
        sites=found.sites,
        site_days=len({*zip(told["site_id"].tolist(), told["day"].tolist(), strict=True)}),
        blocks=_blocks(evidence.blocks, "complete_blocks"),
        plays=round(plays.column_sum("plays")),
        people=found.people,
        read_share=read_share(read),
        abstained=abstained_share(read),
    )


def _creatives(evidence: ExperimentEvidence, arm: str) -> list[str]:
    return sorted(set(evidence.plays["creative"][np.asarray(evidence.plays["arm"] == arm, dtype=bool)]))


def _blocks(blocks: Columns, name: str) -> int | None:
    if not len(blocks):
        return None
    if name == "incomplete":
        return round(blocks.column_sum("blocks") - blocks.column_sum("complete_blocks"))
    return round(blocks.column_sum(name))


def _count_seen_both(groups: dict[str, Columns], visits: Columns) -> SeenBoth | None:
    """Bounds of the number of visits exposed to both arms, from the visits by site and day.

    Lower bound: the number by which exposed visits exceed all visits. Upper bound: all visits of the smaller arm.
    """
    if len(groups) != 2 or not len(visits):
        return None
    of_all = _by_site_day(visits, "visits")
    a, b = (_by_site_day(columns, "exposed") for columns in groups.values())
    both = a.keys() & b.keys()
    at_least = sum(max(0.0, a[key] + b[key] - of_all.get(key, 0.0)) for key in both if key in of_all)
    at_most = sum(min(a[key], b[key]) for key in both)
    fewer = min(sum(arm[key] for key in both) for arm in (a, b))
    return SeenBoth(at_least=round(at_least), at_most=round(at_most), of=round(fewer))


def _by_site_day(columns: Columns, name: str) -> dict[tuple[int, int], float]:
    sums: dict[tuple[int, int], float] = {}
    keys = zip(columns["site_id"].tolist(), columns["day"].tolist(), strict=True)
    for key, value in zip(keys, columns[name].tolist(), strict=True):
        sums[key] = sums.get(key, 0.0) + value
    return sums


def _experiment_notes(evidence: ExperimentEvidence, ends: Ends, measure: str, models: int) -> list[str]:
    found = [_unbalanced(evidence.plays)]
    if not len(evidence.blocks):
        found.append("The plays contain no blocks, so it is unknown whether the arms took turns.")
    if models > 1:
        found.append(
            "Several expression models produced these reactions. Only the model that analysed the most people is used."
        )
    if ends.planned is None:
        found.append("No end was planned, so only the confidence sequence can name a winner.")
    elif ends.deciding(measure) is None:
        found.append(f"{_besides(ends, measure)}, so only the confidence sequence can name a winner.")
    return [note for note in found if note]


def _besides(ends: Ends, measure: str) -> str:
    """Reason why an experiment's planned end does not decide it."""
    if ends.former is not None:
        return "The planned end was changed"
    if ends.is_part:
        return "The report covers only some days or sites"
    return f"The end was planned for {ends.measure}, but this report shows {measure}"


def _under_read(arms: list[Arm]) -> list[str]:
    return [*unread_share_sentences(arm.read_share for arm in arms), *abstention_notes(arms)]


def _unequal(arms: list[Arm]) -> list[str]:
    """Note about pairs of arms in which one arm has many more people than the other."""
    told = sorted((arm.people, arm.arm) for arm in arms if arm.people)
    if len(told) < 2 or told[-1][0] < UNEQUAL_PEOPLE * told[0][0]:
        return []
    return [
        f"Arm {told[-1][1]} has at least twice as many people as arm {told[0][1]}. Quiet hours may be missing only"
        " from the smaller arm."
    ]


def _unbalanced(plays: Columns) -> str:
    arms = sorted(set(plays["arm"]))
    counts = {arm: plays.select_rows(np.asarray(plays["arm"] == arm, dtype=bool)).column_sum("plays") for arm in arms}
    if len(arms) < 2 or max(counts.values()) <= UNEQUAL * min(counts.values()):
        return ""
    return f"The arms are unbalanced. Plays: {', '.join(f'{arm} {round(count):,}' for arm, count in counts.items())}."
