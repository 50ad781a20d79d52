"""Errors about the notice."""


class NoticeError(Exception):
    """The notice cannot be made. The text explains why and what to do."""
