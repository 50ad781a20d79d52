"""Cycle of a playlist: how often each advert plays beside the others, in whole plays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd

MOST_WEIGHT, MOST_UNITS = 100, 1000
"""Largest weight of an advert, and largest sum of the weights of a playlist, that a kiosk takes."""
FINE = 100
"""Plays from which on a cycle is fine enough: a play is a point."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An advert in the cycle. `kept`: code of why its share stays; None where it may change.

    `booked`: share that it is to have. `has_hours`: it plays at hours of its own.
    """

    creative: str
    weight: int
    kept: str | None = None
    booked: float | None = None
    has_hours: bool = False

    @property
    def is_free(self) -> bool:
        """True if its share goes by what it draws."""
        return self.kept is None and self.booked is None

    @property
    def may_change(self) -> bool:
        """True if its share may change."""
        return self.kept is None


@dataclass(frozen=True, slots=True)
class Blocks:
    """An experiment in the cycle: its blocks, and the creatives that each plays. `has_hours`: one of them has hours of
    its own."""

    weight: int
    creatives: tuple[str, ...]
    has_hours: bool = False

    @property
    def plays(self) -> int:
        """Plays of one block."""
        return len(self.creatives)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Adverts and experiments of a playlist. `idle`: weights of those that do not play on the day. `rotate`: so many
    adverts play on a day, in turns; then weights are turns, and shares those of many days."""

    slots: tuple[Slot, ...]
    blocks: tuple[Blocks, ...] = ()
    idle: tuple[int, ...] = ()
    rotate: int | None = None

    @property
    def plays(self) -> int:
        """Plays of a cycle in which all are open."""
        return sum(slot.weight for slot in self.slots) + sum(each.weight * each.plays for each in self.blocks)

    @property
    def least_plays(self) -> int:
        """Plays of a cycle in which only those without hours of their own are open: there a play is the largest
        share."""
        of_blocks = sum(each.weight * each.plays for each in self.blocks if not each.has_hours)
        return sum(slot.weight for slot in self.slots if not slot.has_hours) + of_blocks

    def block_plays(self, creative: str) -> int:
        """Plays of a creative inside the blocks of a cycle."""
        return sum(each.weight * each.creatives.count(creative) for each in self.blocks)

    def only_in_blocks(self) -> list[str]:
        """Creatives that play in blocks and nowhere else."""
        of_slots = {slot.creative for slot in self.slots}
        return sorted({name for each in self.blocks for name in each.creatives if each.weight} - of_slots)

    @property
    def changeable_plays(self) -> int:
        """Plays that may change hands."""
        return sum(slot.weight for slot in self.slots if slot.may_change)

    @property
    def turn_plays(self) -> int:
        """Plays of those that take turns: all without hours of their own that are in no experiment."""
        return sum(slot.weight for slot in self.slots if slot.kept != "experiment" and not slot.has_hours)

    def slot_weights(self) -> list[int]:
        """Weights of the slots."""
        return [slot.weight for slot in self.slots]

    def finest_factor(self) -> int:
        """Number by which all weights can be multiplied, so that a play is about a point: no share changes by it."""
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
        """The same shares in a longer cycle."""
        return Cycle(
            tuple(replace(slot, weight=slot.weight * factor) for slot in self.slots),
            tuple(replace(each, weight=each.weight * factor) for each in self.blocks),
            tuple(weight * factor for weight in self.idle),
            self.rotate,
        )

    def divide_plays(self, divisor: int) -> "Cycle":
        """The same shares in a shorter cycle, by a number that divides all weights."""
        return Cycle(
            tuple(replace(slot, weight=slot.weight // divisor) for slot in self.slots),
            tuple(replace(each, weight=each.weight // divisor) for each in self.blocks),
            tuple(weight // divisor for weight in self.idle),
            self.rotate,
        )

    def replace_weights(self, weights: Sequence[int]) -> "Cycle":
        """The cycle with other weights of the slots."""
        slots = zip(self.slots, weights, strict=True)
        return replace(self, slots=tuple(replace(slot, weight=weight) for slot, weight in slots))

    def weight_divisor(self) -> int:
        """Number by which all weights can be divided."""
        return gcd(*self.slot_weights(), *(each.weight for each in self.blocks), *self.idle) or 1
