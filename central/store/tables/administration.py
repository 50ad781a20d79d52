"""Tables of what people and the server itself administer: accounts, alerts, enrolments, tags, playlists, reviews.

Accounts are who may sign in or use the API, and what they did; secrets are stored as hashes only. The `place` of an
alert is tenant/site/device of a kiosk, or "" for the server itself. An enrolled kiosk is one row with the newest
code, and no secret is in it. Playlists are those sent to kiosks, and those accepted for the end of a local day.
Imported reviews are counts by day and tag of a tenant, never a text.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from central.store.columns import COMMENT_CLASSES, metadata, optional, required


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

enrolments = Table(
    "enrolments",
    metadata,
    Column("device", Text, primary_key=True),  # tenant/site/device
    Column("digest", LargeBinary, nullable=False, unique=True),  # SHA-256 of the secret of its code
    *optional(LargeBinary, "salt"),  # of the password, which needs the secret as well; null once the code was used
    *required(BigInteger, "made_ms", "expires_ms"),
    *optional(BigInteger, "used_ms", "enrolled_ms", "revoked_ms"),  # enrolled_ms: its last enrolment, of any code
)

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

review_imports = Table(
    "review_imports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    *required(Text, "tenant", "tag"),
    *required(Text, "model"),  # network that has read the texts
    *required(BigInteger, "imported_ms"),
    *optional(BigInteger, "removed_ms"),  # its counts are deleted; its days stay
)
review_days = Table(
    "review_days",
    metadata,
    *required(Text, "tenant", "tag"),
    *required(Integer, "day", "import_id"),
    *optional(Integer, "n", *COMMENT_CLASSES),  # null: fewer than ten, or removed
    PrimaryKeyConstraint("tenant", "tag", "day"),  # a day once: the difference of two imports would be a text
)

scheduled_playlists = Table(
    "scheduled_playlists",
    metadata,
    Column("site", Text, primary_key=True),  # tenant/site
    *required(Integer, "version", "base"),  # base: version that it was made of; another one takes its place away
    *required(BigInteger, "due_ms"),
)

site_tags = Table(
    "site_tags",
    metadata,
    *required(Text, "site", "tag"),  # site: tenant/site
    PrimaryKeyConstraint("site", "tag"),
)
