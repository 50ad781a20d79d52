"""Role, sites and name of a person, from the claims of the provider and the settings."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from central.oidc_settings import OidcSection
from central.store.scope import ALL, Scope
from central.store.users import ROLES, Role

MOST_GROUPS = 2_000
PREFIX = "oidc:"
"""Start of the names of users by single sign-on. No user with a password can have such a name."""
_LONGEST_NAME = 48
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9._@-]+")


@dataclass(frozen=True, slots=True)
class Access:
    """Rights of a person, and their shops."""

    role: Role
    scope: Scope


def read_groups(claims: Mapping[str, Any], claim: str) -> frozenset[str] | None:
    """Groups of a person; None if the claims do not contain them."""
    found = claims.get(claim)
    if isinstance(found, str):
        return frozenset([found])
    if not isinstance(found, list):
        return None
    return frozenset(each for each in found[:MOST_GROUPS] if isinstance(each, str))


def find_access(groups: frozenset[str], settings: OidcSection) -> Access | None:
    """Highest role and all sites of the groups; None unless the groups give both a role and a site."""
    roles = [ROLES[role] for group, role in settings.roles.items() if group in groups]
    sites = {name for group, names in settings.sites.items() if group in groups for name in names}
    if not roles or not sites:
        return None
    return Access(max(roles), Scope.parse(ALL if ALL in sites else " ".join(sorted(sites))))


def user_name(claims: Mapping[str, Any], issuer: str, subject: str) -> str:
    """Name of a new user, from the provider's name for the person. It may be taken: see `distinct_name`."""
    given = next((each for name in ("preferred_username", "email") if isinstance(each := claims.get(name), str)), "")
    clean = _NOT_IN_A_NAME.sub("-", given.lower()).strip("-")[:_LONGEST_NAME]
    return f"{PREFIX}{clean}" if clean else distinct_name(f"{PREFIX}user", issuer, subject)


def distinct_name(name: str, issuer: str, subject: str) -> str:
    """The name with digits that only this person has."""
    return f"{name}~{hashlib.sha256(f'{issuer} {subject}'.encode()).hexdigest()[:10]}"
