"""Stores the numbers of the next cycle and of each experiment's next block on the disk.

They are stored before any play of a cycle, so that no number is used twice after a restart, a crash or a power cut.
"""

import json
import logging
from pathlib import Path

from edge.files import replace_file
from edge.playlist.numbers import LOST
from edge.playlist.schedule import CycleNumbers

log = logging.getLogger(__name__)


def schedule_path(outbox: Path) -> Path:
    """Path of the file with the numbers, beside the outbox."""
    return outbox.with_name(outbox.name + ".schedule")


class ScheduleFile:
    """Storage for the numbers in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> CycleNumbers:
        """The numbers on the disk, or the first numbers if there is no file. If the file cannot be read, the cycle
        number is LOST.
        """
        try:
            return _parsed(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return CycleNumbers()
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return CycleNumbers(LOST)

    def write(self, numbers: CycleNumbers) -> None:
        """Replace the file atomically: after a power cut, either the old or the new file is complete. A file that
        cannot be read is kept under another name. Raises OSError.
        """
        if self.read().cycle == LOST:
            self._set_aside()
        stored = {"cycle": numbers.cycle, "blocks": dict(numbers.blocks), "first": numbers.first}
        replace_file(self._path, json.dumps(stored).encode())

    def _set_aside(self) -> None:
        aside = self._path.with_name(self._path.name + ".corrupt")
        self._path.replace(aside)
        log.warning("schedule: the file with the block numbers could not be read; it was renamed to %s.", aside)


def _parsed(stored: dict[str, object]) -> CycleNumbers:
    """The numbers in a file. Raises an error for an invalid file."""
    blocks = stored["blocks"]
    if not isinstance(blocks, dict):
        raise TypeError(blocks)
    numbers = {str(name): _number(block) for name, block in blocks.items()}
    return CycleNumbers(_number(stored["cycle"]), numbers, _number(stored["first"]))


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(value)
    return value
