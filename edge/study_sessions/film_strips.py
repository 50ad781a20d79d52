"""Film strips for a report: stills of each ad with an available file. A report contains no other images."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from pathlib import Path

from edge.media.stills import extract_stills
from edge.screen.player.folder import player_items_in_folder
from edge.screen.playlist_file import read_playlist
from edge.settings.settings import Settings
from edge.study.errors import StudyError
from edge.study.report.results import AdvertResults, GroupResults

HEIGHT_PX = 116
"""Height of a still in pixels: twice its height in a plot, for high-resolution screens and print."""
MOST = 8
"""Number of stills of one ad, which fit side by side in a plot."""


def advert_files(settings: Settings, films: Path | None) -> dict[str, Path]:
    """Files of the ads by creative: from a folder with creatives as file names, or else from the kiosk's own player.

    Raises StudyError if the path is not a folder, and PlaylistFileError.
    """
    if films is not None:
        if not films.is_dir():
            raise StudyError(f"study: --ads {films} is not a folder. Name the folder with the ads' files.")
        return {item.creative: item.file for item in player_items_in_folder(films)}
    player = settings.player
    if player is None:
        return {}
    if player.playlist is None:
        return {item.creative: item.file for item in player_items_in_folder(player.media)}
    return {creative.id: player.media / creative.file for creative in read_playlist(player.playlist).creatives}


def add_film_strips(results: GroupResults, files: Mapping[str, Path]) -> tuple[GroupResults, tuple[str, ...]]:
    """Add stills to the results. Also returns one line for each file without a still."""
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
