"""Errors of `vitrina enrol`. Each message states what happened, and whether the code can still be used."""

LONGEST_TEXT = 300


class EnrolError(Exception):
    """Wrong usage, or files that cannot be written. Base class of the other enrolment errors."""


class EnrolServerError(EnrolError):
    """The server cannot be reached, is not the one that the code names, or does not answer correctly."""


class EnrolClockError(EnrolError):
    """This computer's clock is wrong."""


class EnrolRefusedError(EnrolError):
    """The server rejected the code."""


def printable_text(text: str) -> str:
    """Text from a server, made safe for root's terminal: one line, no control characters, at most 300 characters."""
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_TEXT]
