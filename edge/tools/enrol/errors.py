"""Errors of `vitrina enrol`. Each text says what happened, and whether the code can still be used."""


class EnrolError(Exception):
    """Wrong usage, or files that cannot be written. Root of the others."""


class EnrolServerError(EnrolError):
    """The server cannot be reached, is another one, or does not answer as it should."""


class EnrolClockError(EnrolError):
    """The clock of this machine is wrong."""


class EnrolRefusedError(EnrolError):
    """The server does not take the code."""
