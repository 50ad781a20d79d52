"""Reads the overview that the start page and the API show."""

from central.reports.tenant_overview import build_tenant_overview
from central.reports.tenant_overview_values import TenantOverview
from central.store.users import Role
from central.web.request_context import RequestContext


def read_overview(context: RequestContext, tenant: str | None) -> TenantOverview:
    """The overview that the page and the API show. Raises NotFoundError."""
    sees_quarantine = context.identity.role >= Role.ADMIN and context.scope.patterns is None
    with context.read_view() as connection:
        return build_tenant_overview(connection, context.scope, tenant, context.now_ms, with_quarantine=sees_quarantine)
