"""Entries of the method section by group. Each has a key, and the fields of the values that contain its number, as
`Type.field`.

The texts of the entries are the messages `entry-<key>` in central/languages.
"""

from collections.abc import Mapping

from central.measures import MEASURES, SCORES

Fields = Mapping[str, tuple[str, ...]]

PLACES: Fields = {
    "creative": (
        "Report.creative",
        "Report.name",
        "Report.tag",
        "Report.tenant",
    ),
    "period": (
        "Report.from_",
        "Report.to",
        "Report.tz",
        "Report.generated",
    ),
    "marks": (
        "Report.simulated",
        "Report.research",
        "Report.unit",
        "Report.notes",
    ),
    "flow": (
        "Report.flow",
        "Flow.plays",
        "Flow.proof_s",
        "Flow.windows",
        "Flow.visits",
        "Flow.watchers",
        "Flow.looked",
        "Flow.dwell",
    ),
    "dwell_s": (
        "Flow.dwell_s",
        "Hour.dwell_s",
    ),
    "coverage": ("Flow.coverage",),
    "overlapping_visits": ("Flow.overlapping_visits",),
    "sites": (
        "Report.devices",
        "Report.measures",
        "Measure.sites",
        "Measure.site_days",
        "Measure.reactions",
        "Measure.people",
        "Score.sites",
        "Second.sites",
        "Part.sites",
        "Part.people",
        "Site.devices",
        "Site.days",
        "Site.plays",
        "Site.reactions",
        "Site.people",
        "ModelSpan.reactions",
        "ModelSpan.people",
        "Week.sites",
        "Week.reactions",
        "Week.people",
    ),
    "interval": (
        "Interval.mean",
        "Interval.low",
        "Interval.high",
        "Report.scores",
    ),
    "here": (
        "Measure.here",
        "Here.days",
    ),
    "people_mean": ("Measure.people_mean",),
    "curve": (
        "Report.curve",
        "Report.day_curves",
        "DayCurve.smile",
        "Second.watchers",
        "Second.n",
        "Second.smile",
        "Second.low",
        "Second.high",
        "Second.measures",
        "Cell.value",
        "Cell.low",
        "Cell.high",
    ),
    "band": (
        "Second.band_low",
        "Second.band_high",
        "Cell.band_low",
        "Cell.band_high",
    ),
    "retention": ("Report.retention",),
    "moment": (
        "Report.moments",
        "Moment.size",
        "Moment.low",
        "Moment.high",
    ),
    "shrunk": (
        "Report.sites",
        "Site.smile",
        "Site.low",
        "Site.high",
        "Site.shrunk",
        "Site.beside",
        "Site.beside_shrunk",
    ),
    "hours": (
        "Report.hours",
        "Report.weekdays",
        "Hour.at",
        "Hour.windows",
        "Hour.visits",
        "Hour.watchers",
        "Hour.within",
    ),
    "parts": (
        "Report.parts",
        "Part.at",
        "Part.smile",
    ),
    "period_change": (
        "Report.change",
        "PeriodChange.from_",
        "PeriodChange.to",
        "PeriodChange.sites",
    ),
    "seen": (
        "Report.seen",
        "Seen.visits",
        "Seen.low",
        "Seen.high",
        "Seen.at_least",
        "Seen.watchers",
    ),
    "reported_share": (
        "Report.reported_share",
        "Measure.reported_share",
        "Second.reported_share",
        "Site.reported_share",
        "Week.reported_share",
        "Experiment.reported_share",
    ),
    "read_share": (
        "Report.read_share",
        "Site.read_share",
        "Arm.read_share",
    ),
    "withheld": (
        "Report.withheld",
        "Withheld.plays",
        "Withheld.seconds",
        "Withheld.sites",
    ),
    "week": (
        "Week.chain",
        "Week.is_whole",
    ),
    "models": ("Report.models",),
    "third": ("Report.third",),
    "comments": (
        "Report.comments",
        "CommentShares.comments",
        "CommentShares.batches",
        "CommentShares.people",
        "CommentShares.sites",
        "CommentShares.negative",
        "CommentShares.neutral",
        "CommentShares.positive",
        "CommentShares.unclear",
    ),
}

DIFFERENCES: Fields = {
    "difference": (
        "Difference.mean",
        "Difference.low",
        "Difference.high",
        "Difference.sites",
        "Difference.site_days",
    ),
    "change": (
        "Difference.weeks",
        "Difference.change",
        "DifferenceWeek.mean",
        "DifferenceWeek.low",
        "DifferenceWeek.high",
        "DifferenceWeek.sites",
        "Change.first",
        "Change.last",
    ),
    "sequence": (
        "Difference.sequence_low",
        "Difference.sequence_high",
    ),
    "p": (
        "Difference.p",
        "Difference.adjusted_p",
    ),
    "detectable": (
        "Report.wanted",
        "Wanted.difference",
        "Wanted.days",
        "Wanted.detectable",
        "Wanted.low",
        "Wanted.high",
        "Wanted.sites",
        "Difference.detectable",
        "Difference.wanted_sites",
        "Difference.wanted_days",
    ),
    "arm": (
        "Arm.mean",
        "Arm.low",
        "Arm.high",
        "Arm.sites",
        "Arm.site_days",
        "Arm.blocks",
        "Arm.plays",
        "Arm.people",
    ),
    "abstained": ("Arm.abstained",),
    "first_second": (
        "Difference.second_0",
        "Difference.second_0_p",
    ),
    "sensitivity": (
        "Sensitivity.mean",
        "Sensitivity.low",
        "Sensitivity.high",
        "Sensitivity.largest",
    ),
    "blocks": (
        "Experiment.blocks",
        "Experiment.incomplete_blocks",
    ),
    "seen_both": (
        "SeenBoth.at_least",
        "SeenBoth.at_most",
        "SeenBoth.of",
    ),
}

ENTRIES: Mapping[str, Fields] = {
    "measures": dict.fromkeys(MEASURES, ()),
    "scores": dict.fromkeys(SCORES, ()) | {"peak": ("Score.second",)},
    "places": PLACES,
    "differences": DIFFERENCES,
}
