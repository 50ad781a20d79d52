"""The running schedule of a screen: yields one play after another, also across playlist changes and restarts."""

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from edge.playlist.available import AvailableCreatives, creatives_past_midnight, needed_creatives
from edge.playlist.numbers import LOST, NumberStore
from edge.playlist.rotation import shown_at
from edge.playlist.schedule import CycleNumbers, ScheduledItem, cycle_items
from edge.playlist.values import CreativePlaylist, Screen

_NO_LENGTHS: Mapping[str, float] = {}
_FIRST_DAY = date(2026, 1, 1)
_NUMBERS_OF_A_DAY = 1_000_000
"""More cycles and blocks than a screen can start in a day. If the stored numbers are lost, numbering continues at a
multiple of this for the current day.
"""


class Program:
    """Position in the schedule of one screen. Only one thread may use a Program. It reads no clock."""

    def __init__(self, playlist: CreativePlaylist, screen: Screen, store: NumberStore) -> None:
        self._playlist, self._screen, self._store = playlist, screen, store
        self._numbers = store.read()
        self._items: deque[ScheduledItem] = deque()
        self._shown = AvailableCreatives()
        self._last: ScheduledItem | None = None
        self.problem: str | None = None
        """The attribute `problem` is the reason why block numbers cannot be stored. Until it is None, experiments are
        shown without arms.
        """

    @property
    def playlist(self) -> CreativePlaylist:
        """The playlist for the next play."""
        return self._playlist

    def replace_playlist(self, playlist: CreativePlaylist) -> None:
        """Use another playlist, starting with the next play. A running block is cut short. An equal playlist changes
        nothing.
        """
        if playlist != self._playlist:
            self._playlist = playlist
            self._items.clear()

    def next(
        self, local: datetime, without: frozenset[str] = frozenset(), durations_s: Mapping[str, float] = _NO_LENGTHS
    ) -> ScheduledItem | None:
        """The play to show at a local time. None if nothing may be shown.

        `without`: creatives that cannot be shown. If a block contains one of them, it is cut short and its experiment
        is skipped. `durations_s`: lengths of creatives in seconds. A creative of an experiment by day does not start
        if it would last into a day with another arm.
        """
        late = creatives_past_midnight(self._playlist, self._screen.site, local, durations_s)
        shown = shown_at(self._playlist, self._screen, local, without | late)
        if shown != self._shown:
            self._keep_block_under_way(shown)
            self._shown = shown
        if not self._items:
            self._begin_cycle(local)
        self._last = self._items.popleft() if self._items else None
        return self._last

    def _keep_block_under_way(self, shown: AvailableCreatives) -> None:
        """Drop the rest of the cycle, but keep a running block if all its creatives may still be shown."""
        block = None if self._last is None else self._last.experiment
        rest: deque[ScheduledItem] = deque()
        while block is not None and self._items and self._items[0].experiment is not None:
            due = self._items[0].experiment
            if (due.id, due.block) != (block.id, block.block):
                break
            rest.append(self._items.popleft())
        experiment = next((one for one in self._playlist.experiments if block and one.id == block.id), None)
        arms = dict(shown.arms)
        is_shown = experiment is not None and needed_creatives(experiment, arms) <= shown.creatives
        is_due = block is not None and arms.get(block.id, block.arm if block.block is not None else None) == block.arm
        self._items = rest if is_shown and is_due else deque()

    def _begin_cycle(self, local: datetime) -> None:
        if self._numbers.cycle == LOST:
            self._numbers = _after_loss(local)
        after = None if self._last is None else self._last.creative
        items = cycle_items(self._playlist, self._screen.device, self._numbers, self._shown, after)
        if items:
            self._numbers = self._numbers.advance_cycle(self._playlist, self._shown)
            self._items = deque(items if self._store_numbers() else map(_without_arm, items))

    def _store_numbers(self) -> bool:
        """Store the numbers that follow this cycle, before any of its plays."""
        try:
            self._store.write(self._numbers)
        except OSError as error:
            self.problem = f"schedule: the block numbers cannot be stored ({error.strerror})."
            return False
        self.problem = None
        return True


def _after_loss(local: datetime) -> CycleNumbers:
    """Cycle and block numbers that are larger than all numbers that the screen can have used before this day."""
    number = max(1, (local.date() - _FIRST_DAY).days) * _NUMBERS_OF_A_DAY
    return CycleNumbers(number, first=number)


def _without_arm(item: ScheduledItem) -> ScheduledItem:
    """The play without its arm, except by day, where the arm follows from the day and not from a number."""
    is_numbered = item.experiment is not None and item.experiment.block is not None
    return replace(item, experiment=None) if is_numbered else item
