"""A store of two tenants whose users receive the Monday mail, in the week of 16 November 2026."""

from datetime import datetime, timezone
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from central.mail_settings import MailSection
from central.store.location import Location
from central.store.scope import Scope
from central.store.store import Store
from central.store.users import Role, add_user, require_user
from central.store.weekly_mail import ask_for_mail, confirm_mail, next_confirmation, take_confirmation
from tests.central.reports.shops import fleet_of, stored

MONDAY_MS = round(datetime(2026, 11, 23, 8, 0, tzinfo=timezone.utc).timestamp()) * 1000
"""Monday, 8 o'clock in UTC, in which all shops count."""
BEFORE_MS = MONDAY_MS - 5 * 86_400_000
USERS = {
    "ann": (Role.ADMIN, "acme/*"),
    "ed": (Role.EDITOR, "acme/*"),
    "vi": (Role.VIEWER, "acme/*"),
    "otto": (Role.VIEWER, "acme/shop-1"),
    "nell": (Role.VIEWER, "other/*"),
    "gone": (Role.VIEWER, "nowhere/*"),
}
SETTINGS = MailSection.model_validate(
    {"host": "127.0.0.1", "from": "vitrina@example.org", "base_url": "https://vitrina.example.org"}
)


def fill(folder: Path) -> Location:
    """A copy of the store."""
    location = Location(folder / "data")
    location.build_dialect()  # makes the folder
    location.file.write_bytes(_filled())
    return location


@cache
def _filled() -> bytes:
    arms = {"spring_a": "a", "spring_b": "b"}
    messages = fleet_of(5, 21, lambda site, _: {"spring_a": 0.16 + 0.002 * site, "spring_b": 0.24}, arms=arms)
    messages += fleet_of(4, 21, lambda *_: {"own": 0.517}, tenant="other", prefix="branch-")
    with TemporaryDirectory(prefix="vitrina-subscribers-") as name:
        with stored(Path(name), messages) as store, store.engine.begin() as connection:
            for user, (role, scope) in USERS.items():
                add_user(connection, user, "no password", role, Scope.parse(scope))
        return Location(Path(name) / "data").file.read_bytes()


def subscribe(store: Store, *names: str, at_ms: int = BEFORE_MS) -> None:
    """Users ask for the mail and confirm their address."""
    with store.engine.begin() as connection:
        for name in names:
            assert ask_for_mail(connection, require_user(connection, name), f"{name}@example.org", "en", at_ms)
            due = next_confirmation(connection, at_ms)
            assert due is not None
            token = take_confirmation(connection, due)
            assert token is not None
            assert confirm_mail(connection, token, at_ms)


class Box:
    """Keeps the mails instead of sending them."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.errors: list[Exception] = []

    def send(self, mail: EmailMessage) -> None:
        """Keeps a mail, or raises the next of the errors."""
        if self.errors:
            raise self.errors.pop(0)
        self.mails.append(mail)

    def texts(self) -> dict[str, str]:
        """Text and HTML of each mail by address."""
        return {str(mail["To"]): text_of(mail) + html_of(mail) for mail in self.mails}


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    return _body(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    """The HTML of a mail."""
    return _body(mail, "html")


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
