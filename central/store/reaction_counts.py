"""Number of reactions and of people in them, for each kiosk over the last days."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

_QUERY = text(
    "SELECT s.key AS site, d.device, sum(e.reactions) AS reactions, sum(e.people) AS people, sum(e.noise) AS noise,"
    " count(*) AS parts, count(DISTINCT e.day) AS days FROM (SELECT r.site_id, r.device_id, r.day, r.part,"
    " r.creative_id, sum(r.reactions) AS reactions, sum(r.n) AS people, sum(r.noise_variance_sum) AS noise"
    " FROM reaction_days r WHERE r.day >= :first AND r.n > 0"
    " GROUP BY r.site_id, r.device_id, r.day, r.part, r.creative_id) e"
    " JOIN devices d ON d.id = e.device_id JOIN sites s ON s.id = e.site_id"
    " GROUP BY s.key, d.device ORDER BY s.key, d.device"
)


@dataclass(frozen=True, slots=True)
class KioskReactions:
    """Reactions of one kiosk. `messages`: number of messages per creative and part of a day. `people`: number of people
    per message. `noise`: mean variance of the noise in the sum of a total. `days`: number of days with a reaction.
    """

    name: str
    messages: float
    people: float
    noise: float
    days: int


def kiosk_reactions(connection: Connection, first_day: int) -> Iterator[KioskReactions]:
    """Counts of the reactions of each kiosk from a given day until now."""
    for row in connection.execute(_QUERY, {"first": first_day}):
        sent = float(row.reactions)
        of = (sent / row.parts, float(row.people) / sent, float(row.noise) / sent)
        yield KioskReactions(f"{row.site}/{row.device}", *of, int(row.days))
