"""Section [alerts] of the settings file."""

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from central.section import File, Section
from central.smtp_settings import SmtpSection

_ADDRESS = re.compile(r"[^\s@<>,;:\"\\]+@[A-Za-z0-9.-]+", re.ASCII)


class WebhookSection(Section):
    """An address that receives signed alerts as JSON."""

    url: str = Field(description="https address that receives alerts by POST")
    secret_file: File = Field(description="file that contains only the secret for the signature")
    allow_private: bool = Field(False, description="set true for an address on this machine or in a private network")
    ca_file: File | None = Field(None, description="PEM file of the CA that signed its certificate")

    @model_validator(mode="after")
    def _is_an_address(self) -> "WebhookSection":
        try:
            parts = urlsplit(self.url)
            parts.port  # noqa: B018 raises ValueError
        except ValueError:
            raise ValueError("url is not an address such as https://alerts.example.org/vitrina") from None
        if parts.scheme not in ("https", "http") or not parts.hostname or not re.fullmatch(r"[!-~]+", self.url):
            raise ValueError("url is not an address such as https://alerts.example.org/vitrina")
        if parts.username is not None or parts.password is not None:
            raise ValueError(
                "url must not contain a user name or a password. Remove them: the signature of the alert already "
                "shows who sent it"
            )
        if parts.scheme == "http" and not self.allow_private:
            raise ValueError("url: an address without https needs allow_private, and must be on this machine")
        return self


class AlertsSection(Section):
    """Channels to which alerts are sent. Without `mail_to` and `webhook`, only the web pages show alerts."""

    mail_to: tuple[str, ...] = Field((), strict=False, description="addresses that receive a mail for each alert")
    mail_from: str | None = Field(None, description="sender address")
    severity: Literal["info", "warning", "error"] = Field("warning", description="lowest severity that is sent")
    smtp: SmtpSection = Field(SmtpSection(), description="mail server")
    webhook: WebhookSection | None = Field(None, description="receiver of alerts as JSON")

    @model_validator(mode="after")
    def _has_addresses(self) -> "AlertsSection":
        for address in (*self.mail_to, *([self.mail_from] if self.mail_from is not None else [])):
            if _ADDRESS.fullmatch(address) is None:
                raise ValueError(f"{address!r} is not a mail address such as shop@example.org")
        if self.mail_to and self.mail_from is None:
            raise ValueError("mail_to needs mail_from, the address of the sender")
        return self
