"""A technician with a browser on this machine, whose network the tried machine has, too: one page, and no file."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PATIENCE_S = 180.0
ALLOW = re.compile(r"sudo (systemctl set-property .*)")
PICTURE = "!document.getElementById('picture').hidden"


@contextmanager
def browser(profile: Path) -> Iterator["BrowserContext"]:
    """Chromium, which takes the certificate of a phone's page as a person does who has compared it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), args=["--no-sandbox"], ignore_https_errors=True
        )
        try:
            yield context
        finally:
            context.close()


@dataclass(frozen=True)
class Technician:
    """One page, in its session."""

    page: "Page"

    def wait_for(self, condition: str, patience_s: float = PATIENCE_S) -> None:
        """Waits until an expression is true on the page. Its policy forbids Playwright's own wait, which uses eval."""
        until_s = time.monotonic() + patience_s
        while not self.page.evaluate(condition):
            assert time.monotonic() < until_s, f"{condition}: {self.page.inner_text('body')}"
            self.page.wait_for_timeout(100)

    def wait_for_text(self, id: str, text: str, patience_s: float = PATIENCE_S) -> None:
        self.wait_for(f"document.getElementById('{id}').textContent.includes({json.dumps(text)})", patience_s)

    def open(self, link: str) -> None:
        """Opens the set-up page; returns when it shows the questions."""
        self.page.goto(link)
        self.wait_for("document.querySelectorAll('section form').length >= 10")

    def is_asked(self, name: str) -> bool:
        """True if the page asks a question. The country adds questions before its step shows its test."""
        return self.page.locator(f"#{name.replace('__', '-')}").count() > 0

    def answer(self, step: str, says: str, **answers: str) -> str:
        """Answers the questions of a step, tries them where that can be done, and returns all that the step says."""
        for name, text in answers.items():
            self.page.fill(f"#{name.replace('__', '-')}", text)
        section = self.page.locator(f"#step-{step}")
        tries = section.get_by_role("button", name="Save and test", exact=True)
        (tries if tries.count() else section.get_by_role("button", name="Save", exact=True)).click()
        self.wait_for(f"document.querySelector('#step-{step}').textContent.includes({json.dumps(says)})")
        return section.inner_text()

    def finish(self) -> None:
        """Presses the last button; returns when the page of the kiosk says that it senses."""
        assert self.page.inner_text("#missing") == "Nothing is missing."
        self.page.click("#finish")
        self.page.locator("#state.sensing").wait_for(timeout=1000 * PATIENCE_S)

    def change(self, **values: str) -> None:
        """Changes settings of the kiosk."""
        self.wait_for("document.querySelectorAll('#settings-fields input').length === 19")
        for name, text in values.items():
            self.page.fill(f"#{name.replace('__', '-')}", text)
        self.page.locator("#settings-form").get_by_role("button").click()
        self.wait_for_text("settings-says", "Saved.")

    def look(self) -> list[int]:
        """Shows the picture of the camera, as soon as there is a kiosk that can; returns its width and height."""
        self.wait_for(f"(document.getElementById('view-begin').click(), {PICTURE})")
        size: list[int] = self.page.evaluate(
            "(({width, height}) => [width, height])(document.getElementById('picture'))"
        )
        return size

    def is_black(self) -> bool:
        """True if the middle of the picture is black."""
        return max(self.colour()) < 30

    def colour(self) -> list[int]:
        """Colour of the middle of the picture."""
        found: list[int] = self.page.evaluate(
            "(({width, height}) => [...document.getElementById('picture').getContext('2d')"
            ".getImageData(width / 2, height / 2, 1, 1).data])(document.getElementById('picture'))"
        )
        return found[:3]

    def draw_mask(self) -> None:
        """Adds a mask, which begins in the middle of the picture, and saves it."""
        self.page.click("#masks-edit")
        self.page.click("#mask-add")
        self.page.click("#masks-save")
        self.wait_for_text("masks-says", "Saved.")


def line_for_sudo(text: str) -> str:
    """The line in what the kiosk said that lets its service reach an address, without `sudo`."""
    found = ALLOW.search(text)
    assert found is not None, text
    return found[1].strip()
