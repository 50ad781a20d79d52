"""NVIDIA GPU of this machine and its driver, as reported by the driver itself. Uses only the standard library."""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DRIVER = "libcuda.so.1"

RELEASES = (Path("/sys/module/nvidia/version"), Path("/etc/nv_tegra_release"))
"""Files that contain the release of the driver, on a PC and on a Jetson."""

_NAME_BYTES = 256


class NoGpuError(Exception):
    """This machine has no NVIDIA GPU that programs can use. The text says what is missing."""


@dataclass(frozen=True)
class Card:
    """A graphics card. `driver`: release of the driver, with the newest CUDA version that it supports."""

    name: str
    driver: str


def find_card(load: Callable[[str], Any] = ctypes.CDLL, releases: Sequence[Path] = RELEASES) -> Card:
    """Find the first graphics card. `load`: opens a shared library. Raises NoGpuError."""
    try:
        driver = load(DRIVER)
    except OSError as missing:
        raise NoGpuError(f"NVIDIA's driver is not installed here ({missing}).") from missing
    if code := driver.cuInit(0):
        raise NoGpuError(f"NVIDIA's driver finds no GPU that this user may use (cuInit returns {code}).")
    count, device, version = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    if driver.cuDeviceGetCount(ctypes.byref(count)) or count.value < 1:
        raise NoGpuError("NVIDIA's driver finds no GPU.")
    name = ctypes.create_string_buffer(_NAME_BYTES)
    if driver.cuDeviceGet(ctypes.byref(device), 0) or driver.cuDeviceGetName(name, _NAME_BYTES, device):
        raise NoGpuError("The NVIDIA driver did not report the name of the GPU.")
    driver.cuDriverGetVersion(ctypes.byref(version))
    cuda = f"CUDA {version.value // 1000}.{version.value % 1000 // 10}"
    return Card(name.value.decode("utf-8", "replace"), ", ".join((*_driver_release(releases), cuda)))


def _driver_release(files: Sequence[Path]) -> tuple[str, ...]:
    """First line of the first file that exists; empty if none exists."""
    for file in files:
        if file.is_file():
            return (file.read_text(encoding="utf-8").splitlines()[0].strip("# "),)
    return ()
