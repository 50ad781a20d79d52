"""Metadata of the store's tables, and shorthands for their columns."""

from sqlalchemy import Column, MetaData

metadata = MetaData()


def required(kind: type, *names: str) -> list[Column]:
    """Columns that are never null."""
    return [Column(name, kind, nullable=False) for name in names]


def optional(kind: type, *names: str) -> list[Column]:
    """Columns that may be null."""
    return [Column(name, kind, nullable=True) for name in names]


def added(kind: type, *names: str) -> list[Column]:
    """Columns that a later form of the store has added: 0 in its older rows, until they are made anew."""
    return [Column(name, kind, nullable=False, server_default="0") for name in names]


LOOKED = ("looked_0_5", "looked_1", "looked_2", "looked_5")
DWELL = ("dwell_0", "dwell_2", "dwell_5", "dwell_15", "dwell_30", "dwell_60")
MEASURES = ("smile", "negative", "surprise", "valence", "arousal")
READ = (*MEASURES, "abstained")
COMMENT_CLASSES = ("negative", "neutral", "positive", "unclear")
BODY = ("body_arousal", "body_hr_bpm", "body_scr_per_min")

READ_PEOPLE = tuple(f"{name}_n" for name in MEASURES)
"""People whom an expression network has read, by measure."""
OTHER_PEOPLE = ("exposed", "laughter_n", "body_n", "body_hr_n", "body_scr_n")
"""People of the other measures of a reaction."""
PEOPLE = (*READ_PEOPLE, *OTHER_PEOPLE)
MEASURE_SUMS = (
    *("watchers", "attention_s_sum", *(f"{name}_sum" for name in MEASURES), "laughter_s_sum"),
    *("body_arousal_sum", "body_hr_bpm_sum", "body_scr_per_min_sum"),
)
"""Sums of the measures of a reaction over its people."""
WINDOW_SUMS = (
    *("windows", "visits", "watchers", *LOOKED, *DWELL),
    *("dwell_s_sum", "dwell_n", "span_ms", "sensed_ms"),
)
"""Sums of the windows of an hour."""
CELL_SUMS = (
    *("watchers", "n", *(f"{name}_sum" for name in MEASURES), "laughter_sum"),
    *(*READ_PEOPLE, "laughter_n"),
)
"""Sums of a media second."""
