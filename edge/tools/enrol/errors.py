"""Errors of `vitrina enrol`. Each text says what happened, and whether the code can still be used."""

LONGEST_TEXT = 300


class EnrolError(Exception):
    """Wrong usage, or files that cannot be written. Base class of the others."""


class EnrolServerError(EnrolError):
    """The server cannot be reached, is another server, or does not answer correctly."""


class EnrolClockError(EnrolError):
    """The clock of this computer is wrong."""


class EnrolRefusedError(EnrolError):
    """The server rejects the code."""


def printable_text(text: str) -> str:
    """Text from a server, safe for root's terminal: one line, no control characters, at most 300 characters."""
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_TEXT]
