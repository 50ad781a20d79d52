"""Managed policy of the screen's browser: which pages it may open, and which features are off.

The screen's unit gives the policy only to its own browser, in the folder where Debian's Chromium looks for it. Other
users' Chromium does not see it, and no file stays when the unit stops.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from edge.settings.settings import Settings

FOLDER = "policy"
"""Policy folder inside the systemd unit's runtime folder. The browser sees it as /etc/chromium/policies/managed."""
FILE = "vitrina.json"

PAGES_OF_THE_BROWSER = (
    *("bookmarks", "downloads", "extensions", "flags", "history", "inspect", "net-export", "newtab", "policy", "print"),
    *("settings", "version"),
)
"""Blocked chrome:// pages, because "*" does not block them.

Blocking all of chrome:// would break the browser's own frame.
"""

OFF: Mapping[str, object] = {
    # Ways out of the page: windows, dialogs, pages of the browser.
    "AllowFileSelectionDialogs": False,
    "BookmarkBarEnabled": False,
    "BrowserAddPersonEnabled": False,
    "BrowserGuestModeEnabled": False,
    "BrowserSignin": 0,
    "DefaultPopupsSetting": 2,
    "DownloadRestrictions": 3,
    "EditBookmarksEnabled": False,
    "EnableMediaRouter": False,
    "ExtensionInstallBlocklist": ["*"],
    "HomepageIsNewTabPage": True,
    "IncognitoModeAvailability": 1,
    "NewTabPageLocation": "about:blank",
    "PrintingEnabled": False,
    "TaskManagerEndProcessEnabled": False,
    "TranslateEnabled": False,
    "UserFeedbackAllowed": False,
    # What one visitor could leave for the next, or send.
    "DefaultSearchProviderEnabled": False,
    "PasswordManagerEnabled": False,
    "SavingBrowserHistoryDisabled": True,
    "SearchSuggestEnabled": False,
    "SyncDisabled": True,
    # Devices of the machine.
    "AudioCaptureAllowed": False,
    "DefaultGeolocationSetting": 2,
    "DefaultNotificationsSetting": 2,
    "DefaultSerialGuardSetting": 2,
    "DefaultWebBluetoothGuardSetting": 2,
    "DefaultWebUsbGuardSetting": 2,
    "ScreenCaptureAllowed": False,
    "VideoCaptureAllowed": False,
}
"""Chromium policies other than those about addresses.

DeveloperToolsAvailability is not among them, because it would also cut off the pipe that supervises the page. --kiosk
already switches the developer tools off.
"""


def browser_policy(settings: Settings, start: str) -> str:
    """Text of the policy file. `start`: URL of the local file that redirects to the player's page."""
    ports = [part.port for part in (settings.player, settings.console) if part is not None]
    allowed = [start, *(f"http://127.0.0.1:{port}" for port in ports)]
    blocked = ["*", *(f"chrome://{page}" for page in PAGES_OF_THE_BROWSER)]
    return json.dumps({"URLAllowlist": allowed, "URLBlocklist": blocked, **OFF}, indent=1) + "\n"


def write_policy(settings: Settings, runtime: Path, start: str) -> None:
    """Write the policy into the systemd unit's runtime folder, if the unit has a policy folder there."""
    if (runtime / FOLDER).is_dir():
        file = runtime / FOLDER / FILE
        file.write_text(browser_policy(settings, start), encoding="utf-8")
        file.chmod(0o644)  # no secret is in it, and `vitrina doctor` reads it as another user
