"""Accepted playlists. Each takes effect once, at the end of a local day of its site.

A playlist never changes within a day. Everybody can see the playlist of a shop, so weights that change every hour would
reveal something about the last hour.
"""

import json
import logging
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import Connection

from central.errors import UsageError
from central.playlists.content import LONGEST_VERSION, playlist_payload
from central.store import audit
from central.store.faults import translate_driver_errors
from central.store.playlists import add_playlist
from central.store.scheduled import Scheduled, apply_scheduled, drop_scheduled, list_due_playlists, put_scheduled
from central.store.sites import site_zone
from central.store.store import Store
from edge.messages.commands import MAX_PLAYLIST_BYTES
from edge.messages.playlist import SentPlaylist

log = logging.getLogger(__name__)

NIGHT_MS = 3_600_000
"""Time after the end of a day within which a playlist takes effect. If the server was down for longer, the playlist
waits for the end of the next day.
"""
SERVER = "server"


def local_day(zone: str | None, at_ms: int) -> date:
    """Local day that contains an instant."""
    return datetime.fromtimestamp(at_ms / 1000, _tz(zone)).date()


def end_of_day_ms(zone: str | None, day: date) -> int:
    """First instant after a local day, in milliseconds."""
    return round(datetime.combine(day + timedelta(days=1), time(0), _tz(zone)).timestamp() * 1000)


def schedule_playlist(
    connection: Connection, site: str, content: str, base: int, who: str, made_ms: int, due_ms: int
) -> Scheduled:
    """Store a playlist as a new version that replaces `base` when the new version is due. Raises UsageError."""
    try:
        SentPlaylist.model_validate_json(json.dumps({"version": 1, **json.loads(content)}))
    except ValidationError as error:
        raise UsageError(f"schedule: the playlist would be invalid: {error.errors()[0]['msg']}.") from None
    if len(playlist_payload(LONGEST_VERSION, content)) > MAX_PLAYLIST_BYTES:
        raise UsageError(f"schedule: the playlist would be longer than {MAX_PLAYLIST_BYTES:,} bytes. Send fewer ads.")
    version = add_playlist(connection, site.partition("/")[0], content, who, made_ms)
    made = Scheduled(site, version, base, due_ms)
    put_scheduled(connection, made)
    return made


def apply_due_playlists(store: Store, now_ms: int) -> None:
    """Apply the playlists whose day has ended, each once. Raises DatabaseError."""
    with translate_driver_errors(), store.engine.begin() as connection:
        if not store.dialect.try_lock(connection, "scheduled"):
            return
        for each in list_due_playlists(connection, now_ms):
            if now_ms - each.due_ms > NIGHT_MS:
                _put_off(connection, each, now_ms)
                continue
            _apply_playlist(connection, each)


def _apply_playlist(connection: Connection, each: Scheduled) -> None:
    drop_scheduled(connection, each.site)
    tenant = audit.find_place_tenant(each.site)
    if apply_scheduled(connection, each):
        audit.record_entry(connection, SERVER, "schedule.push", f"version {each.version} to {each.site}", tenant=tenant)
        log.info("schedule: version %d is now the playlist of %s", each.version, each.site)
    else:
        audit.record_entry(connection, SERVER, "schedule.drop", f"version {each.version} of {each.site}", tenant=tenant)
        log.warning(
            "schedule: %s has received another playlist, so the scheduled version %d is discarded",
            each.site,
            each.version,
        )


def _put_off(connection: Connection, each: Scheduled, now_ms: int) -> None:
    zone = site_zone(connection, each.site)
    due_ms = end_of_day_ms(zone, local_day(zone, now_ms))
    put_scheduled(connection, Scheduled(each.site, each.version, each.base, due_ms))
    log.warning(
        "schedule: version %d for %s was not sent in time, so it will be sent at the end of today",
        each.version,
        each.site,
    )


def _tz(zone: str | None) -> ZoneInfo | timezone:
    return timezone.utc if zone is None else ZoneInfo(zone)
