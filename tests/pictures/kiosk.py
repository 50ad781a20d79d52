"""Pages of a kiosk that watches three drawn people: console, set-up view with a mask, and setup."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.pictures.browser import (
    PHONE,
    SCHEMES,
    Picture,
    Scheme,
    chromium,
    open_page,
    take_picture,
    wait_for,
    write_picture,
)
from tests.pictures.face import write_people
from tests.pictures.files import scheme_path
from tests.system import shop
from tests.system.test_console_in_a_browser import link_of, send_windows_before
from tests.system.test_setup_in_a_browser import Setup
from tests.system.test_setup_in_a_browser import link_of as setup_link_of

WINDOW = (1000, 900)
MASK = "masks = [[[0.68, 0.0], [1.0, 0.0], [1.0, 1.0], [0.68, 1.0]]]"
"""A mask over the third person, as over a clerk at a till."""
WARM = "/for [2-5]\\d s/.test(document.body.innerText)"
"""Twenty seconds after the start, each stage has a rate."""
OUTLINES = "document.querySelectorAll('#outlines rect').length"


def write_console(folder: Path, names: Sequence[str]) -> None:
    """Write `console`, and `setup-view`: the camera's image while measuring is paused, with a mask."""
    with _sensing_page() as page:
        wait_for(page, WARM)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            wait_for(page, f"{OUTLINES} === 2 && document.querySelectorAll('#curve .bar').length > 0")
            if "console" in names:
                write_picture(take_picture(page, 985), scheme_path(folder / "console.webp", scheme))
        page.locator("#view-begin").click()
        wait_for(page, "!document.getElementById('picture').hidden")
        page.locator("#masks-edit").click()
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if "setup-view" in names:
                _write_section(page, "section:has(#view-begin)", folder / "setup-view.webp", scheme)


def write_setup(folder: Path, names: Sequence[str]) -> None:
    """Write `setup-desk` and `setup-phone`: the page of a kiosk without settings, with all its answers."""
    for name, size, scale in (("setup-desk", WINDOW, 1.0), ("setup-phone", PHONE, 2.0)):
        if name in names:
            with tempfile.TemporaryDirectory() as place:
                write_people(Path(place) / "door.avi")
                with chromium() as browser, _answered(open_page(browser, "light", size, scale), Path(place)) as page:
                    for scheme in SCHEMES:
                        page.emulate_media(color_scheme=scheme)
                        write_picture(_setup_part(page, name), scheme_path(folder / f"{name}.webp", scheme))


def _setup_part(page: Page, name: str) -> Picture:
    """The names on a wide screen; the camera step on a phone."""
    if name == "setup-desk":
        page.evaluate("scrollTo(0, 0)")
        box = page.locator("#step-names").bounding_box()
        assert box is not None
        return take_picture(page, round(box["y"] + box["height"]) + 8)
    page.evaluate("scrollTo(0, document.getElementById('step-camera').offsetTop - 10)")
    return take_picture(page)


def _write_section(page: Page, selector: str, path: Path, scheme: Scheme) -> None:
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    top, bottom = round(box["y"]), round(box["y"] + box["height"])
    write_picture(take_picture(page, bottom)[top:], scheme_path(path, scheme))


@contextmanager
def _sensing_page() -> Iterator[Page]:
    """The console of a kiosk that senses, in shop use."""
    with tempfile.TemporaryDirectory() as name, running(Mosquitto(folder := Path(name))) as broker:
        port, film = free_port(), write_people(folder / "people.avi")
        faces = f"{shop.FEW_SEARCHES}\n{MASK}"
        config = shop.settings(folder, str(film), broker.port, faces=faces, k=5, models='use = "shop"')
        text = config.read_text(encoding="utf-8").replace("[camera]\n", "[camera]\nloop = true\n")
        config.write_text(f"{text.replace('k_reaction = 5', 'k_reaction = 10')}\n[console]\nport = {port}\n")
        send_windows_before(folder / "door.db")
        with subscribed(broker.port), shop.running_kiosk(shop.Run(folder, config)), chromium() as browser:
            page = open_page(browser, size=WINDOW)
            page.goto(link_of(config))
            wait_for(page, "document.getElementById('state').textContent === 'sensing'")
            yield page


@contextmanager
def _answered(page: Page, folder: Path) -> Iterator[Page]:
    """The page of a kiosk without settings, once its questions are answered."""
    config, port = folder / "etc" / "vitrina.toml", free_port()
    config.parent.mkdir()
    (folder / "door.mp4").symlink_to(folder / "door.avi")
    env = {"VITRINA_CONFIG": str(config), "VITRINA_CONSOLE__PORT": str(port)}
    env |= {"VITRINA_OUTBOX__PATH": f"{folder}/door.db", "VITRINA_CAMERA__LOOP": "true"}
    env |= {"VITRINA_FACES__TILES": "whole", "VITRINA_FACES__RATE_HZ": "5"}
    with running(Mosquitto(folder)) as broker, shop.running_kiosk(shop.Run(folder, config, env=env)) as kiosk:
        page.goto(setup_link_of(config, env))
        wait_for(page, "document.querySelectorAll('section form').length === 10")
        Setup(page, kiosk, broker.port, config).answer_all("door", tries=True)
        yield page
