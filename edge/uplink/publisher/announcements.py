"""Retained messages outside the kiosk's own topic.

They are sent again at each connection, because the broker may have lost them.
"""

from collections.abc import Callable, Sequence

from edge.messages.build import Message


class Announcements:
    """Announcements to send. Only one thread may use them. `on_taken` receives each message that the broker accepts."""

    def __init__(self, messages: Sequence[Message] = (), on_taken: Callable[[Message], None] = lambda _: None) -> None:
        self._messages, self._on_taken = tuple(messages), on_taken
        self._due: list[Message] = []

    @property
    def next_message(self) -> Message | None:
        """The next announcement to send, if one is due."""
        return self._due[0] if self._due else None

    def make_all_due(self) -> None:
        """Make all announcements due again."""
        self._due = list(self._messages)

    def on_sent(self, message: Message) -> None:
        """Note that an announcement was sent or abandoned, and is no longer due."""
        self._due.remove(message)

    def on_answer(self, message: Message, *, is_taken: bool) -> None:
        """Handle the broker's answer to an announcement.

        An announcement that the broker refused becomes due again once its kind is no longer on hold.
        """
        if message not in self._messages:
            return
        if is_taken:
            self._on_taken(message)
        elif message not in self._due:
            self._due.append(message)
