"""Runs the parts of `vitrina-central site` that name shops: options of `set`, and `import`."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from central.cli.parser import open_named_store
from central.errors import SourceError, UsageError
from central.exit_codes import DONE
from central.store import audit
from central.store.database import read_view, translate_database_errors
from central.store.scope import Scope
from central.store.shop_file import ShopFile, parse_shops, read_text, store_changes
from central.store.shops import LONGEST, check_detail, read_shops, set_details
from central.store.store import Store

SHOWN = 20
"""Maximum number of bad lines to list. Further bad lines are only counted."""
_HELP = {
    "name": "name of the shop, as people call it",
    "city": "city of the shop",
    "region": "region of the shop, such as a state or a sales area",
    "opening": 'opening hours, as in [site] open of its kiosks, such as "Mo-Fr 09:00-20:00; Sa 10:00-18:00"',
    "group": "group of the shop, such as a format or a franchise",
}


def add_detail_options(action: argparse.ArgumentParser) -> None:
    """Add an option for each detail of a shop."""
    for detail in LONGEST:
        action.add_argument(f"--{detail}", metavar=detail.upper(), help=f'{_HELP[detail]}; "" for none')


def named_details(options: argparse.Namespace) -> dict[str, str | None]:
    """The details that the options set. Raises UsageError."""
    given = {detail: getattr(options, detail) for detail in LONGEST}
    return {detail: check_detail(detail, value) for detail, value in given.items() if value is not None}


def store_details(store: Store, site: str, details: Mapping[str, str | None]) -> None:
    """Store details of a site, given as tenant/site. Raises UsageError for an unknown site."""
    detail, tenant = f"{site}: {', '.join(details)}", audit.find_place_tenant(site)
    with store.engine.begin() as connection:
        if site not in read_shops(connection, Scope.whole_store()):
            raise UsageError(f"site: there is no site {site}. Add it with: vitrina-central site add {site}")
        set_details(connection, site, details)
        audit.record_entry(connection, audit.COMMAND_LINE, "shop.set", detail, tenant=tenant)
    print(f"site: saved {', '.join(details)} of {site}.", file=sys.stderr)


def import_shops(options: argparse.Namespace) -> int:
    """Store the shops of a CSV file, or nothing if a line is bad. Raises UsageError, SourceError or DatabaseError."""
    text = _read_file(options.file)
    with open_named_store(options) as store, translate_database_errors():
        with read_view(store) as connection:
            found = parse_shops(text, read_shops(connection, Scope.whole_store()))
        _require_no_bad_line(found)
        with store.engine.begin() as connection:
            for tenant, count in store_changes(connection, found.changes).items():
                detail = f"{tenant}: {count} shops"
                audit.record_entry(connection, audit.COMMAND_LINE, "shop.import", detail, tenant=tenant)
    print(f"site: {found.lines:,} shops in the file, {len(found.changes):,} of them changed.", file=sys.stderr)
    return DONE


def _read_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return read_text(file)
    except OSError as error:
        raise SourceError(f"site: {path} cannot be read ({error.strerror}). Nothing was stored.") from None


def _require_no_bad_line(found: ShopFile) -> None:
    for each in found.bad[:SHOWN]:
        print(f"site: line {each.line}: {each.reason.removeprefix('shop: ')}", file=sys.stderr)
    if found.bad:
        raise UsageError(
            f"site: {len(found.bad):,} lines of the file cannot be used. Correct or remove them. Nothing was stored."
        )
