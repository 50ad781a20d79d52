"""Offers of a tenant's repository to this kiosk: the version that the plan wants, and its archive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from edge.fleet.archives import own_platform
from edge.fleet.fetcher import Source
from edge.fleet.floors import Floors
from edge.fleet.refusals import NO_ROOT, FleetRefused
from edge.fleet.repository import Repository, install_root
from edge.fleet.rollout import Go, Plan, is_older_plan, wanted_software
from edge.fleet.targets import SoftwareTarget
from edge.fleet.tree_facts import refuse_missing_python
from edge.fleet.versions import version_key

OLD_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Offer:
    """Result of one look. `target`: program that this kiosk should change to, or None. `is_old`: nobody has signed
    anything for 60 days.
    """

    timestamp: int
    plan: Plan | None
    go: Go | None
    wanted: str | None
    target: SoftwareTarget | None
    is_old: bool


def open_repository(metadata: Path, files: Path, source: Source, anchor: Path, *, is_offline: bool) -> Repository:
    """Repository with its state in a folder, which starts with the root that a person gave. Raises FleetRefused, and
    OSError.
    """
    if not (metadata / "root.json").is_file():
        if not anchor.is_file():
            raise FleetRefused(
                NO_ROOT, "fleet: this kiosk has no root. Run: sudo vitrina enrol CODE --root FINGERPRINT"
            )
        install_root(metadata, anchor.read_bytes(), None)
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Repository(metadata, files, source, is_offline)


def look(repository: Repository, kiosk: str, now_s: float, own: str | None = None) -> Offer:
    """Refresh the metadata, and read what the plan wants of this kiosk. Raises FleetRefused, and OSError."""
    now = datetime.fromtimestamp(now_s, timezone.utc)
    timestamp = repository.refresh(now)
    plan, go = repository.plan(), repository.go()
    wanted = wanted_software(plan, go, kiosk)
    target = None if wanted is None else choose_target(repository.software(), wanted, own or own_platform())
    signed = repository.newest_signing_time()
    return Offer(timestamp, plan, go, wanted, target, signed is not None and now - signed > OLD_AFTER)


def choose_target(offered: Iterable[SoftwareTarget], version: str, own: str) -> SoftwareTarget:
    """Program of a version for this platform. Raises FleetRefused."""
    of_version = [target for target in offered if target.version == version]
    found = next((target for target in of_version if target.platform == own), None)
    if found is None:
        others = ", ".join(target.platform for target in of_version) or "no platform"
        raise FleetRefused(
            "platform",
            f"fleet: the repository has {version} for {others}, and this kiosk is {own}. Add the file for {own}: "
            "vitrina-central fleet add-software.",
        )
    refuse_missing_python(found.version, found.python)
    return found


def newest_target(offered: Iterable[SoftwareTarget], own: str) -> SoftwareTarget:
    """Newest program for this platform, which a person with a stick wants. Raises FleetRefused."""
    mine = [target for target in offered if target.platform == own]
    if not mine:
        raise FleetRefused("platform", f"update: the repository has no program for {own}. Add it and copy it again.")
    found = max(mine, key=lambda target: version_key(target.version))
    refuse_missing_python(found.version, found.python)
    return found


def floors_with_plan(floors: Floors, plan: Plan | None) -> Floors:
    """Floors after this plan. Raises FleetRefused for a plan that is older than one before."""
    if plan is None:
        return floors
    if is_older_plan(plan, floors.plan_counter):
        raise FleetRefused(
            "counter_lower",
            f"fleet: the plan has the counter {plan.counter}, and this kiosk has seen {floors.plan_counter}. Use a "
            "higher counter.",
        )
    floors.refuse_far_counters(plan=plan.counter)
    return floors.with_plan(plan.counter)
