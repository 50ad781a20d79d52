"""Parser of `vitrina-central creative`, which names ads, stores their videos and lists them."""

import argparse
import json
import sys
from pathlib import Path

from central.cli import creative_placebo
from central.cli.parser import (
    Commands,
    add_command,
    add_group,
    load_named_settings,
    open_named_store,
    open_or_make_store,
)
from central.errors import UsageError
from central.exit_codes import DONE
from central.films import Film, probe_film
from central.films.media import store_film
from central.store.creatives import Creative, check_title, find_creative, list_creatives, set_creative
from central.store.database import read_view, translate_database_errors


def add_to_parser(commands: Commands) -> None:
    """Add the command `creative` and its actions to the parser."""
    actions = add_group(
        commands,
        "creative",
        "name ads, store their videos, and list them",
        "vitrina-central creative add acme/spring_a --file spring.mp4 --data data\n"
        "  vitrina-central creative list --data data",
    )
    action = add_command(
        actions,
        "add",
        "set the video, the name and the tag of an ad",
        'vitrina-central creative add acme/spring_a --file spring.mp4 --name "Spring, new" --data data',
        _add_creative,
    )
    action.add_argument(
        "creative",
        metavar="[TENANT/]ID",
        help="tenant and id, as in the messages; TENANT is optional if there is only one",
    )
    action.add_argument(
        "--file",
        type=Path,
        metavar="VIDEO",
        help="video (MP4, MOV, MKV, WebM) or image (PNG, JPEG, WebP) of the ad; it is copied to [central] media",
    )
    action.add_argument("--name", metavar="NAME", help='name that reports show; "" removes it')
    action.add_argument("--tag", metavar="TAG", help='brand or campaign, to group ads in reports; "" removes it')
    creative_placebo.add_to_parser(actions)
    action = add_command(actions, "list", "list the ads", "vitrina-central creative list --data data", _list_creatives)
    action.add_argument("--json", action="store_true", help="print JSON")


def _add_creative(options: argparse.Namespace) -> int:
    titles = {name: getattr(options, name) for name in ("name", "tag")}
    values: dict[str, str | int | None] = {
        name: check_title(title) for name, title in titles.items() if title is not None
    }
    if options.file is None and not values:
        raise UsageError("creative: there is nothing to set. Give --file, --name or --tag.")
    with open_or_make_store(options) as store, translate_database_errors():
        if options.file is not None:
            media = load_named_settings(options).media_folder()
            with read_view(store) as connection:
                find_creative(connection, options.creative)  # before a video is copied for a wrong name
            film = probe_film(options.file)
            values |= {"sha256": store_film(options.file, media), "duration_ms": _duration_ms(film)}
            print(f"creative: copied {options.file} ({_shape(film)}) to {media}.", file=sys.stderr)
        key = set_creative(store, options.creative, values)
    print(f"creative: saved {key}.", file=sys.stderr)
    return DONE


def _duration_ms(film: Film) -> int | None:
    return None if film.duration_s is None else round(film.duration_s * 1000)


def _shape(film: Film) -> str:
    length = "image" if film.duration_s is None else f"{film.duration_s:.1f} s"
    return f"{length}, {film.width}x{film.height} px"


def _list_creatives(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        creatives = list_creatives(connection)
    if options.json:
        print(json.dumps([_fields(one) for one in creatives], indent=2, ensure_ascii=False))
        return DONE
    print(f"{'creative':40} {'length':>8}  {'file':12}  {'tag':20}  name")
    for one in creatives:
        file = (one.sha256 or "")[:12]
        print(f"{one.key:40} {_length(one):>8}  {file:12}  {one.tag or '':20}  {one.name or ''}".rstrip())
    return DONE


def _fields(one: Creative) -> dict[str, object]:
    duration_s = None if one.duration_ms is None else one.duration_ms / 1000
    return {"creative": one.key, "name": one.name, "tag": one.tag, "sha256": one.sha256, "duration_s": duration_s}


def _length(one: Creative) -> str:
    return "" if one.duration_ms is None else f"{one.duration_ms / 1000:.1f} s"
