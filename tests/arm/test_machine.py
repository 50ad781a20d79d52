"""The ARM machine runs ARM programs, and leaves nothing behind."""

import struct
import subprocess
from pathlib import Path

import pytest

from tests.arm.__main__ import missing
from tests.arm.machine import ENTER, NAMESPACES, REGISTERED, Machine, forget_format

EXIT_42 = struct.pack("<3I", 0xD2800540, 0xD2800BA8, 0xD4000001)  # mov x0, #42; mov x8, #93; svc #0
HEADER, SEGMENT = 64, 56
START = 0x400000
FORMATS = "mount -t binfmt_misc none /proc/sys/fs/binfmt_misc"

lacking = missing()
if not lacking:
    tried = subprocess.run([*NAMESPACES, "sh", "-c", FORMATS], capture_output=True, text=True, check=False)
    lacking = tried.stderr.strip()
needs_qemu = pytest.mark.skipif(bool(lacking), reason=lacking or "all is there")


def write_program(path: Path) -> None:
    """An ARM program that ends with exit code 42, byte by byte, so that no compiler is needed."""
    size = HEADER + SEGMENT + len(EXIT_42)
    header = b"\x7fELF\2\1\1" + bytes(9)
    header += struct.pack(
        "<HHIQQQIHHHHHH", 2, 183, 1, START + HEADER + SEGMENT, HEADER, 0, 0, HEADER, SEGMENT, 1, 64, 0, 0
    )
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, START, START, size, size, 0x10000)
    path.parent.mkdir(parents=True)
    path.write_bytes(header + segment + EXIT_42)
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine whose only program is a shell that ends at once."""
    root, folder = tmp_path / "root", tmp_path / "folder"
    for name in ("proc", "sys", "dev", "opt/vitrina", "srv"):
        (root / name).mkdir(parents=True)
    folder.mkdir()
    write_program(root / "usr/bin/sh")
    return Machine(root, tmp_path, folder, 60.0)


@needs_qemu
def test_an_arm_program_runs_and_no_mount_stays(machine: Machine) -> None:
    done = machine.run("true")
    assert done.returncode == 42, done.stderr
    assert str(machine.root) not in Path("/proc/self/mountinfo").read_text()
    assert not list((machine.root / "proc").iterdir())
    forget_format()
    assert not REGISTERED.exists()


@needs_qemu
def test_a_program_of_another_processor_does_not_run(machine: Machine) -> None:
    """The exit code above comes from the ARM program: with another number of the processor the kernel refuses it."""
    shell = machine.root / "usr/bin/sh"
    content = bytearray(shell.read_bytes())
    content[18:20] = struct.pack("<H", 243)  # RISC-V
    shell.write_bytes(content)
    assert machine.run("true").returncode not in (0, 42)


def test_qemu_is_registered_where_it_is_not_yet() -> None:
    """Debian's own registration, where it is there, is used as it is."""
    assert ENTER.index("qemu-aarch64") < ENTER.index("register")
