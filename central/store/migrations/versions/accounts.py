"""Add users, sessions, API tokens, the audit log, and sign-in attempts.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE = {"bytes": "BLOB", "number": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"}
POSTGRESQL = {"bytes": "BYTEA", "number": "SERIAL PRIMARY KEY"}
STATEMENTS = (
    "CREATE TABLE users (id {number}, name TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, role TEXT NOT NULL,"
    " scope TEXT NOT NULL, created_ms BIGINT NOT NULL, loopback_only BOOLEAN NOT NULL)",
    "CREATE TABLE sessions (digest {bytes} NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL, created_ms BIGINT NOT NULL,"
    " used_ms BIGINT NOT NULL)",
    "CREATE INDEX sessions_by_user ON sessions (user_id)",
    "CREATE TABLE known_browsers (digest {bytes} NOT NULL PRIMARY KEY, user_id INTEGER NOT NULL,"
    " created_ms BIGINT NOT NULL)",
    "CREATE TABLE tokens (id {number}, name TEXT NOT NULL, prefix TEXT NOT NULL, access TEXT NOT NULL,"
    " scope TEXT NOT NULL, digest {bytes} NOT NULL UNIQUE, created_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL,"
    " revoked_ms BIGINT)",
    "CREATE TABLE audit (id {number}, at_ms BIGINT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,"
    " detail TEXT NOT NULL, address TEXT NOT NULL)",
    "CREATE INDEX audit_by_time ON audit (at_ms)",
    "CREATE TABLE sign_in_attempts (id {number}, bucket TEXT NOT NULL, at_ms BIGINT NOT NULL)",
    "CREATE INDEX sign_in_attempts_by_bucket ON sign_in_attempts (bucket, at_ms)",
)


def upgrade() -> None:
    """Add the tables."""
    words = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    for statement in STATEMENTS:
        op.execute(statement.format(**words))


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")
