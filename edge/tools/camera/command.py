"""`vitrina camera find`: lists the cameras of the local networks with the stream to use."""

import getpass
import json
import sys

from edge.address_secrets import HIDDEN
from edge.exit_codes import DONE, NO_SOURCE
from edge.onvif.errors import CameraSearchError
from edge.onvif.soap import Login
from edge.tools.camera.search import NOBODY, SearchResult, search_cameras


def find_cameras(user: str | None, *, as_json: bool) -> int:
    """Print the cameras that answer. With `user`, ask for the password, and print each camera's stream without it."""
    login = None if user is None else Login(user, _read_password(user))
    print("camera: searching the local network. This takes from 3 to 15 s …", file=sys.stderr)
    try:
        found = search_cameras(login)
    except CameraSearchError as error:
        print(f"camera: {error}", file=sys.stderr)
        return NO_SOURCE
    for note in found.notes:
        print(f"camera: {note}", file=sys.stderr)
    if as_json:
        print(json.dumps([_facts(result) for result in found.results], indent=2))
    else:
        for result in found.results:
            print(result_text(result))
    if not found.results:
        print(NOBODY, file=sys.stderr)
        return NO_SOURCE
    if login is None:
        print("camera: to ask for streams, name a user of the cameras: --user NAME", file=sys.stderr)
    return DONE


def result_text(result: SearchResult) -> str:
    """Lines about a camera: its stream without the password, and what the service needs to reach it."""
    head = f"{result.camera.address}  {result.camera.name or 'camera without a name'}"
    if result.problem is not None:
        return f"{head}\n  {result.problem}"
    if result.stream is None:
        return head
    shown = result.stream.shown_address
    lines = [
        f"{head}: {result.stream.profile.text}",
        f'  [camera] source = "{_with_placeholders(shown)}"',
        f"  60-addresses.conf: IPAddressAllow={result.camera.address}",
    ]
    if HIDDEN in shown:
        lines.insert(
            2, f"  Replace each {HIDDEN}: it hides a user or a password that the camera writes into its address."
        )
    return "\n".join(lines)


def _with_placeholders(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://USER:PASSWORD@{rest}"


def _facts(result: SearchResult) -> dict[str, object]:
    profile = None if result.stream is None else result.stream.profile
    return {
        "address": result.camera.address,
        "name": result.camera.name,
        "stream": None if result.stream is None else result.stream.shown_address,
        "encoding": None if profile is None else profile.encoding,
        "width_px": None if profile is None else profile.width_px,
        "height_px": None if profile is None else profile.height_px,
        "rate_hz": None if profile is None else profile.rate_hz,
        "problem": None if result.problem is None else str(result.problem),
    }


def _read_password(user: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"Password of {user} on the cameras: ")
    return sys.stdin.readline().rstrip("\n")
