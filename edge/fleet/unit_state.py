"""State of the kiosk's unit, from `systemctl show` and its control group."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROPERTIES = (
    "ActiveState",
    "ControlGroup",
    "MemoryMax",
    "NRestarts",
    "WatchdogTimestampMonotonic",
)
CGROUPS, PROCESSES = Path("/sys/fs/cgroup"), Path("/proc")
_NO_LIMIT = 2**63


@dataclass(frozen=True, slots=True)
class UnitState:
    """State of a unit. `memory_share`: of its limit, without the file cache; None without a limit."""

    active: str = "inactive"
    restarts: int = 0
    has_beaten: bool = False
    memory_share: float | None = None
    memory_kills: int = 0

    @property
    def is_running(self) -> bool:
        """True if the unit runs, or systemd is starting it again."""
        return self.active in ("active", "activating", "reloading", "refreshing")


def parse_unit_state(text: str, cgroups: Path = CGROUPS, processes: Path = PROCESSES) -> UnitState:
    """Parse the output of `systemctl show`. A missing value counts as unknown."""
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    group = cgroups / values.get("ControlGroup", "").lstrip("/") if values.get("ControlGroup") else None
    return UnitState(
        active=values.get("ActiveState", "inactive"),
        restarts=_number(values.get("NRestarts")) or 0,
        has_beaten=bool(_number(values.get("WatchdogTimestampMonotonic"))),
        memory_share=_memory_share(values, group, processes),
        memory_kills=_counter(group, "memory.events", "oom_kill") or 0,
    )


def _memory_share(values: Mapping[str, str], group: Path | None, processes: Path) -> float | None:
    limit = _number(values.get("MemoryMax"))
    if not limit or limit >= _NO_LIMIT:
        return None
    used = _counter(group, "memory.stat", "anon")
    used = _memory_of_processes(group, processes) if used is None else used
    return None if used is None else used / limit


def _memory_of_processes(group: Path | None, processes: Path) -> int | None:
    """Bytes that the processes of a group use without files. Some kernels, as on a Raspberry Pi, count no memory of
    groups, and systemd then enforces no limit.
    """
    if group is None:
        return None
    try:
        pids = (group / "cgroup.procs").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return sum(_memory_of_process(processes / pid / "status") for pid in pids)


def _memory_of_process(status: Path) -> int:
    """Bytes that one process uses without files; 0 for one that has ended."""
    try:
        lines = status.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    found = [line.split() for line in lines if line.startswith("RssAnon:")]
    return 1024 * (_number(found[0][1]) or 0) if found and len(found[0]) > 1 else 0


def _counter(group: Path | None, file: str, name: str) -> int | None:
    """A counter of a control group. None if it cannot be read."""
    if group is None:
        return None
    try:
        lines = (group / file).read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    values = dict(line.split(" ", 1) for line in lines if " " in line)
    return _number(values.get(name))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
