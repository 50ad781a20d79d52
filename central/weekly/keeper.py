"""Sends the Monday mail, the confirmations and the mails about accounts. Only one process of a database does this at a
time.

The mails are computed and sent one after another, so this never takes the place of more than one report. A mail is
marked as being sent before it leaves. After a kill in between, it is not sent again: a mail may be missing, and none
comes twice.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from central.alerts.sending import NotSentError
from central.clock import monotonic_s, now_ms
from central.errors import CentralError, DatabaseError
from central.mail_settings import MailSection
from central.reports.selection import day_number, local_date
from central.reports.week_values import WeekNews
from central.store import weekly_mail, weekly_queue
from central.store.database import read_view
from central.store.experiment_looks import look_day, record_look
from central.store.faults import RowsAtFaultError, translate_driver_errors
from central.store.sites import list_zones
from central.store.store import Store
from central.store.weekly_mail import Subscription
from central.store.weekly_queue import QueuedMail, State
from central.weekly.account_mailer import AccountMailer
from central.weekly.guarded import WorkFaultError, run_guarded
from central.weekly.letters import Envelope, build_confirmation, build_weekly_mail
from central.weekly.news import NewsDesk
from central.weekly.sending import Post, RefusedError, UnsureError
from central.weekly.times import find_due_week

log = logging.getLogger(__name__)

EVERY_S, STEP_S = 5.0, 0.5
QUEUE_S = 60.0


class Lock(Protocol):
    """A lock that one process of a database holds."""

    def take(self) -> bool:
        """Take the lock, or check that this process still has it. Return False if another process has it."""


class WeeklyMailKeeper:
    """Loop that sends due mails. `lock`: None for a store that only this process uses."""

    def __init__(
        self, store: Store, post: Post, settings: MailSection, stopping: threading.Event, lock: Lock | None = None
    ) -> None:
        self._store, self._post, self._settings = store, post, settings
        self._stopping, self._lock = stopping, lock
        self._desk = NewsDesk(store)
        self._accounts = AccountMailer(store, post, settings)

    def run(self) -> None:
        """Send due mails until the thread is stopped. A database error does not end the loop."""
        due_s = queue_s = 0.0
        while not self._stopping.wait(STEP_S):
            if monotonic_s() < due_s:
                continue
            due_s = monotonic_s() + EVERY_S
            try:
                if self._lock is not None and not self._lock.take():
                    continue
                self._accounts.send_due(now_ms, self._stopping.is_set)
                self.send_confirmations(now_ms)
                if monotonic_s() >= queue_s:
                    queue_s = monotonic_s() + QUEUE_S
                    self.queue_due(now_ms())
                    self.send_due(now_ms)
            except (CentralError, RowsAtFaultError) as error:
                log.warning("mail: %s; central will try again later", error)

    def queue_due(self, at_ms: int) -> None:
        """Queue the mail of each user for whom it is Monday morning. Raises DatabaseError."""
        with read_view(self._store) as connection:
            wanted = weekly_mail.confirmed_subscriptions(connection)
            scopes = {each.user.scope for each in wanted}
            due = {scope: find_due_week(list_zones(connection, scope), at_ms) for scope in scopes}
        mails = []
        for each in wanted:
            week = due[each.user.scope]
            if week is not None and (each.confirmed_ms or 0) <= week.starts_ms:
                mails.append((each.user.id, day_number(week.monday) or 0))
        with translate_driver_errors(), self._store.engine.begin() as connection:
            weekly_queue.queue_mails(connection, mails, at_ms)
            if late := weekly_queue.end_late_mails(connection, at_ms):
                log.error("mail: %d Monday mails could not be sent within a day, and were discarded", late)

    def send_due(self, clock_ms: Callable[[], int]) -> None:
        """Send the queued mails one by one. Raises DatabaseError."""
        while not self._stopping.is_set():
            with read_view(self._store) as connection:
                mail = weekly_queue.next_mail(connection, clock_ms())
                wanted = None if mail is None else weekly_mail.find_subscription(connection, mail.user_id)
            if mail is None:
                break
            self._send_one(mail, wanted, clock_ms())
        self._desk.forget()

    def _send_one(self, mail: QueuedMail, wanted: Subscription | None, at_ms: int) -> None:
        """Send one mail. A fault in its numbers or its address stops no other mail."""
        if wanted is None or wanted.confirmed_ms is None or wanted.user.blocked_ms is not None:
            self._end(mail, "empty")
            return
        try:
            news = self._desk.find_news(wanted.user.scope, local_date(mail.week) - timedelta(days=7), at_ms)
        except DatabaseError:
            raise
        except CentralError as error:
            self._try_later(mail, at_ms, error)
            return
        if news is None:
            self._end(mail, "empty")
        else:
            self._send_news(mail, wanted, news, at_ms)

    def _send_news(self, mail: QueuedMail, wanted: Subscription, news: WeekNews, at_ms: int) -> None:
        with translate_driver_errors(), self._store.engine.begin() as connection:
            token = weekly_queue.take_mail(connection, mail)
        if token is None:
            return
        envelope = Envelope(wanted.address, f"week-{mail.week}-{mail.user_id}", token, at_ms)
        try:
            made = run_guarded(lambda _: build_weekly_mail(news, wanted, envelope, self._settings), "a Monday mail")
            self._post.send(made)
        except (RefusedError, UnsureError) as error:
            log.warning("mail: the Monday mail of %s: %s", wanted.user.name, error)
            self._end(mail, "refused" if isinstance(error, RefusedError) else "unsure")
        except (NotSentError, WorkFaultError) as error:
            self._try_later(mail, at_ms, error)
        else:
            self._end(mail, "sent")
            self._note_look(news, at_ms)

    def _note_look(self, news: WeekNews, at_ms: int) -> None:
        """Record that somebody sees the results of the experiment in a mail."""
        if news.experiment is not None:
            with translate_driver_errors(), self._store.engine.begin() as connection:
                record_look(connection, news.tenant, news.experiment.id, look_day(at_ms))

    def _end(self, mail: QueuedMail, state: State) -> None:
        with translate_driver_errors(), self._store.engine.begin() as connection:
            weekly_queue.end_mail_of_week(connection, mail, state)

    def _try_later(self, mail: QueuedMail, at_ms: int, error: Exception) -> None:
        log.warning("mail: a Monday mail was not sent: %s; central will try again later", error)
        with translate_driver_errors(), self._store.engine.begin() as connection:
            weekly_queue.retry_mail(connection, mail, at_ms)

    def send_confirmations(self, clock_ms: Callable[[], int]) -> None:
        """Send the confirmations that are due. Raises DatabaseError."""
        while not self._stopping.is_set():
            with translate_driver_errors(), self._store.engine.begin() as connection:
                due = weekly_mail.next_confirmation(connection, clock_ms())
                token = None if due is None else weekly_mail.take_confirmation(connection, due)
            if due is None or token is None:
                return
            self._send_confirmation(due, token, clock_ms())

    def _send_confirmation(self, due: Subscription, token: str, at_ms: int) -> None:
        envelope = Envelope(due.address, f"confirm-{due.asked_ms}-{due.user.id}", token, at_ms)
        try:
            self._post.send(build_confirmation(due, envelope, self._settings))
        except (RefusedError, UnsureError) as error:
            log.warning("mail: the confirmation for %s: %s", due.user.name, error)
            if isinstance(error, RefusedError):
                with translate_driver_errors(), self._store.engine.begin() as connection:
                    weekly_mail.give_up_confirmation(connection, due)
        except NotSentError as error:
            log.warning("mail: a confirmation was not sent: %s; central will try again later", error)
            with translate_driver_errors(), self._store.engine.begin() as connection:
                weekly_mail.retry_confirmation(connection, due, at_ms)
