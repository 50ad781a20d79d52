"""From an empty machine to the first numbers of a kiosk, in a browser, with a stopwatch.

A person starts the server with one command. Everything else happens on pages, except at the kiosk: there the code is
typed that a camera reads from the page. `python -m tests.system.central_walk` prints the table (`make central-walk`).
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests import people
from tests.doubles.broker import Certificates, free_port, make_certificates
from tests.doubles.dynamic_broker import CENTRAL, CENTRAL_PASSWORD, dynamic_broker
from tests.doubles.mjpeg import Image, MjpegCamera, film, paced
from tests.doubles.waiting import wait_until
from tests.evidence.parts import write_part
from tests.system import shop

ROOT = Path(__file__).parents[2]
NAME, PASSWORD = "ann", "a walk from the empty machine"
OWNER, SITE, DEVICE = "acme", "berlin-7", "door"
PATIENCE_S = 180.0
RATE_HZ, AWAY_S = 15.0, 8.0
NO_NUMBERS = "This shop has not sent any numbers yet."


@dataclass
class Stopwatch:
    """Steps with the seconds that each took."""

    steps: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Time a step."""
        began_s = time.monotonic()
        yield
        self.steps.append((what, time.monotonic() - began_s))

    def table(self) -> str:
        """Markdown of the steps, and their sum."""
        rows = [*self.steps, ("all of it", sum(seconds for _, seconds in self.steps))]
        return "\n".join(["| step | seconds |", "|---|---|", *(f"| {what} | {s:.1f} |" for what, s in rows)]) + "\n"


@dataclass
class Server:
    """The central server as a process in an empty folder, with TLS, and with a broker that it manages."""

    folder: Path
    broker_port: int
    certificates: Certificates
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Address of the pages."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def printed(self) -> str:
        """All that the server has printed."""
        return (self.folder / "log").read_text("utf-8")

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "central.toml"

    def write_settings(self) -> None:
        """Write what an installation writes: broker, certificate, addresses."""
        made = self.certificates
        (self.folder / "password").write_text(CENTRAL_PASSWORD)
        self.config.write_text(
            f'[central]\ndata = "{self.folder}/data"\n[broker]\nport = {self.broker_port}\ntls = true\n'
            f'ca_file = "{made.ca}"\nusername = "{CENTRAL}"\npassword_file = "{self.folder}/password"\n'
            f'dynamic_security = true\n[web]\nport = {self.port}\ncertificate = "{made.server}"\n'
            f'key = "{made.server_key}"\n[enrolment]\nca_file = "{made.ca}"\n'
        )

    def start(self) -> None:
        """Start it, and wait until it serves pages and is connected to the broker."""
        with (self.folder / "log").open("w") as log:
            program = [sys.executable, "-m", "central", "serve", "--config", str(self.config)]
            self.process = subprocess.Popen(program, stdout=log, stderr=log, cwd=ROOT)
        wait_until(lambda: "web pages are served" in self.printed and "connected to" in self.printed, "the server")

    def stop(self) -> None:
        """Stop it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(40)


@contextmanager
def camera(folder: Path) -> Iterator[MjpegCamera]:
    """A network camera before which seven people stand, leave for long enough to end their visits, and come again."""
    path = people.write(people.scene(), 7, folder / "people.mp4")
    images = [image for _, image in film(path)()]
    images += images[-1:] * round(RATE_HZ * AWAY_S)

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((image for _ in range(100) for image in images), RATE_HZ)

    with MjpegCamera(pictures) as made:
        yield made


def become_administrator(page: Page, server: Server) -> str:
    """Open the link of the first administrator that the server prints, and choose a name and a password. A server that
    prints none gets its administrator by a command. Return what was done.
    """
    link = re.search(r"https?://\S+/first/\S+", server.printed)
    if link is None:
        program = [sys.executable, "-m", "central", "user", "add", NAME, "--role", "admin", "--all-sites"]
        given = {"input": PASSWORD, "text": True, "capture_output": True}
        subprocess.run([*program, "--config", str(server.config)], check=True, cwd=ROOT, **given)  # type: ignore[call-overload]
        return "first administrator, by a second command"
    page.goto(link[0])
    page.fill("input[name=name]", NAME)
    for each in page.locator("input[type=password]").all():
        each.fill(PASSWORD)
    page.click("main form button")
    return "first administrator, by the link that the server prints"


def sign_in(page: Page, server: Server) -> None:
    """Fill in the sign-in page, unless the browser is signed in already."""
    page.goto(f"{server.address}/")
    if "/sign-in" in page.url:
        page.fill("input[name=name]", NAME)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button")
    page.wait_for_selector("nav#menu", state="attached")


def add_shop(page: Page) -> None:
    """From the empty start page to the form of the first shop, and through it."""
    page.click("main a[href='/fleet/enrol']")
    page.fill("#tenant", OWNER)
    page.fill("#name", "Berlin 7")
    page.fill("#timezone", "Europe/Berlin")
    page.click("main form button")


def read_code(page: Page) -> str:
    """Make a code for the kiosk, and read it from a picture of the page as a scanner does."""
    page.fill("#device", DEVICE)
    page.click("main form button")
    picture = np.frombuffer(page.locator("svg.qr").screenshot(scale="css"), np.uint8)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(cv2.resize(cv2.imdecode(picture, 1), None, fx=2, fy=2))
    assert text, "no QR code was read from the page"
    assert text == page.inner_text("#code").replace("-", "").replace("\n", "")
    return str(text)


def enrol(code: str, folder: Path, camera_url: str) -> Path:
    """Type the code at the kiosk. Return its settings file."""
    config = shop.settings(folder, camera_url, 1, models='use = "shop"')
    done = shop.vitrina("enrol", code, "--config", config)
    assert done.returncode == 0, done.stderr
    return config


def wait_for_words(page: Page, path: str, words: str, *, gone: bool = False) -> None:
    """Reload a page until its text has the words, or no longer has them."""

    def is_there() -> bool:
        page.goto(path)
        return (words in page.inner_text("main")) is not gone

    wait_until(is_there, words, PATIENCE_S)


def walk(folder: Path, watch: Stopwatch) -> None:
    """The whole way. Raises AssertionError where it does not go on."""
    for name in ("certificates", "broker", "server", "kiosk"):
        (folder / name).mkdir()
    certificates = make_certificates(folder / "certificates")
    with ExitStack() as stack:
        broker = stack.enter_context(dynamic_broker(folder / "broker", certificates))
        seen = stack.enter_context(camera(folder))
        server = Server(folder / "server", broker.port, certificates)
        server.write_settings()
        stack.callback(server.stop)
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        stack.callback(browser.close)
        page = browser.new_context(ignore_https_errors=True, locale="en").new_page()
        with watch.step("`vitrina-central serve`: an empty folder becomes a server with its broker session"):
            server.start()
        began_s = time.monotonic()
        done = become_administrator(page, server)
        watch.steps.append((done, time.monotonic() - began_s))
        with watch.step("sign in"):
            sign_in(page, server)
        with watch.step("first shop, on the page"):
            add_shop(page)
        with watch.step("one-time code on the page, read from its QR code"):
            code = read_code(page)
        _walk_with_kiosk(page, server, folder / "kiosk", enrol_at(code, folder / "kiosk", seen.url, watch), watch)


def enrol_at(code: str, folder: Path, camera_url: str, watch: Stopwatch) -> Path:
    """Enrol the kiosk, timed. Return its settings file."""
    with watch.step("`vitrina enrol` at the kiosk"):
        return enrol(code, folder, camera_url)


def _walk_with_kiosk(page: Page, server: Server, folder: Path, config: Path, watch: Stopwatch) -> None:
    """From the start of the enrolled kiosk to its numbers on the page of the shop."""
    listed = f"{server.address}/fleet/enrolments"
    wait_for_words(page, listed, "Its first message")
    with shop.running_kiosk(shop.Run(folder, config)) as run:
        with watch.step("`vitrina run`: the page lists its first message"):
            wait_for_words(page, listed, "Its first message", gone=True)
        with watch.step("its first window is on the page of the shop"):
            try:
                wait_for_words(page, f"{server.address}/shops/{OWNER}/{SITE}", NO_NUMBERS, gone=True)
            except AssertionError:
                print("\n".join(run.log[-20:]), file=sys.stderr)
                raise


def main() -> None:
    """Walk once, print the table, and write it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.central_walk", description=__doc__)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="vitrina-walk-") as folder:
        walk(Path(folder), watch)
    print(watch.table())
    if options.table:
        write_part(options.table, "walk", watch.table())


if __name__ == "__main__":
    main()
