"""Founds a repository: keys on three sticks, the first root, and empty roles, all signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Role, Root, SuccinctRoles, Targets

from central.errors import UsageError
from central.fleet.keys import KeyRing, list_keys, make_open_key
from central.fleet.layout import RepositoryFolder
from central.fleet.signing import Desk, expiry
from edge.fleet.roles import (
    ADDRESS,
    BIN_BITS,
    BINS,
    BINS_PREFIX,
    DELEGATED_ROLES,
    FLEET_ROLES,
    GO,
    MAKER,
    OPERATOR,
    ROOT,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    TOP_ROLES,
)  # fmt: skip

KEYS_OF_STICK: Sequence[Sequence[str]] = (
    (ROOT, TARGETS, MAKER, OPERATOR),
    (ROOT, TARGETS, MAKER, OPERATOR),
    (ROOT, TARGETS),
)
"""Keys of each of the three sticks. The third one is the spare of the owners: it lies in another building."""
ONLINE_KEYS = (SNAPSHOT, TIMESTAMP, GO)
STICKS = len(KEYS_OF_STICK)


@dataclass(frozen=True, slots=True)
class Founding:
    """Inputs of a new repository: its work folder, tenant, sticks, and the time."""

    folder: RepositoryFolder
    tenant: str
    sticks: Sequence[Path]
    now: datetime


def found_repository(wanted: Founding, ring: KeyRing) -> None:
    """Make keys and the first version of every role. Raises UsageError or SourceError."""
    _check_places(wanted)
    for number, (stick, roles) in enumerate(zip(wanted.sticks, KEYS_OF_STICK, strict=True), start=1):
        for role in roles:
            ring.make(stick, f"{role}-{number}")
    for role in ONLINE_KEYS:
        make_open_key(wanted.folder.online, f"{role}-1")
    public = {key.name: key.public for folder in (*wanted.sticks, wanted.folder.online) for key in list_keys(folder)}
    desk = Desk(wanted.folder, KeyRing([*wanted.sticks, wanted.folder.online], ring.ask), wanted.now)
    signers = [signer for key in public.values() if (signer := _signer(ring, desk, key)) is not None]
    wanted.folder.write_about({"tenant": wanted.tenant})
    for role, content in _first_contents(public, wanted.now):
        first: Metadata[Any] = Metadata(content)
        for signer in signers:
            if signer.public_key.keyid in _keyids(role, public):
                first.sign(signer, append=True)
        wanted.folder.write(role, first)


def role_keys(role: str, public: dict[str, SSlibKey]) -> list[SSlibKey]:
    """Keys of a role, among keys by name. Both operators sign addresses, and the operator's keys the bins."""
    owner = OPERATOR if role in (ADDRESS, *BINS) else role
    return [key for name, key in sorted(public.items()) if name.rpartition("-")[0] == owner]


def set_delegations(content: Targets, public: dict[str, SSlibKey]) -> None:
    """Let `targets` delegate to the roles of the fleet, in order."""
    roles: dict[str, DelegatedRole] = {}
    keys: dict[str, SSlibKey] = {}
    for role in DELEGATED_ROLES:
        of_role = role_keys(role.name, public)
        keys |= {key.keyid: key for key in of_role}
        keyids = [key.keyid for key in of_role]
        roles[role.name] = DelegatedRole(role.name, keyids, role.threshold, terminating=True, paths=list(role.paths))
    content.delegations = Delegations(dict(keys), roles)


def set_bins(content: Targets, public: dict[str, SSlibKey]) -> None:
    """Let the operator delegate `settings/` to its bins, with its own keys."""
    keys = role_keys(OPERATOR, public)
    bins = SuccinctRoles([key.keyid for key in keys], FLEET_ROLES[OPERATOR].threshold, BIN_BITS, BINS_PREFIX)
    content.delegations = Delegations({key.keyid: key for key in keys}, succinct_roles=bins)


def set_root_keys(content: Root, public: dict[str, SSlibKey]) -> None:
    """Let the root name the keys of the top roles."""
    content.keys = {}
    for role in TOP_ROLES:
        of_role = role_keys(role.name, public)
        content.keys |= {key.keyid: key for key in of_role}
        content.roles[role.name] = Role([key.keyid for key in of_role], role.threshold)


def _first_contents(public: dict[str, SSlibKey], now: datetime) -> list[tuple[str, Root | Targets]]:
    root = Root(expires=expiry(ROOT, now), consistent_snapshot=True)
    set_root_keys(root, public)
    found: list[tuple[str, Root | Targets]] = [(ROOT, root)]
    for role in (TARGETS, MAKER, OPERATOR, ADDRESS, GO, *BINS):
        content = Targets(expires=expiry(role, now))
        if role == TARGETS:
            set_delegations(content, public)
        if role == OPERATOR:
            set_bins(content, public)
        found.append((role, content))
    return found


def _keyids(role: str, public: dict[str, SSlibKey]) -> set[str]:
    return {key.keyid for key in role_keys(role, public)}


def _signer(ring: KeyRing, desk: Desk, key: SSlibKey) -> CryptoSigner | None:
    return ring.signer(key.keyid) or desk.ring.signer(key.keyid)


def _check_places(wanted: Founding) -> None:
    if len(set(wanted.sticks)) != STICKS:
        raise UsageError(f"fleet: a repository needs {STICKS} different sticks. Give --stick {STICKS} times.")
    if wanted.folder.path.exists() and any(wanted.folder.path.iterdir()):
        raise UsageError(f"fleet: {wanted.folder.path} is not empty. Choose a new folder. Nothing was changed.")
    for stick in wanted.sticks:
        if list_keys(stick):
            raise UsageError(f"fleet: {stick} has keys already. Use an empty stick. Nothing was changed.")
