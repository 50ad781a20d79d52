"""Errors of the player that a person can fix. Each text says what happened, where, and what to do."""

from edge.web.errors import PageError


class PlayerError(PageError):
    """The player cannot be started or opened."""
