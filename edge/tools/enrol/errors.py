"""Errors of `vitrina enrol`. Each text says what happened, and whether the code can still be used."""

LONGEST_TEXT = 300


class EnrolError(Exception):
    """Wrong usage, or files that cannot be written. Root of the others."""


class EnrolServerError(EnrolError):
    """The server cannot be reached, is another one, or does not answer as it should."""


class EnrolClockError(EnrolError):
    """The clock of this machine is wrong."""


class EnrolRefusedError(EnrolError):
    """The server does not take the code."""


def printable_text(text: str) -> str:
    """Text of a server for the terminal of root: in one line, without what controls a terminal, not longer than 300
    characters."""
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_TEXT]
