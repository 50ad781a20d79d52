"""Devices of this machine that can answer a question, and the machine's time zone."""

import os
from pathlib import Path

from edge.console.hooks import SettingKey

CAMERAS = ("dev/vitrina/camera-*", "dev/v4l/by-id/*-video-index0")
KITS = "dev/serial/by-id/*"
MOST = 12


def choices(root: Path = Path("/")) -> dict[SettingKey, tuple[str, ...]]:
    """Answers that this machine suggests, by question."""
    cameras = [str(path) for pattern in CAMERAS for path in sorted(root.glob(pattern))]
    if not cameras:
        cameras = [str(path) for path in sorted(root.glob("dev/video[0-9]*"))]
    zone = time_zone(root)
    return {("camera", "source"): tuple(cameras[:MOST]), ("site", "timezone"): (zone,) if zone else ()}


def kit_ports(root: Path = Path("/")) -> list[str]:
    """Serial ports by names that stay."""
    return [str(path) for path in sorted(root.glob(KITS))][:MOST]


def time_zone(root: Path = Path("/")) -> str:
    """The IANA name of this machine's zone; empty if it has none."""
    _, found, name = os.path.realpath(root / "etc/localtime").partition("zoneinfo/")
    return name if found else ""
