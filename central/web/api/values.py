"""Values that only the API uses."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value


class AuditEntry(Value):
    """One entry of the audit log. `tenant`: the tenant concerned; null for the server and for several tenants."""

    id: int
    at: datetime
    who: str
    what: str
    detail: str
    address: str
    tenant: str | None


class AuditList(Value):
    """Entries, newest first. `next`: value of `before` for the next page; null on the last page."""

    schema_: Literal["vitrina.audit/1"] = Field("vitrina.audit/1", alias="schema")
    entries: list[AuditEntry]
    next: int | None


class RaisedAlert(Value):
    """An open alert. `tenant`, `site` and `device` are null for alerts of the server itself."""

    code: str
    severity: str
    tenant: str | None
    site: str | None
    device: str | None
    text: str
    cure: str
    since: datetime
    snoozed: bool


class AlertList(Value):
    """A page of open alerts, oldest first. `next`: `offset` of the next page; null on the last page."""

    schema_: Literal["vitrina.open_alerts/1"] = Field("vitrina.open_alerts/1", alias="schema")
    alerts: list[RaisedAlert]
    total: int
    next: int | None


class Problem(Value):
    """An error: what happened, and what to do."""

    error: str
    cure: str
