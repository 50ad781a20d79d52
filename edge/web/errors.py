"""Errors of the pages on loopback that a person can mend. Each text says what happened, where, and what to do."""


class PageError(Exception):
    """A page of the kiosk cannot be served or opened."""
