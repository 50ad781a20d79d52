"""The journal of told plays: each is kept until its proof is stored, told once, and forgotten in time."""

from pathlib import Path

import pytest

from edge.messages.build import Message
from edge.uplink.outbox.outbox import Outbox, OutboxLimits
from edge.uplink.outbox.play_journal import KEPT_S, ProvenPlay, ReportedPlay

MIB = 1024 * 1024


def told(at_s: float, creative: str | None = "a", arrived_s: float | None = None) -> ReportedPlay:
    return ReportedPlay(at_s, creative, at_s if arrived_s is None else arrived_s, b"{}")


def test_a_play_stays_until_it_is_proven(outbox: Outbox) -> None:
    """The proof of a play covers its start, and the end that lies within it."""
    plays = [told(10), told(20, None), told(30, "b"), told(40, None)]
    assert outbox.add_plays(plays, 40) == plays
    outbox.append_all([], [ProvenPlay("a", 10, 20)])
    assert outbox.unproven_plays() == plays[2:]
    outbox.append_all([], [ProvenPlay("c", 30, 39), ProvenPlay("b", 31, 35)])  # no plays of the journal
    assert outbox.unproven_plays() == plays[2:]
    outbox.append_all([], [ProvenPlay("b", 30, 40)])
    assert outbox.unproven_plays() == []


def test_a_play_that_was_told_before_is_not_new(outbox: Outbox) -> None:
    """Another creative at the same time is, and so is the end."""
    assert outbox.add_plays([told(10), told(10)], 10) == [told(10)]
    outbox.append_all([], [ProvenPlay("a", 10, 20)])
    assert outbox.add_plays([told(10), told(10, "b"), told(10, None)], 10) == [told(10, "b"), told(10, None)]


def test_a_play_that_is_stored_after_its_proof_stays_proven(outbox: Outbox) -> None:
    """On a slow disk, or where a command ended the play before the page did."""
    outbox.append_all([], [ProvenPlay("a", 10, 15)])
    outbox.add_plays([told(10), told(20, None)], 20)
    assert outbox.unproven_plays() == []
    assert outbox.add_plays([told(10), told(30, "b"), told(40, None)], 40) == [told(30, "b"), told(40, None)]
    assert outbox.unproven_plays() == [told(30, "b"), told(40, None)]


def test_proofs_of_plays_that_are_not_stored_are_forgotten_in_time(tmp_path: Path) -> None:
    """A feed that stores no plays must not fill the journal."""
    outbox = Outbox(tmp_path / "small.db", OutboxLimits(max_bytes=MIB))
    outbox.append_all([], [ProvenPlay("old", 0, 1), ProvenPlay("a", 10, 20)])
    outbox.append_all([], [ProvenPlay("b", KEPT_S, KEPT_S + 5)])
    assert outbox.add_plays([told(0, "old"), told(10)], KEPT_S) == [told(0, "old")]
    outbox.append_all([], [ProvenPlay("many", KEPT_S + n, KEPT_S + n + 1) for n in range(MIB // 4 // 400)])
    assert outbox.add_plays([told(10)], KEPT_S) == [told(10)]
    outbox.close()


def test_the_mark_and_the_proof_are_stored_together(outbox: Outbox) -> None:
    """A proof that cannot be made leaves the play as it was."""

    def fail(seq: int) -> Message:
        raise ArithmeticError(seq)

    outbox.add_plays([told(10)], 10)
    with pytest.raises(ArithmeticError):
        outbox.append_all([fail], [ProvenPlay("a", 10, 20)])
    assert outbox.unproven_plays() == [told(10)]


def test_old_plays_are_forgotten(outbox: Outbox) -> None:
    outbox.add_plays([told(0, "old"), told(1, "kept")], 1)
    outbox.add_plays([told(KEPT_S + 1)], KEPT_S + 1)
    assert outbox.unproven_plays() == [told(1, "kept"), told(KEPT_S + 1)]


def test_plays_take_a_part_of_the_file_only(tmp_path: Path) -> None:
    """A player that tells nonsense for ever leaves room for messages; the oldest plays go first."""
    outbox = Outbox(tmp_path / "small.db", OutboxLimits(max_bytes=MIB))
    for first in range(0, 6000, 1000):
        plays = [ReportedPlay(n, "a" * 64, n, b"x" * 200) for n in range(first, first + 1000)]
        assert outbox.add_plays(plays, first) == plays
    kept = outbox.unproven_plays()
    assert [play.at_s for play in kept] == list(range(6000 - len(kept), 6000))
    assert len(kept) == MIB // 4 // 400
    assert outbox.outbox_usage().bytes <= MIB
    outbox.close()
