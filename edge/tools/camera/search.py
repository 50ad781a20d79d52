"""Searches the local networks for cameras, and asks each for the stream that suits a kiosk."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Interface

from edge.clock import Clock
from edge.onvif.client import CameraStream, OnvifCamera
from edge.onvif.discovery import GROUP, MOST_CAMERAS, WAIT_S, FoundCamera, discover_cameras
from edge.onvif.errors import CameraSearchError
from edge.onvif.networks import own_networks
from edge.onvif.reasons import Reason
from edge.onvif.soap import Login

NOBODY = (
    "camera: no camera answered in 3 s. Type the address into [camera] source; cameras behind another VLAN do not "
    "answer, nor do cameras with ONVIF switched off."
)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A camera with its stream, or with the reason why it has none. Both are None if nobody typed a user."""

    camera: FoundCamera
    stream: CameraStream | None = None
    problem: Reason | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """All cameras of a search, and reasons why other answers do not count."""

    results: tuple[SearchResult, ...]
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Networks:
    """Local networks to search. Tests name others."""

    interfaces: Sequence[IPv4Interface]
    group: tuple[str, int] = GROUP

    @classmethod
    def own(cls) -> "Networks":
        return cls(own_networks())


def search_cameras(login: Login | None, networks: Networks | None = None) -> SearchResults:
    """Find cameras, and ask each for its stream if `login` is given. Raises CameraSearchError."""
    if login is not None:
        login.require_typed()
    networks = networks or Networks.own()
    found = discover_cameras(networks.interfaces, networks.group, WAIT_S)
    if login is None:
        return SearchResults(tuple(SearchResult(camera) for camera in found.cameras), found.notes)
    with ThreadPoolExecutor(MOST_CAMERAS) as pool:  # all at the same time: slow ones delay no other
        results = pool.map(lambda camera: _ask(camera, login), found.cameras)
        return SearchResults(tuple(results), found.notes)


def _ask(camera: FoundCamera, login: Login) -> SearchResult:
    try:
        return SearchResult(camera, OnvifCamera(camera, login, Clock().now).best_stream())
    except CameraSearchError as problem:
        return SearchResult(camera, problem=problem.reason)
