"""Paths of pages, with the filters of the page that links to them."""

from urllib.parse import quote, urlencode

from central.web.queries import Query


def add_query(path: str, query: Query, leave: set[str] | None = None, **changed: object) -> str:
    """The path with a query string of the values that are not defaults. `leave`: names of values to omit."""
    values = query.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=leave) | changed
    given = {key: value for key, value in values.items() if value not in (None, "", 0, [])}
    return quote(path) + (f"?{urlencode(given, doseq=True)}" if given else "")


def creative_path(tenant: str, creative: str) -> str:
    """Path of the page about a creative."""
    return f"/creatives/{tenant}/{creative}"
