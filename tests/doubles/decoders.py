"""Decoders of network cameras: a program in place of gst-launch-1.0, and a video that returns packets."""

import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.sources.camera import gst_launch

WIDTH_PX, HEIGHT_PX = 32, 16

_PROGRAM = """
import os, struct, sys, time
pipe = int(next(each for each in sys.argv if each.startswith("fd=") and each != "fd=0").removeprefix("fd="))

def send(kind, payload, pts_ns):
    import binascii
    head = struct.pack(">BBBxHIQ", 1, 0, 1, kind, len(payload), pts_ns).ljust(58, b"\\0")
    os.write(pipe, head + struct.pack(">HH", binascii.crc_hqx(head, 0xFFFF) ^ 0xFFFF, 0) + payload)

def packets():
    while len(head := sys.stdin.buffer.read(62)) == 62:
        kind, length, pts_ns = struct.unpack(">HIQ", head[4:18])
        payload = sys.stdin.buffer.read(length)
        if kind == 1:
            yield pts_ns, payload

caps = b"video/x-raw, format=(string)BGR, width=(int)WIDTH, height=(int)HEIGHT\\0"
send(2, caps, 0)
for number, (pts_ns, payload) in enumerate(packets()):
    FAULT
    send(1, bytes([payload[-1]]) * (3 * WIDTH * HEIGHT), pts_ns)
"""


def install_decoder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str = "pass", *, has_element: bool = True
) -> None:
    """Put programs in the place of GStreamer's. The decoder returns one frame for each packet: all its values are the
    packet's last byte. `fault` is a statement before each frame, which may use `number`.
    """
    code = _PROGRAM.replace("WIDTH", str(WIDTH_PX)).replace("HEIGHT", str(HEIGHT_PX)).replace("FAULT", fault)
    _write(folder / gst_launch.LAUNCH, f"#!{sys.executable} -SE\n{textwrap.dedent(code)}")
    _write(folder / gst_launch.INSPECT, f"#!/bin/sh\nexit {0 if has_element else 1}\n")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


class PacketVideo:
    """A VideoCapture of a network camera: `count` packets, `rate_hz` a second; then it is silent, or its stream ends.

    The last byte of a packet is its number.
    """

    codec = "h264"
    size_px = (WIDTH_PX, HEIGHT_PX)

    def __init__(self, count: int = 10_000, rate_hz: float = 50.0, *, backlog: int = 0, ends: bool = True) -> None:
        self.is_closed, self.is_encoded = False, False
        self.read = 0
        self.key_frames = range(0, 10_000, 10)
        self.backlog = backlog
        self._count, self._step_s, self._ends = count, 1 / rate_hz, ends
        self._hung_up = threading.Event()

    captured_s = property(lambda _: time.monotonic())

    def leave_encoded(self) -> bool:
        self.is_encoded = True
        return True

    def grab(self) -> bool:
        assert not self.is_closed
        if self.read >= self._count:
            if not self._ends:
                self._hung_up.wait(20)
            return False
        if self.read >= self.backlog and self._hung_up.wait(self._step_s):
            return False
        self.read += 1
        return True

    @property
    def is_key_frame(self) -> bool:
        return self.read - 1 in self.key_frames

    def packet(self) -> NDArray[np.uint8]:
        return np.frombuffer(b"packet" + bytes([(self.read - 1) % 256]), np.uint8)

    def headers(self) -> bytes:
        return b"headers"

    def hang_up(self) -> None:
        self._hung_up.set()

    def close(self) -> None:
        self.is_closed = True
