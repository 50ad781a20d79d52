"""A person who signs in at the provider."""

from dataclasses import dataclass

from central.oidc.access import Access


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the provider states. `access`: None if no group of the person gives access."""

    issuer: str
    subject: str
    name: str
    access: Access | None
