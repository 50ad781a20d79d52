"""Tags of sites, such as `mall` or `north`. A tag is a group of sites to which a playlist can be sent."""

import re
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, text

from central.errors import UsageError
from edge.messages.wire import NAME

MOST_TAGS = 20
_ADD = text("INSERT INTO site_tags (site, tag) VALUES (:site, :tag)")
_REMOVE = text("DELETE FROM site_tags WHERE site = :site")
_TAGGED = text("SELECT site FROM site_tags WHERE tag = :tag ORDER BY site")


def check_tags(tags: Iterable[str]) -> list[str]:
    """Tags sorted by name, without duplicates and empty texts. Raises UsageError."""
    found = sorted({tag for tag in tags if tag})
    for tag in found:
        if re.fullmatch(NAME, tag) is None:
            raise UsageError(f"site: {tag!r} is not a tag. A tag consists of a-z, 0-9, '_' and '-', such as mall.")
    if len(found) > MOST_TAGS:
        raise UsageError(f"site: {len(found)} tags are too many. A site may have at most {MOST_TAGS}.")
    return found


def set_tags(connection: Connection, site: str, tags: Iterable[str]) -> None:
    """Replace the tags of a site, given as tenant/site."""
    connection.execute(_REMOVE, {"site": site})
    rows = [{"site": site, "tag": tag} for tag in tags]
    if rows:
        connection.execute(_ADD, rows)


def tags_by_site(connection: Connection) -> dict[str, list[str]]:
    """Tags of each site that has tags, sorted by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for site, tag in connection.exec_driver_sql("SELECT site, tag FROM site_tags ORDER BY site, tag"):
        found[str(site)].append(str(tag))
    return dict(found)


def tagged_sites(connection: Connection, tenant: str, tag: str) -> list[str]:
    """Sites of a tenant with a tag, as tenant/site."""
    sites = [str(row[0]) for row in connection.execute(_TAGGED, {"tag": tag})]
    return [site for site in sites if site.startswith(f"{tenant}/")]
