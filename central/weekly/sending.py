"""Sends mails to users, and finds out whether a mail that failed may be sent again."""

import smtplib
from email.message import EmailMessage
from typing import Protocol

from central.alerts.sending import NotSentError
from central.alerts.smtp import build_smtp_tls, open_smtp
from central.errors import UsageError
from central.mail_settings import MailSection
from central.settings import read_secret

PERMANENT = 500
"""Lowest SMTP code with which a server refuses something for ever."""


class RefusedError(NotSentError):
    """The server refuses this mail or its address for ever."""


class UnsureError(NotSentError):
    """The connection broke before the server's answer, so the mail may have arrived."""


class Post(Protocol):
    """Sends mails to users."""

    def send(self, mail: EmailMessage) -> None:
        """Send a mail. Raises RefusedError, UnsureError, or NotSentError if the mail has certainly not been sent."""


class UserMailer:
    """Sends each mail to its one address."""

    def __init__(self, settings: MailSection, password: str | None) -> None:
        self._settings, self._password = settings, password
        self._context = build_smtp_tls(settings)
        self._place = f"mail: {settings.host} port {settings.port}"

    def send(self, mail: EmailMessage) -> None:
        """Send a mail. Raises RefusedError, UnsureError, or NotSentError if the mail has certainly not been sent."""
        is_unsure = is_accepted = False
        try:
            with open_smtp(self._settings, self._password, self._context, "[mail]") as connection:
                connection.ehlo_or_helo_if_needed()
                code, _ = connection.mail(self._settings.from_)
                if code >= 300:
                    raise NotSentError(f"{self._place} refuses the sender in [mail] from (SMTP {code})")
                self._check(connection.rcpt(str(mail["To"]))[0], "the address")
                is_unsure = True
                code = _send_content(connection, mail.as_bytes())
                is_unsure = False
                self._check(code, "the mail")
                is_accepted = True
        except NotSentError as error:
            if is_unsure:
                raise UnsureError(f"{error}. The mail may have arrived, so it is not sent again") from None
            if not is_accepted:  # a fault after that, such as at the end of the connection, changes nothing
                raise

    def _check(self, code: int, what: str) -> None:
        if code >= PERMANENT:
            raise RefusedError(f"{self._place} refuses {what} (SMTP {code})")
        if code >= 300:
            raise NotSentError(f"{self._place} does not accept {what} now (SMTP {code})")

    def check_connection(self) -> None:
        """Connect and sign in without sending a mail. Raises NotSentError."""
        with open_smtp(self._settings, self._password, self._context, "[mail]") as connection:
            connection.noop()


def _send_content(connection: smtplib.SMTP, content: bytes) -> int:
    """The server's answer to the content of a mail."""
    try:
        return connection.data(content)[0]
    except smtplib.SMTPDataError as error:  # refused before the content was sent
        return error.smtp_code


def build_user_mailer(settings: MailSection) -> UserMailer:
    """Return what sends mails to users. Raises UsageError for a file that cannot be read."""
    try:
        return UserMailer(settings, read_secret("mail", settings.password_file))
    except OSError as error:  # of ssl, which names no file
        raise UsageError(
            f"settings: [mail] ca_file = {settings.ca_file} cannot be read ({error}). Nothing was started."
        ) from None
