"""The firmware for the board and for this machine, and a board in simavr to run it on."""

import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firmware_bridge.kit_session import KitSession
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.transport import SerialPort

FIRMWARE = Path(__file__).parents[3] / "firmware_bridge" / "firmware"
SKETCH = FIRMWARE / "vitrina_kit"

_CORE = Path("/usr/share/arduino/hardware/arduino/avr/cores/arduino")
_SIMAVR = Path("/usr/include/simavr")
_LIBELF = Path("/usr/include/libelf.h")


def make(target: str, folder: Path) -> Path:
    """A target of the firmware's Makefile, built in a folder."""
    _run("make", "-j2", "--no-print-directory", "-C", str(FIRMWARE), target, f"BUILD={folder}")
    return folder


def has_compiler() -> bool:
    return shutil.which("cc") is not None and shutil.which("make") is not None


def skip_without_toolchain() -> None:
    """Debian's packages, by what is in them."""
    is_there = shutil.which("avr-gcc") and all(path.exists() for path in (_CORE, _SIMAVR, _LIBELF))
    if not has_compiler() or not is_there:
        pytest.skip(
            "needs gcc, gcc-avr, avr-libc, arduino-core-avr, libsimavr-dev, libelf-dev: make test installs them"
        )


def board(folder: Path) -> Path:
    """The program that is the board."""
    program = folder / "board"
    source = Path(__file__).with_name("board.c")
    options = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", f"-I{_SIMAVR}"]
    _run("cc", *options, str(source), "-o", str(program), "-lsimavr", "-lelf", "-lutil", "-lm")
    return program


class Board:
    """One that waits to be begun."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._said = b""
        self.port = next(line for line in self._stdout if line.startswith(b"port ")).split()[1].decode()

    def read(self, kit: Kit) -> list[Sample]:
        """Begin, and read until its time is over. May be called once."""
        with KitSession(SerialPort(self.port, kit.info.baud), kit) as conversation:
            samples: list[Sample] = []
            self._stdin.write(b"begin\n")
            while (got := conversation.read()) or not self._is_over():
                samples += got
            return samples

    def _is_over(self) -> bool:
        assert self._process.poll() is None, "the board ended"
        if select.select([self._stdout], [], [], 0)[0]:
            self._said += os.read(self._stdout.fileno(), 4096)
        return b"over" in self._said


@contextmanager
def running(program: Path, elf: Path, wave: Path, seconds: float, noise: float, *faults: str) -> Iterator[Board]:
    """A board with a wave at its electrodes. It is ended afterwards, whatever it does."""
    command = [str(program), str(elf), str(wave), str(seconds), str(noise), *faults]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        try:
            yield Board(process)
        finally:
            process.kill()


def read(folder: Path, kit: Kit, wave: Path, seconds: float, noise: float, *faults: str) -> list[Sample]:
    """What the bridge makes of so many simulated seconds; the firmware and the board were built in the folder."""
    with running(folder / "board", folder / "vitrina_kit.elf", wave, seconds, noise, *faults) as board:
        return board.read(kit)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
