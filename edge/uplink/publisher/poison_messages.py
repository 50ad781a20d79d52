"""Messages that may be why the broker hangs up or refuses: found out one by one, so that none holds up the others and
none is condemned for a fault of the broker.

A message that failed alone a few times is passed over. Once the broker is seen to be well without it (another message
went through, or the connection held for a while) it has one more try, alone; failing then, it is guilty.
"""

from collections.abc import Collection
from dataclasses import dataclass

HANG_UPS = 2  # failures until a message is passed over: each costs all others a connection
REFUSALS = 5  # the same where the broker only says no: it costs the others nothing, and may be a full disk over there
MOST = 10  # passed over at once; with more it is the broker, not the messages


@dataclass(slots=True)
class _Candidate:
    failures: int = 0
    by_hanging_up: bool = False
    is_passed_over: bool = False
    is_on_probation: bool = False


class PoisonDetector:
    """Messages by `seq`."""

    def __init__(self) -> None:
        self._candidates: dict[int, _Candidate] = {}
        self._alone: set[int] = set()  # were on their way when a connection was lost, and have had no answer since

    @property
    def passed_over(self) -> frozenset[int]:
        """Not to be sent for now."""
        return frozenset(seq for seq, suspect in self._candidates.items() if suspect.is_passed_over)

    @property
    def one_at_a_time(self) -> bool:
        """Whether the next message must be answered before another is sent, so that it is seen which one fails."""
        return bool(self._alone)

    def hung_up(self, on_their_way: Collection[int], *, alone: bool) -> int | None:
        """The connection was lost with these unanswered, `alone` where it was one and nothing else. The guilty one."""
        self._alone.update(on_their_way)
        if alone and len(on_their_way) == 1:
            (seq,) = on_their_way
            return seq if self._failed(seq, HANG_UPS, by_hanging_up=True) else None
        return None

    def refused(self, seq: int) -> bool:
        """The broker did not take it, and it may be the message. Whether it is guilty."""
        self._alone.discard(seq)
        return self._failed(seq, REFUSALS, by_hanging_up=False)

    def answered(self, seq: int | None) -> None:
        """The broker did not take it, for a reason that is not the message. None: it has no number."""
        self._alone.discard(-1 if seq is None else seq)

    def taken(self, seq: int) -> None:
        """It went through: so the broker is well, and each that was passed over has its trial."""
        self.forget(seq)
        self._try(self.passed_over)

    def held(self) -> None:
        """The connection has held for a while: what it was lost with before has its trial."""
        self._try(self.to_try)

    @property
    def to_try(self) -> frozenset[int]:
        """What is passed over only until the connection has held for a while."""
        return frozenset(seq for seq in self.passed_over if self._candidates[seq].by_hanging_up)

    @property
    def to_go_last(self) -> frozenset[int]:
        """What is passed over as long as there is anything else to send: it was refused, which costs nobody much."""
        return self.passed_over - self.to_try

    def _try(self, seqs: Collection[int]) -> None:
        for seq in seqs:
            suspect = self._candidates[seq]
            suspect.is_passed_over, suspect.is_on_probation = False, True
        self._alone.update(seqs)

    def forget(self, seq: int) -> None:
        self._candidates.pop(seq, None)
        self._alone.discard(seq)

    def forget_all(self) -> None:
        self._candidates.clear()
        self._alone.clear()

    def _failed(self, seq: int, enough: int, *, by_hanging_up: bool) -> bool:
        suspect = self._candidates.setdefault(seq, _Candidate())
        if suspect.is_on_probation:
            self.forget(seq)
            return True
        suspect.failures += 1
        suspect.by_hanging_up = by_hanging_up
        if suspect.failures >= enough:
            suspect.is_passed_over = True
            self._alone.discard(seq)
            if len(self.passed_over) > MOST:
                self.forget_all()
        return False
