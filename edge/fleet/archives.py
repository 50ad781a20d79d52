"""Archives of versions in a folder or on a stick, and the platform of this machine."""

import os
import platform
import re
from collections.abc import Callable
from pathlib import Path

from edge.fleet.refusals import FleetRefused
from edge.fleet.versions import VersionError, version_key

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_NAME = re.compile(r"vitrina_([0-9.]{5,20})_([a-z0-9.]+_[a-z0-9]+)\.tar")
_ID = re.compile(r'(ID|VERSION_ID)="?([a-z0-9.]+)"?', re.ASCII)
OS_RELEASE = Path("/etc/os-release")


def own_platform(os_release: Path = OS_RELEASE, machine: Callable[[], str] = platform.machine) -> str:
    """Distribution and processor of this machine, such as debian13_amd64, as in the names of archives."""
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    found = {match[1]: match[2] for line in lines if (match := _ID.fullmatch(line.strip()))}
    return f"{found.get('ID', 'unknown')}{found.get('VERSION_ID', '')}_{_ARCHITECTURES.get(machine(), machine())}"


def newest_archive(folder: Path, own: str) -> tuple[str, Path]:
    """Version and path of the newest archive for this platform in a folder or its `software` folder.

    Raises FleetRefused.
    """
    names: list[tuple[str, str, Path]] = []
    for place in (folder, folder / "software"):
        if place.is_dir():
            for name in sorted(os.listdir(place)):
                if (match := _NAME.fullmatch(name)) and _is_version(match[1]):
                    names.append((match[1], match[2], place / name))
    mine = [(version, path) for version, platform_name, path in names if platform_name == own]
    if mine:
        return max(mine, key=lambda each: version_key(each[0]))
    if names:
        others = ", ".join(sorted({platform_name for _, platform_name, _ in names}))
        raise FleetRefused(
            "platform",
            f"update: {folder} has programs for {others}, and this kiosk is {own}. Copy the file for {own} there.",
        )
    raise FleetRefused(
        "target",
        f"update: {folder} has no file vitrina_VERSION_{own}.tar. Check the folder, and copy the file of the release "
        "there.",
    )


def _is_version(text: str) -> bool:
    try:
        version_key(text)
    except VersionError:
        return False
    return True
