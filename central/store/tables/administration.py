"""Tables of what people and the server itself administer: accounts, alerts, enrolments, tags, playlists, reviews.

Accounts are users and API tokens, with a log of their actions. Secrets are stored only as hashes. The `place` of an
alert is tenant/site/device of a kiosk, or "" for the server itself. An enrolled kiosk is one row with its newest code,
without a secret. Playlists are those sent to kiosks and those accepted for the end of a local day. Imported reviews are
counts by day and tag of a tenant, and never texts. The Monday mail has an address for each user who switched it on, and
one row for each user and week.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from central.store.columns import COMMENT_CLASSES, metadata, optional_columns, required_columns


def _number() -> Column:
    return Column("id", Integer, primary_key=True, autoincrement=True)


users = Table(
    "users",
    metadata,
    _number(),
    Column("name", Text, nullable=False, unique=True),
    *required_columns(Text, "password_hash", "role", "scope"),
    *required_columns(BigInteger, "created_ms"),
    *required_columns(Boolean, "loopback_only"),
    *optional_columns(Text, "language", "mail"),
    *optional_columns(BigInteger, "blocked_ms"),
)
sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the token in the cookie
    *required_columns(Integer, "user_id"),
    *required_columns(BigInteger, "created_ms", "used_ms"),
    *optional_columns(Text, "browser"),  # such as Firefox (Linux)
    Index("sessions_by_user", "user_id"),
)
known_browsers = Table(
    "known_browsers",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    *required_columns(Integer, "user_id"),
    *required_columns(BigInteger, "created_ms"),
)
external_identities = Table(
    "external_identities",
    metadata,
    *required_columns(Text, "issuer", "subject"),  # who somebody is at a provider of single sign-on
    Column("user_id", Integer, nullable=False, unique=True),
    *required_columns(BigInteger, "signed_in_ms"),
    PrimaryKeyConstraint("issuer", "subject"),
)
redeemed_states = Table(
    "redeemed_states",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the state of a finished sign-in
    *required_columns(BigInteger, "at_ms"),
)
user_links = Table(
    "user_links",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the secret in the link
    *required_columns(Text, "kind"),
    *required_columns(Integer, "user_id"),  # 0: the link that makes the first administrator
    *required_columns(BigInteger, "made_ms", "expires_ms"),
    Index("user_links_by_user", "user_id"),
)
sign_in_steps = Table(
    "sign_in_steps",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # SHA-256 of the secret in the cookie
    *required_columns(Integer, "user_id"),
    *required_columns(BigInteger, "made_ms"),
)
"""Table of sign-ins with a right password that still lack the code of the second factor."""
second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    *required_columns(BigInteger, "since_ms", "last_step"),  # last_step: time step of the newest code that was used
    *required_columns(Integer, "wrong"),  # wrong codes since the last right one
)
second_factor_secrets = Table(
    "second_factor_secrets",
    metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    *required_columns(Text, "secret"),
)
"""Table of secrets that the users' apps share. Who reads one can compute codes, so backups do not contain them."""
recovery_codes = Table(
    "recovery_codes",
    metadata,
    *required_columns(Integer, "user_id"),
    *required_columns(LargeBinary, "digest"),  # SHA-256 of a code that was not used yet
    PrimaryKeyConstraint("user_id", "digest"),
)
account_mails = Table(
    "account_mails",
    metadata,
    _number(),
    *required_columns(Integer, "user_id", "attempts"),
    *required_columns(Text, "kind", "language", "detail", "state"),
    *required_columns(BigInteger, "made_ms"),
    *optional_columns(BigInteger, "due_ms"),  # null: it was sent, or given up
    Index("account_mails_by_time", "due_ms"),
)
tokens = Table(
    "tokens",
    metadata,
    _number(),
    *required_columns(Text, "name", "prefix", "access", "scope"),
    Column("digest", LargeBinary, nullable=False, unique=True),
    *required_columns(BigInteger, "created_ms", "expires_ms"),
    *optional_columns(BigInteger, "revoked_ms"),
    *optional_columns(Integer, "user_id"),  # user who made it on a page; null: a command or a kiosk made it
    *optional_columns(Integer, "made_by"),  # token that made it; null: a user, a command or a kiosk made it
)
audit = Table(
    "audit",
    metadata,
    _number(),
    *required_columns(BigInteger, "at_ms"),
    *required_columns(Text, "who", "what", "detail", "address"),
    *optional_columns(Text, "tenant"),  # whom the entry is about; null: read by those who may see all sites only
    Index("audit_by_time", "at_ms"),
    Index("audit_by_tenant", "tenant", "id"),
)
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    _number(),
    *required_columns(Text, "bucket"),
    *required_columns(BigInteger, "at_ms"),
    Index("sign_in_attempts_by_bucket", "bucket", "at_ms"),
)
shared_links = Table(
    "shared_links",
    metadata,
    _number(),
    Column("digest", LargeBinary, nullable=False, unique=True),  # SHA-256 of the token in the link
    *required_columns(Text, "tenant", "experiment", "made_by"),
    *required_columns(Integer, "user_id"),  # who made it: the link ends with this user
    *required_columns(BigInteger, "made_ms", "expires_ms"),
    *required_columns(Boolean, "after_end"),  # shows results only after the planned end
    *optional_columns(BigInteger, "revoked_ms"),
    Index("shared_links_by_experiment", "tenant", "experiment"),
)
shared_link_days = Table(
    "shared_link_days",
    metadata,
    *required_columns(Integer, "link_id", "day", "openings"),  # day: in UTC
    PrimaryKeyConstraint("link_id", "day"),
)
experiment_looks = Table(
    "experiment_looks",
    metadata,
    *required_columns(Text, "key"),  # tenant/experiment
    *required_columns(Integer, "day"),  # in UTC, on which somebody saw its results; nobody is named
    PrimaryKeyConstraint("key", "day"),
)
weekly_subscriptions = Table(
    "weekly_subscriptions",
    metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    *required_columns(Text, "address", "language"),
    *required_columns(BigInteger, "asked_ms"),
    *optional_columns(BigInteger, "due_ms"),  # when the confirmation is sent; null: it was sent or given up
    *required_columns(Integer, "attempts"),
    *optional_columns(LargeBinary, "digest"),  # SHA-256 of the token in the confirmation link
    *optional_columns(BigInteger, "confirmed_ms"),
)
weekly_mails = Table(
    "weekly_mails",
    metadata,
    *required_columns(Integer, "user_id", "week"),  # week: number of its Monday
    *required_columns(Text, "state"),
    *required_columns(BigInteger, "made_ms", "due_ms"),
    *required_columns(Integer, "attempts"),
    *optional_columns(LargeBinary, "digest"),  # SHA-256 of the token in the link that switches the mail off
    PrimaryKeyConstraint("user_id", "week"),
    Index("weekly_mails_by_state", "state", "due_ms"),
    Index("weekly_mails_by_digest", "digest"),
)
mail_confirmations = Table(
    "mail_confirmations",
    metadata,
    _number(),
    *required_columns(Integer, "user_id"),
    *required_columns(Text, "address"),
    *required_columns(BigInteger, "at_ms"),
    Index("mail_confirmations_by_time", "at_ms"),
)
EPHEMERAL = (
    *(sessions, known_browsers, sign_in_attempts, sign_in_steps, user_links, account_mails, second_factor_secrets),
    *(redeemed_states, shared_links, shared_link_days, mail_confirmations),
)
"""Tables that backups do not contain. After a restore, users therefore sign in again, with a recovery code if they have
a second factor, and all links have ended. No link that was revoked after the backup works again.
"""

open_alerts = Table(
    "open_alerts",
    metadata,
    *required_columns(Text, "place", "code", "severity", "text"),
    *required_columns(BigInteger, "first_ms"),  # start of the problem, as far as it was seen
    *optional_columns(BigInteger, "raised_ms", "gone_ms", "told_ms"),  # null: not yet raised; still there; told nobody
    PrimaryKeyConstraint("place", "code"),
)
alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    *required_columns(Text, "channel", "body"),
    *required_columns(BigInteger, "made_ms", "due_ms"),
    *required_columns(Integer, "attempts"),
    Index("alert_deliveries_by_time", "due_ms"),
)
alert_snoozes = Table(
    "alert_snoozes",
    metadata,
    *required_columns(Text, "place", "code"),  # "": every place, every code
    *required_columns(BigInteger, "until_ms"),
    *required_columns(Text, "who"),
    PrimaryKeyConstraint("place", "code"),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("device", Text, primary_key=True),  # tenant/site/device
    Column("digest", LargeBinary, nullable=False, unique=True),  # SHA-256 of the secret of its code
    *optional_columns(
        LargeBinary, "salt"
    ),  # of the password, which needs the secret as well; null once the code was used
    *required_columns(BigInteger, "made_ms", "expires_ms"),
    *optional_columns(
        BigInteger, "used_ms", "enrolled_ms", "revoked_ms"
    ),  # enrolled_ms: its last enrolment, of any code
    *optional_columns(Integer, "user_id", "token_id"),  # who made the code; null: a command
)

playlists = Table(
    "playlists",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # its version
    *required_columns(Text, "tenant", "who", "content"),  # content: JSON of the message, without its version
    *required_columns(BigInteger, "made_ms"),
)
playlist_sites = Table(
    "playlist_sites",
    metadata,
    Column("site", Text, primary_key=True),  # tenant/site
    *required_columns(Integer, "version"),
)
playlist_history = Table(
    "playlist_history",
    metadata,
    *required_columns(Text, "site"),  # tenant/site
    *required_columns(Integer, "version"),
    *optional_columns(Integer, "former"),  # version that the site had before; null: none
    PrimaryKeyConstraint("site", "version"),
)
playlist_drafts = Table(
    "playlist_drafts",
    metadata,
    Column("id", Text, primary_key=True),
    *required_columns(Integer, "user_id", "revision"),  # revision: counts the changes
    *required_columns(Text, "tenant", "content"),  # content: JSON of what the user has chosen so far
    *required_columns(BigInteger, "changed_ms"),
    Index("playlist_drafts_by_user", "user_id"),
)
playlist_sent = Table(
    "playlist_sent",
    metadata,
    Column("device", Text, primary_key=True),  # tenant/site/device
    *required_columns(Integer, "version"),
)

review_imports = Table(
    "review_imports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    *required_columns(Text, "tenant", "tag"),
    *required_columns(Text, "model"),  # network that has read the texts
    *required_columns(BigInteger, "imported_ms"),
    *optional_columns(BigInteger, "removed_ms"),  # its counts are deleted; its days stay
)
review_days = Table(
    "review_days",
    metadata,
    *required_columns(Text, "tenant", "tag"),
    *required_columns(Integer, "day", "import_id"),
    *optional_columns(Integer, "n", *COMMENT_CLASSES),  # null: fewer than ten, or removed
    PrimaryKeyConstraint("tenant", "tag", "day"),  # a day once: the difference of two imports would be a text
)

scheduled_playlists = Table(
    "scheduled_playlists",
    metadata,
    Column("site", Text, primary_key=True),  # tenant/site
    *required_columns(
        Integer, "version", "base"
    ),  # base: version that it was made of; another one takes its place away
    *required_columns(BigInteger, "due_ms"),
)

site_tags = Table(
    "site_tags",
    metadata,
    *required_columns(Text, "site", "tag"),  # site: tenant/site
    PrimaryKeyConstraint("site", "tag"),
)
rollouts = Table(
    "rollouts",
    metadata,
    Column("tenant", Text, primary_key=True),
    *required_columns(BigInteger, "counter"),  # of the newest signed plan
    *required_columns(Text, "plan", "content"),  # JSON of the plan, and of what central remembers of its rollout
    *optional_columns(Text, "asked", "asked_by"),  # order of a person that is not carried out yet: stop, go-on
)
kept_answers = Table(
    "kept_answers",
    metadata,
    *required_columns(Text, "tenant", "kind", "key"),
    *required_columns(Integer, "day"),  # last day that was over everywhere when the answer was computed
    *required_columns(BigInteger, "made_ms"),
    *required_columns(Text, "content"),  # JSON, over all shops of the tenant
    PrimaryKeyConstraint("tenant", "kind", "key"),
)
"""Table of answers that are computed once a day. Only a user who may see all shops of the tenant may see them."""
