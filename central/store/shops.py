"""Names and places of shops. A shop is a site, as people know it: `Mall of Berlin` instead of `site-0005`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection, text

from central.errors import UsageError
from central.store.scope import Scope
from edge.opening_hours import EXAMPLE, parse_opening_hours

LONGEST: Mapping[str, int] = MappingProxyType({"name": 100, "city": 100, "region": 100, "opening": 200, "group": 60})
"""Details of a shop that a user can set, with the most characters of each."""
_COLUMNS = {"group": "shop_group"}  # GROUP is a word of SQL
_READ = "SELECT tenant, site, name, city, region, opening, shop_group FROM sites ORDER BY key"


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop. A detail that nobody has set is None. `opening`: its hours, such as `Mo-Fr 09:00-20:00`."""

    tenant: str
    site: str
    name: str | None
    city: str | None
    region: str | None
    opening: str | None
    group: str | None

    @property
    def key(self) -> str:
        """Key of the site, `tenant/site`."""
        return f"{self.tenant}/{self.site}"

    @property
    def title(self) -> str:
        """Name of the shop, or its site id where no name was set."""
        return self.name or self.site

    @property
    def details(self) -> dict[str, str | None]:
        """Details that a user can set, by name."""
        return {detail: getattr(self, detail) for detail in LONGEST}


def read_shops(connection: Connection, scope: Scope) -> dict[str, Shop]:
    """Shops that a scope includes, by `tenant/site`, sorted by this key."""
    found = (Shop(*row) for row in connection.exec_driver_sql(_READ))
    return {shop.key: shop for shop in found if scope.can_see(shop.tenant, shop.site)}


def shop_names(connection: Connection) -> dict[str, str]:
    """Names of all shops that have one, by `tenant/site`."""
    rows = connection.exec_driver_sql("SELECT key, name FROM sites WHERE name IS NOT NULL")
    return {str(row[0]): str(row[1]) for row in rows}


def list_shops(connection: Connection, scope: Scope, tenant: str) -> list[Shop]:
    """Shops of a tenant that a scope includes, in the order of a list."""
    found = read_shops(connection, scope).values()
    return sorted((shop for shop in found if shop.tenant == tenant), key=shop_order)


def shop_order(shop: Shop) -> tuple[str, str]:
    """Sort key of a shop in a list: its title in any case, then its key."""
    return shop.title.casefold(), shop.key


def check_detail(detail: str, value: str) -> str | None:
    """Return one of the details without surrounding space; None if it is empty. Raises UsageError for a text that is
    too long, is not one line of printable characters, or does not contain opening hours where these are expected.
    """
    kept = value.replace("\u00a0", " ").strip()  # Excel and browsers insert non-breaking spaces
    if len(kept) > LONGEST[detail] or not kept.isprintable():
        raise UsageError(
            f"shop: the {detail} '{printable_start(kept)}' is not one line of at most {LONGEST[detail]} characters"
            " without control characters."
        )
    if detail == "opening" and kept:
        _check_opening(kept)
    return kept or None


def set_details(connection: Connection, key: str, details: Mapping[str, str | None]) -> None:
    """Set some details of a shop, given as tenant/site. Each value comes from `check_detail`."""
    if details:
        changes = ", ".join(f"{_COLUMNS.get(detail, detail)} = :{detail}" for detail in LONGEST if detail in details)
        connection.execute(text(f"UPDATE sites SET {changes} WHERE key = :key"), {**details, "key": key})


def printable_start(value: str) -> str:
    """Start of an external text for an error message, without control characters."""
    return "".join(letter for letter in value[:40] if letter.isprintable())


def _check_opening(value: str) -> None:
    try:
        parse_opening_hours(value)
    except ValueError:
        given = printable_start(value)
        raise UsageError(f"shop: the opening hours '{given}' cannot be read. Write them as in '{EXAMPLE}'.") from None
