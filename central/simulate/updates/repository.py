"""Repository of a simulated tenant, with its own keys: founded, filled and published as people do it."""

from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from central.fleet.contents import add_software, set_plan
from central.fleet.founding import Founding, found_repository
from central.fleet.keys import KeyRing
from central.fleet.layout import RepositoryFolder, published_folder
from central.fleet.published import PublishedRepository
from central.fleet.signing import Desk
from central.simulate.updates.programs import write_program
from edge.fleet.rollout import Plan, plan_text

STICKS = 3
_PASSPHRASE = "keys of a simulation protect nothing"


@dataclass(frozen=True, slots=True)
class SimulatedRepository:
    """Published repository, and the first root that its kiosks trust."""

    published: PublishedRepository
    anchor: Path

    @property
    def folder(self) -> Path:
        """Folder from which kiosks read."""
        return self.published.folder.path


def publish_plan(place: Path, tenant: str, plan: Plan, at_s: float) -> SimulatedRepository:
    """Found a repository in an empty folder, offer the program of the plan, and publish both. Raises CentralError."""
    now, sticks = datetime.fromtimestamp(at_s, timezone.utc), [place / f"stick-{number}" for number in range(STICKS)]
    for stick in sticks:
        stick.mkdir(parents=True)
    work, ring = RepositoryFolder(place / "work"), KeyRing(sticks, lambda _: _PASSPHRASE)
    found_repository(Founding(work, tenant, sticks, now), ring)
    desk = Desk(work, ring, now)
    add_software(desk, write_program(place, plan.software), is_unsigned=True)
    set_plan(desk, plan_text(plan).encode())
    published = PublishedRepository(tenant, published_folder(place / "media", tenant), place / "keys" / tenant)
    published.take(work, now)
    return SimulatedRepository(published, work.metadata / "1.root.json")
