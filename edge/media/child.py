"""Limited child processes: the one place where the bytes of somebody else's film or picture are decoded.

Decoders have faults. So a child gets the request, the open files and nothing else: bounded memory, time, output and
number of open files, no environment of ours but the dynamic linker's, a process group of its own that ends with it.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from edge.module_command import module_command

MOST_OPEN_FILES = 32
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


class MissingProgramError(Exception):
    """A program that reads media is not installed. The text is its name."""


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Limits of a child: bytes of memory, seconds of processor time, bytes of a file that it writes, seconds in all."""

    memory_bytes: int = 1 << 30
    cpu_s: int = 20
    file_bytes: int = 0
    wall_s: float = 60.0


@dataclass(frozen=True, slots=True)
class EndedChild:
    """A child that has ended by itself: its exit code, negative for a signal, and its output."""

    exit_code: int
    output: bytes


def start_python_child(module: str, limits: ChildLimits) -> subprocess.Popen[bytes]:
    """Starts a module of ours that reads media, whose paths may be relative. Raises MissingProgramError.

    It has the variables of the dynamic linker: on some machines its libraries load in a given order only.
    """
    environment = {
        **_ENVIRONMENT,
        **{name: value for name, value in os.environ.items() if name.startswith("LD_")},
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OPENCV_LOG_LEVEL": "OFF",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONSAFEPATH": "1",
    }
    return start_child(module_command(module), limits, environment=environment, folder=None)


def start_child(
    command: Sequence[str],
    limits: ChildLimits,
    files: Sequence[int] = (),
    environment: Mapping[str, str] = _ENVIRONMENT,
    folder: str | None = os.sep,
) -> subprocess.Popen[bytes]:
    """Starts a program with pipes for its input and output. `files`: descriptors that it inherits. `folder`: where it
    works; None for that of this process.

    Raises MissingProgramError.
    """
    program, *arguments = command
    values = {
        "as": limits.memory_bytes,
        "cpu": limits.cpu_s,
        "fsize": limits.file_bytes,
        "nofile": MOST_OPEN_FILES,
        "core": 0,
    }
    limited = [
        find_program("prlimit"),
        *(f"--{name}={value}" for name, value in values.items()),
        "--",
        find_program(program),
    ]
    return subprocess.Popen(
        [*limited, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a film could have written what a decoder says of errors
        pass_fds=files,
        env=dict(environment),
        cwd=folder,
        start_new_session=True,
    )


def wait_for_child(child: subprocess.Popen[bytes], limits: ChildLimits, request: bytes = b"") -> EndedChild | None:
    """Output of a child, once it has ended. None if it took too long."""
    try:
        output, _ = child.communicate(request, limits.wall_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end_child(child)
    return EndedChild(child.returncode, output)


def end_child(child: subprocess.Popen[bytes]) -> None:
    """Ends a child with whatever it has started, and closes its pipes. To be called once, as soon as it may have ended:
    later its number could be that of another."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def find_program(program: str) -> str:
    """Path of a program. Raises MissingProgramError."""
    path = shutil.which(program)
    if path is None:
        raise MissingProgramError(program)
    return path
