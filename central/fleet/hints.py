"""Retained messages that make kiosks look for signed files now, instead of when their timer ends."""

import json
import logging
from collections.abc import Callable, Sequence

from central.fleet.published import PublishedRepository
from central.store.database import read_view
from central.store.sites import list_site_kiosks, list_sites
from central.store.store import Store
from edge.messages.wire import schema_name

log = logging.getLogger(__name__)

AT_ONCE = 200
MOST_KIOSKS = 100_000
PublishKept = Callable[[Sequence[tuple[str, bytes]]], list[str]]
"""Function that publishes retained messages by topic, and returns the topics that the broker has acknowledged."""


class HintSender:
    """Sends a hint to all kiosks of a tenant when people or a ring changed something, but not when central has only
    renewed its signatures. The first look after a start sends nothing: kiosks look every 15 minutes anyway.
    """

    def __init__(self, store: Store, publish: PublishKept) -> None:
        self._store, self._publish = store, publish
        self._known: dict[str, tuple[int, ...]] = {}
        self._waiting: dict[str, bytes] = {}

    def send_due(self, repositories: Sequence[PublishedRepository]) -> None:
        """Send some of the hints that are due. Raises CentralError."""
        for repository in repositories:
            versions = repository.news()
            if self._known.setdefault(repository.tenant, versions) != versions:
                self._known[repository.tenant] = versions
                self._waiting |= self._hints(repository)
        if self._waiting:
            for topic in self._publish(list(self._waiting.items())[:AT_ONCE]):
                self._waiting.pop(topic, None)

    def _hints(self, repository: PublishedRepository) -> dict[str, bytes]:
        timestamp = repository.timestamp()
        content = json.dumps({"schema": schema_name("fleet"), "timestamp": timestamp}).encode()
        with read_view(self._store) as connection:
            start = f"{repository.tenant}/"
            sites = [site.key for site in list_sites(connection) if site.key.startswith(start)]
            kiosks = list_site_kiosks(connection, sites, MOST_KIOSKS)
        log.info("fleet: signed files of %s are new; %d kiosks get a hint", repository.tenant, len(kiosks))
        return {f"vitrina/1/{repository.tenant}/{kiosk}/fleet": content for kiosk in kiosks}
