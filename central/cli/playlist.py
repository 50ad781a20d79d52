"""Parser of `vitrina-central playlist`, which sends playlists to sites and lists them."""

import argparse
import getpass
import json
import sys
from pathlib import Path

from central.cli.parser import Commands, add_command, add_group, load_named_settings, open_named_store
from central.clock import now_ms
from central.exit_codes import DONE
from central.store import audit
from central.store.creatives import film_hash
from central.store.database import read_view, translate_database_errors
from central.store.playlists import Playlist, list_playlists
from central.store.scope import Scope
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
    action = add_command(
        actions,
        "push",
        "send a playlist to the kiosks of some sites",
        "vitrina-central playlist push november.toml --site acme/berlin-7 --data data",
        _push_playlist,
    )
    action.add_argument(
        "file",
        type=Path,
        metavar="FILE.toml",
        help="playlist in the format that vitrina docs screen describes, without its key `file`",
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
    action.add_argument("--product", metavar="NAME", help="product that decides an experiment by day by its sales")
    action.add_argument(
        "--placebo",
        action="append",
        default=[],
        metavar="NAME",
        help="product that the ads cannot move, shown beside; may be repeated",
    )
    action = add_command(
        actions, "list", "list the playlists", "vitrina-central playlist list --data data", _list_playlists
    )
    action.add_argument("--json", action="store_true", help="print JSON")


def _push_playlist(options: argparse.Namespace) -> int:
    from central.playlists.content import Films, playlist_json, read_playlist_file
    from central.playlists.sites import choose_sites
    from central.reports.playlist_push import Push, Sender, push_playlist

    tables, media = read_playlist_file(options.file), load_named_settings(options).media_folder()
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        sites = choose_sites(connection, Scope.whole_store(), options.site, options.tag)
        tenant = sites[0].partition("/")[0]
        films = Films(tenant, lambda name: film_hash(connection, tenant, name), media)
        content = playlist_json(films, tables)
        sender = Sender(_user(), audit.COMMAND_LINE)
        push = Push(tenant, content, sites, product=options.product, placebos=tuple(options.placebo) or None)
        pushed = push_playlist(connection, push, sender, now_ms())
    for sentence in pushed.kept_ends:
        print(f"playlist: {sentence}", file=sys.stderr)
    adverts = len(json.loads(content)["creatives"])
    print(
        f"playlist: saved version {pushed.version} with {adverts} ads for {len(sites)} sites. `vitrina-central serve`"
        " sends it within seconds; each kiosk shows it as soon as it has all videos.",
        file=sys.stderr,
    )
    return DONE


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
