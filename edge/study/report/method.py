"""Method section of a report: what was measured, on whom, with which formulas, and with which limits."""

from collections.abc import Iterator

from edge.study.analysis import correlation, curves, heart, reliability, responses
from edge.study.analysis.compare import LEAST_PEOPLE as LEAST_COMPARED
from edge.study.analysis.people import LEAST_PEOPLE
from edge.study.counts import count_with_noun, participant_count_text
from edge.study.report.numbers import number_text
from edge.study.report.results import StudyFacts, SyncResult

LIMITS = (
    "A number here shows what was measured: that people smiled, that skin conductance rose, that a heart slowed. No "
    "number shows what people thought of an ad, or what they will buy.",
    "Skin conductance shows arousal, pleasant or not. About one in ten people never responds.",
    "A model analyses the face: class probabilities and valence are its output, not feelings. It works less well for "
    "people who differ from those in its training data.",
    "The participants chose to take part, and knew that they were measured. They are not a sample of customers.",
    "An analysis that was chosen after seeing the data is a hint for the next study, not a test.",
)


def participants_and_exclusions_text(study: StudyFacts) -> str:
    """Text about the participants and the exclusions."""
    sessions = count_with_noun(study.sessions, "session")
    took_part = f"{participant_count_text(study.participants)} took part in {sessions}."
    text = f"{took_part} All signed a consent to what is reported about them."
    left_out = [f"{participant_count_text(each.participants)} for {each.reason}" for each in study.exclusions]
    return f"{text} Excluded: {'; '.join(left_out)}." if left_out else f"{text} Nobody was excluded."


def titled_formula_texts() -> Iterator[tuple[str, str]]:
    """Title and text of each formula, with the limits that the code uses."""
    yield (
        "Intervals",
        f"95 %, Student's t over participants; the participant is the unit. Below {LEAST_PEOPLE} participants there "
        "is no interval, no band and no test: these are individuals, not a group.",
    )
    yield (
        "Curves",
        f"Mean of each second minus the mean of the {curves.BASELINE_S} s before the ad. The band contains the whole "
        f"curve in 95 % of cases: largest |t| of {curves.DRAWS:,} bootstrap draws of participants, at most "
        "Bonferroni's.",
    )
    yield (
        "Skin conductance responses",
        f"First rise that starts {responses.ONSET_S[0]:g} to {responses.ONSET_S[1]:g} s after the event, with at "
        f"least {responses.LEAST_RISE_US:g} µS (Boucsein et al. 2012). Magnitude is the mean including zeros, "
        "amplitude the mean of only the responses.",
    )
    yield (
        "Heart",
        f"Rate of each second from overlapping beat intervals (Graham 1978), relative to the {-heart.FROM_S} s before "
        "the event. Deceleration is the lowest of the seconds 0 to 4 in the mean over events.",
    )
    yield (
        "Inter-subject correlation",
        f"Correlation of each series, minus its local mean of {correlation.HIGH_PASS_S:g} s, with the sum of all "
        f"others (Hasson et al. 2004); p from {correlation.DRAWS:,} circular shifts; needs {correlation.LEAST_PEOPLE} "
        "participants.",
    )
    yield (
        "Reliability",
        f"Correlation over the seconds between the mean curves of two halves of the participants, extended to all by "
        f"Spearman-Brown; mean of {reliability.SPLITS} random splits, with a jackknife interval. It estimates how well "
        "the curve would agree with that of as many other participants.",
    )
    yield (
        "Peak-end",
        "Mean of the highest and of the last 3 s of the group's curve, minus its bootstrap bias (Fredrickson and "
        "Kahneman 1993). Groups with different n are not compared.",
    )
    yield (
        "Comparisons",
        f"Sign flips of differences within participants; needs {LEAST_COMPARED} who saw both. p is adjusted by Holm "
        "over all pairs of a measure.",
    )


def clock_offset_text(sync: SyncResult) -> str:
    """Text with the clock offset between two devices, and its spread."""
    if sync.offset_s is None or sync.spread_s is None:
        return f"Clocks of {sync.pair}: the offset was not measured, so it is not known."
    offset, spread = number_text(1000 * sync.offset_s, 0), number_text(1000 * sync.spread_s, 0)
    day = sync.date or "an unknown day"
    return f"Clocks of {sync.pair}: {offset} ms apart, 95 % of the edges within {spread} ms, measured on {day}."
