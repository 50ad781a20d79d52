"""A marketer's way through the pages in a browser without scripts, on a phone: from the sign-in to print."""

import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from central.films.media import store_film
from central.languages.codes import CODES
from central.store.creatives import set_creative
from central.store.database import open_store
from tests.central.web.chromium import opened, require_fit
from tests.central.web.people import PASSWORD, Site
from tests.doubles.made_films import make_film

PATHS = (
    "/creatives/acme/b",
    "/creatives/acme/b?from=2026-11-03&site=shop-1",
    "/creatives/acme/b/edit",
    "/?tenant=acme",
    "/compare",
    "/compare?creative=acme/a&creative=acme/b",
    "/experiments",
    "/plan?tenant=acme",
    "/trends",
    "/trends?tag=shoes",
    "/shops/acme/shop-1",
    "/shops",
)


@pytest.fixture(scope="module")
def shown(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site with a name, a tag and a film of `b`."""
    values: dict[str, str | int | None] = {"name": "Spring, new", "tag": "shoes"}
    if shutil.which("ffmpeg") is not None:
        film = make_film(tmp_path_factory.mktemp("film") / "b.mp4", 3.0)
        values |= {"sha256": store_film(film, site.location.file.parent.parent / "media"), "duration_ms": 3_000}
    with open_store(site.location) as store:
        set_creative(store, "acme/b", values)
    return site


def test_a_marketer_finds_the_better_advert_and_its_second(chromium: Chromium, shown: Site, tmp_path: Path) -> None:
    """Sign in, sort, open, see a second by pointer and by keyboard, filter, compare, export, print."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{shown.port}/")
    page.fill("#name", "vi")
    page.fill("#password", PASSWORD)
    page.click("main button")
    assert page.locator("h1").inner_text().startswith("Overview")
    page.click(".menu")
    page.click("nav >> text=Ads")
    page.select_option("#sort", "smiles")
    page.click(".filters button")
    page.set_default_timeout(5_000)
    assert page.locator("table .open").all_inner_texts() == ["own", "Spring, new", "a"]
    page.locator("table .open").nth(1).click()
    assert "smiled 20.0" in page.locator("h1").inner_text().replace("\u00a0", " ")
    sees_a_second(page)
    page.click("summary:has-text('All shops')")
    page.check("input[value='shop-1']")
    page.click(".tools .filters button")
    assert "In this shop" in page.locator("h1").inner_text()
    assert page.locator(".choice summary").inner_text().replace("\u00a0", " ") == "1 shop"
    page.go_back()
    page.click("text=Compare")
    page.check("input[value='acme/a']")
    page.click("main form button")
    assert "Spring, new got more smiles than a" in page.locator("h1").inner_text().replace("\u00a0", " ")
    page.locator(".beside a", has_text="Spring, new").click()
    with page.expect_download() as download:
        page.click("text=CSV")
    assert download.value.path().read_text("utf-8-sig").startswith("creative,second,measure")
    pdf = page.pdf(path=tmp_path / "advert.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1  # comments included
    context.close()


def sees_a_second(page: Page) -> None:
    """The readout follows the arrow keys, and the pointer over them."""

    page.wait_for_load_state("load")  # what is shown goes by the style sheet

    def readout() -> str:
        shown = page.locator(".readout:visible")
        assert shown.count() == 1
        return str(shown.inner_text())

    page.focus(".seconds input:checked")
    begun = readout()
    page.keyboard.press("ArrowRight")
    moved = readout()
    assert moved != begun
    assert "smiled" in moved
    area = page.locator(".area").nth(int(re.findall(r"Second (\d)", begun)[0]))
    area.hover(position={"x": 3, "y": 30})
    assert readout() == begun
    for picture in page.locator(".readout:visible img").all():
        assert picture.evaluate("img => img.complete && img.naturalWidth") == 320


def test_the_menu_and_the_kiosks_that_are_fine_open_by_keyboard_without_scripts(chromium: Chromium, site: Site) -> None:
    """On a phone, where they are folded; the menu closes again by Escape."""
    site.sql("UPDATE devices SET state = 'sensing', received_ms = 4102444800000")
    page, said = opened(chromium, site, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto(f"http://127.0.0.1:{site.port}/fleet")
    assert not page.locator("nav a").first.is_visible()
    page.focus(".menu")
    page.keyboard.press("Enter")
    page.locator("nav a", has_text="Recommendation").wait_for()
    page.keyboard.press("Escape")
    page.locator("nav a").first.wait_for(state="hidden")
    assert not page.locator("details.group tbody").first.is_visible()
    page.focus("details.group summary")
    page.keyboard.press("Enter")
    page.locator("details.group tbody").first.wait_for()
    page.locator("tbody a", has_text="shop-1").click()
    assert page.locator("h1").inner_text() == "shop-1"
    assert said == []
    page.context.close()


@pytest.mark.parametrize("code", CODES[1:])
def test_a_page_fits_in_every_language(chromium: Chromium, shown: Site, code: str) -> None:
    """The longest words on a phone, and what axe knows of languages."""
    page, said = opened(chromium, shown, locale=code)
    require_fit(page, f"http://127.0.0.1:{shown.port}{PATHS[0]}")
    assert page.evaluate("document.documentElement.lang") == code
    assert said == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_for_everybody(chromium: Chromium, shown: Site, scheme: str) -> None:
    """axe finds nothing serious, nothing scrolls sideways, nothing asks another server; print works by a button."""
    page, said = opened(chromium, shown, scheme)
    for path in PATHS:
        require_fit(page, f"http://127.0.0.1:{shown.port}{path}")
    page.goto(f"http://127.0.0.1:{shown.port}{PATHS[0]}")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.click("[data-print]")
    assert page.evaluate("window.printed") is True
    assert said == []
    page.context.close()


def test_a_playlist_is_made_by_keyboard_and_fits(chromium: Chromium, shown: Site) -> None:
    """From the link of an ad to the review, with Space and Enter; axe finds nothing serious."""
    page, said = opened(chromium, shown)

    def enter(button: str) -> None:
        with page.expect_navigation():
            page.locator(button).press("Enter")

    page.goto(f"http://127.0.0.1:{shown.port}/experiments/new?creative=acme/b")
    enter("form[action='/playlists/new'] button")
    require_fit(page, page.url)
    page.locator("input[name='weight.b']").fill("2")
    page.locator("details:has(button[value='drop.0']) summary").press("Enter")
    enter("button[value='drop.0']")
    enter("p.go button[value='next']")
    page.locator("input[name='everywhere']").press("Space")
    enter("p.go button[value='save']")
    require_fit(page, page.url)
    enter("p.go button[value='next']")
    require_fit(page, page.url)
    assert page.locator("form.go button").inner_text() == "Send to 5 shops"
    assert said == []
    page.context.close()
