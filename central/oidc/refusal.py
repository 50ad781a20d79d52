"""Refusal of a sign-in by OpenID Connect."""

from typing import Literal

Code = Literal["stale", "denied", "no_access", "unreachable", "invalid", "wait"]


class SignInRefusedError(Exception):
    """A sign-in that this server refuses. `code` selects the sentence on the sign-in page. The message goes to the log:
    it names checks and claims, and nothing about the person.
    """

    def __init__(self, code: Code, why: str) -> None:
        super().__init__(why)
        self.code: Code = code
