"""Settings of a mail server, which alerts and the Monday mail share."""

from typing import Literal

from pydantic import Field, model_validator

from central.section import File, Section

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SmtpSection(Section):
    """Settings of a mail server."""

    host: str = Field("127.0.0.1", min_length=1, description="host name of the mail server")
    port: int = Field(587, ge=1, le=65535, description="TCP port; usually 587 with starttls, 465 with tls")
    tls: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="encryption; the server's certificate is checked. Use none only for a mail server on this machine",
    )
    ca_file: File | None = Field(None, description="PEM file of the CA that signed the mail server's certificate")
    user: str | None = Field(None, min_length=1, description="user name for the mail server")
    password_file: File | None = Field(None, description="file that contains only the password for the mail server")

    @model_validator(mode="after")
    def _is_safe(self) -> "SmtpSection":
        if self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError(
                f"tls: {self.host} is not this machine, so mail to it must be encrypted. Use starttls or tls"
            )
        return self
