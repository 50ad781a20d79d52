"""Errors of the notice."""


class NoticeError(Exception):
    """The notice cannot be made. The text says why, and what to do."""
