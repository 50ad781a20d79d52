"""A session's local socket, for markers from other programs and for actions of the session leader.

Each request is one line with a JSON object, and so is each answer.
"""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from edge.study.errors import StudyError
from edge.study.markers import LARGEST_LINE, BadMarkerError, Marker, parse_marker_line
from edge.study.recorder import SessionClock
from edge.study_sessions.control import RefusedActionError, SessionControl

FILE = "session.sock"
TIMEOUT_S = 5.0


class MarkerServer:
    """Receives markers until closed, with one thread per connected program. `emit` must not block."""

    def __init__(
        self, folder: Path, clock: SessionClock, emit: Callable[[Marker], None], control: SessionControl
    ) -> None:
        """Raises StudyError."""
        self._clock, self._emit, self._control = clock, emit, control
        self._path = folder / FILE
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with _short(folder) as place:
                self._socket.bind(place)
            self._path.chmod(0o600)
            self._socket.listen()
        except OSError as error:
            self._socket.close()
            raise StudyError(f"study: cannot create {self._path} ({error.strerror}). Use another folder.") from None
        threading.Thread(target=self._accept, name="markers", daemon=True).start()

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), name="marker client", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError), client.makefile("rwb") as lines:
            while line := lines.readline(LARGEST_LINE):
                lines.write(json.dumps(self._answer_line(line)).encode() + b"\n")
                lines.flush()

    def _answer_line(self, line: bytes) -> dict[str, object]:
        try:
            if (action := parse_action_line(line)) is not None:
                self._control.request_action(action)
                return {"done": True}
        except RefusedActionError as error:
            return {"done": False, "error": str(error)}
        try:
            marker = parse_marker_line(line, self._clock.now(), self._clock.machine_error_s())
        except BadMarkerError as error:
            return {"stored": False, "error": str(error)}
        self._emit(marker)
        return {"stored": True, "at_s": round(marker.at_s, 6)}


def send_mark(folder: Path, text: str, at_s: float) -> float:
    """Send a marker with its time to the session that is recording into a study.

    Returns the marker's time on the session's clock. Raises StudyError.
    """
    answer = _request_from_session(folder, {"text": text, "at_s": at_s})
    if not answer["stored"]:
        raise StudyError(f"study: the marker was rejected: {answer['error']}. Enter another marker.")
    return float(answer["at_s"])


def send_action(folder: Path, action: str) -> None:
    """Send an action (control.py) to the session that is recording into a study. Raises StudyError."""
    answer = _request_from_session(folder, {"do": action})
    if not answer["done"]:
        raise StudyError(f"study: {answer['error']}. Choose an action that is possible now.")


def parse_action_line(line: bytes) -> str | None:
    """Action in a request line such as `{"do": "pause"}`; None for any other line."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or set(values) != {"do"}:
        return None
    return str(values["do"])


def _request_from_session(folder: Path, values: dict[str, object]) -> dict[str, Any]:
    """Send a request to the session that is recording into a study, and return its answer. Raises StudyError."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client, _short(folder) as place:
            client.settimeout(TIMEOUT_S)
            client.connect(place)
            client.sendall(json.dumps(values).encode() + b"\n")
            with client.makefile("rb") as lines:
                answer: dict[str, Any] = json.loads(lines.readline(LARGEST_LINE))
    except (OSError, ValueError) as error:
        why = "" if isinstance(error, FileNotFoundError | ConnectionRefusedError) else f" ({error})"
        raise StudyError(
            f"study: no session is recording into {folder}{why}. Start a session: vitrina study session"
        ) from None
    return answer


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Short path to the socket. A socket path may have at most 107 bytes, and the study's path may be longer."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{FILE}"
    finally:
        os.close(opened)
