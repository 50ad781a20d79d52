"""Parser of `vitrina-central playlist`, which sends playlists to sites and lists them."""

import argparse
import getpass
import json
import sys
from pathlib import Path

from sqlalchemy import Connection

from central.cli.parser import Commands, add_action, add_group, load_named_settings, open_named_store
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.store import audit
from central.store.creatives import film_hash
from central.store.database import read_view, translate_database_errors
from central.store.local_time import day_number
from central.store.playlists import Playlist, add_playlist, assign_playlist, list_playlists
from central.store.site_tags import tagged_sites
from central.store.sites import list_sites as sites_listed
from edge.messages.wire import time_text


def add_to_parser(commands: Commands) -> None:
    """Add the command `playlist` and its actions to the parser."""
    actions = add_group(
        commands,
        "playlist",
        "send playlists to sites, and list them",
        "vitrina-central playlist push november.toml --site acme/berlin-7 --data data\n"
        "  vitrina-central playlist list --data data",
    )
    action = add_action(
        actions,
        "push",
        "send a playlist to the kiosks of some sites",
        "vitrina-central playlist push november.toml --site acme/berlin-7 --data data",
    )
    action.add_argument(
        "file",
        type=Path,
        metavar="FILE.toml",
        help="playlist as described in docs/screen.md, without `file`",
    )
    action.add_argument(
        "--site",
        action="append",
        default=[],
        metavar="TENANT/SITE",
        help="site, or TENANT/* for all sites of a tenant; may be given more than once",
    )
    action.add_argument(
        "--tag",
        action="append",
        default=[],
        metavar="TENANT/TAG",
        help="all sites that have this tag now (see site set --tag); may be given more than once",
    )
    action.set_defaults(command=_push_playlist)
    action = add_action(actions, "list", "list the playlists", "vitrina-central playlist list --data data")
    action.add_argument("--json", action="store_true", help="print JSON")
    action.set_defaults(command=_list_playlists)


def _push_playlist(options: argparse.Namespace) -> int:
    from central.playlists.content import Films, playlist_json, read_playlist_file

    tables, media = read_playlist_file(options.file), load_named_settings(options).media_folder()
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        sites = _chosen_sites(connection, options.site, options.tag)
        tenants = sorted({site.partition("/")[0] for site in sites})
        if len(tenants) > 1:
            raise UsageError(
                f"playlist: the sites belong to {len(tenants)} tenants ({', '.join(tenants)}). Send to one at a time."
            )
        films = Films(tenants[0], lambda name: film_hash(connection, tenants[0], name), media)
        content = playlist_json(films, tables)
        version = add_playlist(connection, tenants[0], content, _user(), now_ms())
        assign_playlist(connection, version, sites)
        _plan_ends(connection, tenants[0], content)
        detail = f"version {version} to {', '.join(sites)[:200]}"
        audit.record_entry(connection, audit.COMMAND_LINE, "playlist.push", detail, tenant=tenants[0])
    adverts = len(json.loads(content)["creatives"])
    print(
        f"playlist: saved version {version} with {adverts} ads for {len(sites)} sites. `vitrina-central serve` sends"
        " it within seconds; each kiosk shows it as soon as it has all videos.",
        file=sys.stderr,
    )
    return DONE


def _plan_ends(connection: Connection, tenant: str, content: str) -> None:
    """Save the last day of each experiment as its planned end. Prints a line for each day that is rejected."""
    from central.reports.planned_ends import has_planned_end, plan_end

    for experiment in json.loads(content)["experiments"]:
        name, until = experiment["id"], experiment.get("until")
        if until is not None:
            try:
                plan_end(connection, tenant, name, day_number(str(until)), now_ms())
            except UsageError as error:
                is_planned = has_planned_end(connection, tenant, name)
                kept = (
                    f"the planned end of {name} was not changed to {until}"
                    if is_planned
                    else f"{name} has no planned end"
                )
                print(f"playlist: {kept}. {str(error).removeprefix('experiment: ')}", file=sys.stderr)


def _chosen_sites(connection: Connection, names: list[str], tags: list[str]) -> list[str]:
    """Return the sites that match the names, patterns and tags, without duplicates. Raises UsageError."""
    if not names and not tags:
        raise UsageError("playlist: no sites were named. Add --site TENANT/SITE, or --tag TENANT/TAG.")
    found = _matching_sites(names, [site.key for site in sites_listed(connection)])
    for name in tags:
        tenant, _, tag = name.partition("/")
        matching = tagged_sites(connection, tenant, tag)
        if not matching:
            raise UsageError(
                f"playlist: no site has the tag {name} (TENANT/TAG). Add it: vitrina-central site set"
                f" {tenant}/SITE --tag {tag or 'TAG'}. Nothing was sent."
            )
        found += [key for key in matching if key not in found]
    return found


def _matching_sites(wanted: list[str], known: list[str]) -> list[str]:
    """Return the sites by name or pattern. Raises UsageError for an unknown site."""
    found: list[str] = []
    for name in wanted:
        matching = [key for key in known if key == name or (name.endswith("/*") and key.startswith(name[:-1]))]
        if not matching:
            raise UsageError(f"playlist: there is no site {name}. See: vitrina-central site list. Nothing was sent.")
        found += [key for key in matching if key not in found]
    return found


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


def _list_playlists(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        found = list_playlists(connection)
    if options.json:
        print(json.dumps([_version_fields(each) for each in found], indent=2, ensure_ascii=False))
        return DONE
    print(f"{'version':>7}  {'made':24}  {'who':16}  {'sites':>5}  ads")
    for each in found:
        adverts = " ".join(creative["id"] for creative in json.loads(each.content)["creatives"])
        print(f"{each.version:>7}  {time_text(each.made_ms / 1000):24}  {each.who:16}  {each.sites:>5}  {adverts}")
    return DONE


def _version_fields(each: Playlist) -> dict[str, object]:
    made = time_text(each.made_ms / 1000)
    return {
        "version": each.version,
        "tenant": each.tenant,
        "who": each.who,
        "made": made,
        "sites": each.sites,
        **json.loads(each.content),
    }
