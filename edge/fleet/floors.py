"""Floors: values below which this kiosk accepts nothing, whatever a signature says.

They outlive `vitrina forget` and a purge of the package. Without them, an older offer that was once valid would be
accepted again.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from edge.clock import EARLIEST
from edge.files import replace_file
from edge.fleet.refusals import FleetRefused
from edge.fleet.versions import VersionError, version_key

NO_VERSION = "0.0.0"
MOST_COUNTER_STEP = 1_000_000
"""Largest rise of a counter at once. Counters only rise, so a thief of an operator's key could use up all numbers with
one file, and nobody could set anything again after the keys were changed.
"""


@dataclass(frozen=True, slots=True)
class Floors:
    """Lowest accepted values. `clock`: seconds since 1970 UTC of the build, or of the newest signatures of an update
    that was kept.

    `version`: the highest version that was kept. `bad`: versions that came back.
    """

    clock: int = int(EARLIEST.timestamp())
    version: str = NO_VERSION
    settings_counter: int = 0
    address_counter: int = 0
    plan_counter: int = 0
    bad: tuple[str, ...] = ()

    def with_kept(self, version: str, signed_s: int | None = None) -> "Floors":
        """Floors after a version was kept. They never fall. `signed_s`: a time that the signatures of the update
        confirm; None without signatures. The clock confirms nothing: one in 2040 would end all updates until then.
        """
        highest = max(self.version, version, key=version_key)
        return replace(self, version=highest, clock=max(self.clock, signed_s or 0))

    def with_bad(self, version: str) -> "Floors":
        """Floors after a version came back."""
        return replace(self, bad=tuple(sorted({*self.bad, version}, key=version_key)))

    def with_plan(self, counter: int) -> "Floors":
        """Floors with a newer plan, which may name a version that came back again. An older plan changes nothing."""
        return replace(self, plan_counter=counter, bad=()) if counter > self.plan_counter else self

    def with_settings(self, settings: int, address: int) -> "Floors":
        """Floors after settings were kept, with the counters of settings and of addresses."""
        return replace(
            self,
            settings_counter=max(self.settings_counter, settings),
            address_counter=max(self.address_counter, address),
        )

    def refuse_far_counters(self, settings: int = 0, address: int = 0, plan: int = 0) -> None:
        """Raise FleetRefused for a counter far above its floor. A kiosk without a floor yet accepts any."""
        pairs = (settings, self.settings_counter), (address, self.address_counter), (plan, self.plan_counter)
        for counter, floor in pairs:
            if floor and counter - floor > MOST_COUNTER_STEP:
                raise FleetRefused(
                    "counter_far",
                    f"fleet: settings or a plan have the counter {counter}, and this kiosk has seen {floor}. Change "
                    "the keys of the operator if nobody chose that number, and use the next one.",
                )

    def refuse_low_clock(self, now_s: float) -> None:
        """Raise FleetRefused if the clock is older than the program, so that no expiry can be checked."""
        if now_s < self.clock:
            raise FleetRefused(
                "clock",
                "update: the clock of this kiosk is wrong: it shows a time before the last update. Set the clock "
                "(timedatectl shows it), then try again.",
            )

    def refuse_low_version(self, version: str) -> None:
        """Raise FleetRefused for a version below the floor, or one that came back."""
        if version_key(version) < version_key(self.version):
            raise FleetRefused(
                "version_lower",
                f"update: {version} is older than {self.version}, which this kiosk has kept. Take a newer version; to "
                "return to the former one, run vitrina update --back.",
            )
        if version in self.bad:
            raise FleetRefused(
                "version_bad",
                f"update: {version} did not work on this kiosk and came back. Take another version; vitrina update "
                "--status shows why it came back.",
            )


def read_floors(path: Path) -> Floors:
    """Floors in a file; the lowest if there is no file yet. Raises FleetRefused for a damaged one, and OSError."""
    try:
        return _parse_floors(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Floors()
    except (ValueError, KeyError, TypeError, VersionError) as error:
        raise FleetRefused(
            "floors",
            f"update: {path} is damaged ({error}), so nobody can say what this kiosk has refused before. Restore it "
            "from a copy; if there is none, delete it, and install the newest version by hand.",
        ) from None


def write_floors(path: Path, floors: Floors) -> None:
    """Write the floors. After a power cut, either the old or the new ones exist. Raises OSError."""
    replace_file(path, json.dumps(asdict(floors)).encode() + b"\n", (os.geteuid(), os.getegid()))


def _parse_floors(stored: dict[str, Any]) -> Floors:
    numbers = {key: int(stored[key]) for key in ("clock", "settings_counter", "address_counter", "plan_counter")}
    version, bad = str(stored["version"]), tuple(map(str, stored["bad"]))
    for each in (version, *bad):
        version_key(each)
    return Floors(version=version, bad=bad, **numbers)
