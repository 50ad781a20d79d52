"""What all pages and endpoints share."""

from dataclasses import dataclass
from functools import cached_property

from central.settings import WebSection
from central.store.store import Store
from central.web.rendering import Pages
from central.web.request_limit import RequestLimit


@dataclass(frozen=True)
class Services:
    """Store, settings and templates of the server."""

    store: Store
    settings: WebSection

    @cached_property
    def pages(self) -> Pages:
        """Templates of the pages."""
        return Pages()

    @cached_property
    def request_limit(self) -> RequestLimit:
        """Limit of requests to the API."""
        return RequestLimit(self.settings.requests_per_minute)
