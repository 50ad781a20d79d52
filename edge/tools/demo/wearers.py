"""The wearers of the demo: recordings of real people (bodies/NOTICE.md). A simulated kit sends each recording."""

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
"""Number of simulated kits: the smallest number of wearers for which a reaction contains biosignals.

The limit is `k_reaction` in the demo's PEOPLE.
"""

CONSENT_S = 86_400.0


@contextmanager
def simulated_kits(folder: Path, wearers: int = len(KITS)) -> Iterator[list[dict[str, Any]]]:
    """Run simulated kits while the `with` block lasts.

    Yields their `[[kits]]` settings. Their consent records are in `folder`.
    """
    with ExitStack() as stack:
        kits = []
        for number, (kit, settings) in enumerate(KITS[:wearers], 1):
            body = recording.read(Path(__file__).with_name("bodies") / f"wearer_{number}.csv.gz")
            player = stack.enter_context(SimulatedKit(device.make_simulated_kit(kit, settings), body, repeat=True))
            wearer = f"wearer-{number}"
            record = str(folder / f"{wearer}.json")
            kits.append({"port": player.port, "kit": kit, "settings": settings, "wearer": wearer, "consent": record})
        yield kits


def write_consents(settings: Settings) -> None:
    """Write a consent record for each kit, as `vitrina consent` does.

    The recorded people gave their consent to the authors of the data set.
    """
    store, now_s = ConsentStore(settings.outbox.path), Clock().now()
    for kit in settings.kits:
        record = Consent(kit.wearer, (kit.kit,), "the demo", "demo-1", now_s, now_s + CONSENT_S)
        store.write_private_file(kit.consent, sign(record, store.read_or_make_key()))
