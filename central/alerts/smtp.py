"""Connection to a mail server. It is encrypted, and the server's certificate is checked."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from central.alerts.sending import NotSentError
from central.smtp_settings import SmtpSection

LIMIT_S = 10.0
"""Longest time in seconds for each step of a connection."""


def build_smtp_tls(settings: SmtpSection) -> ssl.SSLContext | None:
    """TLS context that trusts the CA in the settings; None without TLS. Raises OSError for a file that cannot be
    used.
    """
    return None if settings.tls == "none" else ssl.create_default_context(cafile=settings.ca_file)


@contextmanager
def open_smtp(
    settings: SmtpSection, password: str | None, context: ssl.SSLContext | None, section: str
) -> Iterator[smtplib.SMTP]:
    """Connect and sign in. `section`: section of the settings, for error messages. Raises NotSentError, also for errors
    inside the `with` block.
    """
    place = f"mail: {settings.host} port {settings.port}"
    try:
        with _connect(settings, context) as connection:
            if settings.tls == "starttls":
                connection.starttls(context=context)
            if settings.user is not None:
                connection.login(settings.user, password or "")
            yield connection
    except smtplib.SMTPAuthenticationError as error:
        raise NotSentError(f"{place} rejects the user name or password (SMTP {error.smtp_code})") from None
    except ssl.SSLCertVerificationError as error:
        cure = f"Set {section} ca_file to the CA of its certificate"
        raise NotSentError(f"{place}: its certificate is not trusted ({error.verify_message}). {cure}") from None
    except smtplib.SMTPResponseException as error:
        raise NotSentError(f"{place} rejects the mail (SMTP {error.smtp_code})") from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(f"{place} does not accept mail ({type(error).__name__}: {_short(error)})") from None


def _connect(settings: SmtpSection, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if settings.tls == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=LIMIT_S, context=context)
    return smtplib.SMTP(settings.host, settings.port, timeout=LIMIT_S)


def _short(error: Exception) -> str:
    return "".join(letter for letter in str(error)[:200] if letter.isprintable())
