"""Checks the computer: memory, temperature, the systemd service, and the libraries."""

import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

from edge.child_environment import inherited_environment
from edge.kiosk.state import system_stats
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    fault_finding,
    good_finding,
    untried_finding,
    warning_finding,
)

KIOSK_MB = 400  # memory of a running kiosk: docs/evidence/bench.md
HOT_C = 80.0  # small machines slow down from about here

UNIT = "vitrina.service"
UNIT_FOLDERS = ("etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
_ASK_WITHIN_S = 3.0

OPENCVS = (
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
)
"""Python packages that install into the same folder. The package installed last overwrites the others.

Removing one of them breaks the others.
"""


def memory_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that enough memory is free for a kiosk. If a kiosk is running, it has its memory, and this check passes."""
    free_mb = available_mb(context.root / "proc/meminfo")
    if free_mb is None:
        yield untried_finding("memory", "this kiosk does not report its free memory")
    elif free_mb < KIOSK_MB and context.kiosk_pid is None:
        text = f"{free_mb:.0f} MB are free; the kiosk needs up to {KIOSK_MB} MB."
        yield warning_finding("memory", text, "Close other programs, or use a computer with more memory.")
    else:
        yield good_finding(
            "memory", f"{free_mb:.0f} MB free{'' if context.kiosk_pid is None else ' while the kiosk is running'}."
        )


def available_mb(meminfo: Path) -> float | None:
    """Memory that a new program can use, in MB (1e6 bytes); None if the kernel does not report it."""
    try:
        lines = dict(line.split(":", 1) for line in meminfo.read_text(encoding="utf-8").splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024 / 1e6
    except (OSError, KeyError, ValueError):
        return None


def temperature_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the temperature of the hottest sensor."""
    hottest_c = system_stats.temperature_c(context.root / "sys/class/thermal")
    if hottest_c is None:
        yield untried_finding("temperature", "this kiosk does not report its temperature")
    elif hottest_c >= HOT_C:
        text = f"{hottest_c:.0f} °C: the processor slows down to cool, and frames are skipped."
        yield warning_finding("temperature", text, "Give it air or a fan, and keep it out of the sun.")
    else:
        yield good_finding("temperature", f"{hottest_c:.0f} °C.")


def service_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the systemd unit. There are no findings if the unit is not installed."""
    if not any((context.root / folder / UNIT).exists() for folder in UNIT_FOLDERS):
        return
    program = shutil.which("systemctl")
    state = _unit(program) if program else None
    if state is None:
        yield untried_finding("service", f"{UNIT} is installed, but systemd does not answer")
        return
    active, enabled = state.get("ActiveState", "unknown"), state.get("UnitFileState", "unknown")
    if active == "failed":
        yield fault_finding("service", f"{UNIT} has failed.", f"See its log: journalctl -u {UNIT}.")
    elif active != "active":
        yield warning_finding("service", f"{UNIT} is installed, but {active}.", f"systemctl enable --now {UNIT}")
    elif enabled == "disabled":
        text = f"{UNIT} is running, but does not start at boot."
        yield warning_finding("service", text, f"systemctl enable {UNIT}")
    else:
        yield good_finding("service", f"{UNIT} is {active}.")


def _unit(systemctl: str) -> dict[str, str] | None:
    command = [systemctl, "show", "--property=ActiveState,UnitFileState", UNIT]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_ASK_WITHIN_S, env=inherited_environment()
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return dict(line.split("=", 1) for line in answer.stdout.splitlines() if "=" in line) or None


def libraries_findings(_: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that OpenCV and ONNX Runtime can be loaded. The detector's check loads MediaPipe."""
    try:
        import cv2

        import edge.perception.runtime  # noqa: F401  # loads ONNX Runtime; no other module may import it

        versions = f"OpenCV {cv2.__version__}, ONNX Runtime {version('onnxruntime')}"
    except (ImportError, AttributeError) as error:
        cure = (
            "Install the missing library (libGL is in the package libgl1), or reinstall Vitrina into an empty "
            "environment."
        )
        yield fault_finding("libraries", f"a library cannot be loaded ({error}).", cure)
        return
    installed = [name for name in OPENCVS if _is_installed(name)]
    if len(installed) > 1:
        cure = f"pip uninstall {' '.join(installed)}, then pip install one of them."
        yield fault_finding("libraries", f"{' and '.join(installed)} share a folder and overwrite each other.", cure)
        return
    yield good_finding("libraries", f"Python {python_version()}, {versions}.")


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
