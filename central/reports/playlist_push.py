"""Sends a playlist to sites: stores the new version, assigns it, plans the ends of its experiments, and logs it.

The command `playlist push` and the pages use this function.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from central.errors import UsageError
from central.reports.planned_ends import has_planned_end, plan_end
from central.store import audit
from central.store.local_time import day_number
from central.store.playlists import add_playlist, assign_playlist, replace_playlist

PUSH, UNDO = "playlist.push", "playlist.undo"
"""Names of the entries in the audit log."""


class PlaylistChangedError(UsageError):
    """Some of the sites have received another playlist in the meantime. Nothing may be stored."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sender of a playlist. `logged`: name in the audit log. `address`: network address; "" for a command."""

    name: str
    logged: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """A playlist for sites of one tenant, given as tenant/site.

    `base`: version that each site must have now, None without a version; if `base` is None, the versions are not
    checked. `plans_ends`: True if the sender may plan the ends of experiments, which apply to all sites of the tenant.
    `what`: name of the entry in the audit log.
    """

    tenant: str
    content: str
    sites: Sequence[str]
    base: Mapping[str, int | None] | None = None
    plans_ends: bool = True
    what: str = PUSH


@dataclass(frozen=True, slots=True)
class Pushed:
    """The stored version, and a sentence for each experiment that keeps another planned end than its last day."""

    version: int
    kept_ends: list[str]


def push_playlist(connection: Connection, push: Push, sender: Sender, now_ms: int) -> Pushed:
    """Store a playlist as a new version and assign it to its sites. The caller owns the transaction.

    Raises PlaylistChangedError if a site no longer has the version of `base`.
    """
    version = add_playlist(connection, push.tenant, push.content, sender.name, now_ms)
    if push.base is None:
        assign_playlist(connection, version, push.sites)
    elif changed := replace_playlist(connection, version, {site: push.base[site] for site in push.sites}):
        raise PlaylistChangedError(
            f"playlist: {len(changed)} of the sites have received another playlist, so nothing was sent."
        )
    kept_ends = _plan_ends(connection, push, sender, now_ms) if push.plans_ends else []
    detail = f"version {version} to {', '.join(push.sites)[:200]}"
    audit.record_entry(connection, sender.logged, push.what, detail, sender.address, tenant=push.tenant)
    return Pushed(version, kept_ends)


def _plan_ends(connection: Connection, push: Push, sender: Sender, now_ms: int) -> list[str]:
    """Save the last day of each experiment as its planned end. Return a sentence for each day that is rejected."""
    tenant, rejected = push.tenant, []
    for experiment in json.loads(push.content).get("experiments", []):
        name, until = experiment["id"], experiment.get("until")
        if until is not None:
            try:
                plan_end(connection, tenant, name, day_number(str(until)), now_ms, who=sender.logged)
            except UsageError as error:
                is_planned = has_planned_end(connection, tenant, name)
                kept = (
                    f"the planned end of {name} was not changed to {until}"
                    if is_planned
                    else f"{name} has no planned end"
                )
                rejected.append(f"{kept}. {str(error).removeprefix('experiment: ')}")
    return rejected
