"""Sends the mails about accounts, one after another."""

import logging
from collections.abc import Callable

from central.alerts.sending import NotSentError
from central.mail_settings import MailSection
from central.store.account_mail import (
    AccountMail,
    end_account_mail,
    retry_account_mail,
    take_account_mail,
)
from central.store.faults import translate_driver_errors
from central.store.store import Store
from central.weekly.account_letters import build_account_mail
from central.weekly.sending import Post, RefusedError, UnsureError

log = logging.getLogger(__name__)


class AccountMailer:
    """Sends due mails. A mail is marked as sent before it leaves, so none comes twice after a kill."""

    def __init__(self, store: Store, post: Post, settings: MailSection) -> None:
        self._store, self._post, self._settings = store, post, settings

    def send_due(self, clock_ms: Callable[[], int], is_stopping: Callable[[], bool]) -> None:
        """Send the mails that are due. Raises DatabaseError."""
        while not is_stopping():
            with translate_driver_errors(), self._store.engine.begin() as connection:
                mail = take_account_mail(connection, clock_ms())
            if mail is None:
                return
            self._send(mail, clock_ms())

    def _send(self, mail: AccountMail, at_ms: int) -> None:
        address = mail.user.mail
        if address is None or mail.user.blocked_ms is not None:  # changed since the mail was queued
            with translate_driver_errors(), self._store.engine.begin() as connection:
                end_account_mail(connection, mail, "late")
            return
        try:
            self._post.send(build_account_mail(mail, address, at_ms, self._settings))
        except (RefusedError, UnsureError) as error:
            log.warning("mail: a mail about the account of %s: %s", mail.user.name, error)
            if isinstance(error, RefusedError):
                with translate_driver_errors(), self._store.engine.begin() as connection:
                    end_account_mail(connection, mail, "refused")
        except NotSentError as error:
            log.warning("mail: a mail about an account was not sent: %s; central will try again later", error)
            with translate_driver_errors(), self._store.engine.begin() as connection:
                retry_account_mail(connection, mail, at_ms)
