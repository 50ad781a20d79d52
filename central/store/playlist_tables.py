"""Tables of the playlists that are sent to kiosks."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from central.store.columns import metadata, required

playlists = Table(
    "playlists",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # its version
    *required(Text, "tenant", "who", "content"),  # content: JSON of the message, without its version
    *required(BigInteger, "made_ms"),
)
playlist_sites = Table(
    "playlist_sites",
    metadata,
    Column("site", Text, primary_key=True),  # tenant/site
    *required(Integer, "version"),
)
playlist_sent = Table(
    "playlist_sent",
    metadata,
    Column("device", Text, primary_key=True),  # tenant/site/device
    *required(Integer, "version"),
)
