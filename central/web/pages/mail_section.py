"""The part of the account page about the Monday mail."""

from dataclasses import dataclass

from central.store.users import Role
from central.store.weekly_mail import CONFIRM_DAYS, Subscription, find_receivers, find_subscription
from central.web.request_context import RequestContext


@dataclass(frozen=True, slots=True)
class MailSection:
    """State of the Monday mail of a user. `receivers`: names of all receivers, which only administrators see."""

    has_server: bool
    subscription: Subscription | None
    receivers: list[str] | None
    days: int = CONFIRM_DAYS

    @property
    def state(self) -> str:
        """One of `off`, `waiting`, `not_sent`, `on`."""
        found = self.subscription
        if found is None:
            return "off"
        if found.confirmed_ms is not None:
            return "on"
        return "waiting" if found.is_waiting else "not_sent"


def read_mail_section(context: RequestContext) -> MailSection:
    """State of the Monday mail of the user."""
    user = context.identity.user
    is_admin = context.identity.role >= Role.ADMIN
    with context.read_view() as connection:
        subscription = None if user is None else find_subscription(connection, user.id)
        receivers = find_receivers(connection, context.scope) if is_admin else None
    return MailSection(context.services.sends_mail, subscription, receivers)
