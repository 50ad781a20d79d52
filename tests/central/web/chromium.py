"""Pages in Chromium: of a user who is signed in, with what they should not say or ask for."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.central.web.people import COOKIE, Site

WIDTHS = (375, 800, 1280)
CUT = "name => [...document.querySelectorAll(name)].filter(each => each.scrollWidth > each.clientWidth).length"
"""Number of the boxes of a name whose content is wider than they are."""


def opened(chromium: Chromium, site: Site, scheme: str = "light", **more: Any) -> tuple[Page, list[str]]:
    """A page of a user who is signed in, and what its console and its requests say that they should not."""
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light", **more)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    own = f"http://127.0.0.1:{site.port}/"
    page.on("request", lambda request: None if request.url.startswith(own) else said.append(request.url))
    context.add_cookies([{"name": COOKIE, "value": site.session_of("ann"), "url": own}])
    return page, said


OUTSIDE = """
() => [...document.querySelectorAll("svg.plot text")].filter((text) => {
    const own = text.getBoundingClientRect(), plot = text.closest("svg").getBoundingClientRect();
    return own.width > 0 && (own.right > plot.right + 2 || own.left < plot.left - 2);
}).map((text) => text.textContent)
"""
"""Words of plots that stand out of their plot, where they are cut off."""


def require_fit(page: Page, address: str) -> None:
    """Nothing scrolls sideways at any width, no word of a plot is cut off, and axe finds nothing serious."""
    page.set_viewport_size({"width": WIDTHS[-1], "height": 800})
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        assert page.evaluate(OUTSIDE) == [], (address, width)
        assert page.evaluate(CUT, ".top ul") == 0, (address, width)
        assert width < WIDTHS[-1] or page.evaluate(CUT, ".beside .scroll") == 0, (address, width)
    found = Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in grave] == [], address
