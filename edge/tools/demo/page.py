"""The demo's pages in a separate browser: the player, and the report beside it."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.chromium import browser_arguments, find_browser

PACKAGES = ("starlette", "uvicorn", "websockets", "h11")
PLAYER_WINDOW = ("--window-position=0,0", "--window-size=960,640")
REPORT_WINDOW = ("--window-position=960,0", "--window-size=900,900")
END_WITHIN_S = 5.0


def missing_player_package() -> str | None:
    """Name of a missing package that the player needs; None if the player can be served."""
    return next((name for name in PACKAGES if find_spec(name) is None), None)


def has_display(environment: Mapping[str, str]) -> bool:
    """True if a browser can open a window on this computer."""
    return bool(environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY"))


@contextmanager
def open_pages(link: str, report: Path | None, environment: Mapping[str, str] = os.environ) -> Iterator[bool]:
    """Open the pages of player and report while the `with` block lasts. Yields False without a display or browser."""
    browser = find_browser(environment)
    if browser is None or not has_display(environment):
        yield False
        return
    windows = [(link, PLAYER_WINDOW), *([(report.as_uri(), REPORT_WINDOW)] if report else [])]
    with TemporaryDirectory(prefix="vitrina-demo-browser-", ignore_cleanup_errors=True) as folder:
        processes = []
        try:
            for number, (address, place) in enumerate(windows):
                profile = Path(folder, str(number))  # of its own: a second window of one browser stands where it likes
                profile.mkdir(mode=0o700)
                arguments = browser_arguments(address, profile, False, environment)
                processes.append(_start([browser, *place, *arguments], environment))
            yield True
        finally:
            for process in reversed(processes):
                _end(process)


def _start(command: list[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=dict(environment), start_new_session=True
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):  # of the whole session: a wrapper script may have started the browser
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_WITHIN_S)
            return
