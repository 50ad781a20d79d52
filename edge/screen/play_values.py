"""Checks a play's values: names, times in seconds and experiments. Each error text names the value and the rule."""

import math
import re

from edge.events import Experiment

_NAME = re.compile(r"[a-z0-9_.-]{1,64}")
_NAME_RULE = "1 to 64 of a-z 0-9 _ . -"
_MINUTES = re.compile(r"([0-9]+):([0-5]?[0-9](?:\.[0-9]*)?)")
_LONGEST_TITLE = 200


class BadPlayValueError(Exception):
    """An invalid value. The text names the value and the reason."""


def checked_name(value: object, label: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise BadPlayValueError(f"{label} is {value!r}, but must be {_NAME_RULE}.")
    return value


def parsed_time(text: str, label: str) -> float:
    """Seconds of a time written as `12.5`, `12,5`, `1:05` or `1:05,5`.

    A time with hours is rejected, because a spreadsheet turns 0:05, meant as five seconds, into 0:05:00.
    """
    point = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    if minutes := _MINUTES.fullmatch(point):
        return int(minutes[1]) * 60 + float(minutes[2])
    if text.count(":") > 1:
        raise BadPlayValueError(
            f"{label} is {text!r}, which has too many colons: write only seconds, or minutes and seconds such as 75:30."
        )
    try:
        return float(point)
    except ValueError:
        raise BadPlayValueError(
            f"{label} is {text!r}, which is not a number of seconds: write it as 12.5, or as 0:12.5 (minutes:seconds)."
        ) from None


def checked_seconds(value: object, label: str, maximum: float = math.inf) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadPlayValueError(f"{label} is {value!r}, which is not a number of seconds.")
    if not 0 <= value <= maximum:
        raise BadPlayValueError(
            f"{label} is {value:g}, but must be 0 or more"
            + (f", and at most {maximum:g}." if maximum < math.inf else ".")
        )
    return float(value)


def checked_positive(value: object, label: str) -> float:
    value_s = checked_seconds(value, label)
    if value_s == 0:
        raise BadPlayValueError(f"{label} is 0, but must be more than 0.")
    return value_s


def checked_experiment(name: object, arm: object, block: object) -> Experiment:
    if block is not None and (isinstance(block, bool) or not isinstance(block, int) or block < 0):
        raise BadPlayValueError(f"block is {block!r}, but must be a whole number, 0 or more.")
    return Experiment(id=checked_name(name, "experiment"), arm=checked_name(arm, "arm"), block=block)


def checked_title(text: str, label: str) -> str:
    """The title, if it is one line for people to read. Raises BadPlayValueError otherwise."""
    if len(text) > _LONGEST_TITLE or not text.isprintable():
        raise BadPlayValueError(
            f"{label} is {text[:40]!r}, but must be one line of at most {_LONGEST_TITLE} characters."
        )
    return text
