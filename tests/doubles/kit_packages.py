"""Packages with kits, installed as by pip: a module, and metadata with entry points."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

BYTES_KIT = '''
from firmware_bridge.samples import Counters, KitInfo, Sample


class Decoder:
    """A kit that sends a number of microsiemens in each byte, and whose code fails at some of them."""

    info = KitInfo("bytes", "Bytes", baud=9600, rate_hz=None, has_eda=True, has_pulse=False)

    def __init__(self) -> None:
        self.counters = Counters()

    def hello(self) -> bytes:
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        self.counters.bytes += len(data)
        samples = [Sample(None, eda_us=float(byte)) for byte in data]
        if 255 in data:
            raise IndexError("no such byte")
        if 254 in data:
            return None
        if 253 in data:
            return [Sample("now")]
        if 252 in data:
            raise SystemExit(0)
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""


class Device:
    rate_hz = 20.0

    def receive(self, data: bytes) -> bytes:
        return b""

    def transmit(self, reading) -> bytes:
        return bytes([round(reading.eda_us)])


class Odd(Decoder):
    """A kit whose class fails."""

    def __init__(self, width: int = 0) -> None:
        if width:
            raise ValueError("width = 1 is not valid: use 0")
        raise OSError("no disk")


class Plain:
    """No kit."""


class NoCounters(Decoder):
    def __init__(self) -> None:
        pass


class Failing(Decoder):
    def decode(self, data: bytes) -> list[Sample]:
        return 1 / 0


class Asked(Failing):
    def hello(self) -> bytes:
        return b"?"


class Mute(Decoder):
    def hello(self) -> bytes:
        raise KeyError("hello")
'''


def install_kits(
    folder: Path, monkeypatch: pytest.MonkeyPatch, points: Mapping[str, Mapping[str, str]], source: str = BYTES_KIT
) -> None:
    """Install the module `kit_package` with its entry points, by group and name, until the test ends."""
    (folder / "kit_package.py").write_text(source)
    info = folder / "kit_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kit-package\nVersion: 1.0\n")
    lines = [
        line
        for group, names in points.items()
        for line in (f"[{group}]", *(f"{name} = kit_package:{target}" for name, target in names.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join([*lines, ""]))
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "kit_package", raising=False)
