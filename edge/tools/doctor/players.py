"""Checks the feed of another player. Each check sends the same request as the kiosk."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from edge.kiosk.screen.feeds import anthias_address
from edge.screen import installed_feed
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.anthias_answer import AnthiasAnswerError, Asset
from edge.screen.feeds.anthias_request import fetch_current_asset
from edge.screen.feeds.mpv_lines import LineReader, MpvReply, NotMpvError
from edge.settings.playback import FEEDS
from edge.settings.settings import Settings, SettingsError
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    warning_finding,
)
from edge.web.token_file import TokenFileError, read_shared_token, token_path

PART = "playback"
HOST = "127.0.0.1"
MPV_S = 2.0
START_MPV = "Start mpv with --input-ipc-server={path}, and give the kiosk's user access to that socket."
MAP_IT = "Add it to [playback.creatives]."
PRIVATE = ("/tmp", "/var/tmp", "/home", "/root", "/run/user")
"""Folders that systemd hides from the service."""


def other_player_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Query the configured player, or check the port on which the kiosk waits for the player's reports."""
    settings = context.require_settings()
    match settings.playback.feed:
        case "mpv":
            yield from _mpv_findings(settings)
        case "anthias":
            yield from _anthias_findings(settings, context.now)
        case "http" | "broadsign":
            yield from _http_feed_findings(settings, context)
        case name if name in installed_feed.installed_feed_names():
            yield good_finding(PART, f"the feed {name} from an installed package.")
        case name:
            known = ", ".join([*FEEDS, *installed_feed.installed_feed_names()])
            yield fault_finding(PART, f'there is no feed "{name}".', f"Set [playback] feed to one of {known}.")


def _mpv_findings(settings: Settings) -> Iterator[DoctorFinding]:
    path = settings.playback.mpv_socket
    assert path is not None  # the settings check this
    if any(str(parent) in PRIVATE for parent in path.parents):
        yield warning_finding(
            PART,
            f"{path} is in a folder that the service cannot see.",
            "Choose a folder below /run, as vitrina docs players shows.",
        )
    try:
        _require_mpv_answer(path)
    except OSError as error:
        why = error.strerror or "no answer, or the path is too long"
        yield fault_finding(PART, f"mpv does not answer at {path}: {why}.", START_MPV.format(path=path))
    except NotMpvError as error:
        yield fault_finding(PART, f"{path} is not an mpv socket: {error}.", START_MPV.format(path=path))
    else:
        yield good_finding(PART, f"mpv answers at {path}.")


def _require_mpv_answer(path: Path) -> None:
    """Request a property from mpv, and wait for the answer. Raises OSError or NotMpvError."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
        connection.settimeout(MPV_S)
        connection.connect(os.fspath(path))
        connection.sendall(b'{"command":["get_property","time-pos"],"request_id":1}\n')
        lines = LineReader()
        while data := connection.recv(4096):
            if any(isinstance(message, MpvReply) for message in lines.read_messages(data)):
                return
        raise NotMpvError("the program at the socket closed the connection without an answer")


def _anthias_findings(settings: Settings, now: Callable[[], float]) -> Iterator[DoctorFinding]:
    wanted = settings.playback
    if wanted.sends_password_openly:
        yield warning_finding(
            PART, "the Anthias password is sent over the network unencrypted.", "Use https in anthias_url."
        )
    try:
        asset = fetch_current_asset(anthias_address(settings), now)
    except SettingsError as error:
        yield error_finding(PART, error, "Write the password into it, on a line of its own.")
    except AnthiasAnswerError as error:
        cure = (
            "Check that it is running, that [playback] anthias_url is its address, and that the service may connect "
            "to it."
        )
        yield fault_finding(PART, f"Anthias at {wanted.anthias_url}: {error}.", cure)
    else:
        yield _anthias_answers(settings, asset)


def _anthias_answers(settings: Settings, asset: Asset | None) -> DoctorFinding:
    where = f"Anthias answers at {settings.playback.anthias_url}"
    if asset is None:
        return good_finding(PART, f"{where}; it shows nothing now.")
    creative = CreativeNames(settings.playback.creatives).find_creative(asset.asset_id, asset.name)
    if creative is None:
        return warning_finding(PART, f"{where}; its asset {asset.asset_id!r} cannot be the name of a creative.", MAP_IT)
    return good_finding(PART, f"{where}; it shows {asset.asset_id}, reported as creative {creative}.")


def _http_feed_findings(settings: Settings, context: DoctorContext) -> Iterator[DoctorFinding]:
    wanted = settings.playback
    token = wanted.token_file or token_path(settings.outbox.path, "play")
    if missing := [name for name in ("starlette", "uvicorn") if find_spec(name) is None]:
        yield fault_finding(
            PART, f"{' and '.join(missing)} missing.", "Install the server: pip install 'vitrina[player]'."
        )
        return
    if wanted.token_file:
        try:
            read_shared_token(wanted.token_file, PART)
        except TokenFileError as error:
            yield error_finding(PART, error)
            return
    is_kiosk = context.kiosk_pid is not None
    if wanted.port and is_kiosk != _is_listening(wanted.port):
        if is_kiosk:
            cure = "Restart the kiosk: it uses older settings than these."
            yield fault_finding(PART, f"the kiosk is running, but nothing listens at {HOST}:{wanted.port}.", cure)
        else:
            cure = "Find it with ss -ltnp and stop it, or set another [playback] port."
            yield fault_finding(PART, f"another program is listening at {HOST}:{wanted.port}.", cure)
        return
    address = f"http://{HOST}:{wanted.port or 'PORT'}"
    tells = f"{address}/play" if wanted.feed == "http" else f"{address}/broadsign/TOKEN/{{{{action_name}}}}"
    yield good_finding(PART, f"the player must report its plays to {tells}; the token is in {token}.")


def _is_listening(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), 1.0):
            return True
    except OSError:
        return False
