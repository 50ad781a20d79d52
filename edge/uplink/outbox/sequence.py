"""Message numbers, reserved in blocks in a separate file.

If the outbox is lost but this file is not, no number is used twice.
"""

from pathlib import Path

from edge.files import replace_file

BLOCK = 1000


class SequenceFileError(Exception):
    """The file of reserved numbers cannot be used. The message names the file, the reason and the fix."""


class MessageNumberReservation:
    """Reservation of message numbers. `up_to`: the last reserved number.

    It is on disk before any number of its block is used.
    """

    def __init__(self, path: Path) -> None:
        """Read the reserved numbers. If the file does not exist, no number is reserved. Raises SequenceFileError."""
        self._path = path
        self.up_to = _read(path)

    def first_free(self, last_used: int, *, is_tail_lost: bool = False) -> int:
        """The number after `last_used`, or the first number of the next block.

        The next block is used if the outbox is lost, or has lost its newest messages.
        """
        is_lost = is_tail_lost or last_used == 0 or last_used < self.up_to - BLOCK
        return max(last_used, self.up_to if is_lost else 0) + 1

    def reserve(self, seq: int) -> None:
        """Reserve the number `seq` on disk, if it is not reserved yet. Raises SequenceFileError."""
        if seq <= self.up_to:
            return
        up_to = -(-seq // BLOCK) * BLOCK
        try:
            replace_file(self._path, f"{up_to}\n".encode("ascii"))
        except OSError as error:
            raise SequenceFileError(
                f"outbox: {self._path} cannot be written ({error.strerror}). Free some space, or check the disk. Until "
                "this file can be written, messages get no number and are lost."
            ) from error
        self.up_to = up_to


def sequence_path(outbox: Path) -> Path:
    """Path of the file of reserved numbers, beside the outbox."""
    return outbox.with_name(outbox.name + ".seq")


def _read(path: Path) -> int:
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return 0
    except (OSError, UnicodeDecodeError) as error:
        raise SequenceFileError(
            f"outbox: {path} cannot be read ({error}). The kiosk needs this file, because it contains the last message "
            "number used."
        ) from error
    if not text.strip().isdecimal():
        raise SequenceFileError(
            f"outbox: {path} does not contain the last reserved message number. Write a number into the file that is "
            "higher than any seq that the subscribers have received."
        )
    return int(text)
