"""Table of the kiosks that were enrolled: one row each, with the newest code. No secret is in it."""

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text

from central.store.columns import metadata, optional, required

enrolments = Table(
    "enrolments",
    metadata,
    Column("device", Text, primary_key=True),  # tenant/site/device
    Column("digest", LargeBinary, nullable=False, unique=True),  # SHA-256 of the secret of its code
    *optional(LargeBinary, "salt"),  # of the password, which needs the secret as well; null once the code was used
    *required(BigInteger, "made_ms", "expires_ms"),
    *optional(BigInteger, "used_ms", "enrolled_ms", "revoked_ms"),  # enrolled_ms: its last enrolment, of any code
)
