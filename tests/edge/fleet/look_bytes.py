"""Bytes and processor time of one look of a kiosk in a fleet of 1,000: `python -m tests.edge.fleet.look_bytes`."""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from tuf.api.metadata import SuccinctRoles, TargetFile

from central.fleet.contents import HASH, set_settings
from edge.fleet.roles import BIN_BITS, BINS, BINS_PREFIX
from tests.edge.fleet.worlds import NOW, World, make_world, serve_folder, serve_http
from tests.evidence.parts import write_part

KIOSKS = 1_000
DOCUMENT = Path("docs/central/fleet.md")
LOOK = """
import json, sys, time
sys.modules["cryptography"] = None
from datetime import datetime
from pathlib import Path
from edge.fleet.fetcher import FolderSource
from edge.fleet.repository import Repository
metadata, targets, source, now = sys.argv[1:]
begin = time.process_time()
kiosk = Repository(Path(metadata), Path(targets), FolderSource(Path(source)), False)
kiosk.refresh(datetime.fromisoformat(now))
for each in kiosk.settings("acme", "site-7", "door"):
    kiosk.fetch(each.name)
kiosk.software(), kiosk.plan(), kiosk.go()
print(json.dumps([kiosk.received_bytes, time.process_time() - begin]))
"""
"""A look as the updater does it: in a process of its own, without a library of C for signatures."""


def look_alone(world: World, name: str = "kiosk") -> tuple[int, float]:
    """Bytes and processor seconds of one look in a process of its own."""
    world.kiosk(name)
    place = world.place / name
    arguments = [str(place / "tuf"), str(place / "files"), str(world.published.folder.path), world.now.isoformat()]
    run = subprocess.run([sys.executable, "-c", LOOK, *arguments], capture_output=True, text=True, check=True)
    received, seconds = json.loads(run.stdout)
    return received, seconds


def look_of_programs(world: World, place: Path) -> tuple[int, float]:
    """Bytes that are read, and processor seconds, of one look without news by both halves of the updater, each a
    program of its own with the start of Python.
    """
    fleet, program, settings = place / "fleet", place / "vitrina", place / "vitrina.toml"
    (fleet / "tuf").mkdir(parents=True)
    (fleet / "root.json").write_bytes(world.first_root())
    (program / "versions/0.1.0").mkdir(parents=True)
    (program / "current").symlink_to("versions/0.1.0")
    world.published.renew(datetime.now(timezone.utc))  # the programs read the clock of this machine
    seconds = 0.0
    for _ in ("the first look", "the next one"):
        with serve_http(serve_folder(world.published.folder.path.parent)) as url:
            names = f'[site]\ntenant = "{world.tenant}"\nsite = "site-7"\ndevice = "door"\n'
            settings.write_text(f'{names}[fleet]\nurl = "{url}"\n', encoding="utf-8")
            before = _children_s()
            for half in ("fetch", "apply"):
                options = [f"--config={settings}", f"--program={program}", f"--fleet={fleet}"]
                subprocess.run([sys.executable, "-m", "edge.fleet.main", half, *options], check=True)
            seconds = _children_s() - before
    timestamp = world.published.folder.metadata / "timestamp.json"
    return timestamp.stat().st_size, seconds  # nothing else is read


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def fill_bins(world: World, kiosks: int) -> None:
    """Give each of many kiosks settings of its own, and publish them."""
    bins = SuccinctRoles([], 1, BIN_BITS, BINS_PREFIX)
    of_bin: dict[str, dict[str, TargetFile]] = {role: {} for role in BINS}
    for number in range(kiosks):
        name = f"settings/acme/site-{number}/door.toml"
        target = TargetFile.from_data(name, b"[faces]\nrate_hz = 5\n", HASH)
        target.unrecognized_fields["custom"] = {"counter": number + 1, "min_version": None}
        of_bin[bins.get_role_for_target(name)][name] = target
        world.work.add_file(target, b"[faces]\nrate_hz = 5\n")
    for role, targets in of_bin.items():
        world.desk(1).change_targets(role, lambda content, new=targets: content.targets.update(new))  # type: ignore[misc]
    world.publish()


def measure(place: Path) -> list[tuple[str, int, float]]:
    """Rows of the table: what is new, bytes, processor seconds."""
    world = make_world(place)
    fill_bins(world, KIOSKS)
    rows = [("everything: the first look", *look_alone(world))]
    rows.append(("nothing, as usual", *look_alone(world)))
    world.now = NOW + timedelta(days=1)
    world.published.renew(world.now)
    rows.append(("central has signed again, once a day", *look_alone(world)))
    set_settings(world.desk(1), "settings", "acme/site-7/door", b"[faces]\nrate_hz = 6\n")
    world.publish()
    rows.append(("settings of this kiosk", *look_alone(world)))
    rows.append(("nothing, by both programs of the updater, with the start of Python", *look_of_programs(world, place)))
    return rows


def table(rows: Sequence[tuple[str, int, float]]) -> str:
    """The table of the document."""
    lines = [
        f"| news, among {KIOSKS:,} kiosks with settings of their own | bytes read | processor time |",
        "|---|---|---|",
    ]
    return "\n".join([*lines, *(f"| {what} | {count:,} | {seconds:.2f} s |" for what, count, seconds in rows)])


def main() -> None:
    """Measure, and print the table or write it into the document."""
    parser = argparse.ArgumentParser(prog="python -m tests.edge.fleet.look_bytes", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into the document")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="vitrina-look-") as place:
        text = table(measure(Path(place)))
    if options.write:
        write_part(DOCUMENT, "look", text)
    print(text)


if __name__ == "__main__":
    main()
