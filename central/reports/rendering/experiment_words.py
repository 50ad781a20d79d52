"""Sentences about an experiment: its verdict in the names of the ads, the reason for it, and what would decide."""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.reasons import MIN_SITES
from central.reports.experiment_values import Experiment, Verdict
from central.reports.experiment_verdict import leading_arm, unbeaten_pairs
from central.reports.first_second import differs_at_start, first_second_notes
from central.reports.rendering.arm_names import arm_names, larger_first, name_arms_in_note
from central.reports.rendering.difference_words import (
    bracketed_interval,
    deciding_sentences,
    difference_interval_text,
    difference_sentence,
    difference_size_text,
    leading_ad,
)
from central.reports.rendering.method import short_label
from central.reports.rendering.text import (
    day_span_text,
    day_text,
    join_words,
    note_text,
    percent_text,
    plain_line,
    reason_text,
    sentence_text,
)
from central.reports.rendering.words import people_word_ending, reported_share_warning, shop_word_ending

Words = dict[str, str]


def experiment_headline(experiment: Experiment, t: Language = ENGLISH, *, may_plan: bool = True) -> str:
    """The verdict in a few words: too early and until when, which ad draws more, or how large a difference can be.

    `may_plan`: the user may plan an end, so the verdict may ask for one.
    """
    found = larger_first(experiment, t)
    difference = found.difference
    if found.placebo and difference is not None and difference.mean is not None:
        first, other, by, between = leading_ad(difference)
        key = "placebo.differs" if difference.shown else "placebo.alike"
        return t(key, first=first, other=other, **_sizes(found.measure, by, between, t))
    if found.verdict is None or found.placebo:
        return _too_early_because(found, t)
    if found.verdict.state == "draws_more":
        return _draws_more(found, t)
    if found.verdict.state == "no_difference":
        return _no_difference(found, found.verdict, t)
    return " ".join([*_too_early(found, found.verdict, t), *_when(found, found.verdict, t, may_plan=may_plan)])


def _sizes(measure: str, by: float, between: tuple[float, float] | None, t: Language) -> Words:
    return {"size": difference_size_text(measure, by, t), "interval": bracketed_interval(measure, between, t)}


def _measure(measure: str, t: Language) -> Words:
    return {"measure": measure, "label": short_label(measure, t)}


def _draws_more(found: Experiment, t: Language) -> str:
    """Winner and its lead, limited in words if the winner and another ad already differ at their start."""
    finding = _winner_with_leads(found, t)
    if not any(differs_at_start(pair) for pair in found.differences if found.winner in pair.of):
        return finding
    return t("verdict.limited", finding=finding.rstrip("."))


def _winner_with_leads(found: Experiment, t: Language) -> str:
    winner = plain_line(found.winner or "")
    leads = []
    for pair in found.differences:
        if found.winner in pair.of and pair.mean is not None:
            _, other, by, between = leading_ad(pair)
            leads.append((other, _sizes(found.measure, by, between, t)))
    if len(leads) == 1:
        other, sizes = leads[0]
        return t("verdict.more", a=winner, b=other, **_measure(found.measure, t), **sizes)
    listed = join_words([t("experiment.lead", other=other, **sizes) for other, sizes in leads], t)
    return t("verdict.most", winner=winner, leads=listed, **_measure(found.measure, t))


def _no_difference(found: Experiment, verdict: Verdict, t: Language) -> str:
    pairs, leader = unbeaten_pairs(found.differences), leading_arm(found.differences)
    if verdict.within is None or leader is None:
        return t("verdict.no_first")
    others = [other for pair in pairs for other in pair.of if other != leader]
    size = difference_size_text(found.measure, verdict.within, t)
    names = {"a": plain_line(leader), "b": join_words([plain_line(other) for other in others], t)}
    return t("verdict.same", size=size, **names, **_measure(found.measure, t))


def _too_early_because(found: Experiment, t: Language) -> str:
    reason = reason_text(found.reason, found.unit, t).rstrip(".")
    return t("verdict.early_because", reason=reason) if reason else t("verdict.early_untold")


def _too_early(found: Experiment, verdict: Verdict, t: Language) -> list[str]:
    """Progress of the experiment, and the arm that leads without a decision."""
    sites = min(pair.sites for pair in found.differences)
    is_told = all(pair.mean is not None for pair in found.differences)
    if not is_told:
        said = [_too_early_because(found, t)]
    elif sites < MIN_SITES:
        key = f"verdict.early_{shop_word_ending(found.unit)}"
        said = [t(key, count=sites, least=MIN_SITES)]
    elif verdict.of_days is not None and verdict.days is not None:
        said = [t("verdict.early_days", days=min(verdict.days, verdict.of_days), count=verdict.of_days)]
    else:
        said = [t("verdict.early_unplanned" if found.planned_end is None else "verdict.early_end")]
    if is_told and sites >= MIN_SITES:
        said += _lead(found, t)
    return said


def _lead(found: Experiment, t: Language) -> list[str]:
    """Sentence about the arm that leads. It always calls the lead undecided."""
    leader = leading_arm(found.differences)
    if leader is None or all(not pair.mean for pair in found.differences):
        return []
    if found.difference is None:
        return [t("verdict.leads_all", first=plain_line(leader))]
    first, _, by, between = leading_ad(found.difference)
    return [t("verdict.leads", first=first, **_sizes(found.measure, by, between, t))]


def _when(found: Experiment, verdict: Verdict, t: Language, *, may_plan: bool) -> list[str]:
    """On which day the experiment can be called."""
    if verdict.callable_from is not None:
        return [t("verdict.callable", day=day_text(verdict.callable_from, t))]
    if found.planned_end is None:
        return [t("verdict.plan_end")] * may_plan
    if verdict.of_days is not None and found.to is not None and found.to < found.planned_end:
        return [t("verdict.late", day=day_text(found.planned_end, t), last=day_text(found.to, t))]
    return []


def experiment_sentences(experiment: Experiment, t: Language = ENGLISH) -> list[str]:
    """Sentences about the reason for the verdict, the data that would decide, and problems of the experiment."""
    found = larger_first(experiment, t)
    difference, unit = found.difference, found.unit
    said = [*_reason(found, t), _base(found, t), *_pairs_of_several(found, t), *_changes(found, t)]
    if found.placebo:
        said = [t("placebo.explained"), _base(found, t)]
    elif difference is not None and found.winner is None:
        said += deciding_sentences(found.measure, difference, unit, t)
    if found.planned_end is not None:
        said.append(t("experiment.planned_end", day=day_text(found.planned_end, t)))
    if found.former_planned_end is not None:
        said.append(t("experiment.changed_end", day=day_text(found.former_planned_end, t)))
    said += _blocks(found, t)
    said += _seen_both(found, t)
    said += reported_share_warning(found.reported_share, unit, t)
    of_start = first_second_notes(experiment.differences)
    said += _note_texts(experiment, [note for note in experiment.notes if note not in of_start], t)
    return [text for text in said if text]


def experiment_warnings(experiment: Experiment, t: Language = ENGLISH) -> list[str]:
    """Sentences that belong directly below the headline: arms differ before a video can have an effect."""
    return _note_texts(experiment, first_second_notes(experiment.differences), t)


def _note_texts(experiment: Experiment, notes: Sequence[str], t: Language) -> list[str]:
    names = arm_names(experiment, t)
    return [note_text(name_arms_in_note(note, names), t) for note in notes]


def _reason(found: Experiment, t: Language) -> list[str]:
    """Why there is a winner; or the interval in which no difference is shown. Too early explains itself."""
    if found.verdict is None or found.verdict.state == "too_early":
        return []
    if found.verdict.state == "draws_more":
        return [sentence_text(reason_text(found.reason, found.unit, t))]
    pair = found.difference
    if pair is None or pair.mean is None or pair.low is None or pair.high is None:
        return []
    first, _, by, _ = leading_ad(pair)
    span = difference_interval_text(found.measure, pair.low, pair.high, t)
    size = difference_size_text(found.measure, by, t)
    return [t("verdict.same_span", first=first, size=size, span=span)]


def _pairs_of_several(experiment: Experiment, t: Language) -> list[str]:
    """Sentences about pairs in which one arm is ahead, for an experiment in which no arm is ahead of all others."""
    if experiment.winner is not None or len(experiment.differences) < 2:
        return []
    return [
        difference_sentence(experiment.measure, pair, None, experiment.unit, t)
        for pair in experiment.differences
        if pair.shown
    ]


def _changes(experiment: Experiment, t: Language) -> list[str]:
    """Sentences about differences that changed between the first and the last third of the days."""
    said = []
    for pair in experiment.differences:
        if pair.change is not None:
            a, b = map(plain_line, pair.of)
            sizes = {
                name: _signed_size(experiment.measure, getattr(pair.change, name), t) for name in ("first", "last")
            }
            said.append(t("experiment.change", difference=f"{a} − {b}", **sizes))
    return said


def _signed_size(measure: str, value: float, t: Language) -> str:
    return f"{'−' * (value < 0)}{difference_size_text(measure, value, t)}"


def _base(experiment: Experiment, t: Language) -> str:
    difference = experiment.difference
    period = day_span_text(experiment.from_, experiment.to, t)
    if difference is None:
        return sentence_text(period)
    key, count = f"experiment.compared_{shop_word_ending(experiment.unit)}", difference.sites
    return t(key, days=difference.site_days, count=count, period=period)


def _blocks(experiment: Experiment, t: Language) -> list[str]:
    """Sentence about blocks that were excluded; empty if there are none."""
    if not experiment.incomplete_blocks:
        return []
    if experiment.blocks:
        return [t("experiment.incomplete_of", blocks=experiment.incomplete_blocks, all=experiment.blocks)]
    return [t("experiment.incomplete", blocks=experiment.incomplete_blocks)]


def _seen_both(experiment: Experiment, t: Language) -> list[str]:
    """Sentence about the share of the smaller arm's visits that may also have been exposed to the other arm."""
    both = experiment.seen_both
    if both is None or not both.at_most:
        return []
    least, most = (percent_text(count / both.of, t=t) for count in (both.at_least, both.at_most))
    key = "seen_both" if both.at_least and least != most else "seen_at_most"
    return [t(f"experiment.{key}_{people_word_ending(experiment.unit)}", least=least, most=most)]
