"""Table of the tags of sites."""

from sqlalchemy import PrimaryKeyConstraint, Table, Text

from central.store.columns import metadata, required

site_tags = Table(
    "site_tags",
    metadata,
    *required(Text, "site", "tag"),  # site: tenant/site
    PrimaryKeyConstraint("site", "tag"),
)
