"""Descriptions that a kiosk publishes for Home Assistant, and removes once `[home_assistant]` is removed from the
settings.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from edge import __version__
from edge.files import replace_file
from edge.messages.build import Message
from edge.messages.home_assistant import discovery_message, removal_message
from edge.messages.wire import Header, uuid7
from edge.settings.settings import Settings
from edge.uplink.publisher.announcements import Announcements

log = logging.getLogger(__name__)


def announced_topics_path(outbox: Path) -> Path:
    """Path of the file with the topic of the last Home Assistant description, beside the outbox."""
    return outbox.with_name(outbox.name + ".home-assistant")


def read_announced_topics(outbox: Path) -> list[str]:
    """Topics at which the broker may still retain a description."""
    return _AnnouncedTopicsFile(announced_topics_path(outbox)).read_topics()


def build_announcements(
    settings: Settings, header: Header, now: Callable[[], float], random: Callable[[int], bytes]
) -> Announcements:
    """The description that the settings request, and the removal of an earlier description at another topic.

    The topic is stored before the description is sent, and removed once the broker has received the removal. If the
    disk cannot store the topic, the kiosk continues, but cannot remove the description automatically later.
    """
    memory = _AnnouncedTopicsFile(announced_topics_path(settings.outbox.path))
    earlier, wanted = memory.read_topics(), settings.home_assistant
    at_s = now()
    messages: list[Message] = []
    if wanted is not None:
        window_s = settings.audience.window_s if wanted.visitors else None
        described = discovery_message(header, wanted.prefix, __version__, uuid7(at_s, random), at_s, window_s=window_s)
        messages.append(described)
        memory.write_topics(sorted({*earlier, described.topic}))
    kept = {message.topic for message in messages}
    messages += [removal_message(topic, uuid7(at_s, random), at_s) for topic in earlier if topic not in kept]
    return Announcements(messages, lambda taken: None if taken.payload else memory.remove_topic(taken.topic))


class _AnnouncedTopicsFile:
    """File with the topics at which a description was announced, one per line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read_topics(self) -> list[str]:
        try:
            return self._path.read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            return []

    def write_topics(self, topics: list[str]) -> None:
        try:
            replace_file(self._path, "".join(f"{topic}\n" for topic in topics).encode())
        except OSError as error:
            self._warn(error)

    def remove_topic(self, topic: str) -> None:
        left = [each for each in self.read_topics() if each != topic]
        if left:
            self.write_topics(left)
        else:
            try:
                self._path.unlink(missing_ok=True)
            except OSError as error:
                self._warn(error)

    def _warn(self, error: OSError) -> None:
        log.warning(
            "home assistant: %s cannot be written (%s). Free some disk space, or make the kiosk's user the owner of "
            "the folder.",
            self._path,
            error.strerror,
        )
