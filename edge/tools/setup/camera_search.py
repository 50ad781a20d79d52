"""Search for network cameras in `vitrina setup`: asks for a user, lists the streams, and returns the chosen address."""

from collections.abc import Callable

from edge.onvif.client import CameraStream
from edge.onvif.errors import CameraSearchError
from edge.onvif.soap import Login
from edge.tools.camera.search import NOBODY, SearchResult, search_cameras

FIND = "find"
"""Answer to the question for the camera that starts the search."""
HINT = f"Type {FIND} to search the local network for cameras."

ReadLine = Callable[[str, bool], str]
"""Function that shows a prompt and reads a line; True: a secret, which the terminal does not show."""


def choose_camera(read_line: ReadLine, say: Callable[[str], None]) -> str:
    """Address of the chosen stream, with user and password; empty if none was found or chosen."""
    user = read_line("  User of the cameras: ", False)
    if not user:
        return ""
    login = Login(user, read_line("  Password: ", True))
    say("  Searching. This takes from 3 to 15 s ...")
    try:
        found = search_cameras(login)
    except CameraSearchError as error:
        say(f"  camera: {error}")
        return ""
    for note in found.notes:
        say(f"  {note}")
    streams = _list_streams(found.results, say)
    return _choose(streams, read_line) if streams else ""


def _list_streams(results: tuple[SearchResult, ...], say: Callable[[str], None]) -> list[CameraStream]:
    streams: list[CameraStream] = []
    if not results:
        say(f"  {NOBODY}")
    for result in results:
        label = f"{result.camera.address} {result.camera.name}".rstrip()
        if result.stream is None:
            say(f"  -: {label}: {result.problem}")
        else:
            streams.append(result.stream)
            say(f"  {len(streams)}: {label}: {result.stream.profile.text}")
    return streams


def _choose(streams: list[CameraStream], read_line: ReadLine) -> str:
    """The stream of the number that is typed; asks again after another answer."""
    while text := read_line(f"  Number of the camera (1 to {len(streams)}; empty: none): ", False):
        if text.isdecimal() and 1 <= int(text) <= len(streams):
            return streams[int(text) - 1].address
    return ""
