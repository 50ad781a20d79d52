"""Paths of pages, with the filters of the page that links to them, and the page on which a user lands."""

from urllib.parse import quote, urlencode, urlsplit

from sqlalchemy import Connection

from central.store.scope import Scope, visible_sites
from central.web.queries import Query

START = "/"
"""Path of the start page."""


def add_query(path: str, query: Query, leave: set[str] | None = None, **changed: object) -> str:
    """The path with a query string of the values that are not defaults. `leave`: names of values to omit."""
    values = query.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=leave) | changed
    given = {key: value for key, value in values.items() if value not in (None, "", 0, [])}
    return quote(path) + (f"?{urlencode(given, doseq=True)}" if given else "")


def path_on_this_server(path: str, otherwise: str = START) -> str:
    """The given path if it belongs to this server, otherwise another one: by default the start page."""
    parts = urlsplit(path)
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if is_own and not parts.scheme and not parts.netloc else otherwise


def add_next(path: str, following: str) -> str:
    """The path of a page of the sign-in, with the path that follows it."""
    return f"{path}?{urlencode({'next': path_on_this_server(following)})}" if following else path


def shop_path(tenant: str, site: str) -> str:
    """Path of the page about a shop."""
    return f"/shops/{tenant}/{site}"


def creative_path(tenant: str, creative: str) -> str:
    """Path of the page about a creative."""
    return f"/creatives/{tenant}/{creative}"


def new_playlist_path(tenant: str, creative: str) -> str:
    """Path of the page that starts a playlist with an ad. Opening it sends nothing."""
    return f"/playlists/new?creative={tenant}/{creative}"


def landing_path(connection: Connection, scope: Scope) -> str:
    """Path on which a user lands: the page of the shop for a user who may see exactly that one, otherwise the start
    page. A shop that is not stored yet has no page.
    """
    patterns = scope.patterns or frozenset()
    if len(patterns) != 1 or scope.allows_tenant(scope.tenant or ""):
        return START
    sites = [*visible_sites(connection, scope).names.values()]
    return shop_path(*sites[0]) if sites else START
