"""Paragraph about the methods of a study, to paste into a paper."""

from collections.abc import Iterator

from edge.study.counts import count_with_noun, participant_count_text
from edge.study.report.numbers import number_text
from edge.study.report.results import PlanFacts, PlannedTest, StudyFacts


def methods_paragraph(study: StudyFacts) -> str:
    """One paragraph: plan, participants, devices with their rates, models, clocks, exclusions, and tests."""
    return " ".join(_sentences(study))


def _sentences(study: StudyFacts) -> Iterator[str]:
    if study.plan is not None:
        yield from _plan_sentences(study.plan)
    sessions = count_with_noun(study.sessions, "session")
    versions = f" with Vitrina {', '.join(study.versions)}" if study.versions else ""
    yield (
        f"{participant_count_text(study.participants)} with a signed consent took part in {sessions}, recorded"
        f"{versions}."
    )
    for one in study.devices:
        rate = "" if one.rate_hz is None else f", {number_text(one.rate_hz, 1)} samples per second"
        yield f"{one.signals} recorded in {count_with_noun(one.sessions, 'session')} ({one.device}{rate})."
    if study.networks:
        yield f"Models: {', '.join(study.networks)}."
    measured = [one for one in study.sync if one.offset_s is not None]
    for sync in measured:
        yield f"Clocks of {sync.pair} differed by {number_text(1000 * (sync.offset_s or 0), 0)} ms."
    if not measured:
        yield "Clock offsets between the devices were not measured."
    yield from _exclusions(study)
    yield (
        "Participants are the unit of analysis. Intervals are 95 % intervals; p-values are two-sided, from sign flips "
        "(ads, within participants) or permutations with Welch's t (groups), and adjusted by Holm"
        f"{', separately for planned and exploratory tests' if study.plan is not None else ''}. Analysed with Vitrina "
        f"{study.version} on {study.day}."
    )


def _plan_sentences(plan: PlanFacts) -> Iterator[str]:
    yield plan.origin
    for one in plan.tests:
        yield f"Planned test: {_test_text(one)}."
    if plan.exclusions:
        yield f"Planned rules of exclusion: {'; '.join(plan.exclusions)}."


def _test_text(one: PlannedTest) -> str:
    power = "of unknown power" if one.power is None else f"with a simulated power of {number_text(one.power)}"
    return (
        f"{one.comparison}, {one.measure}, {power} for {number_text(one.difference)} standard deviations "
        f"(n = {one.participants})"
    )


def _exclusions(study: StudyFacts) -> Iterator[str]:
    left_out = [f"{participant_count_text(each.participants)} for {each.reason}" for each in study.exclusions]
    yield f"Excluded: {'; '.join(left_out)}." if left_out else "Nobody was excluded."
