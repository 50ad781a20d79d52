"""`vitrina-central creative placebo`: make a darker copy of an ad, and print an experiment that shows both."""

import argparse
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from central.cli.parser import Commands, add_command, load_named_settings, open_named_store
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.films import Film, probe_film
from central.films.darker import make_darker
from central.films.media import store_film
from central.reports.placebo import placebo_id
from central.store.creatives import film_hash, find_creative, set_creative
from central.store.database import read_view, translate_database_errors

DAYS = 28
PICTURE_S = 10
MOST_LETTERS = 64
_LINES = """\
[[creative]]
id = "{ad}"
weight = 0{duration}

[[creative]]
id = "{copy}"
weight = 0{duration}

[[experiment]]
id = "{copy}"
arms = {{ shown = ["{ad}"], darker = ["{copy}"] }}
until = {until}
"""


def add_to_parser(actions: Commands) -> None:
    """Add the action `placebo` to the parser of `creative`."""
    action = add_command(
        actions,
        "placebo",
        "make a darker copy of an ad, and print the settings of an experiment that tests if brightness affects smiles",
        "vitrina-central creative placebo acme/spring_a --data data >> november.toml",
        _placebo,
    )
    action.add_argument("creative", metavar="[TENANT/]ID", help="ad with a stored video")


def _placebo(options: argparse.Namespace) -> int:
    media = load_named_settings(options).media_folder()
    with open_named_store(options) as store, translate_database_errors():
        with read_view(store) as connection:
            tenant, ad = find_creative(connection, options.creative)
            sha256 = film_hash(connection, tenant, ad)
        copy = placebo_id(ad)
        if sha256 is None:
            raise UsageError(
                f"creative: {tenant}/{ad} has no video here."
                f" Add it: vitrina-central creative add {tenant}/{ad} --file FILE"
            )
        if len(copy) > MOST_LETTERS:
            raise UsageError(f"creative: {copy} is longer than {MOST_LETTERS} characters. Give the ad a shorter id.")
        film, kept = _darker(media / sha256, media)
        duration_ms = None if film.duration_s is None else round(film.duration_s * 1000)
        set_creative(store, f"{tenant}/{copy}", {"sha256": kept, "duration_ms": duration_ms})
    print(f"creative: {tenant}/{copy} is a darker copy of {ad}. Add these lines to a playlist.", file=sys.stderr)
    print(_playlist_lines(ad, copy, film), end="")
    return DONE


def _darker(film: Path, media: Path) -> tuple[Film, str]:
    """Store the darker copy in the media folder. Return its metadata and its SHA-256."""
    with TemporaryDirectory(prefix="vitrina-placebo-") as folder:
        copy = Path(folder) / "copy"
        make_darker(film, copy)
        return probe_film(copy), store_film(copy, media)


def _playlist_lines(ad: str, copy: str, film: Film) -> str:
    until = datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date() + timedelta(days=DAYS)
    duration = "" if film.duration_s is not None else f"\nduration_s = {PICTURE_S}"
    return _LINES.format(ad=ad, copy=copy, until=until, duration=duration)
