"""The kiosk's side of the microphone's capture process: starts the process, receives its messages and audio blocks, and
ends it.
"""

import json
from collections.abc import Iterator

from edge.sources.microphone.blocks import LARGEST_BYTES, SOUND, CapturedBlock
from edge.sources.process.child import ChildProcess, Message

_LARGEST = max(LARGEST_BYTES, 4096)
_SEND_BUFFER_BYTES = LARGEST_BYTES + 32_768
_ENVIRONMENT = {"JACK_NO_START_SERVER": "1"}


class MicrophoneProcess:
    """One process that runs edge/sources/microphone/capture_process.py."""

    has_data = False  # `receive` leaves nothing unread that it knows of

    def __init__(self, device: str | None, *, loopback: bool) -> None:
        """Start the process. Raises OSError if the system cannot start another process."""
        job = json.dumps({"device": device, "loopback": loopback}).encode()
        self._child = ChildProcess(
            "edge.sources.microphone.capture_process", job, _ENVIRONMENT, send_buffer_bytes=_SEND_BUFFER_BYTES
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    def fileno(self) -> int:
        """File descriptor that becomes readable when a message is waiting."""
        return self._child.fileno()

    def receive(self) -> Iterator[Message | CapturedBlock]:
        """Messages and blocks since the last call, in order. If there are too many, the remaining ones are returned by
        the next call.

        If the process has died, the message "failed" is added.
        """
        while (data := self._child.receive(_LARGEST)) is not None:
            if not data:
                yield Message("failed", "could not be recorded: the capture process ended unexpectedly.")
                break
            yield CapturedBlock.from_bytes(data) if data.startswith(SOUND) else Message.from_bytes(data)

    def end(self, *, gently: bool) -> None:
        """End the process, like ChildProcess.end."""
        self._child.end(gently=gently)
