"""Parser of `vitrina-central site`, which adds, changes, imports and lists sites."""

import argparse
import json
import sys
from pathlib import Path

from central.cli.parser import Commands, add_command, add_group, open_named_store, open_or_make_store
from central.cli.shop_details import add_detail_options, import_shops, named_details, store_details
from central.errors import UsageError
from central.exit_codes import DONE
from central.store.database import read_view, translate_database_errors
from central.store.scope import Scope
from central.store.shop_file import COLUMNS
from central.store.shops import LONGEST, Shop, read_shops
from central.store.site_tags import check_tags, set_tags, tags_by_site
from central.store.sites import (
    Site,
    check_parts,
    check_site_country,
    check_zone,
    list_sites,
    set_site,
    set_site_country,
)
from central.store.store import Store
from central.store.sums import sum_all


def add_to_parser(commands: Commands) -> None:
    """Add the command `site` and its actions to the parser."""
    actions = add_group(
        commands,
        "site",
        "add, change or list sites: their time zones, names and places",
        "vitrina-central site add acme/berlin-7 --tz Europe/Berlin --data data\n"
        "  vitrina-central site import shops.csv --data data\n"
        "  vitrina-central site list --data data",
    )
    for name, text in (
        ("add", "add a site"),
        ("set", "change the time zone, the country, the dayparts, the tags, the name or the place of a site"),
    ):
        action = add_command(
            actions,
            name,
            text,
            f"vitrina-central site {name} acme/berlin-7 --tz Europe/Berlin --data data",
            _change_site,
        )
        action.add_argument(
            "site", metavar="TENANT/SITE", help="tenant and site, as in the topics of the site's kiosks"
        )
        action.add_argument(
            "--tz", metavar="ZONE", help="time zone, such as Europe/Berlin (default: UTC, until it is set)"
        )
        action.add_argument(
            "--country", metavar="XX", help="country, such as FR or DE-BE, which its kiosks get when they are enrolled"
        )
        action.add_argument(
            "--parts",
            metavar="TIMES",
            help='local times that divide the day, as in [reaction] parts of its kiosks; "" for none',
        )
        action.add_argument(
            "--tag",
            action="append",
            metavar="TAG",
            help='group that playlists can be sent to, such as mall; may be given more than once; "" for none',
        )
        add_detail_options(action)
        action.set_defaults(is_new=name == "add")
    action = add_command(
        actions,
        "import",
        "set names and places of sites from a CSV file",
        f"vitrina-central site import shops.csv --data data\n  the first line names the columns: {','.join(COLUMNS)}",
        import_shops,
    )
    action.add_argument("file", type=Path, metavar="FILE", help="CSV file, UTF-8, separated by , or ;")
    action = add_command(actions, "list", "list the sites", "vitrina-central site list --data data", _list_sites)
    action.add_argument("--json", action="store_true", help="print JSON")


def _change_site(options: argparse.Namespace) -> int:
    zone = None if options.tz is None else check_zone(options.tz)
    country = None if options.country is None else check_site_country(options.country)
    parts = None if options.parts is None else check_parts(options.parts)
    tags = None if options.tag is None else check_tags(options.tag)
    details = named_details(options)
    opened = open_or_make_store if options.is_new else open_named_store
    with opened(options) as store, translate_database_errors():
        if options.is_new or zone is not None or parts is not None:
            set_site(store, options.site, zone=zone, parts=parts, is_new=options.is_new)
            days = sum_all(store)
            print(f"site: saved {options.site}, and computed the totals of {days} days again.", file=sys.stderr)
        if country is not None:
            set_site_country(store, options.site, country)
            print(f"site: {options.site} is in {country}.", file=sys.stderr)
        if tags is not None:
            _set_tags(store, options.site, tags)
        if details:
            store_details(store, options.site, details)
    return DONE


def _set_tags(store: Store, site: str, tags: list[str]) -> None:
    with store.engine.begin() as connection:
        if site not in {each.key for each in list_sites(connection)}:
            raise UsageError(f"site: there is no site {site}. Add it with: vitrina-central site add {site}")
        set_tags(connection, site, tags)
    print(f"site: {site} now has {'the tags ' + ', '.join(tags) if tags else 'no tags'}.", file=sys.stderr)


def _list_sites(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        sites, tags = list_sites(connection), tags_by_site(connection)
        shops = read_shops(connection, Scope.whole_store())
    if options.json:
        fields = [
            {
                "site": s.key,
                **shops[s.key].details,
                "tz": s.zone,
                "country": s.country,
                "parts": s.parts,
                "devices": s.devices,
            }
            | {"tags": tags.get(s.key, [])}
            for s in sites
        ]
        print(json.dumps(fields, indent=2))
        return DONE
    rows = [_row(site, shops[site.key], tags.get(site.key, [])) for site in sites]
    _print_table(("site", *LONGEST, "kiosks", "time zone", "country", "parts", "tags"), rows)
    return DONE


def _row(site: Site, shop: Shop, tags: list[str]) -> list[str]:
    details = [value or "" for value in shop.details.values()]
    return [
        site.key,
        *details,
        str(site.devices),
        site.zone or "UTC (not set)",
        site.country or "",
        site.parts or "",
        " ".join(tags),
    ]


def _print_table(columns: tuple[str, ...], rows: list[list[str]]) -> None:
    """Print rows under their columns. A column without a value is omitted."""
    shown = [place for place in range(len(columns)) if place == 0 or any(row[place] for row in rows)]
    table = [list(columns), *rows]
    widths = [max(len(row[place]) for row in table) for place in shown]
    for row in table:
        print("  ".join(f"{row[place]:{width}}" for place, width in zip(shown, widths, strict=True)).rstrip())
