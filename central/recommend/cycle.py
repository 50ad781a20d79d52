"""Cycle of a playlist: how many times each ad plays in one cycle, compared with the other ads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd

MOST_WEIGHT, MOST_UNITS = 100, 1000
"""Largest weight of an ad, and largest sum of the weights in a playlist, that a kiosk accepts."""
FINE = 100
"""Lowest number of plays in a cycle. With at least this number, one play is at most one percentage point."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An ad in the cycle. `kept`: code of why its share is fixed; None if the share may change. `booked`: share that
    the ad must have. `has_hours`: the ad plays only at certain hours.
    """

    creative: str
    weight: int
    kept: str | None = None
    booked: float | None = None
    has_hours: bool = False

    @property
    def is_free(self) -> bool:
        """True if the share of the slot depends on the attention that its ad draws."""
        return self.kept is None and self.booked is None

    @property
    def may_change(self) -> bool:
        """True if the share of the slot may change."""
        return self.kept is None


@dataclass(frozen=True, slots=True)
class Blocks:
    """An experiment in the cycle: the number of its blocks, and the creatives that each block plays. `has_hours`: one
    of the creatives has its own hours.
    """

    weight: int
    creatives: tuple[str, ...]
    has_hours: bool = False

    @property
    def plays(self) -> int:
        """Number of plays in one block."""
        return len(self.creatives)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Ads and experiments of a playlist.

    `idle`: weights of the entries that do not play on the day. `rotate`: number of ads that play on a day when ads take
    turns. With `rotate`, weights are turns and shares are averages over many days.
    """

    slots: tuple[Slot, ...]
    blocks: tuple[Blocks, ...] = ()
    idle: tuple[int, ...] = ()
    rotate: int | None = None

    @property
    def plays(self) -> int:
        """Plays in a cycle while all ads are within their hours."""
        return sum(slot.weight for slot in self.slots) + sum(each.weight * each.plays for each in self.blocks)

    @property
    def least_plays(self) -> int:
        """Number of plays in a cycle while only the ads without their own hours play. The share of a single play is
        then largest.
        """
        of_blocks = sum(each.weight * each.plays for each in self.blocks if not each.has_hours)
        return sum(slot.weight for slot in self.slots if not slot.has_hours) + of_blocks

    def block_plays(self, creative: str) -> int:
        """Plays of a creative inside the blocks of a cycle."""
        return sum(each.weight * each.creatives.count(creative) for each in self.blocks)

    def only_in_blocks(self) -> list[str]:
        """Creatives that play only in blocks."""
        of_slots = {slot.creative for slot in self.slots}
        return sorted({name for each in self.blocks for name in each.creatives if each.weight} - of_slots)

    @property
    def changeable_plays(self) -> int:
        """Plays in a cycle that may go to other ads."""
        return sum(slot.weight for slot in self.slots if slot.may_change)

    @property
    def turn_plays(self) -> int:
        """Plays of the ads that take turns: all ads without their own hours that are not part of an experiment."""
        return sum(slot.weight for slot in self.slots if slot.kept != "experiment" and not slot.has_hours)

    def slot_weights(self) -> list[int]:
        """Weights of the slots."""
        return [slot.weight for slot in self.slots]

    def finest_factor(self) -> int:
        """Factor by which all weights can be multiplied so that one play is about one percentage point. No share
        changes.
        """
        if not self.plays:
            return 1
        all_weights = [*self.slot_weights(), *(each.weight for each in self.blocks), *self.idle]
        bounds = [
            -(-FINE // self.plays),
            MOST_WEIGHT // max([self.changeable_plays, *all_weights, 1]),
            MOST_UNITS // sum(all_weights),
        ]
        return max(1, min(bounds))

    def multiply_plays(self, factor: int) -> "Cycle":
        """A cycle with more plays and the same shares."""
        return Cycle(
            tuple(replace(slot, weight=slot.weight * factor) for slot in self.slots),
            tuple(replace(each, weight=each.weight * factor) for each in self.blocks),
            tuple(weight * factor for weight in self.idle),
            self.rotate,
        )

    def divide_plays(self, divisor: int) -> "Cycle":
        """A cycle with fewer plays and the same shares. `divisor` must divide all weights."""
        return Cycle(
            tuple(replace(slot, weight=slot.weight // divisor) for slot in self.slots),
            tuple(replace(each, weight=each.weight // divisor) for each in self.blocks),
            tuple(weight // divisor for weight in self.idle),
            self.rotate,
        )

    def replace_weights(self, weights: Sequence[int]) -> "Cycle":
        """The same cycle with new slot weights."""
        slots = zip(self.slots, weights, strict=True)
        return replace(self, slots=tuple(replace(slot, weight=weight) for slot, weight in slots))

    def weight_divisor(self) -> int:
        """Greatest number by which all weights can be divided."""
        return gcd(*self.slot_weights(), *(each.weight for each in self.blocks), *self.idle) or 1
