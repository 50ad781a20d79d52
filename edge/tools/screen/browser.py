"""`vitrina screen`: opens the player's page in this kiosk's browser."""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from edge.chromium import BrowserError, browser_arguments, find_browser, start_page_url
from edge.exit_codes import DONE
from edge.module_command import module_command
from edge.screen.player.errors import PlayerError
from edge.settings.settings import Settings
from edge.tools.screen.policy import write_policy
from edge.web.token_file import read_token, token_path

KEEPER = "edge.tools.screen.keeper"
PROFILE = "vitrina-browser"
CREDENTIAL = "player-token"
"""Name of the systemd credential that contains the token. The browser's user may not read the kiosk's files."""


def open_screen(
    settings: Settings, is_kiosk: bool, is_printed: bool, environment: Mapping[str, str] = os.environ
) -> int:
    """Open the running kiosk's page in a browser and supervise it, or print a link for another browser.

    Raises PageError or BrowserError.
    """
    link = page_link(settings, environment)
    if is_printed:
        print(link)
    else:
        _become_browser(settings, link, is_kiosk, environment)
    return DONE


def _become_browser(settings: Settings, link: str, is_kiosk: bool, environment: Mapping[str, str]) -> NoReturn:
    browser = find_browser(environment)
    if browser is None:
        raise BrowserError("screen: Chromium is not installed. Install it: apt-get install chromium")
    profile = profile_folder(environment)
    arguments = browser_arguments(link, profile, is_kiosk, environment)
    if runtime := _unit_folder(environment):
        write_policy(settings, runtime, start_page_url(profile))
    os.execv(sys.executable, module_command(KEEPER, browser, *arguments))


def page_link(settings: Settings, environment: Mapping[str, str]) -> str:
    """URL of the page with the token after the #, which no browser sends to a server. Raises PageError."""
    if settings.player is None:
        raise PlayerError(
            'screen: the settings have no section [player]. Add this section, and set [playback] feed = "player".'
        )
    if settings.player.port == 0:
        raise PlayerError(
            "screen: with [player] port = 0, the port changes at each start. Set a fixed port, for example 8460."
        )
    credentials = environment.get("CREDENTIALS_DIRECTORY")
    given = Path(credentials, CREDENTIAL) if credentials else None
    path = given if given and given.exists() else token_path(settings.outbox.path, "player")
    token = read_token(path, "player")
    return f"http://127.0.0.1:{settings.player.port}/#{token}"


def profile_folder(environment: Mapping[str, str]) -> Path:
    """Folder in memory for the browser's profile. Only the browser's user can read it; it leaves nothing on disk."""
    runtime = _unit_folder(environment) or environment.get("XDG_RUNTIME_DIR")
    if runtime is None or not os.access(runtime, os.W_OK):
        return Path(tempfile.mkdtemp(prefix="vitrina-screen-"))
    folder = Path(runtime, PROFILE)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _unit_folder(environment: Mapping[str, str]) -> Path | None:
    """Runtime folder of the systemd unit (the first of several folders); None if no unit runs this process."""
    folders = environment.get("RUNTIME_DIRECTORY")
    return Path(folders.split(":")[0]) if folders else None
