"""Errors of studies. Each text says what happened, where, and what to do."""


class StudyError(Exception):
    """A study, a participant or a session cannot be used as the command asks."""


class StudyStorageError(Exception):
    """A file of the study, or a key, cannot be read or written."""


class StudyKeyMissingError(StudyError):
    """The key of a participant is not in the folder of keys: it was destroyed, or the folder is another one."""
