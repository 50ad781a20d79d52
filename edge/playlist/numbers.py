"""Numbers of the next cycle and of each experiment's next block: where they are kept, and what a lost number is."""

from typing import Protocol

from edge.playlist.schedule import CycleNumbers

LOST = -1
"""Cycle number which means that stored numbers exist but cannot be read."""


class NumberStore(Protocol):
    """Storage for the numbers of the next cycle and blocks."""

    def read(self) -> CycleNumbers:
        """The numbers, or the first numbers for a new screen. If they cannot be read, the cycle number is LOST."""

    def write(self, numbers: CycleNumbers) -> None:
        """Store the numbers permanently before returning. Raises OSError."""


class NumbersInMemory:
    """Numbers of a schedule that is only printed and not played."""

    def __init__(self, numbers: CycleNumbers) -> None:
        self._numbers = numbers

    def read(self) -> CycleNumbers:
        """The stored numbers."""
        return self._numbers

    def write(self, numbers: CycleNumbers) -> None:
        """Store the numbers in memory."""
        self._numbers = numbers
