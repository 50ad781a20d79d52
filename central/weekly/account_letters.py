"""Builds the mails about accounts: invitations, links that reset a password, sign-ins from unknown browsers."""

from datetime import datetime, timezone
from email.message import EmailMessage

from central.languages.language import Language, find_language
from central.mail_settings import MailSection
from central.reports.rendering.text import plain_line
from central.store.account_mail import AccountMail
from central.store.user_links import LINK_DAYS, Kind
from central.weekly.letters import Envelope, new_mail

LINK_PATH, ACCOUNT_PATH = "/password/", "/account"


def build_account_mail(mail: AccountMail, to: str, at_ms: int, settings: MailSection) -> EmailMessage:
    """The mail in the language of its user. It contains no number, and no link except one. `to`: the address."""
    t = find_language(mail.language)
    envelope = Envelope(to, f"account-{mail.id}", mail.token, at_ms)
    made = new_mail(envelope, settings, t(f"account_mail.{mail.kind}_subject"))
    parts = _browser_parts(mail, t, settings) if mail.kind == "browser" else _link_parts(mail, t, settings)
    made.set_content("\n\n".join(parts) + "\n")
    made["Content-Language"] = t.code
    return made


def _link_parts(mail: AccountMail, t: Language, settings: MailSection) -> list[str]:
    kind: Kind = "invite" if mail.kind == "invite" else "reset"
    parts = [
        t(f"account_mail.{kind}_text", name=plain_line(mail.user.name), host=settings.host_of_pages),
        settings.page_url(f"{LINK_PATH}{mail.token}"),
        t("account_mail.days", count=LINK_DAYS[kind]),
    ]
    return parts if kind == "invite" else [*parts, t("account_mail.reset_no")]


def _browser_parts(mail: AccountMail, t: Language, settings: MailSection) -> list[str]:
    time = t.time_text(datetime.fromtimestamp(mail.made_ms / 1000, timezone.utc))
    text = t(
        "account_mail.browser_text",
        name=plain_line(mail.user.name),
        host=settings.host_of_pages,
        time=time,
        browser=plain_line(mail.detail) or t("account_mail.browser_unknown"),
    )
    return [text, t("account_mail.browser_no"), settings.page_url(ACCOUNT_PATH)]
