"""Limited child processes. Videos and images from untrusted sources are decoded only here.

Decoders have bugs, so a child process gets only the request and the open files. Its memory, time, output and number of
open files are limited. It gets only the environment variables of the dynamic linker. When it is killed, its whole
process group is killed too.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from edge.child_environment import inherited_environment
from edge.module_command import module_command

MOST_OPEN_FILES = 32
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


class MissingProgramError(Exception):
    """A program that reads media is not installed. The error text is the program's name."""


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Limits of a child process: bytes of memory, seconds of processor time, bytes per written file, seconds in
    total.
    """

    memory_bytes: int = 1 << 30
    cpu_s: int = 20
    file_bytes: int = 0
    wall_s: float = 60.0


@dataclass(frozen=True, slots=True)
class EndedChild:
    """A child process that has exited: its output and its exit code, which is negative for a signal."""

    exit_code: int
    output: bytes


def start_python_child(module: str, limits: ChildLimits) -> subprocess.Popen[bytes]:
    """Start one of our modules that read media. Paths may be relative. Raises MissingProgramError.

    The child process gets the dynamic linker's variables, because some machines can load the libraries only in a given
    order.
    """
    environment = {
        **_ENVIRONMENT,
        **{name: value for name, value in inherited_environment().items() if name.startswith("LD_")},
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
    """Start a program with pipes for its input and output. `files` are the descriptors that it inherits. `folder` is
    its working folder; None means the current one.

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
        stderr=subprocess.DEVNULL,  # a video could have chosen the text of a decoder's errors
        pass_fds=files,
        env=dict(environment),
        cwd=folder,
        start_new_session=True,
    )


def wait_for_child(child: subprocess.Popen[bytes], limits: ChildLimits, request: bytes = b"") -> EndedChild | None:
    """Wait until a child process has exited, and return its output. None if the process took too long."""
    try:
        output, _ = child.communicate(request, limits.wall_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end_child(child)
    return EndedChild(child.returncode, output)


def end_child(child: subprocess.Popen[bytes]) -> None:
    """Kill a child process with everything that it started, and close its pipes. Call this function once, as soon as
    the child may have exited: later its process id could belong to another process.
    """
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
