"""Roles of a tenant's repository: who signs what, how many signatures it needs, and how long it is valid.

The kiosk and central share this table. Only the standard library is imported.
"""

from collections.abc import Sequence
from dataclasses import dataclass

ROOT, TARGETS, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
MAKER, OPERATOR, ADDRESS, GO = "maker", "operator", "address", "go"
BINS_PREFIX, BIN_BITS = "settings", 6
BINS = tuple(f"{BINS_PREFIX}-{number:02x}" for number in range(2**BIN_BITS))
"""The operator delegates `settings/` to 64 bins by hash, `settings-00` to `settings-3f`, so that a kiosk downloads only
the bins of its own files.
"""


@dataclass(frozen=True, slots=True)
class FleetRole:
    """One role. `paths`: patterns of the files that it may name; a `*` does not cross `/`. `days`: validity of what it
    signs. `is_online`: central has the key.
    """

    name: str
    threshold: int
    keys: int
    days: int
    paths: tuple[str, ...] = ()
    is_online: bool = False


def _three_levels(folder: str) -> tuple[str, ...]:
    return (f"{folder}/*", f"{folder}/*/*", f"{folder}/*/*/*")


TOP_ROLES: Sequence[FleetRole] = (
    FleetRole(ROOT, 2, 3, 730),
    FleetRole(TARGETS, 2, 3, 730),
    FleetRole(SNAPSHOT, 1, 1, 30, is_online=True),
    FleetRole(TIMESTAMP, 1, 1, 7, is_online=True),
)
DELEGATED_ROLES: Sequence[FleetRole] = (
    FleetRole(MAKER, 1, 2, 400, ("software/*",)),
    FleetRole(OPERATOR, 1, 2, 400, (*_three_levels("settings"), "plan.json")),
    FleetRole(ADDRESS, 2, 2, 400, _three_levels("address")),
    FleetRole(GO, 1, 1, 7, ("go.json",), is_online=True),
)
"""Delegations of `targets`, in order. All are terminating: a file that matches one role is never taken from another."""

FLEET_ROLES = {role.name: role for role in (*TOP_ROLES, *DELEGATED_ROLES)}


def role_family(name: str) -> FleetRole:
    """Row of a role. The bins have the row of the operator. Raises KeyError."""
    return FLEET_ROLES[OPERATOR if name in BINS else name]
