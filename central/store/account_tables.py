"""Tables of accounts: who may sign in or use the API, and what they did. Secrets are stored as hashes alone."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from central.store.columns import metadata, optional, required


def _number() -> Column:
    return Column("id", Integer, primary_key=True, autoincrement=True)


users = Table(
    "users",
    metadata,
    _number(),
    Column("name", Text, nullable=False, unique=True),
    *required(Text, "password_hash", "role", "scope"),
    *required(BigInteger, "created_ms"),
    *required(Boolean, "loopback_only"),
    *optional(Text, "language"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the token in the cookie
    *required(Integer, "user_id"),
    *required(BigInteger, "created_ms", "used_ms"),
    Index("sessions_by_user", "user_id"),
)
known_browsers = Table(
    "known_browsers",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    *required(Integer, "user_id"),
    *required(BigInteger, "created_ms"),
)
tokens = Table(
    "tokens",
    metadata,
    _number(),
    *required(Text, "name", "prefix", "access", "scope"),
    Column("digest", LargeBinary, nullable=False, unique=True),
    *required(BigInteger, "created_ms", "expires_ms"),
    *optional(BigInteger, "revoked_ms"),
)
audit = Table(
    "audit",
    metadata,
    _number(),
    *required(BigInteger, "at_ms"),
    *required(Text, "who", "what", "detail", "address"),
    *optional(Text, "tenant"),  # whom the entry is about; null: read by those who may see all sites only
    Index("audit_by_time", "at_ms"),
    Index("audit_by_tenant", "tenant", "id"),
)
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    _number(),
    *required(Text, "bucket"),
    *required(BigInteger, "at_ms"),
    Index("sign_in_attempts_by_bucket", "bucket", "at_ms"),
)
EPHEMERAL = (sessions, known_browsers, sign_in_attempts)
"""Tables that are in no backup: who restores one signs in again."""
