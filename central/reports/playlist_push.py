"""Sends a playlist to sites: stores the new version, assigns it, plans the ends of its experiments, and logs it.

The command `playlist push` and the pages use this function.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from central.errors import UsageError
from central.playlists.day_experiments import day_experiments
from central.reports.planned_ends import has_planned_end, plan_end
from central.reports.playlist_arm_days import Planning, plan_arm_days, shops_of_sites
from central.store import audit
from central.store.local_time import day_number
from central.store.playlists import (
    add_playlist,
    assign_playlist,
    playlist_versions,
    replace_playlist,
    wanted_by_site,
)

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
    `what`: name of the entry in the audit log. `product`, `placebos`: products of its experiments by day; None: as
    named before.
    """

    tenant: str
    content: str
    sites: Sequence[str]
    base: Mapping[str, int | None] | None = None
    plans_ends: bool = True
    what: str = PUSH
    product: str | None = None
    placebos: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """The stored version, and a sentence for each experiment that keeps another plan or end than the playlist has."""

    version: int
    kept_ends: list[str]


def push_playlist(connection: Connection, push: Push, sender: Sender, now_ms: int) -> Pushed:
    """Store a playlist as a new version and assign it to its sites. The caller owns the transaction.

    Raises PlaylistChangedError if a site no longer has the version of `base`, and UsageError for an experiment by day
    that starts too early.
    """
    former = _former_day_experiments(connection, push)
    version = add_playlist(connection, push.tenant, push.content, sender.name, now_ms)
    if push.base is None:
        assign_playlist(connection, version, push.sites)
    elif changed := replace_playlist(connection, version, {site: push.base[site] for site in push.sites}):
        raise PlaylistChangedError(
            f"playlist: {len(changed)} of the sites have received another playlist, so nothing was sent."
        )
    kept_ends = _plan_ends(connection, push, sender, now_ms) if push.plans_ends else []
    kept_ends += _plan_days(connection, push, former, sender, now_ms)
    detail = f"version {version} to {', '.join(push.sites)[:200]}"
    audit.record_entry(connection, sender.logged, push.what, detail, sender.address, tenant=push.tenant)
    return Pushed(version, kept_ends)


def _former_day_experiments(connection: Connection, push: Push) -> dict[str, list[str]]:
    """Experiments by day that each site plays before the push, by tenant/site."""
    wanted = wanted_by_site(connection)
    versions = {site: wanted[site] for site in push.sites if site in wanted}
    stored = {each.version: each.content for each in playlist_versions(connection, sorted({*versions.values()}))}
    return {site: list(day_experiments(stored[version])) for site, version in versions.items()}


def _plan_days(
    connection: Connection, push: Push, former: Mapping[str, list[str]], sender: Sender, now_ms: int
) -> list[str]:
    """Store the plans of the experiments by day. An undo is never refused: it returns a sentence instead."""
    if not push.plans_ends and push.what != UNDO:
        return []
    shops = shops_of_sites(connection, push.tenant, push.sites)
    planning = Planning(push.tenant, shops, sender.logged, now_ms, push.product, push.placebos)
    of_shop = {number: former.get(f"{push.tenant}/{shop.site}", []) for number, shop in shops.items()}
    try:
        return plan_arm_days(connection, planning, push.content, of_shop)
    except UsageError as error:
        if push.what != UNDO:
            raise
        return [str(error).removeprefix("playlist: ")]


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
