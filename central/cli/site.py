"""Parser of `vitrina-central site`, which adds, changes and lists sites."""

import argparse
import json
import sys

from central.cli.parser import Commands, add_action, add_group, open_named_store, open_or_make_store
from central.errors import UsageError
from central.exit_codes import DONE
from central.store.database import read_view, translate_database_errors
from central.store.site_tags import check_tags, set_tags, tags_by_site
from central.store.sites import Site, check_parts, check_zone, list_sites, set_site
from central.store.store import Store
from central.store.sums import sum_all


def add_to_parser(commands: Commands) -> None:
    """Add the command `site` and its actions to the parser."""
    actions = add_group(
        commands,
        "site",
        "add, change or list sites and their time zones",
        "vitrina-central site add acme/berlin-7 --tz Europe/Berlin --data data\n"
        "  vitrina-central site list --data data",
    )
    for name, text in (
        ("add", "add a site"),
        ("set", "change the time zone, the dayparts or the tags of a site"),
    ):
        action = add_action(
            actions, name, text, f"vitrina-central site {name} acme/berlin-7 --tz Europe/Berlin --data data"
        )
        action.add_argument("site", metavar="TENANT/SITE", help="tenant and site, as in the topics of its kiosks")
        action.add_argument(
            "--tz", metavar="ZONE", help="time zone, such as Europe/Berlin (default: UTC, until it is set)"
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
        action.set_defaults(command=_change_site, is_new=name == "add")
    action = add_action(actions, "list", "list the sites", "vitrina-central site list --data data")
    action.add_argument("--json", action="store_true", help="print JSON")
    action.set_defaults(command=_list_sites)


def _change_site(options: argparse.Namespace) -> int:
    zone = None if options.tz is None else check_zone(options.tz)
    parts = None if options.parts is None else check_parts(options.parts)
    tags = None if options.tag is None else check_tags(options.tag)
    opened = open_or_make_store if options.is_new else open_named_store
    with opened(options) as store, translate_database_errors():
        if options.is_new or zone is not None or parts is not None:
            set_site(store, options.site, zone=zone, parts=parts, is_new=options.is_new)
            days = sum_all(store)
            print(f"site: saved {options.site}, and computed the totals of {days} days again.", file=sys.stderr)
        if tags is not None:
            _set_tags(store, options.site, tags)
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
    if options.json:
        fields = [
            {"site": s.key, "tz": s.zone, "parts": s.parts, "devices": s.devices, "tags": tags.get(s.key, [])}
            for s in sites
        ]
        print(json.dumps(fields, indent=2))
        return DONE
    print(f"{'site':40} {'kiosks':>6}  {'time zone':24} {'parts':12} tags")
    for site in sites:
        of_site = " ".join(tags.get(site.key, []))
        print(f"{site.key:40} {site.devices:6}  {_zone(site):24} {site.parts or '':12} {of_site}".rstrip())
    return DONE


def _zone(site: Site) -> str:
    return site.zone or "UTC (not set)"
