"""From an unknown network camera to `sensing` on the setup page, with the seconds of each step: `make camera-walk`.

The machine is a network namespace with one interface, on which simulated cameras answer multicast and ONVIF, and one
streams by RTSP. Everything else is real: the kiosk's process, its page, Chromium, and the address that it finds.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from edge.console.sessions import make_link_token
from edge.settings.settings import load_settings_file
from edge.web.token_file import read_token, token_path
from tests.doubles.broker import free_port
from tests.doubles.camera_zoo import PASSWORD, USER, first_maker, multicast_cameras, second_maker, third_maker
from tests.doubles.player_page import request
from tests.doubles.rtsp_stream import RtspStream, transport_stream
from tests.doubles.waiting import wait_until
from tests.evidence.parts import write_part
from tests.system import shop
from tests.system.test_setup_in_a_browser import Setup, link_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

OWN, CAMERA = "192.168.77.2", "192.168.77.64"
Steps = list[tuple[str, float]]


def make_network() -> None:
    """One interface with the addresses of this machine and of three cameras, in a new network namespace."""
    for line in (
        "link set lo up",
        "link add cameras type veth peer name cable",
        f"address add {OWN}/24 dev cameras",
        *(f"address add 192.168.77.{last}/24 dev cameras" for last in (64, 65, 66)),
        "link set cable up",
        "link set cameras up",
    ):
        subprocess.run(["ip", *line.split()], check=True)


@contextmanager
def cameras(folder: Path) -> Iterator[None]:
    """Three cameras: one streams, one has no suitable profile, one refuses the password."""
    streaming, small, refusing = first_maker(CAMERA), second_maker("192.168.77.65"), third_maker("192.168.77.66")
    small.profiles = small.profiles[2:]
    refusing.accepts_digest = False
    with RtspStream(transport_stream(folder, frames=60), host=CAMERA) as stream:
        streaming.bodies = {"GetStreamUri": f"<trt:MediaUri><tt:Uri>{stream.url}</tt:Uri></trt:MediaUri>"}
        with multicast_cameras(OWN, streaming, small, refusing):
            yield


class Walk:
    """Someone at the setup page, and the seconds of each step. `pictures`: folder of screenshots."""

    def __init__(self, page: "Page", setup: Setup, pictures: Path | None = None) -> None:
        self.steps = Steps()
        self._page, self._setup, self._pictures, self._begun = page, setup, pictures, time.monotonic()

    def done(self, step: str) -> None:
        if self._pictures is not None:
            self._page.screenshot(path=self._pictures / f"{len(self.steps)}.png", full_page=True)
        self.steps.append((step, time.monotonic() - self._begun))
        self._begun = time.monotonic()

    def walk(self, link: str) -> None:
        """From the link of the page to `sensing`."""
        it = self._setup
        self._page.goto(link)
        self._page.wait_for_selector("#camera-user")
        self.done("open the page")
        self.find_camera()
        it.press("camera", "Save and test", "the kiosk analyses at most")
        self.done("test it")
        it.fill(site__tenant="acme", site__site="berlin-7", site__device="door", site__country="DE-BE")
        it.press("names", "Save", "Saved.")
        it.fill(screen__yaw_deg="0", screen__pitch_deg="0")
        it.press("screen", "Save", "Saved.")
        it.sign()
        it.fill(notice__confirmed_by="Ada", notice__confirmed_on="2026-11-20")
        it.press("notice", "Save", "Saved.")
        it.fill(staff__in_view="nobody", staff__declared_by="Ada", staff__declared_on="2026-11-20")
        it.press("staff", "Save", "Saved.")
        self.done("answer the other questions, and download the sign")
        self._page.click("#finish")
        self._page.locator("#state.sensing").wait_for(timeout=1000 * shop.PATIENCE_S)
        self.done("press *Write the settings and start*, and wait for `sensing`")

    def find_camera(self) -> None:
        """Find three cameras, and take the one that can be used."""
        self._page.fill("#camera-user", USER)
        self._page.fill("#camera-password", PASSWORD)
        self._setup.press("camera", "Find cameras", "Cameras that answered: 3.")
        self.done("find three cameras")
        self._setup.press("camera", "Use this camera", f"Saved: the camera {CAMERA}.")
        for text in (self._page.content(), self._page.input_value("#camera-source")):
            assert PASSWORD not in text
            assert "p%26ss" not in text
        self.done("take one")


@contextmanager
def walked_page(folder: Path, size: tuple[int, int], locale: str) -> Iterator[tuple["Page", Setup, dict[str, str]]]:
    """A new kiosk without settings, and a browser."""
    from playwright.sync_api import sync_playwright

    with new_kiosk(folder) as kiosk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale=locale)
        page.set_default_timeout(60_000)
        yield page, Setup(page, kiosk, 0, kiosk.config), kiosk.env
        browser.close()


@contextmanager
def new_kiosk(folder: Path) -> Iterator[shop.Run]:
    """A kiosk without settings. At the end, its log contains no password."""
    config, port = folder / "etc" / "vitrina.toml", free_port()
    config.parent.mkdir()
    env = {"VITRINA_CONFIG": str(config), "VITRINA_CONSOLE__PORT": str(port), "VITRINA_OUTBOX__PATH": f"{folder}/o.db"}
    with shop.running_kiosk(shop.Run(folder, config, env=env)) as kiosk:
        yield kiosk
        assert kiosk.stop() == 0
        assert not any(PASSWORD in line or "p%26ss" in line for line in kiosk.log)


def find_without_browser(folder: Path) -> None:
    """Find a camera, take it, and test it, by the page's requests alone."""
    with cameras(folder), new_kiosk(folder) as kiosk:
        wait_until(lambda: any("Run vitrina console" in line for line in kiosk.log), "the page", shop.PATIENCE_S)
        port = int(kiosk.env["VITRINA_CONSOLE__PORT"])
        origin = {"Origin": f"http://127.0.0.1:{port}"}
        secret = read_token(token_path(folder / "o.db", "console"), "console")
        status, headers, _ = request(port, "/login", "POST", make_link_token(secret, time.time()), origin)
        assert status == 204
        session = {**origin, "Cookie": headers["set-cookie"].partition(";")[0]}
        login = json.dumps({"user": USER, "password": PASSWORD})
        status, _, found = request(port, "/cameras", "POST", login, session)
        offers = {one["address"]: one["problem"] for one in json.loads(found)["cameras"]}
        assert list(offers) == [CAMERA, "192.168.77.65", "192.168.77.66"]
        assert [bool(problem) for problem in offers.values()] == [False, True, True]
        assert request(port, "/camera", "POST", CAMERA, session)[0] == 204
        _, _, tested = request(port, "/attempt", "POST", "camera", session)
        assert "frames per second" in tested.decode(), tested
        shown = request(port, "/setup.json", headers=session)[2]
        assert CAMERA in shown.decode()
        for text in (found, tested, shown):
            assert b"p%26ss" not in text
            assert json.dumps(PASSWORD).strip('"').encode() not in text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, help="document to write the table into")
    parser.add_argument("--pictures", type=Path, help="folder for a screenshot of each step")
    parser.add_argument("--short", action="store_true", help="find and test a camera without a browser")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        again = ["unshare", "--net", sys.executable, "-m", "tests.system.camera_walk", "--inside", *sys.argv[1:]]
        os.execvp(again[0], again)
    make_network()
    with tempfile.TemporaryDirectory() as name:
        if options.short:
            find_without_browser(Path(name))
        else:
            _write_table(walk_whole_way(Path(name), options.pictures), options.table)


def walk_whole_way(folder: Path, pictures: Path | None) -> Steps:
    """Seconds of each step from a kiosk without settings to `sensing`."""
    with cameras(folder), walked_page(folder, (1440, 900), "en") as (page, setup, env):
        walk = Walk(page, setup, pictures)
        link = link_of(setup.config, env)
        walk.done("start a kiosk without settings, and print its link")
        walk.walk(link)
        source = load_settings_file(setup.config).camera.source
        assert f"@{CAMERA}:" in source
        return walk.steps


def _write_table(steps: Steps, document: Path | None) -> None:
    rows = [f"| {step} | {seconds:.1f} s |" for step, seconds in [*steps, ("all", sum(each[1] for each in steps))]]
    text = "\n".join(["| step | time |", "|---|---|", *rows])
    print(text)
    if document:
        write_part(document, "camera walk", text)


if __name__ == "__main__":
    main()
