"""Chromium for the pictures of the documents, and the files that it writes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, sync_playwright

Picture = NDArray[np.uint8]  # (height, width, 3), BGR
Scheme = Literal["light", "dark"]

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
DESK, PHONE = (1440, 900), (390, 844)
QUALITY = 70
SHOWN_PX = 1080
"""Most pixels across a picture of a desk. A column of the documents is 736 wide, and a screen may have 1.5 for each."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, scheme: Scheme = "light", size: tuple[int, int] = DESK, scale: float = 1.0) -> Page:
    """A page in English with cookies of its own."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        color_scheme=scheme,
        device_scale_factor=scale,
        reduced_motion="reduce",
    )
    return context.new_page()


def take_picture(page: Page, height_px: int = 0) -> Picture:
    """What the window shows, or the page from its top to `height_px`."""
    if not height_px:
        return decode(page.screenshot(animations="disabled"))
    scale = page.evaluate("devicePixelRatio")
    return decode(page.screenshot(full_page=True, animations="disabled"))[: round(height_px * scale)]


def wait_for(page: Page, condition: str, patience_s: float = 120.0) -> None:
    """Wait until an expression is true on a page. Its policy may forbid Playwright's own wait, which uses eval."""
    until_s = time.monotonic() + patience_s
    while not page.evaluate(condition):
        assert time.monotonic() < until_s, f"{condition}: {page.inner_text('body')}"
        page.wait_for_timeout(100)


def decode(data: bytes) -> Picture:
    """Pixels of an image file."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def write_picture(picture: Picture, path: Path, width_px: int = SHOWN_PX, quality: int = QUALITY) -> None:
    """Write a WebP file, made smaller where it is wider than `width_px`."""
    if picture.shape[1] > width_px:
        height_px = round(picture.shape[0] * width_px / picture.shape[1])
        picture = np.asarray(cv2.resize(picture, (width_px, height_px), interpolation=cv2.INTER_AREA), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), picture, [cv2.IMWRITE_WEBP_QUALITY, quality])
