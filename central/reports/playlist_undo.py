"""Returns the shops of a playlist version to the playlists that they had before. Version numbers are never reused."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from central.errors import UsageError
from central.playlists.content import missing_films
from central.reports.playlist_push import UNDO, Push, Pushed, Sender, push_playlist
from central.store.playlists import playlist_versions, sites_of_version


@dataclass(frozen=True, slots=True)
class Undo:
    """Effect of an undo of `version`. `sites`: shops by the version that they had before, most shops first.

    `without`: shops that had no playlist before, or no known one. They keep the version.
    """

    version: int
    sites: dict[int, list[str]]
    without: list[str]

    @property
    def all_sites(self) -> list[str]:
        """All shops that have the version now."""
        return sorted([*self.without, *(site for sites in self.sites.values() for site in sites)])


def plan_undo(connection: Connection, version: int) -> Undo:
    """Effect that an undo of a version would have now."""
    by_former: dict[int, list[str]] = defaultdict(list)
    without = []
    for site, former in sites_of_version(connection, version).items():
        if former is None:
            without.append(site)
        else:
            by_former[former].append(site)
    ordered = sorted(by_former.items(), key=lambda item: (-len(item[1]), item[0]))
    return Undo(version, dict(ordered), without)


def undo_playlist(connection: Connection, undo: Undo, media: Path, sender: Sender, now_ms: int) -> list[Pushed]:
    """Send each shop the content that it had before, as a new version. Planned ends of experiments stay as they are.
    The caller owns the transaction.

    Raises UsageError if there is nothing to return to or a video is missing, and PlaylistChangedError if a shop has
    received another playlist in the meantime.
    """
    if not undo.sites:
        raise UsageError("playlist: no earlier version of these shops is known, so nothing was changed.")
    former = playlist_versions(connection, list(undo.sites))
    missing = sorted({name for each in former for name in missing_films(each.content, media)})
    if missing:
        raise UsageError(
            f"playlist: the video of {', '.join(missing[:5])} is no longer on this server, so nothing was changed."
            " Make a new playlist."
        )
    made = []
    for stored in sorted(former, key=lambda each: each.version):
        sites = undo.sites[stored.version]
        push = Push(
            stored.tenant, stored.content, sites, dict.fromkeys(sites, undo.version), plans_ends=False, what=UNDO
        )
        made.append(push_playlist(connection, push, sender, now_ms))
    return made
