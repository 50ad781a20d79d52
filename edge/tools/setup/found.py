"""Devices of this kiosk that can answer a setup question, and the kiosk's time zone."""

import os
from pathlib import Path

from edge.console.hooks import SettingKey
from edge.settings.player import MEDIA

CAMERAS = ("dev/vitrina/camera-*", "dev/v4l/by-id/*-video-index0")
PLUGINS = "usr/lib/*/gstreamer-1.0"
BOARD_CAMERAS = {
    "libgstnvarguscamerasrc.so": "gst: nvarguscamerasrc ! video/x-raw(memory:NVMM),width=1280,height=720,framerate=30/1"
    " ! videorate drop-only=true max-rate=15 ! nvvidconv ! video/x-raw,format=NV12",
    "libgstlibcamera.so": "gst: libcamerasrc ! video/x-raw,width=1280,height=720,framerate=30/1,format=NV12",
}
"""GStreamer plugin for a board's ribbon-cable camera (Jetson, Raspberry Pi), and a pipeline that uses it."""
SCREEN_UNITS = ("etc/systemd/system", "lib/systemd/system", "usr/lib/systemd/system")
KITS = "dev/serial/by-id/*"
MOST = 12


def suggest_answers(root: Path = Path("/")) -> dict[SettingKey, tuple[str, ...]]:
    """Answers that this kiosk's devices suggest, by question."""
    cameras = [str(path) for pattern in CAMERAS for path in sorted(root.glob(pattern))]
    if not cameras:
        cameras = [str(path) for path in sorted(root.glob("dev/video[0-9]*"))]
    plugins = (plugin for plugin in BOARD_CAMERAS if any(root.glob(f"{PLUGINS}/{plugin}")))
    cameras = [*cameras[:MOST], *(BOARD_CAMERAS[plugin] for plugin in plugins)]
    zone = machine_time_zone(root)
    return {
        ("camera", "source"): tuple(cameras),
        ("site", "timezone"): (zone,) if zone else (),
        ("player", "media"): (str(MEDIA),),
        ("staff", "in_view"): ("nobody", "masked", "badges"),
        ("staff", "at_place"): ("customers", "staff"),
    }


def is_player_installed(root: Path = Path("/")) -> bool:
    """True if the player is installed, which means that the screen's systemd unit exists."""
    return any((root / folder / "vitrina-screen.service").is_file() for folder in SCREEN_UNITS)


def kit_ports(root: Path = Path("/")) -> list[str]:
    """Serial ports, by names that stay the same after a restart."""
    return [str(path) for path in sorted(root.glob(KITS))][:MOST]


def machine_time_zone(root: Path = Path("/")) -> str:
    """This kiosk's time zone as an IANA name; empty if it has none."""
    _, found, name = os.path.realpath(root / "etc/localtime").partition("zoneinfo/")
    return name if found else ""
