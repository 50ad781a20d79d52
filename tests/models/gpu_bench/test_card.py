"""card.py: the card and driver, as the driver's library gives them; a simulated library."""

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.gpu_bench.card import DRIVER, Card, NoGpuError, find_card


class Driver:
    """Double of libcuda: its calls answer 0, or a code."""

    def __init__(self, start: int = 0, cards: int = 1, name: int = 0) -> None:
        self._start, self._cards, self._name = start, cards, name

    def cuInit(self, flags: int) -> int:  # noqa: N802
        return self._start

    def cuDeviceGetCount(self, count: Any) -> int:  # noqa: N802
        count._obj.value = self._cards
        return 0

    def cuDeviceGet(self, device: Any, ordinal: int) -> int:  # noqa: N802
        device._obj.value = ordinal
        return 0

    def cuDeviceGetName(self, name: "ctypes.Array[ctypes.c_char]", size: int, device: ctypes.c_int) -> int:  # noqa: N802
        assert device.value == 0
        name.value = b"Paper GPU"
        return self._name

    def cuDriverGetVersion(self, version: Any) -> int:  # noqa: N802
        version._obj.value = 12040
        return 0


def opened(driver: Driver) -> Callable[[str], Driver]:
    """What loads a library: the simulated one."""

    def load(name: str) -> Driver:
        assert name == DRIVER
        return driver

    return load


@pytest.mark.parametrize(
    ("release", "shown"),
    [
        ("550.54.15\n", "550.54.15, CUDA 12.4"),
        ("# R36 (release), REVISION: 4.0\n# more\n", "R36 (release), REVISION: 4.0, CUDA 12.4"),
    ],
)
def test_a_card_has_its_name_and_the_release_of_its_driver(tmp_path: Path, release: str, shown: str) -> None:
    file = tmp_path / "version"
    file.write_text(release)
    assert find_card(opened(Driver()), (tmp_path / "absent", file)) == Card("Paper GPU", shown)


def test_a_driver_without_a_file_of_its_release_is_named_by_its_cuda() -> None:
    assert find_card(opened(Driver()), ()) == Card("Paper GPU", "CUDA 12.4")


@pytest.mark.parametrize(
    ("driver", "reason"),
    [
        (Driver(start=100), r"finds no GPU that this user may use \(cuInit returns 100\)"),
        (Driver(cards=0), "finds no GPU"),
        (Driver(name=1), "did not report the name of the GPU"),
    ],
)
def test_a_machine_without_a_usable_card_is_named(driver: Driver, reason: str) -> None:
    with pytest.raises(NoGpuError, match=reason):
        find_card(opened(driver), ())


def test_a_machine_without_a_driver_is_named() -> None:
    def load(name: str) -> Any:
        raise OSError(f"{name}: cannot open shared object file: No such file or directory")

    with pytest.raises(NoGpuError, match=r"driver is not installed here \(libcuda.so.1: cannot open"):
        find_card(load, ())
