"""A kiosk from nothing to sensing, on the page that asks for its first settings: Chromium, a broker, a film."""

import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge.exit_codes import DONE
from edge.settings.settings import load_settings_file
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.doubles.waiting import wait_until
from tests.people import Films
from tests.system import shop
from tests.system.test_console_in_a_browser import DESK, PHONE, Shown, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator["BrowserContext"]:
    """One browser for this file."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with api.sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("setup") / "profile"
        made = playwright.chromium.launch_persistent_context(
            profile, executable_path=program, args=["--no-sandbox"], viewport=DESK
        )
        yield made
        with suppress(Exception):
            made.close()


_CAMERA = {"address": "192.168.1.64", "encoding": "H264", "width_px": 1280, "height_px": 720, "rate_hz": 20}
CAMERAS = [
    {**_CAMERA, "name": "<b>Door</b>", "problem": ""},
    {"address": "192.168.1.65", "name": "", "problem": "it refuses the user name and the password."},
]


@dataclass
class Setup:
    """The page of a kiosk without settings."""

    page: "Page"
    kiosk: shop.Run
    broker: int
    config: Path

    def fill(self, **answers: str) -> None:
        """Answers questions, without keeping them."""
        for name, text in answers.items():
            self.page.fill(f"#{name.replace('__', '-')}", text)

    def press(self, step: str, button: str, then: str) -> None:
        """Presses a button of a step, and waits for what the step says."""
        self.page.locator(f"#step-{step}").get_by_role("button", name=button, exact=True).click()
        wait_for(self.page, f"document.querySelector('#step-{step}').textContent.includes('{then}')")

    def answer_all(self, device: str, tries: bool) -> None:
        """All steps, as a technician does them; where each is tried, with a slip here and there."""
        keep = "Save and test" if tries else "Save"
        if tries:
            self.fill(site__tenant="Acme GmbH", site__site="berlin-7", site__device=device)
            self.press("names", "Save", "acme-gmbh")
            self.page.get_by_role("button", name="acme-gmbh", exact=True).click()
            assert self.page.input_value("#site-tenant") == "acme-gmbh"
            self.fill(camera__source="/dev/video77")
            self.search_cameras()
            self.press("camera", keep, "Errors to fix: 1.")
            failed = "Camera: the last test failed. /dev/video77"
            wait_for(self.page, f"document.getElementById('missing').textContent.includes('{failed}')")
        assert self.page.locator("#site-seen_from_street").count() == 0
        self.fill(site__tenant="acme", site__site="berlin-7", site__device=device, site__timezone="Europe/Berlin")
        self.fill(site__country="FR")
        self.press("names", keep, f"vitrina/1/acme/berlin-7/{device}" if tries else "Saved.")
        self.fill(camera__source="door.mp4")
        self.press("camera", keep, "frames per second" if tries else "Saved.")
        self.page.wait_for_selector("#site-seen_from_street")  # France asks
        self.fill(screen__yaw_deg="-12.5", site__seen_from_street="no")
        self.press("screen", "Save", "Saved.")
        self.fill(broker__host="127.0.0.1", broker__port=str(self.broker), broker__password="s3cret")
        self.press("broker", keep, "accepts this kiosk" if tries else "Saved.")
        assert "s3cret" not in self.page.content()
        self.sign()
        self.fill(notice__confirmed_by="Ada", notice__confirmed_on="2026-11-20")
        self.press("notice", keep, "seen by Ada" if tries else "Saved.")
        self.fill(staff__in_view="nobody", staff__declared_by="Ada", staff__declared_on="2026-11-20")
        self.press("staff", keep, "nobody" if tries else "Saved.")
        self.fill(site__open="Mo-Su 00:00-24:00")
        self.press("hours", keep, "open now" if tries else "Saved.")
        if tries:
            self.press("microphone", keep, "Not tested.")
            assert "It works." not in self.page.inner_text("#step-microphone")

    def search_cameras(self) -> None:
        """The search in a service, which may not search; then with cameras, whose names are text and never markup."""
        answers = [
            {"cameras": [], "notes": ["x"], "is_allowed": False},
            {"cameras": CAMERAS, "notes": ["10.0.0.9: no"]},
        ]
        self.press("camera", "Find cameras", "Enter a user of the cameras.")
        self.page.fill("#camera-user", "admin")
        self.page.route("**/cameras", lambda route: route.fulfill(json={"is_allowed": True, **answers.pop(0)}))
        for says in ("sudo vitrina camera find --user NAME", "Cameras that answered: 2."):
            self.page.fill("#camera-password", "s3cret")
            self.page.press("#camera-password", "Enter")
            wait_for(self.page, f"document.querySelector('#step-camera').textContent.includes('{says}')")
            assert self.page.input_value("#camera-password") == ""
        self.page.unroute("**/cameras")
        assert "<b>Door</b> (192.168.1.64)" in self.page.inner_text("#step-camera")
        assert faults(self.page) == []
        self.press("camera", "Use this camera", "the last search did not find this camera")

    def sign(self) -> None:
        """The sign as a file, before the page asks when it was seen."""
        self.fill(notice__operator="Acme, Berlin", notice__contact="a@example.org", notice__version="2026-11")
        self.page.get_by_role("button", name="legitimate interests", exact=True).click()
        self.fill(notice__balancing_test_on="2026-11-20")
        with self.page.expect_download() as made:
            self.press("sign", "Save and download the sign (PDF)", "in your downloads")
        assert made.value.suggested_filename == "vitrina-notice.pdf"
        assert Path(made.value.path()).read_bytes().startswith(b"%PDF-")

    def look_in_german(self) -> None:
        """The switch of the page, and back."""
        self.page.get_by_role("button", name="Deutsch", exact=True).click()
        wait_for(self.page, "document.documentElement.lang === 'de' && document.querySelectorAll('form').length === 10")
        assert "Schild am Platz" in self.page.inner_text("#steps")
        self.fill(site__open="Montag")
        self.press("hours", "Speichern und testen", "Nicht gespeichert. Prüfen Sie „Geöffnet“: etwa Mo-Fr")
        assert self.page.locator("#step-hours [lang=en]").count() == 1  # the reason; the rest is German
        self.fill(site__open="Mo-So 00:00-24:00")
        self.press("hours", "Speichern und testen", "Die Öffnungszeiten sind lesbar.")
        assert faults(self.page) == []
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        self.page.get_by_role("button", name="English", exact=True).click()
        wait_for(self.page, "document.documentElement.lang === 'en' && document.querySelectorAll('form').length === 10")

    def kept(self) -> dict[str, Any]:
        """Answers as the settings file has them."""
        settings = load_settings_file(self.config)
        site, notice = settings.site, settings.notice
        assert settings.broker.password_file is not None
        assert settings.broker.password_file.read_text() == "s3cret\n"
        assert settings.broker.password_file.stat().st_mode & 0o077 == 0
        return {
            "names": (site.tenant, site.site, site.device, site.timezone, site.open),
            "place": (site.country, site.seen_from_street),
            "yaw": settings.screen.yaw_deg,
            "notice": (notice.version, notice.confirmed_by, str(notice.confirmed_on)),
        }


def faults(page: "Page") -> list[Any]:
    return Shown(page, page.context, None, 0, "", Path()).serious_faults()  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_a_kiosk_is_set_up_from_nothing_to_sensing(
    context: "BrowserContext", films: Films, tmp_path: Path, size: dict[str, int], scheme: str
) -> None:
    """The session goes on from the questions to the kiosk, in one process; a change on its page is taken."""
    config, port, device = tmp_path / "etc" / "vitrina.toml", free_port(), "door" if size == DESK else "window"
    config.parent.mkdir()
    (tmp_path / "door.mp4").symlink_to(films(3))  # where the kiosk runs
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as listener:
        env = {"VITRINA_CONFIG": str(config), "VITRINA_CONSOLE__PORT": str(port)}
        env |= {"VITRINA_OUTBOX__PATH": f"{tmp_path}/door.db"}
        env |= {"VITRINA_CAMERA__LOOP": "true", "VITRINA_FACES__TILES": "whole", "VITRINA_FACES__RATE_HZ": "5"}
        with shop.running_kiosk(shop.Run(tmp_path, config, env=env)) as kiosk:
            it = Setup(page, kiosk, broker.port, config)
            page.goto(link_of(config, env))
            wait_for(page, "document.querySelectorAll('section form').length === 10")
            kiosk.process.send_signal(signal.SIGHUP)  # as `systemctl reload` does: there is nothing to read yet
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert "No camera is selected" in page.inner_text("#missing")
            it.look_in_german()
            it.answer_all(device, tries=size == PHONE)
            assert page.inner_text("#missing") == "Nothing is missing."
            assert faults(page) == []
            assert not config.exists()
            page.click("#finish")
            page.locator("#state.sensing").wait_for(timeout=1000 * shop.PATIENCE_S)
            listener.wait_for_kind("state", 1)
            assert it.kept() == {
                "names": ("acme", "berlin-7", device, "Europe/Berlin", "Mo-Su 00:00-24:00"),
                "place": ("FR", "no"),
                "yaw": -12.5,
                "notice": ("2026-11", "Ada", "2026-11-20"),
            }
            assert "# Name and place of this kiosk." in config.read_text()
            if size == PHONE:
                change_hours(page, config)
            wait_for(page, "document.querySelectorAll('#settings-fields input').length === 19")
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert [line for line in said if not re.search("404|409|422|ERR_", line)] == []
            assert kiosk.stop() == DONE
    page.close()


def change_hours(page: "Page", config: Path) -> None:
    """Sets the opening hours on the page of the kiosk that runs, once wrongly, by the keyboard."""
    wait_for(page, "document.querySelectorAll('#settings-fields input').length === 19")
    page.fill("#site-open", "never")
    page.focus("#site-open")
    page.keyboard.press("Enter")
    wait_for(page, "document.getElementById('settings-says').textContent.includes('never')")
    page.fill("#site-open", "Mo-Su 00:00-23:59")
    page.keyboard.press("Enter")
    wait_for(page, "document.getElementById('settings-says').textContent.startsWith('Saved.')")
    assert load_settings_file(config).site.open == "Mo-Su 00:00-23:59"
    wait_for(page, "document.getElementById('state').textContent === 'paused'")
    wait_for(page, "document.getElementById('reasons').textContent.includes('on the clock')")


def link_of(config: Path, env: dict[str, str]) -> str:
    """Output of `vitrina console`, while there is no settings file."""
    ended: list[Any] = []

    def is_there() -> bool:
        ended[:] = [shop.vitrina("console", "--config", config, extra=env)]
        return bool(ended[0].returncode == DONE)

    wait_until(is_there, "a link", shop.PATIENCE_S, look_s=0.3)
    link: str = ended[0].stdout.strip()
    return link
