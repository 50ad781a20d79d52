"""Reads the totals from which the impressions of an ad are computed: its plays by kiosk and day, and the windows of
these kiosks on these days by day and hour.
"""

from dataclasses import dataclass

from central.reports.columns import Columns
from central.reports.fetch import Reader, fetch_columns
from central.reports.selection import Selection

PRESENCE_S = "CASE WHEN w.dwell_n > 0 THEN w.visits * w.dwell_s_sum / w.dwell_n ELSE 0 END"
"""Visits times their mean time in view, of the windows of one hour of a kiosk."""
_OF_KIOSKS = ("plays", "proof_ms", "all_proof_ms", "visits", "dwell_s_sum", "dwell_n", "sensed_ms")
_OF_HOURS = ("presence_s", "sensed_ms", "span_ms")


@dataclass(frozen=True, slots=True, eq=False)
class ImpressionRows:
    """`kiosk_days`: plays of the ad and all windows, by site, day and kiosk. `hours`: windows by day and hour, over the
    kiosks. `exposed`: in the reactions; 0 or 1 row.
    """

    kiosk_days: Columns
    hours: Columns
    exposed: Columns


def read_impression_rows(connection: Reader, selection: Selection, creative_id: int) -> ImpressionRows:
    """Totals of an ad in a selection."""
    kiosk_day = "p.site_id, p.day, p.device_id"
    windows = (
        "SELECT w.site_id, w.day, w.device_id, sum(w.visits) AS visits, sum(w.dwell_s_sum) AS dwell_s_sum,"
        " sum(w.dwell_n) AS dwell_n, sum(w.sensed_ms) AS sensed_ms"
        f" FROM window_hours w WHERE {selection.sql_condition('w')} GROUP BY w.site_id, w.day, w.device_id"
    )
    plays = (
        f"SELECT {kiosk_day}, sum(CASE WHEN p.creative_id = {creative_id:d} THEN p.plays ELSE 0 END) AS plays,"
        f" sum(CASE WHEN p.creative_id = {creative_id:d} THEN p.proof_ms ELSE 0 END) AS proof_ms,"
        f" sum(p.proof_ms) AS all_proof_ms FROM play_hours p WHERE {selection.sql_condition('p')} GROUP BY {kiosk_day}"
    )
    kiosk_days = (
        "SELECT k.site_id, k.day, k.device_id, k.plays, k.proof_ms, k.all_proof_ms, coalesce(w.visits, 0),"
        " coalesce(w.dwell_s_sum, 0), coalesce(w.dwell_n, 0), coalesce(w.sensed_ms, 0)"
        f" FROM ({plays}) k LEFT JOIN ({windows}) w"
        " ON w.site_id = k.site_id AND w.day = k.day AND w.device_id = k.device_id WHERE k.plays > 0 ORDER BY 1, 2, 3"
    )
    hours = (
        f"SELECT w.day, w.hour, sum({PRESENCE_S}), sum(w.sensed_ms), sum(w.span_ms) FROM window_hours w"
        f" WHERE {selection.sql_condition('w')} AND EXISTS (SELECT 1 FROM play_hours p WHERE p.site_id = w.site_id"
        f" AND p.day = w.day AND p.device_id = w.device_id AND p.creative_id = {creative_id:d} AND p.plays > 0)"
        " GROUP BY w.day, w.hour ORDER BY 1, 2"
    )
    exposed = (
        "SELECT sum(r.exposed) FROM reaction_days r"
        f" WHERE {selection.sql_condition('r')} AND r.creative_id = {creative_id:d} HAVING count(*) > 0"
    )
    return ImpressionRows(
        fetch_columns(connection, kiosk_days, ("site_id", "day", "device_id", *_OF_KIOSKS)),
        fetch_columns(connection, hours, ("day", "hour", *_OF_HOURS)),
        fetch_columns(connection, exposed, ("exposed",)),
    )
