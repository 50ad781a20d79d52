"""The wearers of the demo: recordings of real people (bodies/NOTICE.md), each played through a simulated kit."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from edge.clock import Clock
from edge.consent.record import Consent, sign
from edge.consent.store import ConsentStore
from edge.settings.settings import Settings
from firmware_bridge import recording
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit

KITS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("vitrina", {}),
    ("shimmer3", {}),
    ("bitalino", {"revision": "current", "pulse": 1}),
    ("vitrina", {}),
    ("shimmer3", {}),
)
"""As many as a reaction must be about at least (`PEOPLE` of the demo), so that one of them is told of bodies."""

CONSENT_S = 86_400.0


@contextmanager
def simulated_kits(folder: Path, wearers: int = len(KITS)) -> Iterator[list[dict[str, Any]]]:
    """`[[kits]]` of the settings; the kits send until the end of the `with`. Consents are looked for in `folder`."""
    with ExitStack() as playing:
        kits = []
        for number, (kit, settings) in enumerate(KITS[:wearers], 1):
            body = recording.read(Path(__file__).with_name("bodies") / f"wearer_{number}.csv.gz")
            player = playing.enter_context(SimulatedKit(device.make(kit, settings), body, repeat=True))
            who = f"wearer-{number}"
            record = str(folder / f"{who}.json")
            kits.append({"port": player.port, "kit": kit, "settings": settings, "wearer": who, "consent": record})
        yield kits


def consent(settings: Settings) -> None:
    """The record of a consent for each kit, as `vitrina consent` writes it: the recorded people gave theirs to those
    who published what they recorded."""
    shelf, now_s = ConsentStore(settings.outbox.path), Clock().now()
    for kit in settings.kits:
        said = Consent(kit.wearer, (kit.kit,), "the demo", "demo-1", now_s, now_s + CONSENT_S)
        shelf.write(kit.consent, sign(said, shelf.key_or_new()))
