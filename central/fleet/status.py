"""State of a repository: versions, signatures and validity of each role, and the fingerprint of its root."""

from datetime import datetime
from typing import Any

from central.errors import UsageError
from central.fleet.layout import RepositoryFolder
from central.fleet.signing import PEOPLES_ROLES, signatures_of
from edge.fleet.fingerprint import root_fingerprint
from edge.fleet.roles import BINS, BINS_PREFIX, GO, ROOT, SNAPSHOT, TIMESTAMP, role_family

ALL_ROLES = (*PEOPLES_ROLES, GO, SNAPSHOT, TIMESTAMP)
SHORT_SHARE = 0.25


def newest_fingerprint(folder: RepositoryFolder) -> str:
    """Fingerprint of the newest root. Raises UsageError."""
    versions = folder.versions(ROOT)
    if not versions:
        raise UsageError(f"fleet: {folder.path} has no root. Name the folder that `fleet init` made.")
    return root_fingerprint((folder.metadata / f"{versions[-1]}.{ROOT}.json").read_bytes())


def repository_fields(tenant: str, folder: RepositoryFolder, now: datetime) -> dict[str, Any]:
    """State of a repository as JSON."""
    roles = {role: fields for role in ALL_ROLES if (fields := _role_fields(folder, role, now)) is not None}
    return {
        "tenant": tenant,
        "fingerprint": newest_fingerprint(folder),
        "waiting": folder.pending_roles(),
        "roles": roles,
    }


def status_lines(tenant: str, folder: RepositoryFolder, now: datetime) -> list[str]:
    """State of a repository as lines: one per role, and one for all bins together."""
    fields = repository_fields(tenant, folder, now)
    roles: dict[str, dict[str, Any]] = fields["roles"]
    bins = [each for role, each in roles.items() if role in BINS]
    rows = [(role, each) for role, each in roles.items() if role not in BINS]
    if bins:
        shortest = min(bins, key=lambda each: (each["is_complete"], each["days_left"]))
        rows.append((f"{BINS_PREFIX} ({len(bins)} bins)", shortest))
    lines = [f"{tenant}: root {fields['fingerprint']}"]
    lines += [f"  {name:<20} {_row_text(name, each)}" for name, each in rows]
    if fields["waiting"]:
        lines.append(f"  waits for signatures: {', '.join(fields['waiting'])}. Run: vitrina-central fleet sign")
    return lines


def _role_fields(folder: RepositoryFolder, role: str, now: datetime) -> dict[str, Any] | None:
    current = folder.latest(role)
    if current is None:
        return None
    found = signatures_of(folder, role, current)
    return {
        "version": current.signed.version,
        "signed": list(found.signed),
        "threshold": found.threshold,
        "is_complete": found.is_complete,
        "expires": current.signed.expires.isoformat(),
        "days_left": (current.signed.expires - now).days,
        "is_short": (current.signed.expires - now).days < role_family(role).days * SHORT_SHARE,
    }


def _row_text(name: str, fields: dict[str, Any]) -> str:
    signed = f"{len(fields['signed'])} of {fields['threshold']}"
    days = fields["days_left"]
    left = f"{days} days left" if days >= 0 else f"expired {-days} days ago"
    return f"version {fields['version']:<4} signed {signed:<8} {left}{_advice(name, fields)}"


def _advice(name: str, fields: dict[str, Any]) -> str:
    if not fields["is_short"]:
        return ""
    is_online = name in (GO, SNAPSHOT, TIMESTAMP)
    return "; central signs it daily: check that it runs" if is_online else "; run: vitrina-central fleet sign --renew"
