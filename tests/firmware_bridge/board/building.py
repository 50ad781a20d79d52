"""Builds the firmware for the board and for this machine, and runs it on a board in simavr."""

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
    """Build a target of the firmware's Makefile in a folder."""
    _run("make", "-j2", "--no-print-directory", "-C", str(FIRMWARE), target, f"BUILD={folder}")
    return folder


def has_compiler() -> bool:
    return shutil.which("cc") is not None and shutil.which("make") is not None


def skip_without_toolchain() -> None:
    """Skip the test if a file of the needed Debian packages is missing."""
    has_files = shutil.which("avr-gcc") and all(path.exists() for path in (_CORE, _SIMAVR, _LIBELF))
    if not has_compiler() or not has_files:
        pytest.skip(
            "needs gcc, gcc-avr, avr-libc, arduino-core-avr, libsimavr-dev, libelf-dev: make test installs them"
        )


def board(folder: Path) -> Path:
    """Build the program that simulates the board."""
    program = folder / "board"
    source = Path(__file__).with_name("board.c")
    options = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", f"-I{_SIMAVR}"]
    _run("cc", *options, str(source), "-o", str(program), "-lsimavr", "-lelf", "-lutil", "-lm")
    return program


class Board:
    """A simulated board that waits for its start."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._output = b""
        self.port = next(line for line in self._stdout if line.startswith(b"port ")).split()[1].decode()

    def read(self, kit: Kit) -> list[Sample]:
        """Start the board and read its samples until its time is over. Call once."""
        with KitSession(SerialPort(self.port, kit.info.baud), kit) as session:
            samples: list[Sample] = []
            self._stdin.write(b"begin\n")
            while (new := session.read()) or not self._is_over():
                samples += new
                self._stdin.write(b"%d\n" % kit.counters.bytes)
            return samples

    def _is_over(self) -> bool:
        assert self._process.poll() is None, "the board ended"
        if select.select([self._stdout], [], [], 0)[0]:
            self._output += os.read(self._stdout.fileno(), 4096)
        return b"over" in self._output


@contextmanager
def running(program: Path, elf: Path, wave: Path, seconds: float, noise: float, *faults: str) -> Iterator[Board]:
    """A board with a wave at its electrodes. Its process is killed afterwards in every case."""
    command = [str(program), str(elf), str(wave), str(seconds), str(noise), *faults]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        try:
            yield Board(process)
        finally:
            process.kill()


def read(folder: Path, kit: Kit, wave: Path, seconds: float, noise: float, *faults: str) -> list[Sample]:
    """The samples of some simulated seconds, with the firmware and the board that were built in the folder."""
    with running(folder / "board", folder / "vitrina_kit.elf", wave, seconds, noise, *faults) as board:
        return board.read(kit)


def _run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}{result.stderr}"
