"""Chooses the sites for a playlist: by name, by tag, or all sites of a tenant."""

from collections.abc import Sequence

from sqlalchemy import Connection

from central.errors import UsageError
from central.store.scope import Scope
from central.store.site_tags import tagged_sites
from central.store.sites import list_sites


def choose_sites(connection: Connection, scope: Scope, names: Sequence[str], tags: Sequence[str] = ()) -> list[str]:
    """Sites within the scope that have one of the names or tags, without duplicates and all of one tenant.

    `names`: tenant/site, or tenant/* for all sites of a tenant. Raises UsageError; a site outside the scope is treated
    as if it did not exist.
    """
    if not names and not tags:
        raise UsageError("playlist: no sites were named. Add --site TENANT/SITE, or --tag TENANT/TAG.")
    visible = [site.key for site in list_sites(connection) if scope.can_see(*site.key.split("/", 1))]
    found = _matching_sites(scope, names, visible)
    known = frozenset(visible)
    for name in tags:
        tenant, _, tag = name.partition("/")
        matching = [key for key in tagged_sites(connection, tenant, tag) if key in known]
        if not matching:
            raise UsageError(
                f"playlist: no site has the tag {name} (TENANT/TAG). Add it: vitrina-central site set"
                f" {tenant}/SITE --tag {tag or 'TAG'}. Nothing was sent."
            )
        found += matching
    return _of_one_tenant(list(dict.fromkeys(found)))


def _matching_sites(scope: Scope, wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """The sites by name or pattern. A pattern needs sight of the whole tenant. Raises UsageError for an unknown
    site.
    """
    found: list[str] = []
    names = frozenset(known)
    for name in wanted:
        matching = [name] if name in names else []
        if name.endswith("/*") and scope.allows_tenant(name.removesuffix("/*")):
            matching = [key for key in known if key.startswith(name[:-1])]
        if not matching:
            raise UsageError(f"playlist: there is no site {name}. See: vitrina-central site list. Nothing was sent.")
        found += matching
    return found


def _of_one_tenant(sites: list[str]) -> list[str]:
    tenants = sorted({site.partition("/")[0] for site in sites})
    if len(tenants) > 1:
        raise UsageError(
            f"playlist: the sites belong to {len(tenants)} tenants ({', '.join(tenants)}). Send the playlist to"
            " one tenant at a time."
        )
    return sites
