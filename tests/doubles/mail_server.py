"""A mail server with STARTTLS and passwords, on a free port of this machine."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.doubles.broker import free_port

USER, PASSWORD = "vitrina", "correct horse"


@dataclass
class MailServer:
    """Keeps what it takes. `refusing` is the answer to the next messages, such as "451 later"; "" takes them.

    `unknown`: addresses that it refuses for ever. `on_data`: called when it has a message and has not answered.
    """

    port: int
    refusing: str = ""
    unknown: set[str] = field(default_factory=set)
    on_data: Callable[[], None] = lambda: None
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 name of aiosmtpd
        self.on_data()
        if self.refusing:
            return self.refusing
        self.raw.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        return "250 taken"

    async def handle_RCPT(  # noqa: N802 name of aiosmtpd
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 known"

    @property
    def mails(self) -> list[EmailMessage]:
        """Mails that it took."""
        return [message_from_bytes(raw, policy=default) for raw in self.raw]


@contextmanager
def mail_server(certificate: Path, key: Path) -> Iterator[MailServer]:
    """Runs it. Without TLS and without the right password it takes nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def is_right(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    made = MailServer(free_port())
    options: dict[str, Any] = {
        "require_starttls": True,
        "tls_context": context,
        "auth_required": True,
        "authenticator": is_right,
    }
    controller = Controller(made, hostname="127.0.0.1", port=made.port, **options)
    controller.start()
    try:
        yield made
    finally:
        controller.stop()
