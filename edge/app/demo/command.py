"""`vitrina demo`: the kiosk, a broker and a subscriber in one terminal, on recorded people or on a camera of yours."""

import io
import os
import re
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, RenderableType
from rich.live import Live

from edge.app import rooms
from edge.app.clock import Clock
from edge.app.demo import broker as demo_broker
from edge.app.demo import scene as demo_scene
from edge.app.demo.view import View
from edge.app.life.kiosk import Kiosk
from edge.app.settings import Settings
from edge.uplink.mqtt.subscriber import Subscriber

REDRAW_S = 0.2
ADVERTS = [{"creative": "spring_a", "duration_s": 7.0}, {"creative": "summer_b", "duration_s": 8.0}]
PEOPLE = {"k": 3, "k_reaction": 5, "unmasked_staff": 2, "window_s": 10}
RECORDED = "recorded people: two films, and five faces cut out of one photograph and moved"


@dataclass(frozen=True)
class Round:
    """What one run of the kiosk looks at, and what is said of it."""

    source: str
    note: str


def demo(camera: str | None, seconds: float | None, picture: str | None = None) -> int:
    """Rounds of the kiosk until Ctrl-C, or for so many seconds; each ends with a stop, which tells what may be told."""
    console = Console()
    for number in (signal.SIGTERM, signal.SIGHUP):  # a terminal that is closed must not leave a broker behind
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="vitrina-demo-") as folder, demo_broker.running() as (broker, port):
        if camera:
            this = Round(camera, f"Vitrina demo, camera {camera}, nothing of it is stored. Ctrl-C ends it and tells.")
        else:
            print("demo: fetching and arranging the recorded people ...", file=sys.stderr)
            scene = demo_scene.load(cache_folder())
            path = Path(folder) / "people.mp4"
            demo_scene.write(scene, path)
            this = Round(str(path), f"Vitrina demo, {RECORDED}. Ctrl-C ends it.")
        settings = _settings(this.source, Path(folder), port)
        view = View(rooms.rules(settings), (demo_scene.WIDTH, demo_scene.HEIGHT), broker)
        subscriber = Subscriber("127.0.0.1", port, "vitrina/1/#", view.hear)
        try:
            _rounds(settings, view, this.note, console, seconds)
        finally:
            subscriber.close()
            if picture:
                _save(view.draw(this.note), Path(picture))
    return 0


def _save(drawn: RenderableType, path: Path) -> None:
    """The picture as SVG, without the fonts that its maker would have a reader's browser fetch."""
    console = Console(record=True, width=150, height=46, file=io.StringIO(), force_terminal=True)
    console.print(drawn)
    svg = console.export_svg(title="vitrina demo")
    path.write_text(re.sub(r"@font-face\s*{.*?}\s*", "", svg, flags=re.DOTALL), encoding="utf-8")


def cache_folder() -> Path:
    """Where fetched media are kept: $XDG_CACHE_HOME/vitrina, or ~/.cache/vitrina."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vitrina"


def _settings(source: str, folder: Path, port: int) -> Settings:
    return Settings.model_validate(
        {
            "site": {"tenant": "demo", "site": "shop", "device": "kiosk"},
            "camera": {"source": source},
            "audience": PEOPLE,
            "playback": {"feed": "playlist", "playlist": ADVERTS},
            "broker": {"host": "127.0.0.1", "port": port},
            "outbox": {"path": str(folder / "outbox.db")},
        }
    )


def _rounds(settings: Settings, view: View, note: str, console: Console, seconds: float | None) -> None:
    clock = Clock()
    end_s = clock.now() + seconds if seconds else float("inf")
    with Live(view.draw(note), console=console, screen=console.is_terminal, auto_refresh=False) as live:
        while clock.now() < end_s:
            kiosk = Kiosk(settings, clock, watch=view.watch, notice_exempt=True)
            thread = threading.Thread(target=kiosk.run, name="kiosk")
            thread.start()
            try:
                while thread.is_alive() and clock.now() < end_s:
                    thread.join(REDRAW_S)
                    live.update(view.draw(note), refresh=console.is_terminal)
            finally:
                kiosk.stop()
                thread.join()
        live.update(view.draw(note), refresh=True)
