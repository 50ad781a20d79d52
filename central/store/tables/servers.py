"""Tables about the programs that use the database: running servers, and the oldest schema revision that still works.

Backups contain neither, because both describe one database.
"""

from sqlalchemy import BigInteger, Column, Table, Text

from central.store.columns import metadata, required_columns

running_servers = Table(
    "running_servers",
    metadata,
    Column("id", Text, primary_key=True),  # random, of one run
    *required_columns(Text, "host", "version", "revision"),  # revision: newest schema that this program knows
    *required_columns(BigInteger, "started_ms", "beat_ms"),  # by the clock of the database
)
schema_support = Table(
    "schema_support",
    metadata,
    Column("oldest_revision", Text, primary_key=True),  # programs of an older schema do not work with this one
)
OF_PROGRAMS = (running_servers, schema_support)
