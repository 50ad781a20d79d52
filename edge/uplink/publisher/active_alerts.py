"""Which conditions hold between kiosk and broker, and since when each is over. Several may hold at once; each is logged
when it begins and when it ends, not at every attempt.
"""

import logging
from collections.abc import Callable

from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.reason_codes import PublishOutcome
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.alert_texts import BrokerAlert
from edge.uplink.publisher.in_flight import RejectedMessage
from edge.uplink.publisher.topic_holds import TopicHolds

log = logging.getLogger(__name__)

DAY_S = 86_400.0  # for so long it is told that messages were set aside, unless the broker takes as much before
_ORDER = (
    "broker.away",
    "broker.refused",
    "broker.certificate",
    "broker.twin",
    "broker.denied",
    "broker.deaf",
    "broker.rejected",
    "broker.oversize",
    "outbox.unwritable",
    "broker.unheard",
)
_CONNECTION = frozenset({"broker.away", "broker.refused", "broker.certificate"})  # one of them at a time


class ActiveAlerts:
    """Written by one thread. `holding` may be read by any: what keeps us from the broker first."""

    def __init__(self, options: BrokerOptions, waiting: Callable[[], int]) -> None:
        """`waiting` says how many messages wait to be sent."""
        self.holding: tuple[BrokerAlert, ...] = ()
        self._options = options
        self._waiting = waiting
        self._by_code: dict[str, BrokerAlert] = {}
        self._ends_s: dict[str, float] = {}  # those that end by themselves
        self._active: dict[str, dict[str, str]] = {}  # the kinds that a condition was told about
        self._counts: dict[str, int] = {}  # of messages set aside
        self._largest = 0  # bytes of what was above a limit that the broker had told

    def activate(self, condition: BrokerAlert, ends_s: float | None = None) -> None:
        """It holds, in these words; until `ends_s` if it ends by itself."""
        is_new = condition.code not in self._by_code
        if condition.code in _CONNECTION:
            for other in _CONNECTION - {condition.code}:
                self._by_code.pop(other, None)
        self._by_code[condition.code] = condition
        self._ends_s.pop(condition.code, None)
        if ends_s is not None:
            self._ends_s[condition.code] = ends_s
        self._settle()
        if is_new:
            log.warning("%s", condition.text)

    def clear(self, *codes: str) -> None:
        """These do not hold any more."""
        ended = [code for code in codes if code in self._by_code]
        for code in ended:
            del self._by_code[code]
            self._ends_s.pop(code, None)
            self._counts.pop(code, None)
        self._settle()
        for code in ended:
            if code not in _CONNECTION:  # the end of those is told with the connection
                log.info("%s is over", code)

    def is_active(self, code: str) -> bool:
        return code in self._by_code

    def ends(self, code: str, at_s: float) -> None:
        """If it holds, it ends by itself then."""
        if code in self._by_code:
            self._ends_s[code] = at_s

    def stays(self, code: str) -> None:
        """It does not end by itself any more."""
        self._ends_s.pop(code, None)

    def connected(self) -> None:
        """What kept us from the broker is over."""
        self.clear(*_CONNECTION)

    def set_aside(self, aside: RejectedMessage, at_s: float) -> None:
        """The broker will never take this message."""
        code, words = "broker.rejected", alert_texts.rejected
        if aside.by_size:
            code, words = "broker.oversize", alert_texts.oversize
            self._largest = max(self._largest, aside.bytes if aside.limit is not None else 0)
        self._counts[code] = self._counts.get(code, 0) + 1
        self.activate(words(aside, self._counts[code], self._options), at_s + DAY_S)

    def takes_more(self, largest: int | None) -> bool:
        """A broker takes packets of so many bytes (None: it has no limit). Whether that is enough for what was above
        its limit before, or that of another; what it hung up on is not asked of it again."""
        return self._largest > 0 and (largest is None or largest >= self._largest)

    def took_more(self) -> None:
        """What was set aside waits again."""
        self._largest = 0
        self.clear("broker.oversize")

    def refresh(self, holds: TopicHolds, at_s: float) -> None:
        """What waits by kinds, and what is over by itself."""
        denied = holds.of(PublishOutcome.DENIED, PublishOutcome.NOT_ACCEPTED)
        self._by_kinds("broker.denied", denied, alert_texts.denied)
        self._by_kinds("broker.unheard", holds.of(PublishOutcome.NO_SUBSCRIBERS), alert_texts.no_subscribers)
        self.clear(*[code for code, ends_s in self._ends_s.items() if at_s >= ends_s])

    def wait_s(self, at_s: float) -> float | None:
        """How long until one is over by itself; None where none is."""
        return max(0.0, min(self._ends_s.values()) - at_s) if self._ends_s else None

    def _by_kinds(
        self, code: str, kinds: dict[str, str], words: Callable[[dict[str, str], BrokerOptions, int], BrokerAlert]
    ) -> None:
        if kinds == self._active.get(code, {}):
            return
        self._active[code] = kinds
        if kinds:
            self.activate(words(kinds, self._options, self._waiting()))
        else:
            self.clear(code)

    def _settle(self) -> None:
        self.holding = tuple(self._by_code[code] for code in _ORDER if code in self._by_code)
