"""Builds the alert channels that the settings name."""

from central.alert_settings import AlertsSection
from central.alerts.mail import Mailer
from central.alerts.sending import Channel
from central.alerts.webhook import Webhook
from central.errors import UsageError
from central.settings import read_secret


def build_channels(settings: AlertsSection, command_options: str = "") -> list[Channel]:
    """Return the channels, ready to send. `command_options`: options that commands in a mail get, so that they find
    this store. Raises UsageError for a file that cannot be read.
    """
    found: list[Channel] = []
    try:
        if settings.mail_to:
            found.append(Mailer(settings, read_secret("smtp", settings.smtp.password_file), command_options))
        if settings.webhook is not None:
            key = read_secret("webhook", settings.webhook.secret_file)
            if not key:
                raise UsageError(
                    f"settings: [alerts.webhook] secret_file: {settings.webhook.secret_file} is empty. Write a"
                    " secret of at least 32 characters into it. Nothing was started."
                )
            found.append(Webhook(settings.webhook, key))
    except OSError as error:  # of ssl, which names no file
        raise UsageError(
            f"settings: [alerts] the certificates in a ca_file cannot be read ({error}). Nothing was started."
        ) from None
    return found
