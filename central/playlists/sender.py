"""Sends each kiosk the playlist of its site once, as a retained message."""

import logging
from collections.abc import Callable, Sequence

from central.playlists.content import playlist_payload
from central.store.faults import translate_driver_errors
from central.store.playlists import due_playlists, forget_sent, mark_sent
from central.store.store import Store

log = logging.getLogger(__name__)

PublishKept = Callable[[Sequence[tuple[str, bytes]]], list[str]]
"""Function that publishes retained messages by topic, and returns the topics that the broker has acknowledged."""
AT_ONCE = 200


class PlaylistSender:
    """Sends the playlists of all kiosks. After a start, every playlist is sent again, because the broker may have lost
    it.
    """

    def __init__(self, store: Store, publish: PublishKept) -> None:
        self._store, self._publish = store, publish
        self._is_first = True

    def send_due(self) -> None:
        """Send the playlists that are due. Raises DatabaseError."""
        with translate_driver_errors(), self._store.engine.begin() as connection:
            if not self._store.dialect.try_lock(connection, "playlists"):
                return
            if self._is_first:
                forget_sent(connection)
                self._is_first = False
            waiting = due_playlists(connection)[:AT_ONCE]
        if not waiting:
            return
        by_topic = {f"vitrina/1/{key}/playlist": (key, version) for key, version, _ in waiting}
        payloads = [
            (f"vitrina/1/{key}/playlist", playlist_payload(version, content)) for key, version, content in waiting
        ]
        sent = [by_topic[topic] for topic in self._publish(payloads)]
        with translate_driver_errors(), self._store.engine.begin() as connection:
            mark_sent(connection, sent)
        if sent:
            log.info("playlists: sent a playlist to %d kiosks", len(sent))
