"""Method section of a report, from its facts: what was measured, of whom, with which formulas, and what it is not."""

from collections.abc import Iterator

from edge.study.analysis import correlation, curves, heart, responses
from edge.study.analysis.compare import LEAST_PEOPLE as LEAST_COMPARED
from edge.study.analysis.people import LEAST_PEOPLE
from edge.study.counts import count_with_noun, participant_count_text
from edge.study.report.numbers import number_text
from edge.study.report.results import StudyFacts, SyncResult

LIMITS = (
    "A number here says what was measured: that people smiled, that skin conductance rose, that a heart slowed. None of"
    " them says what people thought of an advert, or what they will buy.",
    "Skin conductance tells arousal, pleasant or not. About one in ten people never responds.",
    "A network reads the face: class probabilities and valence are its numbers, not feelings. People who differ from"
    " those it was trained on are read less well.",
    "The participants chose to take part, and knew that they were measured. They are not a sample of customers.",
    "What was looked at after the data were seen is a hint for the next study, and no test.",
)


def participants_and_exclusions_text(study: StudyFacts) -> str:
    """Participants, and exclusions."""
    sessions = count_with_noun(study.sessions, "session")
    took_part = f"{participant_count_text(study.participants)} took part in {sessions}."
    text = f"{took_part} All gave signed consent to what is told of them."
    left_out = [f"{participant_count_text(each.participants)} for {each.reason}" for each in study.exclusions]
    return f"{text} Left out: {'; '.join(left_out)}." if left_out else f"{text} Nobody was left out."


def titled_formula_texts() -> Iterator[tuple[str, str]]:
    """Title and text of each formula, with the limits that the code has."""
    yield (
        "Intervals",
        f"95 %, Student's t over participants; the participant is the unit. Below {LEAST_PEOPLE} participants there is"
        " no interval, no band and no test: these are persons, and no group.",
    )
    yield (
        "Curves",
        f"Means of seconds minus the mean of the {curves.BASELINE_S} s before the advert. The band holds the whole"
        f" curve in 95 % of cases: largest |t| of {curves.DRAWS:,} bootstrap draws of participants, no more than"
        " Bonferroni's.",
    )
    yield (
        "Skin conductance responses",
        f"First rise that begins {responses.ONSET_S[0]:g} to {responses.ONSET_S[1]:g} s after the event, from"
        f" {responses.LEAST_RISE_US:g} µS on (Boucsein et al. 2012). Magnitude is the mean with zeros, amplitude that"
        " of responses alone.",
    )
    yield (
        "Heart",
        f"Rate of each second by overlapping beat intervals (Graham 1978), against the {-heart.FROM_S} s before the"
        " event; deceleration is the lowest of the seconds 0 to 4 of the mean over events.",
    )
    yield (
        "Inter-subject correlation",
        f"Each series minus its local mean of {correlation.HIGH_PASS_S:g} s, with the sum of all others (Hasson et al."
        f" 2004); p by {correlation.DRAWS:,} circular shifts; from {correlation.LEAST_PEOPLE} participants on.",
    )
    yield (
        "Peak-end",
        "Mean of the highest and of the last 3 s of the group's curve, less its bootstrap bias (Fredrickson and"
        " Kahneman 1993). Groups of different n are not compared.",
    )
    yield (
        "Comparisons",
        f"Sign flips of differences within participants, from {LEAST_COMPARED} who saw both on; p adjusted by Holm over"
        " all pairs of a measure.",
    )


def clock_offset_text(sync: SyncResult) -> str:
    """Offset and spread between two clocks."""
    if sync.offset_s is None or sync.spread_s is None:
        return f"Clocks of {sync.pair}: not measured, so it is not known how far their times are apart."
    offset, spread = number_text(1000 * sync.offset_s, 0), number_text(1000 * sync.spread_s, 0)
    day = sync.date or "an unknown day"
    return f"Clocks of {sync.pair}: {offset} ms apart, 95 % of the edges within {spread} ms, measured on {day}."
