"""Protection of the memory and the files of a process that holds pictures, sound or body data.

A core file is the memory of a process on the disk, pictures included. Shared by the kiosk and by the programs that
train and judge networks.
"""

import ctypes
import os
import resource
from contextlib import suppress

_PR_SET_DUMPABLE = 4
_CORE_BYTES = 1
"""Limit of a core file. Not 0: where the kernel hands cores to a program (a | in core_pattern), it does so in spite of
a limit of 0, and of no other limit than 1 does it hand over nothing (core(5))."""


def harden_process() -> None:
    """Forbids core files and hides the memory of this process; makes its files readable by its user alone.

    Processes that it starts inherit the limit and the umask.
    """
    os.umask(0o077)
    forbid_core_files()
    _hide_memory()


def forbid_core_files() -> None:
    """Forbids core files of this process and of all that it starts.

    Calling it in a process that `harden_process` started changes nothing, save where the limit could not be set.
    """
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (_CORE_BYTES, _CORE_BYTES))
    except (ValueError, OSError):  # somebody has set the hard limit 0, and only root may raise it
        _hide_memory()


def _hide_memory() -> None:
    """Lets neither the kernel write a core file nor another process of this user read the memory.

    It holds until another program is executed. Processes that the kiosk watches through /proc are not hidden: where
    other users' processes are invisible (hidepid), they would be invisible to the kiosk too.
    """
    with suppress(OSError, AttributeError):  # another libc
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
