"""The page on a free port, with a kiosk that is only values, and a clock that the test sets."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from edge.clock import Clock
from edge.console.console import Console
from edge.console.hooks import ConsoleHooks, Diagnostics, SettingKey, SettingsRefusedError, SettingsStore
from edge.console.sessions import make_link_token
from edge.console.values import (
    AlertView,
    ConsoleSnapshot,
    KitView,
    Outlines,
    PlayView,
    Rectangle,
    SentMessage,
    SentToday,
    SentWindow,
    StageView,
    UplinkView,
)
from edge.kiosk.screen.setup_view import SetupView
from edge.kiosk.state.state import KioskStateTracker
from edge.web.token_file import read_token
from tests.doubles.player_page import request
from tests.edge.kiosk.screen.test_setup_view import EndlessCamera

NOW_S = 1_796_000_000.0
SNAPSHOT = ConsoleSnapshot(
    at_s=NOW_S,
    version="0.1.0",
    started_s=NOW_S - 4000,
    state="sensing",
    reasons=(),
    since_s=NOW_S - 3600,
    pause_s=600,
    stages=(StageView("perception", 14.9, 0.06, "3 frames"), StageView("publisher", hangs=True)),
    level_db=-41.0,
    has_microphone=True,
    kits=(KitView(1, "grove", True),),
    kit_quality="0 damaged frames, 2 lost samples",
    play=PlayView("playlist", "spring_a", NOW_S - 5, False, 0.02),
    uplink=UplinkView("127.0.0.1:1883", True, 2, 800, 0),
    alerts=(AlertView("camera.dark", "warning", "camera: dark. Is the cap off?", NOW_S - 60),),
)
PICTURE = b"\xff\xd8\xff\xe0 of a planted pattern 4711"
OUTLINES = Outlines(1.778, (Rectangle(0.1, 0.2, 0.1, 0.2), Rectangle(0.5, 0.3, 0.1, 0.2)))
SENT = SentToday(
    (SentMessage("window", 7, NOW_S - 30, '{"schema":"vitrina.window/1"}'),),
    tuple(SentWindow(NOW_S - 600 + 60 * n, NOW_S - 540 + 60 * n, n % 5) for n in range(10)),
)


@dataclass
class MemorySettings:
    """A store of settings in memory, which refuses other keys than it has."""

    present: dict[SettingKey, object] = field(default_factory=lambda: {("site", "open"): "Mo-Fr 09:00-20:00"})

    def present_values(self) -> Mapping[SettingKey, object]:
        return dict(self.present)

    def save_values(self, values: Mapping[SettingKey, object]) -> None:
        if not set(values) <= set(self.present):
            raise SettingsRefusedError("[audience] k is not changed here.")
        self.present.update(values)


@dataclass
class Served:
    """The page, and what it did."""

    console: Console
    secret: str
    view: SetupView
    now_s: float = NOW_S
    snapshot: ConsoleSnapshot = SNAPSHOT
    did: list[str] = field(default_factory=list)
    is_running: bool = True
    settings: MemorySettings = field(default_factory=MemorySettings)

    @property
    def port(self) -> int:
        return self.console.port

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": f"http://127.0.0.1:{self.port}"}

    def do(self, what: str) -> bool:
        self.did.append(what)
        return self.is_running

    def link_token(self) -> str:
        """Token of a new link."""
        return make_link_token(self.secret, self.now_s)

    def login(self) -> dict[str, str]:
        """Headers of a new session."""
        status, headers, _ = request(self.port, "/login", "POST", self.link_token(), self.origin)
        assert status == 204
        return {"Cookie": headers["set-cookie"].partition(";")[0]}


@contextmanager
def served(
    folder: Path, diagnostics: Diagnostics | None = None, store: SettingsStore | None = None
) -> Iterator[Served]:
    """The page. Its settings are in memory, unless there is a `store`."""
    it: Served
    settings = MemorySettings()
    state = KioskStateTracker(Clock())
    view = SetupView(state, lambda: it.now_s, lambda: True, lambda: EndlessCamera(Clock()), lambda _: PICTURE)
    hooks = ConsoleHooks(
        now=lambda: it.now_s,
        snapshot=lambda: it.snapshot,
        outlines=lambda: OUTLINES,
        sent_today=lambda: SENT,
        pause=lambda: it.do("pause"),
        resume=lambda: it.do("resume"),
        diagnostics=diagnostics,
        end_to_end=diagnostics,
        settings=store or settings,
        reload=lambda: it.did.append("reload"),
        setup_view=lambda: view,
    )
    console = Console(0, folder / "token", hooks)
    it = Served(console, read_token(folder / "token", "console"), view, settings=settings)
    console.start()
    try:
        yield it
    finally:
        console.close()
        view.close()
