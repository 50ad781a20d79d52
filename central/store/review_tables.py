"""Tables of imported reviews: counts by day and tag of a tenant, never a text."""

from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Table, Text

from central.store.columns import COMMENT_CLASSES, metadata, optional, required

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
