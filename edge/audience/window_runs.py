"""Runs of consecutive windows that together contain enough people for a reaction.

Several windows together may be about fewer people than one of them, because a further visit may show that several
visits belong to the same person. So a reaction counts the people of a whole run of its windows.
"""

from collections.abc import Iterator, Sequence

from edge.audience.people import PeopleLowerBound, VisitStay

LENGTHS = (1, 2, 4, 8, 16, 32, 64)
"""Lengths of the runs that are tried, in windows. Trying more lengths could only release more reactions."""


class WindowRuns:
    """Reported windows, each with the shortest run of windows that ends with it and has enough people."""

    def __init__(self, k: int) -> None:
        self._k = k
        self._windows: list[Sequence[VisitStay]] = []
        self._runs: list[tuple[int, int]] = []  # first and last window

    def __len__(self) -> int:
        return len(self._windows)

    def add_window(self, stays: Sequence[VisitStay], people: PeopleLowerBound) -> None:
        """Adds a reported window's visits."""
        self._windows.append(stays)
        last = len(self._windows)
        for length in LENGTHS:
            if length <= last and people.has_enough_people_in_window(self._stays(last - length, last), self._k):
                self._runs.append((last - length, last))
                return

    def runs_since(self, first: int) -> Iterator[list[VisitStay]]:
        """Visits of each run with enough people that starts with the window `first` or later, the newest run first."""
        yield from (self._stays(begin, end) for begin, end in reversed(self._runs) if begin >= first)

    def clear(self) -> None:
        self._windows.clear()
        self._runs.clear()

    def _stays(self, begin: int, end: int) -> list[VisitStay]:
        return [stay for window in self._windows[begin:end] for stay in window]
