"""Protects the memory and the files of a process that contains images, sound or biosignals.

A core file is a copy of a process's memory on the disk, including images. Shared by the kiosk and by the programs that
train and score models.
"""

import ctypes
import os
import resource
from contextlib import suppress

_PR_SET_DUMPABLE = 4
_CORE_BYTES = 1
"""Size limit of a core file. If the kernel pipes core files to a program (a | in core_pattern), it ignores a limit of
0. Only a limit of 1 prevents the program from receiving anything (core(5)).
"""


def harden_process() -> None:
    """Disable core files, hide the memory of this process, and make its new files readable only by its user.

    Processes that it starts inherit the limit and the umask.
    """
    os.umask(0o077)
    forbid_core_files()
    _hide_memory()


def forbid_core_files() -> None:
    """Disable core files of this process and of all processes that it starts.

    In a process started by `harden_process`, this changes nothing unless the limit could not be set there.
    """
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (_CORE_BYTES, _CORE_BYTES))
    except (ValueError, OSError):  # somebody has set the hard limit 0, and only root may raise it
        _hide_memory()


def _hide_memory() -> None:
    """Prevent the kernel from writing a core file, and prevent other processes of this user from reading the memory.

    This lasts until the process executes another program. Processes that the kiosk watches through /proc are not
    hidden. On a system where other users' processes are invisible (hidepid), hidden processes would be invisible to the
    kiosk too.
    """
    with suppress(OSError, AttributeError):  # another libc
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
