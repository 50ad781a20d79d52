"""Mail channel: sends over encrypted SMTP and checks the server's certificate."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from central.alert_settings import AlertsSection
from central.alerts.sending import NotSentError
from central.alerts.texts import delivery_mail

LIMIT_S = 10.0


class Mailer:
    """Sends mail to the addresses in the settings."""

    name = "mail"

    def __init__(self, settings: AlertsSection, password: str | None) -> None:
        self._settings, self._password = settings, password
        smtp = settings.smtp
        self._context = None if smtp.tls == "none" else ssl.create_default_context(cafile=smtp.ca_file)

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
        made.set_content(mail.body)
        return made

    @contextmanager
    def _open_connection(self) -> Iterator[smtplib.SMTP]:
        smtp = self._settings.smtp
        place = f"mail: {smtp.host} port {smtp.port}"
        try:
            with self._opened() as connection:
                if smtp.tls == "starttls":
                    connection.starttls(context=self._context)
                if smtp.user is not None:
                    connection.login(smtp.user, self._password or "")
                yield connection
        except smtplib.SMTPAuthenticationError as error:
            raise NotSentError(f"{place} rejects the user name or password (SMTP {error.smtp_code})") from None
        except ssl.SSLCertVerificationError as error:
            cure = "Set [alerts.smtp] ca_file to the CA of its certificate"
            raise NotSentError(f"{place}: its certificate is not trusted ({error.verify_message}). {cure}") from None
        except smtplib.SMTPResponseException as error:
            raise NotSentError(f"{place} rejects the mail (SMTP {error.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotSentError(f"{place} does not accept mail ({type(error).__name__}: {_short(error)})") from None

    def _opened(self) -> smtplib.SMTP:
        smtp = self._settings.smtp
        if smtp.tls == "tls":
            return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=LIMIT_S, context=self._context)
        return smtplib.SMTP(smtp.host, smtp.port, timeout=LIMIT_S)


def _short(error: Exception) -> str:
    return "".join(letter for letter in str(error)[:200] if letter.isprintable())
