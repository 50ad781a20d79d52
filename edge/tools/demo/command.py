"""`vitrina demo`: kiosk, broker and subscriber in one terminal, with recorded people or with the user's camera."""

import io
import os
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.live import Live

from edge.clock import Clock
from edge.kiosk import build, networks
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.kiosk import Kiosk
from edge.messages.payloads import Use
from edge.settings.settings import Settings
from edge.sources.camera.camera import CameraError
from edge.tools import output_files
from edge.tools.demo import broker as demo_broker
from edge.tools.demo import scene as demo_scene
from edge.tools.demo import wearers as demo_wearers
from edge.tools.demo.view import DemoView
from edge.uplink.mqtt.subscriber import KioskSubscriber

REDRAW_S = 0.2
ADVERTS = [{"creative": "spring_a", "duration_s": 7.0}, {"creative": "summer_b", "duration_s": 8.0}]
PEOPLE = {"k": 3, "k_reaction": 5, "unmasked_staff": 2, "window_s": 10}
RECORDED = "recorded people: two films, five faces of one photograph, moved; ten laughs; five bodies, by simulated kits"
LAUGHS = Path(__file__).with_name("voices") / "laughs.opus"


@dataclass(frozen=True)
class DemoSource:
    """Sources of the demo's kiosk: the camera, a note for the screen, an audio file, and the `[[kits]]`."""

    camera: str
    note: str
    audio: Path | None = None
    kits: Sequence[Mapping[str, Any]] = ()


def demo(camera: str | None, seconds: float | None, picture: str | None = None, use: Use = "shop") -> int:
    """Runs a kiosk until Ctrl-C, or for `seconds`. At the stop it publishes its last releases. `use`: of `[models]`."""
    output_files.check({"--picture": Path(picture) if picture else None}, [])
    if camera:
        _require_text(camera)
    console = Console()
    for number in (signal.SIGTERM, signal.SIGHUP):  # a terminal that is closed must not leave a broker behind
        signal.signal(number, signal.default_int_handler)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrina-demo-")))
        broker, port = stack.enter_context(demo_broker.running())
        if camera:
            source = DemoSource(
                camera, f"Vitrina demo, camera {camera}, no picture is stored. Ctrl-C ends it and publishes results."
            )
        else:
            print("demo: fetching and arranging the recorded people ...", file=sys.stderr)
            scene = demo_scene.load(cache_folder())
            demo_scene.write(scene, folder / "people.mp4")
            kits = stack.enter_context(demo_wearers.simulated_kits(folder))
            source = DemoSource(str(folder / "people.mp4"), f"Vitrina demo, {RECORDED}. Ctrl-C ends it.", LAUGHS, kits)
        settings = _settings(source, folder, port, use)
        demo_wearers.consent(settings)
        reader = f"{networks.choose_reader(settings).name}, use = {use}"  # the log has the reason
        view = DemoView(build.audience_rules(settings), (demo_scene.WIDTH, demo_scene.HEIGHT), broker, reader)
        subscriber = KioskSubscriber("127.0.0.1", port, "vitrina/1/#", view.on_message)
        try:
            _run(settings, view, source.note, console, seconds)
        finally:
            subscriber.close()
            if picture:
                _save(view.draw(source.note), Path(picture))
    return 0


def _require_text(camera: str) -> None:
    """Raises CameraError for a name that settings cannot hold."""
    shown = camera.encode(errors="backslashreplace").decode()
    if shown != camera:
        raise CameraError(f"demo: the name of the camera {shown} is no UTF-8 text. Rename the file.")


def _save(drawn: RenderableType, path: Path) -> None:
    """Writes the screen as SVG. Removes the web fonts, which a reader's browser would fetch."""
    console = Console(record=True, width=150, height=46, file=io.StringIO(), force_terminal=True)
    console.print(drawn)
    svg = console.export_svg(title="vitrina demo")
    path.write_text(re.sub(r"@font-face\s*{.*?}\s*", "", svg, flags=re.DOTALL), encoding="utf-8")


def cache_folder() -> Path:
    """Folder for fetched media: $XDG_CACHE_HOME/vitrina, or ~/.cache/vitrina."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vitrina"


def _settings(source: DemoSource, folder: Path, port: int, use: Use) -> Settings:
    return Settings.model_validate(
        {
            "site": {"tenant": "demo", "site": "shop", "device": "kiosk"},
            "camera": {"source": source.camera, "loop": True},
            "audience": PEOPLE,
            "playback": {"feed": "playlist", "playlist": ADVERTS},
            "broker": {"host": "127.0.0.1", "port": port},
            "outbox": {"path": str(folder / "outbox.db")},
            "microphone": {"device": source.audio and str(source.audio), "advert_sound": "silent"},
            "kits": list(source.kits),
            "models": {"use": use},
        }
    )


def _run(settings: Settings, view: DemoView, note: str, console: Console, seconds: float | None) -> None:
    clock = Clock()
    end_s = clock.now() + seconds if seconds else float("inf")
    kiosk = Kiosk(settings, clock, on_event=view.on_event, demo=DemoHooks())
    thread = threading.Thread(target=kiosk.run, name="kiosk")
    with Live(view.draw(note), console=console, screen=console.is_terminal, auto_refresh=False) as live:
        thread.start()
        try:
            while thread.is_alive() and clock.now() < end_s:
                thread.join(REDRAW_S)
                live.update(view.draw(note), refresh=console.is_terminal)
        finally:
            kiosk.stop()
            thread.join()
        live.update(view.draw(note), refresh=True)
