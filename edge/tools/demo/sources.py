"""Camera, sound, kits and ads of the demo's kiosk, and its settings."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.messages.payloads import Use
from edge.settings.settings import Settings
from edge.sources.camera.camera import CameraError
from edge.tools.demo import scene as demo_scene
from edge.tools.demo import wearers as demo_wearers
from edge.tools.demo.broker import free_port

PEOPLE = {"k": 3, "k_reaction": 5, "unmasked_staff": 2, "window_s": 10}
OPT_OUT_S = 60  # of the button on the page
RECORDED = (
    "recorded people: two videos, five faces from one photo, moved; ten laughs; heart rate and skin of five people, "
    "sent by simulated kits"
)
LAUGHS = Path(__file__).with_name("voices") / "laughs.opus"
ADVERTS = Path(__file__).with_name("adverts")
PLAYLIST = (("spring_a", 7.0), ("summer_b", 8.0))
"""The demo's two ads with their durations in seconds."""


@dataclass(frozen=True)
class DemoSource:
    """Sources of the demo's kiosk: the camera, notes for the screen, an audio file, and the `[[kits]]`.

    `stay_s`: seconds for which the people of a recording stay in view.
    """

    camera: str
    note: str
    short_note: str
    audio: Path | None = None
    kits: Sequence[Mapping[str, Any]] = ()
    stay_s: float | None = None


def camera_source(camera: str) -> DemoSource:
    """Source with the user's own camera."""
    note = f"Vitrina demo, camera {camera}, no frame is stored. Ctrl-C ends it and publishes results."
    return DemoSource(camera, note, f"Vitrina demo, camera {camera}. Ctrl-C ends it.")


@contextmanager
def recorded_source(folder: Path) -> Iterator[DemoSource]:
    """The recorded people, with simulated kits that run while the `with` block lasts. Raises FetchError."""
    film = folder / "people.mp4"
    scene = demo_scene.load(cache_folder())
    demo_scene.write_scene_video(scene, film)
    with ExitStack() as stack:
        kits = _enter_kits(stack, folder)
        note, short = f"Vitrina demo, {RECORDED}. Ctrl-C ends it.", "Vitrina demo on recorded people. Ctrl-C ends it."
        yield DemoSource(str(film), note, short, LAUGHS, kits, scene.present_s)


def _enter_kits(stack: ExitStack, folder: Path) -> list[dict[str, Any]]:
    """Settings of the simulated kits, which run until the stack ends. Without pseudo-terminals there are none."""
    try:
        return stack.enter_context(demo_wearers.simulated_kits(folder))
    except OSError as error:
        print(
            f"demo: no sensor kits: this machine opens no pseudo-terminal ({error.strerror}). The rest runs without"
            " them. Mount devpts on /dev/pts to see them.",
            file=sys.stderr,
        )
        return []


def require_camera_text(camera: str) -> None:
    """Raise CameraError for a camera name that the settings cannot store."""
    shown = camera.encode(errors="backslashreplace").decode()
    if shown != camera:
        raise CameraError(f"demo: the camera name {shown} is not UTF-8 text. Rename the file.")


def cache_folder() -> Path:
    """Folder for downloaded media: $XDG_CACHE_HOME/vitrina, or else ~/.cache/vitrina."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vitrina"


def demo_settings(source: DemoSource, folder: Path, broker_port: int, use: Use, *, has_player: bool) -> Settings:
    """Settings of the demo's kiosk. Its files are in `folder`."""
    playlist = [{"creative": creative, "duration_s": length_s} for creative, length_s in PLAYLIST]
    played = {"feed": "player"} if has_player else {"feed": "playlist", "playlist": playlist}
    player = {"player": {"media": str(ADVERTS), "port": free_port()}} if has_player else {}
    return Settings.model_validate(
        {
            "site": {"tenant": "demo", "site": "shop", "device": "kiosk"},
            "camera": {"source": source.camera, "loop": True},
            "audience": PEOPLE,
            "playback": played,
            "broker": {"host": "127.0.0.1", "port": broker_port},
            "outbox": {"path": str(folder / "outbox.db")},
            "microphone": {"device": source.audio and str(source.audio), "advert_sound": "silent"},
            "kits": list(source.kits),
            "notice": {"optout_s": OPT_OUT_S},
            "models": {"use": use},
            **player,
        }
    )
