"""One Chromium for the pages of `vitrina study`, with all that its pages said."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PATIENCE_S = 20.0
SMALL = """[...document.querySelectorAll('button, label, .slider, textarea')]
    .filter((one) => !one.closest('[hidden]') && one.offsetParent && !one.matches('.field > label')
        && (one.offsetHeight < 44 || one.offsetWidth < 44)).length"""
"""Number of targets that are too small for a finger. A label above its field is none."""


@dataclass
class Shown:
    """One browser for a test file."""

    context: "BrowserContext"
    page: "Page"
    profile: Path
    said: list[str] = field(default_factory=list)

    def wait_for(self, condition: str, patience_s: float = PATIENCE_S) -> None:
        """Waits until an expression is true on the page."""
        until_s = time.monotonic() + patience_s
        while not self.page.evaluate(condition):
            assert time.monotonic() < until_s, f"{condition}: {self.page.inner_text('body')}"
            self.page.wait_for_timeout(50)

    def wait_for_text(self, id_: str, text: str) -> None:
        """Waits until an element has a text in it."""
        self.wait_for(f"document.getElementById({id_!r}).textContent.includes({text!r})")

    def is_clean(self) -> bool:
        """True if axe finds nothing serious, all targets are large, and nothing scrolls sideways."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response
        grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], one["nodes"][0]["html"]) for one in grave] == []
        assert self.page.evaluate(SMALL) == 0
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def set_look(self, size: dict[str, int], scheme: str) -> None:
        """Width, height, and light or dark."""
        self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    def files_with(self, secret: str) -> list[Path]:
        """Files of the browser's profile that hold a text."""
        return [path for path in self.profile.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


@contextmanager
def study_browser(profile: Path) -> Iterator[Shown]:
    """A browser with a new profile. Skips the test without Chromium or Playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=program, args=["--no-sandbox"], viewport=DESK
        )
        it = Shown(context, context.pages[0], profile)
        it.page.on("console", lambda message: it.said.append(message.text))
        try:
            yield it
        finally:
            context.close()
