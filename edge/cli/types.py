"""Types of command-line values. An invalid value makes the command exit with code 2."""

import argparse
from collections.abc import Callable
from datetime import datetime, timezone


def parse_people_count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of people, 0 or more")
    return int(text)


def parse_whole_number(text: str) -> int:
    """Parse a whole number from 1 to 10 000."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 10000")
    return int(text)


def parse_message_number(text: str) -> int:
    """Parse a message number, 0 or more."""
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise argparse.ArgumentTypeError(f"{text!r} is not a message number, such as 120345")
    return int(text)


def parse_names(text: str) -> tuple[str, ...]:
    """Parse a comma-separated list of names. Spaces around a name are ignored."""
    found = tuple(part.strip() for part in text.split(","))
    if not all(found):
        raise argparse.ArgumentTypeError(f"{text!r} is not a comma-separated list of names, such as spring,summer")
    return found


def parse_positive_seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return value


def parse_nonnegative_seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a valid number of seconds. Use 0 or more")
    return value


def parse_days(text: str) -> float:
    value = parse_positive_seconds(text)
    if value > 3650:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days up to 3650")
    return value


def parse_plan_days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:4]) <= 366 or len(text) > 3:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to 366")
    return int(text)


def parse_hours(text: str) -> float:
    value = parse_positive_seconds(text)
    if value > 744:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of hours up to 744 (a month)")
    return value


def parse_minutes_as_seconds(text: str) -> float:
    """Return the seconds of a time such as 15m, from one minute to an hour."""
    number = text.removesuffix("m")
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number[:4]) <= 60:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time in minutes from 1m to 60m")
    return float(number) * 60


def parse_local_time(text: str) -> datetime:
    """Parse a time. Without a time zone, it is in the shop's time zone."""
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-11-30T09:00") from None
    if not 1970 < when.year < 2100:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 1971 and 2099")
    return when


def parse_languages(text: str) -> tuple[str, ...]:
    """Parse the languages of the notice, in the order given."""
    from edge.screen.notice.texts import LANGUAGES

    names = tuple(name.strip() for name in text.split(","))
    if unknown := [name for name in names if name not in LANGUAGES]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is not an available language. Use {', '.join(LANGUAGES)}")
    return tuple(dict.fromkeys(names))


def parse_utc_time(text: str) -> float:
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-01-01T09:00:00Z") from None
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone.utc)
    if not 1970 < when.year < 2100:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 1971 and 2099")
    return when.timestamp()


def make_number_parser(low: float, high: float) -> Callable[[str], float]:
    """Return a function that parses a number from `low` to `high`."""

    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low:g} to {high:g}")
        return value

    return number
