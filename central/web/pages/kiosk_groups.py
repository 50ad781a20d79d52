"""Kiosks of a page, grouped by what they need, and within each group by shop."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class OfShop(Protocol):
    """A row about a kiosk."""

    @property
    def place(self) -> tuple[str, str]:
        """Tenant and site of the kiosk."""


T = TypeVar("T", bound=OfShop)


@dataclass(frozen=True, slots=True)
class ShopRows(Generic[T]):
    """Rows of one shop, in the order of the group."""

    tenant: str
    site: str
    rows: list[T]


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """Kiosks that need the same. `total`: number of all its kiosks, although a page may show only some. `is_folded`:
    the page shows only the heading until the user opens it.
    """

    word: str
    total: int
    shops: list[ShopRows[T]]
    is_folded: bool = False


def group_rows(
    rows: Iterable[T], word_of: Callable[[T], str], totals: dict[str, int], folded: Sequence[str] = ()
) -> list[Group[T]]:
    """Groups in the order of their first rows, and in each group the shops in the order of theirs. `folded`: groups
    that nobody needs to look at.
    """
    found: dict[str, dict[tuple[str, str], list[T]]] = {}
    for row in rows:
        found.setdefault(word_of(row), {}).setdefault(row.place, []).append(row)
    return [
        Group(word, totals[word], [ShopRows(*place, of) for place, of in shops.items()], word in folded)
        for word, shops in found.items()
    ]
