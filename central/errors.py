"""Errors that commands expect. Each text says what happened, where, and what to do."""

from central.exit_codes import BAD_USAGE, NO_DATABASE, NO_SOURCE, REFUSED, UNEXPECTED


class CentralError(Exception):
    """An expected error. `exit_code`: exit code of a command that fails with this error."""

    exit_code = UNEXPECTED


class UsageError(CentralError):
    """The command was used wrongly, or the settings are wrong. Nothing was started."""

    exit_code = BAD_USAGE


class NotFoundError(UsageError):
    """Nothing with this name is stored, or the user may not see it."""


class SourceError(CentralError):
    """A file cannot be read or written."""

    exit_code = NO_SOURCE


class BrokerRefusedError(CentralError):
    """The broker rejects this client, and would reject another attempt too."""

    exit_code = REFUSED


class DatabaseError(CentralError):
    """The database cannot be reached, read or written at present."""

    exit_code = NO_DATABASE
