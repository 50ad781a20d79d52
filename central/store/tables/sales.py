"""Tables of sales: totals by day, shop and product, lines that were set aside, and the plans of arms by day.

No row is about less than a whole day of a shop. A shop imported these totals itself, so they are kept for ever.
"""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, PrimaryKeyConstraint, Table, Text

from central.store.columns import metadata, optional_columns, required_columns

sales_days = Table(
    "sales_days",
    metadata,
    *required_columns(Integer, "site_id"),
    *required_columns(Text, "product"),
    *required_columns(Integer, "day"),
    *required_columns(BigInteger, "receipts"),
    *required_columns(Float, "units", "revenue"),
    *optional_columns(Text, "currency"),
    *required_columns(BigInteger, "imported_ms"),
    *optional_columns(BigInteger, "replaced_ms"),  # when a correction replaced it; null: never
    PrimaryKeyConstraint("site_id", "product", "day"),
)
sales_quarantine = Table(
    "sales_quarantine",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    *required_columns(Text, "tenant"),
    *required_columns(Integer, "line"),  # of the file
    *required_columns(Text, "content", "reason"),
    *required_columns(BigInteger, "at_ms"),
    Index("sales_quarantine_by_tenant", "tenant", "id"),
)
lift_plans = Table(
    "lift_plans",
    metadata,
    *required_columns(Text, "tenant", "experiment"),
    *required_columns(BigInteger, "stored_ms"),
    *required_columns(Integer, "first_day", "last_day", "run_days", "washout_days"),
    *required_columns(Text, "against"),  # the arm that the others are compared with
    *optional_columns(Text, "product", "seed"),  # seed: of the rule that drew the plan; null: it was made by hand
    *required_columns(Text, "placebos", "who"),  # placebos: JSON list of products
    PrimaryKeyConstraint("tenant", "experiment"),
)
arm_days = Table(
    "arm_days",
    metadata,
    *required_columns(Text, "tenant", "experiment"),
    *required_columns(Integer, "site_id", "day"),
    *required_columns(Text, "arm"),
    PrimaryKeyConstraint("tenant", "experiment", "site_id", "day"),
)
