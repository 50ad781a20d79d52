"""The age of messages is counted in time that the kiosk has seen pass. The machine's clock may be set to any time, at
any moment: no message goes too early, and none stays for ever."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from edge.clock import Clock
from edge.messages.build import Message
from edge.uplink.outbox.outbox import Outbox, OutboxLimits

DAY_S = 86_400.0
TICK_S = 60.0
START_S = 1_790_000_000.0


def message(seq: int) -> Message:
    return Message("window", "vitrina/1/a/b/c/window", b'{"seq":%d}' % seq, f"id-{seq}", seq, START_S)


def kept(outbox: Outbox) -> set[int]:
    return set(outbox._db.run_read(lambda db: [seq for (seq,) in db.execute("SELECT seq FROM messages")]) or [])


def test_a_clock_31_days_ahead_for_ten_minutes_deletes_nothing(tmp_path: Path) -> None:
    """The kiosk starts anew with the wrong clock, and once more when it was put right."""
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        for _ in range(3):
            outbox.append(message)
        outbox.mark_sent([1], START_S)
        outbox.set_message_aside(2, "denied", START_S)
        outbox.delete_expired_messages(START_S)
    for ahead_s in (31 * DAY_S, 0.0):
        with closing(Outbox(path)) as outbox:
            for minute in range(11):
                assert outbox.delete_expired_messages(START_S + ahead_s + minute * TICK_S) == 0
            assert kept(outbox) == {1, 2, 3}
            assert outbox.outbox_usage().dropped == 0


def test_a_month_without_power_does_not_count(tmp_path: Path) -> None:
    """The messages of a kiosk that is switched on after a holiday are sent."""
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        outbox.append(message)
        outbox.delete_expired_messages(START_S)
    with closing(Outbox(path)) as outbox:
        outbox.delete_expired_messages(START_S + 40 * DAY_S)
        assert kept(outbox) == {1}


def test_the_time_of_many_runs_adds_up(tmp_path: Path) -> None:
    """A shop's machine is switched off each night, and may have no clock that goes on meanwhile."""
    path = tmp_path / "outbox.db"
    for day in range(4):
        with closing(Outbox(path)) as outbox:
            if day == 0:
                outbox.append(message)
            outbox.delete_expired_messages(START_S)
            assert outbox.delete_expired_messages(START_S + 8 * DAY_S) == (1 if day == 3 else 0)


def test_a_clock_that_goes_back_counts_as_no_time(tmp_path: Path) -> None:
    """No caller has such a clock. If one had, no message would become younger, or old at once."""
    with closing(Outbox(tmp_path / "outbox.db", OutboxLimits(unsent_s=100.0))) as outbox:
        outbox.append(message)
        for now_s in (START_S, START_S + 99.0, START_S - DAY_S, START_S - DAY_S + 1.0):
            assert outbox.delete_expired_messages(now_s) == 0
        assert outbox.delete_expired_messages(START_S - DAY_S + 2.0) == 1


UNSENT_S, SENT_S = 1800.0, 600.0


class OutboxUnderClockSteps(RuleBasedStateMachine):
    """A kiosk whose clock is set, whose machine is switched off and on, and whose messages are sent or set aside.
    `true_s` is the time for which a kiosk has run, which no clock shows."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.true_s = self.wall_ahead_s = 0.0
        self.since_s: dict[int, tuple[float, float]] = {}  # by seq: start of its age, and its limit
        self.open()

    def open(self) -> None:
        self.clock = Clock(lambda: START_S + self.true_s + self.wall_ahead_s, lambda: self.true_s)
        self.outbox = Outbox(Path(self.folder.name) / "outbox.db", OutboxLimits(unsent_s=UNSENT_S, sent_s=SENT_S))
        self.outbox.delete_expired_messages(self.clock.now())

    @rule()
    def append(self) -> None:
        stored = self.outbox.append(message)
        assert stored.seq is not None
        self.since_s[stored.seq] = (self.true_s, UNSENT_S)

    @precondition(lambda self: self.since_s)
    @rule(data=st.data())
    def send_or_set_aside(self, data: st.DataObject) -> None:
        seq = data.draw(st.sampled_from(sorted(self.since_s)))
        if self.since_s[seq][1] == UNSENT_S:
            if data.draw(st.booleans()):
                self.outbox.mark_sent([seq], self.clock.now())
            else:
                self.outbox.set_message_aside(seq, "denied", self.clock.now())
                unsent_until_s = self.since_s[seq][0] + UNSENT_S
                self.since_s[seq] = (min(self.true_s, unsent_until_s - SENT_S), SENT_S)
                return
            self.since_s[seq] = (self.true_s, SENT_S)

    @rule(minutes=st.integers(1, 15))
    def run(self, minutes: int) -> None:
        for _ in range(minutes):
            self.true_s += TICK_S
            self.outbox.delete_expired_messages(self.clock.now())

    @rule(seconds=st.floats(0.0, TICK_S))
    def run_for_less_than_a_minute(self, seconds: float) -> None:
        self.true_s += seconds
        self.outbox.delete_expired_messages(self.clock.now())

    @rule(step_s=st.floats(-400 * DAY_S, 400 * DAY_S))
    def set_the_clock(self, step_s: float) -> None:
        """The kiosk starts anew after each step; the machine may have been off as well."""
        self.wall_ahead_s += step_s
        self.outbox.close()
        self.open()

    @rule(step_s=st.floats(-400 * DAY_S, 400 * DAY_S))
    def set_the_clock_for_a_moment(self, step_s: float) -> None:
        """It is put right before the kiosk starts anew."""
        self.wall_ahead_s += step_s
        self.outbox.delete_expired_messages(self.clock.now())
        self.wall_ahead_s -= step_s

    @invariant()
    def each_message_is_kept_for_its_time(self) -> None:
        """To the minute: the time is noted once a minute."""
        present = kept(self.outbox)
        for seq, (since_s, limit_s) in list(self.since_s.items()):
            age_s = self.true_s - since_s
            if age_s < limit_s - TICK_S:
                assert seq in present, (seq, age_s)
            elif age_s > limit_s + TICK_S:
                assert seq not in present, (seq, age_s)
            if seq not in present:
                del self.since_s[seq]

    def teardown(self) -> None:
        self.outbox.close()
        self.folder.cleanup()


OutboxUnderClockSteps.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestOutboxUnderClockSteps = OutboxUnderClockSteps.TestCase
TestOutboxUnderClockSteps.pytestmark = [pytest.mark.timeout(120)]
