"""Mail channel: sends over encrypted SMTP and checks the server's certificate."""

import smtplib
from contextlib import AbstractContextManager
from datetime import datetime, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from central.alert_settings import AlertsSection
from central.alerts.smtp import build_smtp_tls, open_smtp
from central.alerts.texts import delivery_mail
from central.command_hints import complete_commands


class Mailer:
    """Sends mail to the addresses in the settings."""

    name = "mail"

    def __init__(self, settings: AlertsSection, password: str | None, command_options: str = "") -> None:
        self._settings, self._password, self._command_options = settings, password, command_options
        self._context = build_smtp_tls(settings.smtp)

    def send(self, delivery_id: str, body: str, now_ms: int) -> None:
        """Send one mail. Raises NotSentError."""
        message = self._build_message(delivery_id, body, now_ms)
        with self._open_connection() as connection:
            connection.send_message(message)

    def check_connection(self) -> None:
        """Connect and sign in without sending a mail. Raises NotSentError."""
        with self._open_connection() as connection:
            connection.noop()

    def _build_message(self, delivery_id: str, body: str, now_ms: int) -> EmailMessage:
        mail = delivery_mail(body)
        sender = self._settings.mail_from or ""
        made = EmailMessage(policy=SMTP)
        made["From"], made["To"] = sender, ", ".join(self._settings.mail_to)
        made["Subject"] = mail.subject
        made["Date"] = format_datetime(datetime.fromtimestamp(now_ms / 1000, timezone.utc))
        made["Message-ID"] = f"<{delivery_id}@{sender.rpartition('@')[2]}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(complete_commands(mail.body, self._command_options))
        return made

    def _open_connection(self) -> AbstractContextManager[smtplib.SMTP]:
        return open_smtp(self._settings.smtp, self._password, self._context, "[alerts.smtp]")
