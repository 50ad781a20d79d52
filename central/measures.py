"""Measures of the reactions to an ad. The store, the reports and the command line use one row for each measure.

A new measure of the expression model needs a row here and its words in central/languages. Its columns need a migration.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Unit:
    """Unit of a number, and how the number is shown.

    `symbol`: name of the unit in central/languages, None if no unit is shown. `decimals`: decimals of a value.
    `difference_decimals`: decimals of the bounds of a difference. `low` and `high`: range to which a displayed value is
    clipped, None for no limit. `width`: width of the range to which the kiosk's noise is scaled.
    """

    symbol: str | None = None
    decimals: int = 1
    difference_decimals: int = 1
    low: float | None = 0.0
    high: float | None = None
    width: int = 1


PERCENT = Unit(high=1.0)
"""A share from 0 to 1, shown in percent."""
INDEX = Unit(decimals=2, difference_decimals=2, high=1.0)
SCORE = Unit(decimals=2, difference_decimals=2, low=None, width=2)
SECONDS = Unit("s")
BPM = Unit("bpm", decimals=0)
PER_MINUTE = Unit("per_min")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDescription:
    """A number that describes reactions to an ad.

    `key`: its name in reports, in the API and on the command line. `column`: its column in a stored reaction, None for
    a count. `weight`: column with the number of people over which it is a mean. `people` and `total`: columns of a
    day's totals, with the number of people and with the sum over them. `curve`: its column in a media second.
    `curve_weight`: column with the number of people over which that value is a mean. `noise`: column with the variance
    of its noise, for a range of 1. `is_read`: it comes from the expression model, so values of two models are not
    averaged. `is_wanted`: an action of people that an ad wants; a recommendation can increase it, and a difference in
    it is described in its own sentence. `is_reported`: False for a number that only the store contains.
    """

    key: str
    column: str | None
    weight: str
    people: str
    total: str
    unit: Unit
    curve: str | None = None
    curve_weight: str = "n"
    noise: str | None = None
    is_read: bool = False
    is_wanted: bool = False
    is_reported: bool = True


def _model_measure(key: str, unit: Unit, *, is_wanted: bool = False, is_reported: bool = True) -> MeasureDescription:
    """Description of a number that an expression model produces."""
    return MeasureDescription(
        key=key,
        column=key,
        weight="n",
        people=f"{key}_n",
        total=f"{key}_sum",
        unit=unit,
        curve=key if is_reported else None,
        noise="noise_variance_sum",
        is_read=True,
        is_wanted=is_wanted,
        is_reported=is_reported,
    )


def _worn(key: str, column: str, people: str, unit: Unit) -> MeasureDescription:
    """Description of a number about people who wear a sensor kit."""
    return MeasureDescription(key=key, column=column, weight="body_n", people=people, total=f"{column}_sum", unit=unit)


TABLE = (
    MeasureDescription(
        key="attention_s",
        column="attention_s",
        weight="exposed",
        people="exposed",
        total="attention_s_sum",
        unit=SECONDS,
        is_wanted=True,
    ),
    MeasureDescription(
        key="watched_share",
        column=None,
        weight="exposed",
        people="exposed",
        total="watchers",
        unit=PERCENT,
        is_wanted=True,
    ),
    _model_measure("smile", PERCENT, is_wanted=True),
    _model_measure("negative", PERCENT),
    _model_measure("surprise", PERCENT),
    _model_measure("valence", SCORE),
    _model_measure("arousal", SCORE),
    _model_measure("abstained", PERCENT, is_reported=False),
    MeasureDescription(
        key="laughter_s",
        column="laughter_s",
        weight="exposed",
        people="laughter_n",
        total="laughter_s_sum",
        unit=SECONDS,
        curve="laughter",
        curve_weight="watchers",
        noise="noise_laughter_sum",
        is_wanted=True,
    ),
    _worn("body_arousal", "body_arousal", "body_n", INDEX),
    _worn("hr_bpm", "body_hr_bpm", "body_hr_n", BPM),
    _worn("scr_per_min", "body_scr_per_min", "body_scr_n", PER_MINUTE),
)
"""Descriptions of all numbers, in the order of a report."""

REPORTED = tuple(row for row in TABLE if row.is_reported)
MEASURES = tuple(row.key for row in REPORTED)
"""Measures of an ad, in the order of a report."""
CURVES = tuple(row.curve for row in REPORTED if row.curve is not None)
"""Measures that are reported for each media second."""
READ_BY_MODEL = frozenset(row.key for row in REPORTED if row.is_read)
"""Measures that come from an expression model. Values of two models are not averaged."""
SHARES = frozenset(row.key for row in REPORTED if row.unit is PERCENT)
"""Measures between 0 and 1, shown in percent."""
TERMS = {row.key: (row.people, row.total) for row in REPORTED}
"""Columns of each measure: number of people, and sum over these people."""
UNITS = {row.key: row.unit for row in REPORTED} | {"dwell_s": SECONDS}
"""Units of numbers by key. A number that is not listed here is a share."""
WANTED_MEASURES = ("smile", *(row.key for row in REPORTED if row.is_wanted and row.key != "smile"))
"""Measures that a recommendation can increase. The first one is the default."""
SCORES = ("peak", "end", "peak_end", "first_3_s")
"""Names of the scores of a curve, in the order of a report."""

if TYPE_CHECKING:
    MeasureName: TypeAlias = str
    WantedMeasure: TypeAlias = str
else:
    MeasureName = Literal[MEASURES]
    WantedMeasure = Literal[WANTED_MEASURES]


def noise_variance_term(measure: str) -> tuple[int, str] | None:
    """Variance of the noise in the sum of a measure, as a factor and a column of the totals. None if the sum has no
    noise.
    """
    row = next(row for row in REPORTED if row.key == measure)
    return None if row.noise is None else (row.unit.width**2, row.noise)
