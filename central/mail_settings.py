"""Section [mail] of the settings file."""

import re
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, model_validator

from central.smtp_settings import LOOPBACK, SmtpSection

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST = 254
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?")


def is_mail_address(text: str) -> bool:
    """True for a plain mail address, which adds no header and no second recipient."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


class MailSection(SmtpSection):
    """Settings of the mail to users. Without this section, central sends no mail to users."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)
    from_: str = Field("", alias="from", description="sender address of the mail")
    base_url: str = Field(
        "", description="address of the pages, for the links in the mail, such as https://vitrina.example.org"
    )

    @model_validator(mode="after")
    def _is_whole(self) -> "MailSection":
        if not self.from_:
            raise ValueError("`from` is missing. Set it to the address of the sender, such as vitrina@example.org")
        if not is_mail_address(self.from_):
            raise ValueError(f"from: {self.from_!r} is not a mail address such as vitrina@example.org")
        if not self.base_url:
            raise ValueError(
                "base_url is missing. Set it to the address of the pages, such as https://vitrina.example.org"
            )
        self._check_base_url()
        return self

    def _check_base_url(self) -> None:
        example = "Use an address such as https://vitrina.example.org, without a path"
        try:
            parts = urlsplit(self.base_url)
            parts.port  # noqa: B018 raises ValueError
        except ValueError:
            raise ValueError(f"base_url: {self.base_url[:80]!r} is not an address. {example}") from None
        host = parts.hostname or ""
        is_plain = re.fullmatch(r"[!-~]+", self.base_url) and parts.path in ("", "/") and not parts.query
        if not is_plain or "@" in parts.netloc or "#" in self.base_url or not (_HOST.fullmatch(host) or host == "::1"):
            raise ValueError(f"base_url: {self.base_url[:80]!r} must contain only the address of a server. {example}")
        if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
            raise ValueError(f"base_url: {self.base_url} must start with https://, unless it is this machine")

    @property
    def host_of_pages(self) -> str:
        """Host name in `base_url`."""
        return urlsplit(self.base_url).hostname or ""

    def page_url(self, path: str) -> str:
        """Address of a page of this server."""
        return f"{self.base_url.rstrip('/')}{path}"
