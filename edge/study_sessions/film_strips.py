"""Film strips of a report: stills of each advert whose file is at hand. Nothing else is ever pictured in a report."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from pathlib import Path

from edge.kiosk.screen.player import player_items_in_folder
from edge.media.stills import extract_stills
from edge.screen.playlist_file import read_playlist
from edge.settings.settings import Settings
from edge.study.errors import StudyError
from edge.study.report.results import AdvertResults, GroupResults

HEIGHT_PX = 116
"""Height of a still: twice that of its place in a plot, for dense screens and paper."""
MOST = 8
"""Stills of one advert: so many stand beside each other in a plot."""


def advert_files(settings: Settings, films: Path | None) -> dict[str, Path]:
    """Files of adverts by creative: those of a folder, named as their creatives; else those of the own player.

    Raises StudyError for a folder that is none, and PlaylistFileError.
    """
    if films is not None:
        if not films.is_dir():
            raise StudyError(f"study: --ads {films} is not a folder. Name the folder with the files of the ads.")
        return {item.creative: item.file for item in player_items_in_folder(films)}
    player = settings.player
    if player is None:
        return {}
    if player.playlist is None:
        return {item.creative: item.file for item in player_items_in_folder(player.media)}
    return {creative.id: player.media / creative.file for creative in read_playlist(player.playlist).creatives}


def add_film_strips(results: GroupResults, files: Mapping[str, Path]) -> tuple[GroupResults, tuple[str, ...]]:
    """The results with stills, and a line for each file that gave none."""
    adverts: list[AdvertResults] = []
    lines: list[str] = []
    for advert in results.adverts:
        path = files.get(advert.creative.lower(), files.get(advert.creative))
        if path is None or not advert.curves:
            adverts.append(advert)
            continue
        step = max(1, ceil(advert.seconds / MOST))
        stills = extract_stills(path, [float(second) for second in range(0, advert.seconds, step)], HEIGHT_PX)
        adverts.append(replace(advert, stills=stills.pictures))
        if stills.reason is not None:
            lines.append(f"study: {advert.creative} has no film strip: {path}: {stills.reason}.")
    return replace(results, adverts=adverts), tuple(lines)
