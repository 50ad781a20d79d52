"""The people of a fleet, and its server: keys on three sticks, signed programs and plans, all by the real commands."""

import json
import subprocess
import sys
from pathlib import Path

from central.fleet.layout import published_folder
from central.fleet.published import PublishedRepository
from edge.fleet.rollout import Go
from tests.edge.fleet.worlds import PASSPHRASE

TENANT = "acme"
STICKS = ("red", "blue", "white")
CENTRAL = Path(sys.executable).with_name("vitrina-central")


class FleetDesk:
    """A work folder with its sticks in `place`, and the published copy."""

    def __init__(self, place: Path) -> None:
        self._place, self._plans = place, 0
        self.media = place / "data/media"
        for stick in STICKS:
            (place / stick).mkdir(parents=True)
        (place / "central.toml").write_text(f'[central]\ndata = "{place}/data"\n', encoding="utf-8")
        self._run("init", "work", "--tenant", TENANT, *(f"--stick={stick}" for stick in STICKS))
        self._run("publish", "--dir=work", "--config=central.toml")

    @property
    def first_root(self) -> bytes:
        return (self._place / "work/metadata/1.root.json").read_bytes()

    def offer(self, archive: Path, version: str) -> None:
        """Offer a program and plan it for all kiosks at once. Publish both, and release the ring."""
        self._run("add-software", str(archive), "--unsigned", "--dir=work", "--stick=red")
        self._plans += 1
        plan = {
            "counter": self._plans,
            "software": version,
            "rings": [{"name": "all", "share": 1}],
            "hold_h": 24,
            "stop": {"returned_share": 0.02, "silent_share": 0.05},
            "when": "now",
        }
        (self._place / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        self._run("plan", "plan.json", "--dir=work", "--stick=red")
        self._run("publish", "--dir=work", "--config=central.toml")
        self._published.write(Go(self._plans, "all"))  # as `vitrina-central serve` does within minutes

    @property
    def _published(self) -> PublishedRepository:
        folder = published_folder(self.media, TENANT)
        return PublishedRepository(TENANT, folder, self._place / "data/fleet-keys" / TENANT)

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [CENTRAL, "fleet", *arguments],
            cwd=self._place,
            input=f"{PASSPHRASE}\n" * 4,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"
