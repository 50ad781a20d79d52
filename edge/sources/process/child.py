"""The kiosk's hold on a process that reads a source: starts it, hears it, ends it. Nothing here waits for a source."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress

_END_WITHIN_S = 1.0

_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}


class ChildProcess:
    """One process that runs a module of this package, from now until `end`; what to do comes to it through a socket.

    A process of its own and not multiprocessing's, which would import the program that the kiosk was started from
    again in the child, networks and all, and keep a third process for the names of shared memory, which has none here.
    """

    def __init__(
        self,
        module: str,
        job: bytes,
        environment: Mapping[str, str],
        fds: Sequence[int] = (),
        room_bytes: int | None = None,
    ) -> None:
        """`fds` are passed on and stay the caller's. `room_bytes`: for what it tells and nobody has heard yet.

        Raises OSError if this machine cannot start another process.
        """
        with ExitStack() as undo:
            self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(self._link.close)
            with theirs:
                if room_bytes is not None:
                    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, room_bytes // 2)  # the kernel doubles it
                self._link.send(job)
                self._link.setblocking(False)
                self._process = _start(module, [theirs.fileno(), *fds], environment)
            undo.pop_all()

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        """Readable when there is something to hear."""
        return self._link.fileno()

    def receive(self, largest: int) -> bytes | None:
        """The oldest message that was not received yet, of at most so many bytes; None if there is none, empty if the
        process has ended."""
        try:
            return self._link.recv(largest)
        except BlockingIOError:
            return None
        except ConnectionError:
            return b""

    def end(self, *, gently: bool = True) -> None:
        """End the process; afterwards nothing of it is left.

        Gently, it may let go of its source first, for at most a second (some network cameras count their clients); it
        is killed then. Not so one that hangs.
        """
        self._link.close()
        is_over = gently and self._has_ended()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # with what it has started itself
        if not is_over:
            # One that is stuck inside a driver stays until that lets go; subprocess collects it then.
            self._has_ended()

    def _has_ended(self) -> bool:
        try:
            self._process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            return False
        return True


def _start(module: str, fds: Sequence[int], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, fds)],
        env={**os.environ, **_ENVIRONMENT, **environment, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=fds,
        start_new_session=True,  # a Ctrl-C is for the kiosk, which ends its children in order
    )
