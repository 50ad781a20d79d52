"""Acceptance of a recommendation: a decision by a person, recorded in the audit log. It takes effect at the end of a
local day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from central.errors import UsageError
from central.languages.language import ENGLISH
from central.playlists.scheduled import end_of_day_ms, local_day, schedule_playlist
from central.reports.recommendation import Recommended
from central.reports.recommendation_values import AdvertShare
from central.reports.rendering.recommendation_words import no_change_reason
from central.store import audit
from central.store.scheduled import Scheduled

LATEST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Person:
    """The person who accepts a recommendation, and the person's network address."""

    name: str
    address: str = ""


def check_day(zone: str | None, at: date | None, now_ms: int) -> date:
    """Return the local day after which a playlist takes effect; by default today. Raises UsageError."""
    today = local_day(zone, now_ms)
    day = at or today
    if not today <= day <= today + timedelta(days=LATEST_DAYS):
        latest = today + timedelta(days=LATEST_DAYS)
        raise UsageError(f"schedule: {day} is not between today, {today}, and {latest}. Nothing was changed.")
    return day


def accept_recommendation(connection: Connection, found: Recommended, person: Person, now_ms: int) -> Scheduled:
    """Schedule the recommended playlist for the end of the day before its first day. Raises UsageError."""
    value = found.value
    if found.content is None:
        raise UsageError(
            f"schedule: there is nothing to accept. {no_change_reason(value, ENGLISH)} Nothing was changed."
        )
    last = check_day(found.zone, value.day - timedelta(days=1), now_ms)
    site = f"{value.tenant}/{value.site}"
    due_ms = end_of_day_ms(found.zone, last)
    made = schedule_playlist(connection, site, found.content, value.playlist, person.name, now_ms, due_ms)
    changed = ", ".join(_change(each) for each in value.adverts if each.recommended != each.share)
    detail = f"{site}: version {made.version} replaces {value.playlist} at the end of {last}: {changed}"
    audit.record_entry(connection, person.name, "schedule.accept", detail, person.address, tenant=value.tenant)
    return made


def _change(advert: AdvertShare) -> str:
    return f"{advert.creative} {advert.share:.0%} to {advert.recommended:.0%}"
