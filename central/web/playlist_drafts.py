"""The draft that a request is about, with the ads and shops that its user may choose."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone

from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from central.errors import SourceError, UsageError
from central.playlists.content import Films, playlist_json
from central.playlists.draft import Draft, Shops
from central.playlists.sites import choose_sites
from central.store.playable_ads import PlayableAd, playable_ads
from central.store.playlist_drafts import StoredDraft, find_draft, save_draft
from central.store.playlists import wanted_by_site
from central.store.scope import visible_sites
from central.store.shops import Shop, read_shops, shop_order
from central.store.site_tags import tags_by_site
from central.store.sites import Site, list_sites
from central.store.users import User
from central.web.request_context import RequestContext

DRAFT = "/playlists/drafts/{draft}"


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft of the user. `ads`: ads that the user may choose, by id."""

    stored: StoredDraft
    draft: Draft
    ads: dict[str, PlayableAd]

    @property
    def tenant(self) -> str:
        """Tenant of the ads and shops."""
        return self.stored.tenant

    @property
    def path(self) -> str:
        """Path of the first step."""
        return DRAFT.format(draft=self.stored.id)

    @property
    def is_experiment(self) -> bool:
        """True if the playlist has an experiment."""
        return bool(self.draft.experiments)


def draft_user(context: RequestContext) -> User:
    """The user of a page. Pages accept no token."""
    user = context.identity.user
    assert user is not None
    return user


def utc_today(context: RequestContext) -> date:
    """Present day in UTC."""
    return datetime.fromtimestamp(context.now_ms / 1000, timezone.utc).date()


def open_draft(context: RequestContext, connection: Connection) -> OpenDraft:
    """The draft that the path names. Raises HTTPException with status 404 if the user has no such draft, or may no
    longer see its tenant.
    """
    stored = find_draft(connection, draft_user(context).id, context.path["draft"])
    if stored is None or stored.tenant not in visible_sites(connection, context.scope).tenants:
        raise HTTPException(404)
    ads = playable_ads(connection, context.scope, stored.tenant)
    return OpenDraft(stored, Draft.from_json(stored.content), ads)


def keep_draft(context: RequestContext, opened: OpenDraft, draft: Draft) -> bool:
    """Save the draft. Return False if it was changed elsewhere after this page was made; then nothing is saved."""
    revision = context.form.get("revision", "")
    if not revision.isdecimal() or len(revision) > 9:
        return False
    with context.begin_write() as connection:
        return save_draft(connection, opened.stored, int(revision), draft.to_json(), context.now_ms)


def draft_films(context: RequestContext, opened: OpenDraft) -> Films:
    """Videos of the ads that the user may choose. Raises SourceError if the server has no folder for videos."""
    media = context.services.media
    if media is None:
        raise SourceError(NO_MEDIA)
    return Films(opened.tenant, lambda name: opened.ads[name].sha256 if name in opened.ads else None, media)


NO_MEDIA = (
    "This server has no folder for videos. An administrator can set one: [central] media in the settings file."
    " Nothing was changed."
)


def draft_content(context: RequestContext, opened: OpenDraft) -> str:
    """Content of the playlist as the command `playlist push` makes it. Raises UsageError or SourceError."""
    return playlist_json(draft_films(context, opened), opened.draft.tables)


@dataclass(frozen=True, slots=True)
class VisibleShops:
    """Shops of one tenant that the user may see, sorted by name, with their tags. `shops`: names and groups by
    tenant/site.
    """

    sites: list[Site]
    tags: dict[str, list[str]]
    shops: Mapping[str, Shop]

    def count_kiosks(self, chosen: Sequence[str]) -> int:
        """Number of kiosks in the chosen shops."""
        keys = set(chosen)
        return sum(site.devices for site in self.sites if site.key in keys)

    def sites_by_tag(self) -> dict[str, list[str]]:
        """Shops by tag, sorted by tag."""
        return _sites_by([(tag, site.key) for site in self.sites for tag in self.tags.get(site.key, ())])

    def sites_by_group(self) -> dict[str, list[str]]:
        """Shops by group, sorted by group."""
        groups = ((self.shops[site.key].group, site.key) for site in self.sites if site.key in self.shops)
        return _sites_by([(group, key) for group, key in groups if group])


def _sites_by(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, key in pairs:
        found.setdefault(name, []).append(key)
    return dict(sorted(found.items()))


def visible_shops(context: RequestContext, connection: Connection, tenant: str) -> VisibleShops:
    """The shops of a tenant within the scope of the user."""
    shops = {key: shop for key, shop in read_shops(connection, context.scope).items() if shop.tenant == tenant}
    sites = sorted(
        (site for site in list_sites(connection) if site.key in shops), key=lambda site: shop_order(shops[site.key])
    )
    return VisibleShops(sites, tags_by_site(connection), shops)


def chosen_sites(context: RequestContext, connection: Connection, tenant: str, shops: Shops) -> list[str]:
    """Keys of the chosen shops; empty if none is chosen. Raises UsageError for a shop that the user may not see."""
    if shops == Shops():
        return []
    visible = visible_shops(context, connection, tenant)
    if shops.everywhere:
        return sorted(site.key for site in visible.sites)
    by_group = visible.sites_by_group()
    names = [*shops.sites, *(key for group in shops.groups for key in by_group.get(group, ()))]
    tags = [f"{tenant}/{tag}" for tag in shops.tags]
    if not names and not tags:
        return []
    found = choose_sites(connection, context.scope, names, tags)
    if any(not key.startswith(f"{tenant}/") for key in found):
        raise UsageError(f"playlist: the shops do not all belong to {tenant}. Choose the shops again.")
    return found


def base_versions(connection: Connection, sites: Sequence[str]) -> dict[str, int | None]:
    """Version that each site should show now; None without one."""
    wanted = wanted_by_site(connection)
    return {site: wanted.get(site) for site in sites}


def seen_digest(content: str, base: dict[str, int | None]) -> str:
    """Digest of what a page shows before the user confirms it: the playlist, its shops, and what they show now."""
    text = json.dumps([content, sorted(base.items())])
    return hashlib.sha256(text.encode()).hexdigest()
