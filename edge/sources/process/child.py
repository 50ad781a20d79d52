"""The kiosk's side of a child process that reads a source: start, receive, end. No function in this module waits for
the source.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import NamedTuple

from edge.child_environment import inherited_environment
from edge.module_command import module_command
from edge.supervised_thread import SupervisedThread

_END_WITHIN_S = 1.0

_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}


class Message(NamedTuple):
    """Message that a child process sends about its own state with ParentProcessLink.send."""

    kind: str
    text: str

    @classmethod
    def from_bytes(cls, data: bytes) -> "Message":
        kind, _, text = data.decode(errors="replace").partition("\n")
        return cls(kind, text)


class ChildProcess:
    """Process that runs a module of this package until `end` is called. It receives its job through a socket.

    It does not use multiprocessing, which would import the kiosk's main program again in the child, including the
    models. It would also keep a third process for the names of shared memory, which are not used here.
    """

    def __init__(
        self,
        module: str,
        job: bytes,
        environment: Mapping[str, str],
        fds: Sequence[int] = (),
        send_buffer_bytes: int | None = None,
    ) -> None:
        """Start the process. `fds` are passed on and still belong to the caller.

        `send_buffer_bytes`: room for messages that the child has sent and the kiosk has not received yet. Raises
        OSError if the system cannot start another process.
        """
        with ExitStack() as undo:
            self._link, child_link = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(self._link.close)
            with child_link:
                if send_buffer_bytes is not None:
                    half = send_buffer_bytes // 2  # the kernel doubles it
                    child_link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, half)
                self._link.send(job)
                self._link.setblocking(False)
                self._process = _start(module, [child_link.fileno(), *fds], environment)
            undo.pop_all()

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        """File descriptor that becomes readable when a message is waiting."""
        return self._link.fileno()

    def receive(self, largest: int) -> bytes | None:
        """The oldest waiting message, at most `largest` bytes long.

        None if no message is waiting; an empty message if the process has ended.
        """
        try:
            return self._link.recv(largest)
        except BlockingIOError:
            return None
        except ConnectionError:
            return b""

    def send_request(self, request: bytes) -> bool:
        """Send a request to the process. A newer request replaces an older one. False if the process has ended or
        its socket is full.
        """
        try:
            self._link.send(request)
        except OSError:
            return False
        return True

    def end(self, *, gently: bool = True, extra_s: float = 0.0) -> None:
        """End the process and all its children.

        With `gently`, the process has one second and `extra_s` to close its source, because some network cameras limit
        their number of clients. Then it is killed. Without `gently`, as for a frozen process, it is killed at once.
        """
        self._link.close()
        is_over = gently and self._has_ended(extra_s)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # includes the processes that it started
        if not is_over and not self._has_ended():
            # stuck inside a driver, or on a busy machine: the kiosk goes on, and a thread collects it when it ends
            SupervisedThread(self._process.wait, "collect child").start()

    def _has_ended(self, extra_s: float = 0.0) -> bool:
        try:
            self._process.wait(_END_WITHIN_S + extra_s)
        except subprocess.TimeoutExpired:
            return False
        return True


def _start(module: str, fds: Sequence[int], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        module_command(module, *map(str, fds)),
        env={**inherited_environment(), **_ENVIRONMENT, **environment, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=fds,
        start_new_session=True,  # a Ctrl-C is for the kiosk, which ends its children in order
    )
