"""Missing and lost numbers, from the messages that are stored and the words of the kiosk."""

import pytest

from central.gaps.query import find_gaps, settle_losses
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import one, rows

Told = tuple[str, fleet.Fields]


def stores(*seqs: int) -> list[Told]:
    return [("play", fleet.play(seq)) for seq in seqs]


def says(first: int, last: int, *, unsent: int = 0) -> list[Told]:
    says.minute += 1  # type: ignore[attr-defined]
    at = fleet.at(minutes=says.minute)  # type: ignore[attr-defined]
    return [("health", fleet.health(first_seq=first, last_seq=last, unsent=unsent, at=at))]


says.minute = 0  # type: ignore[attr-defined]


def look(store: Store) -> list[tuple[int, int]]:
    """One look of the keeper: gaps of the kiosk."""
    with store.engine.begin() as connection:
        found = find_gaps(connection)
        settle_losses(connection, found, 0)
    return [gap for missing in found for gap in missing.gaps]


def write(store: Store, told: list[Told]) -> None:
    store.write_messages([fleet.reading(kind, fields) for kind, fields in told])


@pytest.mark.parametrize(
    ("told", "gaps", "lost"),
    [
        ([stores(1, 2, 3)], [], []),
        ([stores(7)], [], []),  # what was before central came is for `first_seq` to say
        ([says(1, 0), stores(1, 2, 3)], [], []),
        ([says(1, 0), stores(1, 4)], [(2, 3)], []),
        ([says(1, 0), stores(4, 1, 3)], [(2, 2)], []),
        ([stores(7), says(5, 7)], [(5, 6)], []),
        ([stores(7), says(7, 7)], [], []),
        ([says(1, 3)], [(1, 3)], []),
        ([says(1, 3, unsent=1)], [], []),
        ([says(1, 0), stores(2)], [(1, 1)], []),
        ([stores(1), says(1, 4), stores(3)], [(2, 2), (4, 4)], []),
        ([says(1, 0), stores(1, 10), says(5, 10)], [(5, 9)], [(2, 4)]),
        ([says(1, 0), stores(1, 10), says(11, 10)], [], [(2, 9)]),
        ([says(1, 0), stores(1), says(8, 7)], [], [(2, 7)]),
        (
            [says(1, 0), stores(1, 1001), says(1001, 1001)],
            [],
            [(2, 1000)],
        ),  # a lost outbox goes on at the next thousand
        ([says(1, 0), stores(2, 4, 6)], [(1, 1), (3, 3), (5, 5)], []),
    ],
)
def test_what_is_missing_and_what_is_lost(
    store: Store, told: list[list[Told]], gaps: list[tuple[int, int]], lost: list[tuple[int, int]]
) -> None:
    for some in told:
        write(store, some)
    assert look(store) == gaps
    assert look(store) == gaps
    assert rows(store, "SELECT from_seq, to_seq FROM losses ORDER BY 1") == lost


def test_the_mark_moves_up_to_the_lowest_gap(store: Store) -> None:
    """All below it is stored or lost, and is looked at no more."""
    write(store, says(1, 0))
    write(store, stores(2, 4))
    for seq, done in ((1, 2), (6, 2), (3, 4), (5, 6)):
        write(store, stores(seq))
        look(store)
        assert one(store, "SELECT done_seq FROM devices") == done
    assert look(store) == []


def test_kinds_share_their_numbers(store: Store) -> None:
    write(store, says(1, 0))
    write(store, [("window", fleet.window(1)), ("reaction", fleet.reaction(3)), ("alert", fleet.alert(5))])
    assert look(store) == [(2, 2), (4, 4)]


def test_a_loss_is_counted_once(store: Store) -> None:
    write(store, says(1, 0))
    write(store, stores(1, 10))
    for first in (4, 4, 8):
        write(store, says(first, 10))
        look(store)
    assert rows(store, "SELECT from_seq, to_seq FROM losses ORDER BY 1") == [(2, 3), (4, 7)]
    assert one(store, "SELECT sum(to_seq - from_seq + 1) FROM losses") == 6


def test_a_number_gone_mad_is_one_gap(store: Store) -> None:
    """A kiosk says that it is at nine quadrillion: it costs no memory."""
    write(store, says(1, 2**53 - 1))
    assert look(store) == [(1, 2**53 - 1)]
