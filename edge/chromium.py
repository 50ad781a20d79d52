"""Chromium on this kiosk: its path, and its command-line arguments for one page."""

import html
import shutil
from collections.abc import Mapping
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START = "start.html"
FLAGS = (
    "--autoplay-policy=no-user-gesture-required",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-features=Translate",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--password-store=basic",
)


class BrowserError(Exception):
    """The browser cannot be opened. The message states what to do."""


def find_browser(environment: Mapping[str, str]) -> str | None:
    """Path of the Chromium program; None if it is not installed."""
    path = environment.get("PATH")
    return next((found for name in BROWSERS if (found := shutil.which(name, path=path))), None)


def start_page_url(profile: Path) -> str:
    """URL of the local file that redirects to the page."""
    return (profile / START).as_uri()


def browser_arguments(link: str, profile: Path, is_kiosk: bool, environment: Mapping[str, str]) -> list[str]:
    """Command-line arguments of Chromium.

    Chromium opens a local file that redirects to the page, because every user can read a command line.
    """
    first = profile / START
    first.touch(mode=0o600)
    first.write_text(
        f'<!doctype html><meta http-equiv="refresh" content="0;url={html.escape(link)}"><title>Vitrina</title>\n',
        encoding="utf-8",
    )
    wayland = ["--ozone-platform=wayland"] if environment.get("WAYLAND_DISPLAY") else []
    address = ["--kiosk", start_page_url(profile)] if is_kiosk else [f"--app={start_page_url(profile)}"]
    return [*FLAGS, *wayland, f"--user-data-dir={profile}", *address]
