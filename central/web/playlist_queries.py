"""Query strings and form values of the pages and endpoints about playlists."""

from typing import Annotated, Literal

from pydantic import Field

from central.web.days import Day
from central.web.queries import Creative, CreativeName, Paged, Query, Tenant, Title
from edge.messages.wire import NAME


class PlaylistsQuery(Paged):
    """Query for playlists and their kiosks."""

    version: int | None = Field(
        None, ge=1, le=2**53 - 1, description="only kiosks that play this version, or will play it"
    )


class NewPlaylistQuery(Query):
    """Query of the page that starts a playlist."""

    creative: CreativeName | None = Field(None, description="first ad of the playlist")
    tenant: Tenant | None = None


class NewPlaylist(Query):
    """Form values of a new playlist. `version`: version to copy at the start."""

    kind: Literal["playlist", "experiment"]
    unit: Literal["play", "day"] = "play"
    tenant: Annotated[str, Field(pattern=f"^{NAME}$")]
    creative: Creative | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class DraftQuery(Query):
    """Query of the page with the ads of a draft. `check`: show its faults. `stale`: the last form was not saved."""

    q: Title = ""
    check: bool = False
    stale: bool = False


class NewFilm(Query):
    """Form values of a new ad with an uploaded video."""

    id: Creative
    revision: Annotated[int, Field(ge=0, le=10**9)]


class ReviewQuery(Query):
    """Query of the page on which a playlist is checked. `experiment`: compute the plan of its experiments."""

    experiment: bool = False


class DayQuery(Query):
    """Query of the preview of one day. `kiosk`: site/device."""

    kiosk: Annotated[str, Field(pattern=f"^{NAME}/{NAME}$")] | None = None
    day: Day | None = None
    hour: int | None = Field(None, ge=0, le=23)


class VersionQuery(Query):
    """Query of the page about one version. `sent`: it was sent just now."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    sent: bool = False
