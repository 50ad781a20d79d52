"""A kiosk at the updater's door: versions that behave well or badly under a clock of their own; and small trees."""

import hashlib
import io
import os
import tarfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edge.fleet.probation import Before, Sample
from edge.fleet.settings_step import KioskMoment
from edge.fleet.steps import StepClock
from edge.fleet.trees import Trees

HZ = 15
DAY_S = 86_400


@dataclass
class FakeTime:
    """A clock that only `sleep` moves."""

    now_s: float = 1_800_000_000.0
    boot: str = "boot-1"

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    @property
    def clock(self) -> StepClock:
        return StepClock(lambda: self.now_s, lambda: self.now_s, self.sleep, lambda: self.boot)


@dataclass
class FakeKiosk:
    """A kiosk whose program is the tree that `current` leads to at its start. `faults`: what is wrong with a version.

    `is_open`: the shop, at a time. Every restart is noted with the pause that stood before it.
    """

    trees: Trees
    time: FakeTime
    faults: Mapping[str, str] = field(default_factory=dict)
    is_open: Callable[[float], bool] = lambda _: True
    is_running: bool = True
    forms: Mapping[str, int] = field(default_factory=dict)
    restarts: list[tuple[str, bool]] = field(default_factory=list)
    is_paused: bool = False
    is_on_trial: bool = False
    started_s: float = 0.0
    changed_s: float | None = None  # first restart
    running: str | None = None
    refused_settings: str | None = None
    reloads: int = 0

    def __post_init__(self) -> None:
        self.running = self.trees.current()
        self.started_s = self.time.now_s - 86_400.0

    @property
    def fault(self) -> str:
        return self.faults.get(self.running or "", "")

    def state_before(self) -> Before:
        alerts = frozenset({"camera.lost"}) if self.fault == "blind" else frozenset()
        return Before(rate_hz=HZ, is_running=self.is_running, is_acknowledged=True, alerts=alerts)

    def measure_rate_hz(self) -> float | None:
        return HZ if self.is_open(self.time.now_s) else None

    def sample(self) -> Sample:
        passed_s = self.time.now_s - self.started_s
        is_hanging = not self.is_running or (self.fault == "hangs" and passed_s > 60)
        is_open = self.is_open(self.time.now_s)
        blind = self.fault in ("blind", "silently blind")
        return Sample(
            at_s=self.time.now_s,
            restarts=int(self.fault == "crashes" and passed_s > 30),
            has_beaten=self.is_running and self.fault != "never starts",
            frames=None if is_hanging or self.fault == "never starts" else 0 if blind else int(passed_s * HZ),
            is_camera_on=is_open and not is_hanging,
            acknowledged=0 if self.fault == "mute" else int(passed_s // 60),
            is_outbox_open=True,
            memory_share=0.99 if self.fault == "eats memory" and passed_s > 300 else 0.2,
            alerts=frozenset({"camera.lost"}) if self.fault == "blind" and is_open and passed_s > 20 else frozenset(),
        )

    def is_quiet_time(self) -> bool:
        return not self.is_open(self.time.now_s)

    def find_new_fault(self, tree: Path, former: Path | None) -> str | None:
        fault = self.faults.get(tree.name, "")
        return fault.removeprefix("check: ") if fault.startswith("check: ") else None

    def outbox_form(self, tree: Path) -> int | None:
        return self.forms.get(tree.name, 3)

    def begin_trial(self) -> None:
        self.is_on_trial = True

    def end_trial(self) -> None:
        self.is_on_trial = False

    def pause(self, within_s: float) -> None:
        self.is_paused = True
        if self.sample().answers:
            self.time.sleep(min(within_s, 105.0))

    def restart(self, *, is_wanted: bool) -> None:
        self.is_running = self.is_running or is_wanted
        self.running = self.trees.current()
        self.started_s = self.time.now_s
        self.changed_s = self.changed_s or self.time.now_s
        self.restarts.append((self.running or "", self.is_paused))

    def end_pause(self) -> None:
        self.is_paused = False

    def moment(self) -> KioskMoment:
        """UTC is the shop's time."""
        day = int(self.time.now_s // DAY_S)
        is_closed = not self.is_open(self.time.now_s)
        return KioskMoment(
            self.is_running, is_closed, time.strftime("%Y-%m-%d", time.gmtime(day * DAY_S)), (day + 1) * DAY_S
        )

    def check_settings(self, tree: Path, folder: Path) -> str | None:
        return self.refused_settings

    def reload(self) -> None:
        self.reloads += 1


def tree_files(version: str) -> dict[str, bytes]:
    """Content of a small tree, by path."""
    return {"bin/vitrina": f"#!/bin/sh\necho {version}\n".encode(), "lib/a/b.txt": version.encode() * 10}


def write_archive(
    folder: Path,
    version: str,
    *,
    more: Mapping[str, bytes] | None = None,
    changes: Mapping[str, bytes] | None = None,
    name: str = "",
) -> Path:
    """An archive of a small tree with `more` files. `changes` replaces files after their hashes were taken."""
    files, link = {**tree_files(version), **(more or {})}, ("lib/link", "a/b.txt")
    sums = [f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in files.items()]
    sums.append(f"link:{link[1]}  {link[0]}")
    files = {**files, **(changes or {}), "SHA256SUMS": ("\n".join(sorted(sums)) + "\n").encode()}
    path = folder / (name or f"vitrina_{version}_debian13_amd64.tar")
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(link[0])
        member.type, member.linkname = tarfile.SYMTYPE, link[1]
        tar.addfile(member)
        for file, content in files.items():
            member = tarfile.TarInfo(file)
            member.size, member.mode = len(content), 0o755 if file.startswith("bin/") else 0o644
            tar.addfile(member, io.BytesIO(content))
    return path


def install_tree(program: Path, folder: Path, version: str) -> Trees:
    """Trees with one version, to which the link leads."""
    trees = Trees(program)
    trees.unpack(write_archive(folder, version), version)
    trees.switch(version)
    return trees


def link_target(program: Path) -> str:
    return os.readlink(program / "current")
