"""Errors that commands foresee. Each text says what happened, where, and what to do."""

from central.exit_codes import BAD_USAGE, NO_DATABASE, NO_SOURCE, REFUSED, UNEXPECTED


class CentralError(Exception):
    """Foreseen error. `exit_code` is that of the command that ends with it."""

    exit_code = UNEXPECTED


class UsageError(CentralError):
    """Wrong usage or settings; nothing was started."""

    exit_code = BAD_USAGE


class NotFoundError(UsageError):
    """Nothing of that name is stored, or may be seen."""


class SourceError(CentralError):
    """A file that is to be read or written cannot be."""

    exit_code = NO_SOURCE


class BrokerRefusedError(CentralError):
    """The broker refuses this client, and would refuse it again."""

    exit_code = REFUSED


class DatabaseError(CentralError):
    """The database cannot be reached, read or written at present."""

    exit_code = NO_DATABASE
