"""Active alerts about the connection to the broker. Several may be active at once, and some have a scheduled end.

An alert is logged when it starts and when it ends, not at every connection attempt.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from edge.alerts import Alert
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.reason_codes import PublishOutcome
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.in_flight import RejectedMessage
from edge.uplink.publisher.topic_holds import TopicHolds

log = logging.getLogger(__name__)

DAY_S = 86_400.0  # duration of an alert about rejected messages, unless the broker accepts their size before
_ORDER = (
    "broker.away",
    "broker.refused",
    "broker.certificate",
    "broker.twin",
    "broker.stuck",
    "broker.denied",
    "broker.deaf",
    "broker.rejected",
    "broker.oversize",
    "outbox.unwritable",
    "broker.unheard",
)
_CONNECTION = frozenset({"broker.away", "broker.refused", "broker.certificate"})  # at most one of them is active


class ActiveBrokerAlerts:
    """Active alerts. Only one thread may change them.

    Any thread may read `active`: all active alerts, starting with the reasons for a missing connection.
    """

    def __init__(self, options: BrokerOptions, waiting: Callable[[], int], now: Callable[[], float]) -> None:
        """`waiting` returns the number of messages that wait to be sent; `now` returns seconds since 1970 UTC."""
        self.active: tuple[Alert, ...] = ()
        self._options = options
        self._waiting = waiting
        self._now = now
        self._by_code: dict[str, Alert] = {}
        self._ends_s: dict[str, float] = {}  # end times of alerts that end by themselves
        self._kinds: dict[str, dict[str, str]] = {}  # by alert code: kinds on hold, with reasons
        self._counts: dict[str, int] = {}  # by alert code: messages set aside
        self._largest = 0  # bytes of the largest message above a limit that a broker stated

    def activate(self, alert: Alert, ends_s: float | None = None) -> None:
        """Raise an alert, or replace its text. If `ends_s` is given, the alert ends at that time."""
        if alert.code in _CONNECTION:
            for other in _CONNECTION - {alert.code}:
                self._by_code.pop(other, None)
        former = self._by_code.get(alert.code)
        self._by_code[alert.code] = replace(alert, since_s=former.since_s if former else self._now())
        self._ends_s.pop(alert.code, None)
        if ends_s is not None:
            self._ends_s[alert.code] = ends_s
        self._update_active()
        if former is None:
            log.warning("%s", alert.text)

    def clear(self, *codes: str) -> None:
        """End these alerts, if they are active."""
        ended = [code for code in codes if code in self._by_code]
        for code in ended:
            del self._by_code[code]
            self._ends_s.pop(code, None)
            self._counts.pop(code, None)
        self._update_active()
        for code in ended:
            if code not in _CONNECTION:  # the log line about the connection shows the end of the others
                log.info("alert %s has ended", code)

    def is_active(self, code: str) -> bool:
        """True while the alert with this code is active."""
        return code in self._by_code

    def schedule_end(self, code: str, at_s: float) -> None:
        """Schedule the end of an active alert at `at_s`."""
        if code in self._by_code:
            self._ends_s[code] = at_s

    def cancel_end(self, code: str) -> None:
        """Cancel the scheduled end of an alert."""
        self._ends_s.pop(code, None)

    def clear_connection_alerts(self) -> None:
        """End the alerts about a missing connection."""
        self.clear(*_CONNECTION)

    def add_rejected_message(self, message: RejectedMessage, at_s: float) -> None:
        """Raise the alert about a message that the broker will never accept."""
        code, text = "broker.rejected", alert_texts.rejected_alert
        if message.by_size:
            code, text = "broker.oversize", alert_texts.oversize_alert
            self._largest = max(self._largest, message.bytes if message.limit is not None else 0)
        self._counts[code] = self._counts.get(code, 0) + 1
        self.activate(text(message, self._counts[code], self._options), at_s + DAY_S)

    def can_oversize_be_sent(self, largest: int | None) -> bool:
        """True if messages above an earlier limit fit into packets of `largest` bytes (None: no limit).

        Messages that made a broker close the connection without a stated limit do not count, because they are not sent
        again.
        """
        return self._largest > 0 and (largest is None or largest >= self._largest)

    def clear_oversize(self) -> None:
        """End the alert about oversize messages, because they are waiting to be sent again."""
        self._largest = 0
        self.clear("broker.oversize")

    def update_alerts(self, holds: TopicHolds, at_s: float) -> None:
        """Update the alerts about kinds on hold, and end the alerts after their scheduled end."""
        denied = holds.hold_reasons(PublishOutcome.DENIED, PublishOutcome.NOT_ACCEPTED)
        self._set_alert_for_kinds("broker.denied", denied, alert_texts.denied_alert)
        self._set_alert_for_kinds(
            "broker.unheard", holds.hold_reasons(PublishOutcome.NO_SUBSCRIBERS), alert_texts.no_subscribers_alert
        )
        self.clear(*[code for code, ends_s in self._ends_s.items() if at_s >= ends_s])

    def seconds_until_next_end(self, at_s: float) -> float | None:
        """Seconds until the next scheduled end of an alert; None if no end is scheduled."""
        return max(0.0, min(self._ends_s.values()) - at_s) if self._ends_s else None

    def _set_alert_for_kinds(
        self, code: str, kinds: dict[str, str], text: Callable[[dict[str, str], BrokerOptions, int], Alert]
    ) -> None:
        if kinds == self._kinds.get(code, {}):
            return
        self._kinds[code] = kinds
        if kinds:
            self.activate(text(kinds, self._options, self._waiting()))
        else:
            self.clear(code)

    def _update_active(self) -> None:
        self.active = tuple(self._by_code[code] for code in _ORDER if code in self._by_code)
