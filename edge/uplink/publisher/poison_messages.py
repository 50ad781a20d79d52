"""Detects poison messages, which the broker refuses or which make it close the connection.

Each suspicious message is tested alone. So it does not block other messages, and is not rejected for a fault of the
broker.

A message that failed alone a few times is skipped. It gets one more try, alone, once the broker works without it: when
another message was accepted, or when the connection stayed open for a while. If the message fails again, it is poison.
"""

from collections.abc import Collection
from dataclasses import dataclass

HANG_UPS = 2  # hang-ups until a message is passed over: each costs all other messages a connection
REFUSALS = 5  # refusals until a message is passed over: they cost others nothing, and the broker's disk may be full
MOST = 10  # most messages passed over at once; with more the broker is at fault, not the messages


@dataclass(slots=True)
class _PoisonCandidate:
    failures: int = 0
    by_hanging_up: bool = False
    is_passed_over: bool = False
    is_on_probation: bool = False


class PoisonMessageDetector:
    """State of all suspicious messages, by `seq`."""

    def __init__(self) -> None:
        self._candidates: dict[int, _PoisonCandidate] = {}
        self._alone: set[int] = set()  # in flight when a connection was lost, and not answered since

    @property
    def passed_over_seqs(self) -> frozenset[int]:
        """Numbers of the messages that are skipped for now."""
        return frozenset(seq for seq, candidate in self._candidates.items() if candidate.is_passed_over)

    @property
    def must_send_one_at_a_time(self) -> bool:
        """True while each message must be answered before the next one is sent, in order to find the one that fails."""
        return bool(self._alone)

    def on_hang_up(self, in_flight: Collection[int], *, alone: bool) -> int | None:
        """Handle a lost connection on which these messages were unanswered.

        `alone`: exactly one message was in flight, of any kind. Returns the message if it is poison, otherwise None.
        """
        self._alone.update(in_flight)
        if alone and len(in_flight) == 1:
            (seq,) = in_flight
            return seq if self._add_failure(seq, HANG_UPS, by_hanging_up=True) else None
        return None

    def on_refusal(self, seq: int) -> bool:
        """Handle a refusal that the message itself may have caused. Returns True if the message is poison."""
        self._alone.discard(seq)
        return self._add_failure(seq, REFUSALS, by_hanging_up=False)

    def on_other_answer(self, seq: int | None) -> None:
        """Handle a refusal that the message did not cause. `seq`: None for a message without a number."""
        self._alone.discard(-1 if seq is None else seq)

    def on_success(self, seq: int) -> None:
        """Handle an accepted message. It shows that the broker works, so every skipped message gets its last try."""
        self.forget(seq)
        self._start_probation(self.passed_over_seqs)

    def on_stable_connection(self) -> None:
        """Handle a connection that stayed open for a while: messages that broke earlier connections get a last try."""
        self._start_probation(self.seqs_waiting_for_stability)

    @property
    def seqs_waiting_for_stability(self) -> frozenset[int]:
        """Numbers of the messages that are skipped only until a connection has stayed open for a while."""
        return frozenset(seq for seq in self.passed_over_seqs if self._candidates[seq].by_hanging_up)

    @property
    def seqs_to_send_last(self) -> frozenset[int]:
        """Numbers of the messages that are skipped while anything else can be sent.

        The broker refused them without closing the connection, which costs other messages little.
        """
        return self.passed_over_seqs - self.seqs_waiting_for_stability

    def _start_probation(self, seqs: Collection[int]) -> None:
        for seq in seqs:
            candidate = self._candidates[seq]
            candidate.is_passed_over, candidate.is_on_probation = False, True
        self._alone.update(seqs)

    def forget(self, seq: int) -> None:
        self._candidates.pop(seq, None)
        self._alone.discard(seq)

    def forget_all(self) -> None:
        self._candidates.clear()
        self._alone.clear()

    def _add_failure(self, seq: int, limit: int, *, by_hanging_up: bool) -> bool:
        candidate = self._candidates.setdefault(seq, _PoisonCandidate())
        if candidate.is_on_probation:
            self.forget(seq)
            return True
        candidate.failures += 1
        candidate.by_hanging_up = by_hanging_up
        if candidate.failures >= limit:
            candidate.is_passed_over = True
            self._alone.discard(seq)
            if len(self.passed_over_seqs) > MOST:
                self.forget_all()
        return False
