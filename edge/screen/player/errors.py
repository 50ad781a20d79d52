"""Errors of the player that a person can mend. Each text says what happened, where, and what to do."""


class PlayerError(Exception):
    """The player cannot be started or opened."""
