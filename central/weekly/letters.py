"""Builds the mails to users: the Monday mail and the confirmation of an address."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from central.errors import UsageError
from central.languages.language import find_language
from central.mail_settings import MailSection
from central.reports.rendering.text import plain_line
from central.reports.rendering.typesetting import Bounds
from central.reports.rendering.weekly_mail import MailLinks, weekly_html, weekly_image, weekly_text
from central.reports.rendering.weekly_words import WeeklyContent, build_weekly_content
from central.reports.week_values import WeekNews
from central.store.users import Role
from central.store.weekly_mail import CONFIRM_DAYS, Subscription

log = logging.getLogger(__name__)

OFF_PATH, CONFIRM_PATH = "/mail/off/", "/mail/confirm/"
IMAGE_BOUNDS = Bounds(memory=640 << 20, seconds=50.0)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Identity of a mail. `key`: makes its Message-ID the same at every attempt. `token`: secret of its link."""

    to: str
    key: str
    token: str
    at_ms: int


def build_weekly_mail(
    news: WeekNews, subscription: Subscription, envelope: Envelope, settings: MailSection
) -> EmailMessage:
    """The Monday mail with plain text, HTML and one image. Mail programs offer to switch it off with one click
    (RFC 8058).
    """
    t = find_language(subscription.language_of_mail)
    may_play = subscription.user.role >= Role.EDITOR
    content = build_weekly_content(news, settings.host_of_pages, t, may_play=may_play)
    off_path = f"{OFF_PATH}{envelope.token}"
    links = MailLinks(settings.page_url(""), off_path)
    made = new_mail(envelope, settings, content.subject)
    made["List-Unsubscribe"] = f"<{settings.page_url(off_path)}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(weekly_text(content, links))
    image = _image(content)
    image_id = f"image.{envelope.key}@{_domain(settings)}" if image is not None else ""
    made.add_alternative(weekly_html(content, links, image_id), subtype="html")
    if image is not None:
        html = made.get_payload()[1]  # type: ignore[index]
        assert isinstance(html, EmailMessage)
        html.add_related(image, "image", "png", cid=f"<{image_id}>", disposition="inline", filename="vitrina-week.png")
    made["Content-Language"] = t.code  # last: adding a part moves such headers into it
    return made


def _image(content: WeeklyContent) -> bytes | None:
    """The image; None if there is nothing to draw, or if the extra that draws it is missing."""
    if not content.plot:
        return None
    try:
        return weekly_image(content, IMAGE_BOUNDS)
    except UsageError as error:
        log.warning("mail: the Monday mail has no image: %s", error)
        return None


def build_confirmation(subscription: Subscription, envelope: Envelope, settings: MailSection) -> EmailMessage:
    """The mail that asks the owner of an address to confirm it. It contains no number and no link except that of the
    confirmation.
    """
    t = find_language(subscription.language_of_mail)
    values: Mapping[str, str] = {"name": plain_line(subscription.user.name), "host": settings.host_of_pages}
    made = new_mail(envelope, settings, t("weekly_mail.mail_subject"))
    parts = [
        t("weekly_mail.mail_text", **values),
        settings.page_url(f"{CONFIRM_PATH}{envelope.token}"),
        t("weekly_mail.mail_days", days=CONFIRM_DAYS),
        t("weekly_mail.mail_no"),
    ]
    made.set_content("\n\n".join(parts) + "\n")
    made["Content-Language"] = t.code
    return made


def new_mail(envelope: Envelope, settings: MailSection, subject: str) -> EmailMessage:
    """A mail with all headers and without content."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Vitrina", addr_spec=settings.from_)
    made["To"], made["Subject"] = envelope.to, plain_line(subject)
    made["Date"] = format_datetime(datetime.fromtimestamp(envelope.at_ms / 1000, timezone.utc))
    made["Message-ID"] = f"<{envelope.key}@{_domain(settings)}>"
    made["Auto-Submitted"] = "auto-generated"
    return made


def _domain(settings: MailSection) -> str:
    return settings.from_.rpartition("@")[2]
