"""Answers about comments within the caller's scope: for a tenant, a tag, an ad, or some shops."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.errors import NotFoundError, UsageError
from central.reports import answers
from central.reports.comment_values import CommentTrend
from central.reports.comments import build_comment_trend
from central.reports.selection import (
    NAME_ONE,
    CreativeRow,
    Request,
    build_selection,
    creative_names,
    find_creatives,
    find_tenant,
    join_names,
)
from central.reports.sums import DatabaseSums
from central.store.scope import Scope, visible_sites


@dataclass(frozen=True, slots=True)
class CreativeFilter:
    """Selection of ads by tag or by name. If both are None, all ads of the tenant are selected."""

    tag: str | None = None
    creative: str | None = None


def answer_comments(
    connection: Connection, scope: Scope, chosen: CreativeFilter, request: Request, now_ms: int
) -> CommentTrend:
    """Comments by week. Only callers who may see all shops of the tenant get the imported reviews of a tag.

    Raises UsageError. Raises NotFoundError for a name that does not exist, and for a name that the caller may not see.
    """
    if chosen.tag is not None and chosen.creative is not None:
        raise UsageError("comments: both a tag and an ad were named. Name only one of them.")
    tenant = _comment_tenant(connection, scope, chosen, request.tenant)
    selection = build_selection(connection, scope, tenant, request)
    creatives = _chosen_creatives(connection, scope, tenant, chosen)
    names = [f"{tenant}/{each.creative}" for each in creatives or ()]
    if creatives is None:
        names = _all_names(connection, scope, tenant)
    smiles = answers.answer_trend(connection, scope, names, None, "smile", request, now_ms) if names else None
    return build_comment_trend(
        connection,
        selection,
        (chosen.tag, creatives),
        smiles,
        now_ms,
        is_research=DatabaseSums(connection).is_research(selection),
        has_reviews=chosen.tag is not None and not request.sites and scope.allows_tenant(tenant),
    )


def comment_tags(connection: Connection, scope: Scope, tenant: str | None) -> list[tuple[str, str]]:
    """Visible tags with their tenants: tags of ads, and also tags of reviews if the caller may see the whole tenant."""
    of_adverts = text(
        "SELECT c.tenant, c.tag FROM creatives c WHERE c.tag IS NOT NULL AND"
        f" {visible_sites(connection, scope).where_creative('c')}"
    )
    of_reviews = text("SELECT DISTINCT tenant, tag FROM review_days")
    found = Counter((str(row[0]), str(row[1])) for row in connection.execute(of_adverts))
    found.update((str(row[0]), str(row[1])) for row in connection.execute(of_reviews) if scope.allows_tenant(row[0]))
    return sorted(pair for pair in found if tenant in (None, pair[0]))


def _comment_tenant(connection: Connection, scope: Scope, chosen: CreativeFilter, wanted: str | None) -> str:
    if chosen.creative is not None:
        return find_tenant(connection, scope, [chosen.creative], wanted)
    if chosen.tag is not None:
        of_tag = sorted({tenant for tenant, tag in comment_tags(connection, scope, wanted) if tag == chosen.tag})
        if not of_tag:
            raise NotFoundError(f"comments: no ad has the tag {chosen.tag!r}. Give the tag to an ad first.")
        return _one(of_tag, wanted)
    return _one(visible_sites(connection, scope).tenants, wanted)


def _one(tenants: Sequence[str], wanted: str | None) -> str:
    found = [tenant for tenant in tenants if wanted in (None, tenant)]
    if not found:
        raise NotFoundError("comments: nothing is stored. Fill the store with `import` or `serve`.")
    if len(found) > 1:
        raise UsageError(f"comments: the store has several tenants: {join_names(found)}. {NAME_ONE}.")
    return found[0]


def _chosen_creatives(
    connection: Connection, scope: Scope, tenant: str, chosen: CreativeFilter
) -> list[CreativeRow] | None:
    if chosen.creative is not None:
        return find_creatives(connection, scope, [chosen.creative], tenant)
    if chosen.tag is None:
        return None
    seen = visible_sites(connection, scope).where_creative("c")
    query = text(f"SELECT c.key FROM creatives c WHERE c.tag = :tag AND c.tenant = :t AND {seen} ORDER BY c.key")
    names = [str(row[0]) for row in connection.execute(query, {"tag": chosen.tag, "t": tenant})]
    return find_creatives(connection, scope, names, tenant) if names else []


def _all_names(connection: Connection, scope: Scope, tenant: str) -> list[str]:
    try:
        return creative_names(connection, scope, tenant)
    except NotFoundError:
        return []
