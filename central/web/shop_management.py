"""Rules for adding shops, for the pages and the API."""

from starlette.exceptions import HTTPException

from central.errors import NotFoundError
from central.store.shops import Shop, check_detail, read_shops, set_details
from central.store.sites import add_site, check_site_country, check_zone, list_tenants
from central.web.management_queries import NewShop
from central.web.request_context import RequestContext

NOT_ALL_SHOPS = "You may see only some shops, so you cannot add one. Ask a user who may see all shops of the owner."


def may_add_shops(context: RequestContext) -> bool:
    """True if the caller may see all shops of a tenant."""
    patterns = context.scope.patterns
    return patterns is None or any(pattern.endswith("/*") for pattern in patterns)


def tenants_for_shops(context: RequestContext) -> list[str]:
    """Tenants that the caller may add shops for, sorted by name. A caller who may see every site may also name a new
    one.
    """
    if context.scope.patterns is not None:
        return sorted(pattern.removesuffix("/*") for pattern in context.scope.patterns if pattern.endswith("/*"))
    with context.read_view() as connection:
        return list_tenants(connection)


def require_all_of_tenant(context: RequestContext, tenant: str) -> None:
    """Raise HTTPException for a caller of only some shops of a tenant, and NotFoundError for a tenant of others."""
    if context.scope.allows_tenant(tenant):
        return
    if context.scope.has_site_of(tenant):
        raise HTTPException(403, NOT_ALL_SHOPS)
    raise NotFoundError(f"shop: there is no owner {tenant}, or you may not add shops to it.")


def add_shop(context: RequestContext, new: NewShop) -> str:
    """Add a shop, and return its key. Raises UsageError, or HTTPException for a caller of only some shops.

    A tenant of others is answered like one that does not exist.
    """
    require_all_of_tenant(context, new.tenant)
    zone = check_zone(new.timezone) if new.timezone else None
    country = check_site_country(new.country) if new.country else None
    details = {"name": check_detail("name", new.name), "city": check_detail("city", new.city)}
    key = f"{new.tenant}/{new.site}"
    with context.begin_write() as connection:
        add_site(connection, new.tenant, new.site, zone, country)
        set_details(connection, key, details)
        context.record(connection, "shop.add", key, new.tenant)
    return key


def find_visible_shop(context: RequestContext, key: str) -> Shop:
    """The shop with a key, `tenant/site`. Raises NotFoundError for a shop that the caller may not see."""
    with context.read_view() as connection:
        shop = read_shops(connection, context.scope).get(key)
    if shop is None:
        raise NotFoundError(f"shop: there is no shop {key}, or you may not see it.")
    return shop
