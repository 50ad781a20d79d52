"""Tables of the server's alerts: what is open, what is to be sent, what is snoozed.

`place` is tenant/site/device of a kiosk, or "" for the server itself.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from central.store.columns import metadata, optional, required

open_alerts = Table(
    "open_alerts",
    metadata,
    *required(Text, "place", "code", "severity", "text"),
    *required(BigInteger, "first_ms"),  # start of the problem, as far as it was seen
    *optional(BigInteger, "raised_ms", "gone_ms", "told_ms"),  # null: not yet raised; still there; told nobody
    PrimaryKeyConstraint("place", "code"),
)
alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    *required(Text, "channel", "body"),
    *required(BigInteger, "made_ms", "due_ms"),
    *required(Integer, "attempts"),
    Index("alert_deliveries_by_time", "due_ms"),
)
alert_snoozes = Table(
    "alert_snoozes",
    metadata,
    *required(Text, "place", "code"),  # "": every place, every code
    *required(BigInteger, "until_ms"),
    *required(Text, "who"),
    PrimaryKeyConstraint("place", "code"),
)
