"""The feeds "http" and "broadsign" on a free port, with a kiosk that notes what is told."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge.clock import Clock
from edge.messages.commands import CommandsNotStoredError, StoredPlay
from edge.messages.wire import Header
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.broadsign import BroadsignFeed
from edge.screen.feeds.http_feed import HttpFeed, PlayReportHooks
from edge.screen.feeds.server import ServerOptions
from tests.doubles.player_page import request

HEADER = Header("acme", "berlin-7", "door")


@dataclass
class ServedPlays:
    """Plays that were told. `is_full`: nothing can be stored."""

    told: list[StoredPlay] = field(default_factory=list)
    is_full: bool = False
    clock: Clock = field(default_factory=Clock)
    token: str = ""
    feed: "HttpFeed | BroadsignFeed | None" = None

    def tell(self, play: StoredPlay, arrived_s: float) -> None:
        if self.is_full:
            raise CommandsNotStoredError("outbox: the disk is full.")
        self.told.append(play)

    @property
    def port(self) -> int:
        assert self.feed is not None
        return self.feed.port

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: str = "", headers: Mapping[str, str] | None = None, **values: Any) -> tuple[int, list[str]]:
        """Posts a report. Returns the status, and the problems."""
        status, _, answer = request(
            self.port, "/play", "POST", body or json.dumps(values), self.bearer if headers is None else headers
        )
        return status, json.loads(answer)["problems"]

    def call(self, action: str, query: str, token: str | None = None) -> tuple[int, dict[str, str], bytes]:
        return request(self.port, f"/broadsign/{token or self.token}/{action}?{query}")


@contextmanager
def served_plays(
    folder: Path, kind: str = "http", frame: str | None = None, options: ServerOptions | None = None
) -> Iterator[ServedPlays]:
    """Serves a feed, on a free port and with a token in `folder` where there are no `options`."""
    it = ServedPlays()
    options, hooks = options or ServerOptions(0, folder / "token"), PlayReportHooks(it.clock.now, it.tell)
    names = CreativeNames({"Spring Sale": "spring_a", "8812": "spring_a"})
    if kind == "http":
        it.feed = HttpFeed(options, HEADER, names, hooks)
    else:
        it.feed = BroadsignFeed(options, names, frame, hooks)
    it.token = options.token_file.read_text().strip()
    try:
        assert it.feed.poll(it.clock.now()) == []
        yield it
    finally:
        it.feed.close()
