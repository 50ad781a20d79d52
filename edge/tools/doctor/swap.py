"""Checks the swap space.

Memory that is swapped to a disk, including frames, can be read there unless the disk is encrypted.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from edge.tools.doctor.finding import DoctorContext, DoctorFinding, good_finding, untried_finding, warning_finding
from edge.tools.doctor.machine import UNIT, UNIT_FOLDERS

CURE = (
    "Run the kiosk as the service, which is never swapped (MemorySwapMax=0). Or encrypt the swap. Or run swapoff -a "
    "and remove the swap from /etc/fstab."
)


def swap_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that the kiosk's memory is never written to an unencrypted disk. Compressed memory (zram) is not a disk."""
    try:
        areas = active_swap(context.root)
    except OSError:
        yield untried_finding("swap", "this kiosk does not report its swap areas")
        return
    plain = [area for area in areas if not _is_protected(context.root, area)]
    if not areas:
        yield good_finding("swap", "no swap is in use.")
    elif not plain:
        yield good_finding("swap", f"{', '.join(areas)}: in memory or encrypted.")
    elif who := _never_swapped(context):
        yield good_finding("swap", f"{', '.join(plain)} is not encrypted, but {who} is never swapped.")
    else:
        yield warning_finding(
            "swap", f"frames in memory may be written to {', '.join(plain)}, which is not encrypted.", CURE
        )


def active_swap(root: Path) -> list[str]:
    """Devices and files that are in use as swap space. Raises OSError."""
    lines = (root / "proc/swaps").read_text(encoding="utf-8").splitlines()[1:]
    return [_unescaped(line.split()[0]) for line in lines if line.strip()]


def _unescaped(name: str) -> str:
    r"""Decode a name from the kernel, which writes a space as \040."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), name)


def _is_protected(root: Path, area: str) -> bool:
    if area.startswith("/dev/"):
        path = root / area[1:]
        return _is_memory_or_encrypted(root, path.resolve().name if path.is_symlink() else path.name)
    device = _device_of_file(root, area)
    return device is not None and _is_memory_or_encrypted(root, device)


def _is_memory_or_encrypted(root: Path, name: str) -> bool:
    """True if the block device is memory, is encrypted, or consists only of memory and encrypted devices."""
    device = root / "sys/block" / name
    if name.startswith("zram"):
        return _text(device / "backing_dev") in ("", "none")
    if _text(device / "dm/uuid").startswith("CRYPT-"):
        return True
    below = [path.name for path in device.glob("slaves/*")]
    return bool(below) and all(_is_memory_or_encrypted(root, each) for each in below)


def _device_of_file(root: Path, file: str) -> str | None:
    """Name of the block device that contains a file; None if it cannot be determined."""
    found, longest = None, -1
    for line in _text(root / "proc/self/mountinfo").splitlines():
        fields = line.split()
        mounted, source = _unescaped(fields[4]), fields[fields.index("-") + 2]
        is_above = file.startswith(mounted.rstrip("/") + "/")
        if is_above and len(mounted) >= longest:
            number = root / "sys/dev/block" / fields[2]
            path = number if number.is_symlink() else root / source.lstrip("/")
            found, longest = path.resolve().name, len(mounted)
    return found


def _never_swapped(context: DoctorContext) -> str | None:
    """Name of the process that is never swapped: the running kiosk or the installed service.

    None if neither can be determined.
    """
    if context.kiosk_pid is not None:
        return "the running kiosk" if _has_no_swap(context.root, context.kiosk_pid) else None
    units = [_text(context.root / folder / UNIT) for folder in UNIT_FOLDERS]
    return "the service" if any(re.search(r"^MemorySwapMax=0$", unit, re.MULTILINE) for unit in units) else None


def _has_no_swap(root: Path, pid: int) -> bool:
    """True if the process's control group, or a parent of this group, allows no swap."""
    group = re.search(r"^0::/(.*)$", _text(root / f"proc/{pid}/cgroup"), re.MULTILINE)
    if group is None:
        return False
    top = root / "sys/fs/cgroup"
    folder = top / group[1]
    return any(_text(each / "memory.swap.max") == "0" for each in (folder, *folder.parents) if each.is_relative_to(top))


def _text(path: Path) -> str:
    """Content of a kernel file; empty if the file does not exist."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
