"""A player's feed on a free port, polled in a thread as the kiosk does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from edge.clock import Clock
from edge.screen.notice.facts import Language
from edge.screen.play_feed import PlayEvent
from edge.screen.player.connection import PageHooks
from edge.screen.player.feed import PlayerFeed, PlayerOptions
from edge.screen.player.interlock import ShownNotice
from edge.screen.player.items import (
    ListProgram,
    NoticePage,
    NoticeText,
    PageContent,
    PageState,
    PlayerItem,
    Program,
)
from edge.screen.player.panel import PagePanel
from edge.screen.player.say import CommentHooks
from edge.screen.player.say_page import CommentPage
from tests.doubles.polled import polling
from tests.doubles.waiting import wait_until

NOTICE = NoticePage(
    version="2026-11",
    texts=(
        NoticeText(
            language="en",
            measuring="Measuring.",
            not_measuring="Not measuring.",
            view_open="A technician sees the picture.",
            opt_out="Pause",
            title="Notice",
            paragraphs=("One.", "Two."),
        ),
    ),
    qr_svg="<svg xmlns='http://www.w3.org/2000/svg'/>",
)
NOT_SENSING = PageState(is_sensing=False)


@dataclass
class Served:
    """The feed, what it gave, and what the page told of the notice."""

    feed: PlayerFeed
    token: str
    clock: Clock
    plays: list[PlayEvent] = field(default_factory=list)
    beats: list[ShownNotice] = field(default_factory=list)
    opt_outs: list[float] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    prepared: list[float] = field(default_factory=list)  # times at which somebody opened the page for comments
    stored: list[PlayEvent] = field(default_factory=list)
    state: PageState = NOT_SENSING

    @property
    def port(self) -> int:
        return self.feed.port

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"vitrina_player={self.token}"}

    def wait_for_plays(self, count: int) -> list[Any]:
        """All plays, once there are so many."""
        wait_until(lambda: len(self.plays) >= count, f"{count} plays")
        return list(self.plays)

    def wait_for_alert(self, code: str) -> str:
        """Text of an alert, once it is there."""
        wait_until(lambda: code in [alert.code for alert in self.feed.alerts], code)
        return next(alert.text for alert in self.feed.alerts if alert.code == code)


def items(folder: Path, names: Sequence[str] = ("a.mp4", "b.mp4")) -> list[PlayerItem]:
    """Items of files that are made where they are missing; nobody decodes them here."""
    for name in names:
        if not (folder / name).exists():
            (folder / name).write_bytes(bytes(range(256)) * 40)
    return [
        PlayerItem(
            creative=Path(name).stem,
            file=folder / name,
            kind="image" if name.endswith("png") else "video",
            duration_s=5.0,
            sha256="ab12cd34ef56",
            position=position,
        )
        for position, name in enumerate(names)
    ]


class ChangingProgram(ListProgram):
    """A list that may be replaced while it plays."""

    def replace(self, items: Sequence[PlayerItem]) -> None:
        self._items, self._next = tuple(items), 0
        self.has_news = True

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        self.has_news = False
        return super().next(local_time, without)


@contextmanager
def served(
    folder: Path,
    program: Program | None = None,
    notice: NoticePage = NOTICE,
    port: int = 0,
    clock: Clock | None = None,
    panel: PagePanel | None = None,
    say: Sequence[Language] = (),
) -> Iterator[Served]:
    """A feed that is polled until the end. `say`: languages of the page for comments; without them there is none."""
    clock = clock or Clock()
    it: Served
    hooks = PageHooks(
        clock.now,
        lambda: it.state,
        lambda beat: it.beats.append(beat),
        lambda: it.opt_outs.append(clock.now()),
        CommentHooks(
            CommentPage(say, 10),
            clock.now,
            lambda: it.state.is_sensing,
            lambda: it.prepared.append(clock.now()),
            lambda text: it.comments.append(text),
        )
        if say
        else None,
        lambda plays: it.stored.extend(plays),
    )
    feed = PlayerFeed(
        PlayerOptions(port, folder / "token"),
        program or ListProgram(items(folder)),
        PageContent(lambda: notice, panel=panel),
        lambda at_s: datetime.fromtimestamp(at_s, timezone.utc),
        hooks,
    )
    it = Served(feed, (folder / "token").read_text().strip(), clock)
    with polling(feed, it.plays, clock.now):
        yield it
