"""Tables of the outbox, and upgrades from older table versions."""

MIGRATIONS = (
    (
        """CREATE TABLE messages (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            topic TEXT NOT NULL,
            at_s REAL NOT NULL,
            payload BLOB NOT NULL,
            sent_s REAL
        ) STRICT""",
        "CREATE INDEX unsent ON messages (seq) WHERE sent_s IS NULL",
    ),
    (
        "ALTER TABLE messages ADD COLUMN aside_s REAL",
        "ALTER TABLE messages ADD COLUMN aside_why TEXT",
        "DROP INDEX unsent",
        "CREATE INDEX waiting ON messages (seq) WHERE sent_s IS NULL AND aside_s IS NULL",
        "CREATE INDEX unsent_by_age ON messages (at_s) WHERE sent_s IS NULL",
        "CREATE INDEX aside_by_age ON messages (aside_s) WHERE aside_s IS NOT NULL",
        "CREATE INDEX sent_by_age ON messages (sent_s) WHERE sent_s IS NOT NULL",
        # One row, updated by the triggers: counting a million messages once a minute would block all other calls.
        """CREATE TABLE counts (
            rows INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            aside INTEGER NOT NULL,
            dropped INTEGER NOT NULL,
            is_open INTEGER NOT NULL,
            boot TEXT NOT NULL
        ) STRICT""",
        "INSERT INTO counts SELECT count(*), count(*) - count(sent_s), 0, 0, 0, '' FROM messages",
        """CREATE TRIGGER appended AFTER INSERT ON messages BEGIN
            UPDATE counts SET rows = rows + 1, waiting = waiting + 1;
        END""",
        """CREATE TRIGGER moved AFTER UPDATE OF sent_s, aside_s ON messages BEGIN
            UPDATE counts SET
                waiting = waiting - (old.sent_s IS NULL AND old.aside_s IS NULL)
                    + (new.sent_s IS NULL AND new.aside_s IS NULL),
                aside = aside - (old.aside_s IS NOT NULL) + (new.aside_s IS NOT NULL);
        END""",
        """CREATE TRIGGER deleted AFTER DELETE ON messages BEGIN
            UPDATE counts SET
                rows = rows - 1,
                waiting = waiting - (old.sent_s IS NULL AND old.aside_s IS NULL),
                aside = aside - (old.aside_s IS NOT NULL),
                dropped = dropped + (old.sent_s IS NULL);
        END""",
    ),
    (
        """CREATE TABLE plays (
            id INTEGER PRIMARY KEY,
            at_s REAL NOT NULL,
            creative TEXT NOT NULL,
            arrived_s REAL NOT NULL,
            command BLOB NOT NULL,
            is_proven INTEGER NOT NULL DEFAULT 0,
            UNIQUE (at_s, creative)
        ) STRICT""",
        # The age of a message is counted in time that a kiosk has seen pass, because a clock may be set to any time.
        # `seen_s` of `counts` is that time; of a message it is the time when it was stored. Messages of an older
        # version begin with the age 0.
        "ALTER TABLE counts ADD COLUMN seen_s REAL NOT NULL DEFAULT 0.0",
        "ALTER TABLE messages ADD COLUMN seen_s REAL NOT NULL DEFAULT 0.0",
        "ALTER TABLE messages ADD COLUMN sent_seen_s REAL NOT NULL DEFAULT 0.0",
        "ALTER TABLE messages ADD COLUMN aside_seen_s REAL NOT NULL DEFAULT 0.0",
        "DROP INDEX unsent_by_age",
        "DROP INDEX aside_by_age",
        "DROP INDEX sent_by_age",
        "CREATE INDEX unsent_by_age ON messages (seen_s) WHERE sent_s IS NULL",
        "CREATE INDEX aside_by_age ON messages (aside_seen_s, aside_s) WHERE aside_s IS NOT NULL",
        "CREATE INDEX sent_by_age ON messages (sent_seen_s, sent_s) WHERE sent_s IS NOT NULL",
        """CREATE TRIGGER stored AFTER INSERT ON messages BEGIN
            UPDATE messages SET seen_s = (SELECT seen_s FROM counts) WHERE seq = new.seq;
        END""",
        """CREATE TRIGGER sent AFTER UPDATE OF sent_s ON messages WHEN new.sent_s IS NOT NULL BEGIN
            UPDATE messages SET sent_seen_s = (SELECT seen_s FROM counts) WHERE seq = new.seq;
        END""",
        """CREATE TRIGGER put_aside AFTER UPDATE OF aside_s ON messages WHEN new.aside_s IS NOT NULL BEGIN
            UPDATE messages SET aside_seen_s = (SELECT seen_s FROM counts) WHERE seq = new.seq;
        END""",
    ),
)
"""SQL statements that upgrade the tables from each version to the next; a new file runs all of them."""

VERSION = len(MIGRATIONS)
OLDEST_WRITABLE = 3
"""Oldest version of the tables that this program can also write. While an update is on trial, it keeps such tables as
they are, so that the former program can read them if it comes back. A release that raises this number must name, in
`min_from`, the first release with these tables.
"""
