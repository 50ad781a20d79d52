"""Opens a page of `vitrina study` in this computer's Chromium, with a profile that is deleted afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from edge.child_environment import inherited_environment
from edge.chromium import BrowserError, browser_arguments, find_browser

_END_S = 5.0
_MEMORY = Path("/dev/shm")


@contextmanager
def show_page_link(
    link: str,
    what: str,
    tell: Callable[[str], None],
    *,
    is_opened: bool,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[None]:
    """Print the page's link, or show the page in the browser while the context lasts. Raises BrowserError.

    `what`: what the page is for, such as "the questions". `tell` prints a line for the session leader.
    """
    if not is_opened:
        tell(f"study: open {what} in a browser on this computer: {link}")
        yield
        return
    browser = find_browser(environment)
    if browser is None:
        raise BrowserError(
            "study: Chromium is not installed. Install it (apt-get install chromium), or omit --browser."
        )
    profile = Path(tempfile.mkdtemp(prefix="vitrina-study-", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        arguments = browser_arguments(link, profile, False, environment)
        with subprocess.Popen(
            [browser, *arguments],
            env=inherited_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                yield
            finally:
                _end(process)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
