"""Deletion of messages when the outbox is full, and when they expire."""

import sqlite3
from contextlib import closing
from itertools import count, pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.messages.build import Message
from edge.uplink.outbox.outbox import Outbox, OutboxError, OutboxLimits

DAY_S = 86400.0
CAP = 600_000


def message(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b'{"seq":%d}' % seq, f"id-{seq}", seq, 1000.0 + seq)


def large(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b"x" * 600, f"id-{seq}", seq, 1000.0 + seq)


def kept(outbox: Outbox) -> list[int]:
    return outbox._db.run_read(lambda db: [seq for (seq,) in db.execute("SELECT seq FROM messages ORDER BY seq")]) or []


def fill(outbox: Outbox, messages: int) -> None:
    """Inserts this many messages of the size of `large` in one transaction."""
    insert = "INSERT INTO messages (id, kind, topic, at_s, payload) VALUES (?, 'window', ?, 1000.0, ?)"
    topic, payload = "vitrina/1/a/b/c/window", b"x" * 600
    outbox._db.run_write(
        lambda db: db.executemany(insert, [(f"id-{n}", topic, payload) for n in range(1, messages + 1)])
    )


def test_a_full_outbox_deletes_the_least_needed_messages(path: Path) -> None:
    """Sent messages go first, the earliest sent before others; then rejected ones; then waiting ones, oldest first.
    Only the last two count as dropped, and that count survives a restart."""
    with closing(Outbox(path, OutboxLimits(max_rows=6))) as outbox:
        for _ in range(6):
            outbox.append(message)
        outbox.set_message_aside(1, "too large", at_s=2000.0)
        outbox.mark_sent([4], sent_s=2000.0)
        outbox.mark_sent([3], sent_s=2001.0)
        history = []
        for _ in range(5):
            outbox.append(message)
            history.append((kept(outbox), outbox.outbox_usage().dropped))
        assert history == [
            ([1, 2, 3, 5, 6, 7], 0),
            ([1, 2, 5, 6, 7, 8], 0),
            ([2, 5, 6, 7, 8, 9], 1),
            ([5, 6, 7, 8, 9, 10], 2),
            ([6, 7, 8, 9, 10, 11], 3),
        ]
        assert (outbox.outbox_usage().rows, outbox.outbox_usage().aside) == (6, 0)
    with closing(Outbox(path)) as outbox:
        assert outbox.outbox_usage().dropped == 3
        assert (outbox.kept_range().first_seq, outbox.kept_range().last_seq) == (6, 11)


def test_a_kiosk_without_a_broker_for_months_stays_within_its_bytes(path: Path) -> None:
    """Every new message is accepted, the file never exceeds the limit, and the newest messages are stored without a
    gap."""
    with closing(Outbox(path, OutboxLimits(max_bytes=CAP))) as outbox:
        fill(outbox, 600)
        for _ in range(400):
            outbox.append(large)
            assert outbox.outbox_usage().bytes <= CAP
        seqs = kept(outbox)
        assert seqs == [*range(1001 - len(seqs), 1001)]
        assert outbox.outbox_usage().dropped == 1000 - len(seqs) > 200
        assert len(seqs) > 400  # most of the file is messages
    assert path.stat().st_size <= CAP


def test_a_full_outbox_can_be_sent(path: Path) -> None:
    """Marks need space too, and the limit holds for them; no waiting message is dropped for them."""
    with closing(Outbox(path, OutboxLimits(max_bytes=CAP))) as outbox:
        fill(outbox, 600)
        while not outbox.outbox_usage().dropped:
            outbox.append(large)
        dropped = outbox.outbox_usage().dropped
        while waiting := outbox.unsent_messages(limit=20):
            outbox.mark_sent([each.seq for each in waiting if each.seq is not None], sent_s=2000.0)
            assert outbox.outbox_usage().bytes <= CAP
        assert outbox.outbox_usage().dropped == dropped


def test_a_full_outbox_can_be_set_aside(path: Path) -> None:
    """The stored reasons count towards the limit too: the oldest messages are dropped for them, and counted."""
    with closing(Outbox(path, OutboxLimits(max_bytes=CAP))) as outbox:
        fill(outbox, 600)
        for seq in range(1, 601):
            outbox.set_message_aside(seq, "not authorised to publish to this topic " * 10, at_s=2000.0)
            assert outbox.outbox_usage().bytes <= CAP
        usage = outbox.outbox_usage()
        assert (usage.unsent, usage.aside + usage.dropped) == (0, 600)
        assert 100 < usage.dropped < 400
        assert outbox.restore_messages_set_aside() == usage.aside
        outbox.append(large)
        assert outbox.outbox_usage().bytes <= CAP


def test_a_large_message_replaces_as_many_others_as_it_needs(path: Path) -> None:
    """For a message that would not fit into the empty file nothing is dropped."""
    with closing(Outbox(path, OutboxLimits(max_bytes=CAP))) as outbox:
        fill(outbox, 600)
        while not outbox.outbox_usage().dropped:
            outbox.append(large)
        before = outbox.outbox_usage()
        outbox.append(lambda seq: Message("window", "t", b"x" * 200_000, "large", seq, 1.0))
        after = outbox.outbox_usage()
        assert 200 < before.rows - after.rows < 400
        with pytest.raises(OutboxError, match="full"):
            outbox.append(lambda seq: Message("window", "t", b"x" * CAP, "too large", seq, 1.0))
        assert outbox.outbox_usage() == after
        outbox.append(large)


def test_a_lowered_limit_is_reached_in_steps(path: Path) -> None:
    """No message waits while thousands are deleted. The file keeps its size, and is filled up to the new limit only."""
    with closing(Outbox(path)) as outbox:
        fill(outbox, 3000)
        size = outbox.outbox_usage().bytes
    with closing(Outbox(path, OutboxLimits(max_bytes=CAP))) as outbox:
        rows = [outbox.outbox_usage().rows]
        for _ in range(10):
            outbox.append(large)
            rows.append(outbox.outbox_usage().rows)
        assert [before - after for before, after in pairwise(rows)][:2] == [999, 999]
        assert 400 < rows[-1] < 800
        assert outbox.outbox_usage().bytes == size
        outbox.mark_sent([outbox.kept_range().first_seq], sent_s=1.0)


def test_each_message_is_kept_for_its_time(outbox: Outbox) -> None:
    """7 days after it was sent or set aside, else 30 days after it was stored; exact to the second. Its own time does
    not count."""
    for now_s, messages in ((0.0, 1), (1.0, 1), (2.0, 2), (3.0, 2)):
        outbox.delete_expired_messages(now_s)
        for _ in range(messages):
            outbox.append(message)
    outbox.delete_expired_messages(23 * DAY_S + 1.0)
    outbox.mark_sent([3], sent_s=1.0)
    outbox.delete_expired_messages(23 * DAY_S + 2.0)
    outbox.set_message_aside(4, "denied", at_s=2.0)
    outbox.delete_expired_messages(23 * DAY_S + 3.0)
    outbox.mark_sent([5], sent_s=3.0)
    history = []
    for second in range(5):
        history.append(
            (outbox.delete_expired_messages(30 * DAY_S + second), kept(outbox), outbox.outbox_usage().dropped)
        )
    assert history == [
        (0, [1, 2, 3, 4, 5, 6], 0),
        (1, [2, 3, 4, 5, 6], 1),
        (2, [4, 5, 6], 2),
        (1, [5, 6], 3),  # set aside for 7 days: it was never sent
        (2, [], 4),
    ]
    assert outbox.kept_range().first_seq == outbox.kept_range().last_seq + 1 == 7


def test_a_message_that_is_set_aside_again_each_day_expires(outbox: Outbox) -> None:
    """Its age counts too."""
    outbox.append(message)
    for day in range(31):
        assert outbox.delete_expired_messages(1001.0 + day * DAY_S) == 0
        outbox.set_message_aside(1, "denied", at_s=1001.0 + day * DAY_S)
        outbox.restore_messages_set_aside()
    outbox.set_message_aside(1, "denied", at_s=1001.0 + 30 * DAY_S)
    assert outbox.delete_expired_messages(1002.0 + 30 * DAY_S) == 1


def test_many_expired_messages_are_deleted_in_steps(outbox: Outbox) -> None:
    """No other call has to wait for long."""
    outbox._db.run_write(
        lambda db: db.executemany(
            "INSERT INTO messages (id, kind, topic, at_s, payload, sent_s) VALUES (?, 't', 'window', 1.0, x'', ?)",
            ((each, 1.0 if each % 2 else None) for each in range(500)),
        )
    )
    assert [outbox.delete_expired_messages(at_s * DAY_S) for at_s in (0, 31, 31, 31, 31)] == [0, 200, 200, 100, 0]
    assert outbox.outbox_usage().dropped == 250


STEPS = st.lists(
    st.sampled_from(["append", "append", "append", "mark", "aside", "restore", "expire", "reopen"]), max_size=40
)


@settings(max_examples=20, deadline=None)
@given(steps=STEPS, chance=st.randoms(use_true_random=False), max_rows=st.sampled_from([3, 1000]))
def test_the_counts_match_the_messages(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], chance: Random, max_rows: int
) -> None:
    """In any order of calls; and each number is stored, was sent, or is counted as dropped."""
    path, limits = (
        tmp_path_factory.mktemp("counts") / "outbox.db",
        OutboxLimits(max_rows=max_rows, unsent_s=20.0, sent_s=5.0),
    )
    outbox, sent = Outbox(path, limits), set()
    try:
        for at_s, step in zip(count(1), steps, strict=False):
            last = outbox.kept_range().last_seq
            some = [chance.randint(1, last) for _ in range(3)] if last else []
            match step:
                case "append":
                    outbox.append(lambda seq, at_s=at_s: Message("window", "t", b"", str(seq), seq, at_s))  # type: ignore[misc]
                case "mark":
                    sent |= set(some) & set(kept(outbox))
                    outbox.mark_sent(some, float(at_s))
                case "aside":
                    for seq in some:
                        outbox.set_message_aside(seq, "denied", float(at_s))
                case "restore":
                    outbox.restore_messages_set_aside()
                case "expire":
                    outbox.delete_expired_messages(float(at_s))
                case "reopen":
                    outbox.close()
                    outbox = Outbox(path, limits)
            usage = outbox.outbox_usage()
            assert usage.dropped == outbox.kept_range().last_seq - len(sent | set(kept(outbox)))
            assert outbox._db.run_read(_count) == (usage.rows, usage.unsent, usage.aside)
    finally:
        outbox.close()  # also if hypothesis ends an example early


def _count(db: sqlite3.Connection) -> tuple[int, int, int]:
    rows = db.execute("SELECT sent_s IS NOT NULL, aside_s IS NOT NULL FROM messages").fetchall()
    return len(rows), rows.count((0, 0)), rows.count((0, 1))
