"""Table of the playlists that somebody has accepted for the end of a local day."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from central.store.columns import metadata, required

scheduled_playlists = Table(
    "scheduled_playlists",
    metadata,
    Column("site", Text, primary_key=True),  # tenant/site
    *required(Integer, "version", "base"),  # base: version that it was made of; another one takes its place away
    *required(BigInteger, "due_ms"),
)
