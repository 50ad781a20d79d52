"""The drafts of a user as entries of a list, on the pages where playlists and experiments start."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from central.errors import UsageError
from central.playlists.draft import Draft, Shops
from central.store.playable_ads import playable_ads
from central.store.playlist_drafts import StoredDraft, list_drafts
from central.store.scope import visible_sites
from central.web.playlist_drafts import DRAFT, chosen_sites, draft_user
from central.web.request_context import RequestContext

MOST_NAMES = 4
"""Ads that an entry names."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft. `ads`: display names of its first ads. `shops`: number of chosen shops that the user may see."""

    stored: StoredDraft
    path: str
    ads: list[str]
    has_more: bool
    is_experiment: bool
    shops: int


def draft_rows(context: RequestContext, connection: Connection, *, is_experiment: bool) -> list[DraftRow]:
    """The user's drafts of experiments, or of playlists without one; the last changed draft is first."""
    tenants = set(visible_sites(connection, context.scope).tenants)
    stored = [each for each in list_drafts(connection, draft_user(context).id) if each.tenant in tenants]
    drafts = [(each, Draft.from_json(each.content)) for each in stored]
    shown = [(each, draft) for each, draft in drafts if bool(draft.experiments) == is_experiment]
    titles = {
        tenant: {name: ad.title for name, ad in playable_ads(connection, context.scope, tenant).items()}
        for tenant in {each.tenant for each, _ in shown}
    }
    return [
        DraftRow(
            stored=each,
            path=DRAFT.format(draft=each.id),
            ads=[_title(titles[each.tenant], str(table.get("id", ""))) for table in draft.creatives[:MOST_NAMES]],
            has_more=len(draft.creatives) > MOST_NAMES,
            is_experiment=is_experiment,
            shops=_count_shops(context, connection, each.tenant, draft.shops),
        )
        for each, draft in shown
    ]


def _title(titles: Mapping[str, str], creative: str) -> str:
    return titles.get(creative, creative)


def _count_shops(context: RequestContext, connection: Connection, tenant: str, shops: Shops) -> int:
    """Number of chosen shops; 0 if the user may no longer see one of them, as the page of the shops then asks again."""
    try:
        return len(chosen_sites(context, connection, tenant, shops))
    except UsageError:
        return 0
