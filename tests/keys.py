"""Keys that lead out of a browser, at the player's page: `make keys` (`python -m tests.keys`).

Each key is pressed at a page that plays, under Xvfb and under cage, and once more at a page that takes no keys. The
browser is the one of `vitrina screen --kiosk` with its keeper and its policy.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.events import PlayStarted
from edge.exit_codes import BAD_USAGE, DONE
from edge.screen.player.interlock import notice_not_shown_reason
from edge.screen.player.items import ListProgram, PageState, PlayerItem
from tests.doubles.coded_films import write_long_film
from tests.doubles.screen import Browser, browser, cage_browser, may_mount, press, screen
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import NOTICE, Served, served
from tests.evidence.parts import write_part
from tests.screen_times import HEIGHT, WIDTH

LETTERS, SHIFTED = "ntwposjhufrdgl", ("n", "t", "o", "q", "Delete", "i")
KEYS = (
    *(f"ctrl+{letter}" for letter in LETTERS),
    *(f"ctrl+shift+{key}" for key in SHIFTED),
    *("shift+Escape", "F1", "F3", "F5", "F7", "F11", "F12", "alt+F4", "alt+Left", "alt+Home", "Super_L"),
)
PROGRAMS = ("chromium", "Xvfb", "xdotool", "cage", "wtype", "unshare")
PATIENCE_S = 90.0
EFFECT_S = 4.0  # in which a key opens what it opens, and the keeper closes it
RECORDER = """window.keys = [];
addEventListener('keydown', event => setTimeout(() => window.keys.push([event.key, event.defaultPrevented])), true);"""
NO_WALL = (
    """for (const name of ['preventDefault', 'stopImmediatePropagation']) KeyboardEvent.prototype[name] = () => {};"""
)
MODIFIERS = {"ctrl": "ctrl", "shift": "shift", "alt": "alt"}


@dataclass
class Kiosk:
    """A player whose browser stands on a screen that has a keyboard."""

    folder: Path
    it: Served
    browser: Browser
    display: str
    is_cage: bool

    def press(self, key: str) -> None:
        if not self.is_cage:
            press(self.display, key)
            return
        *held, last = key.split("+")
        words = [word for name in held for word in ("-M", MODIFIERS[name])]
        environment = {**os.environ, "XDG_RUNTIME_DIR": str(self.folder), "WAYLAND_DISPLAY": self.display}
        subprocess.run(["wtype", *words, "-k", last], env=environment, check=True)

    def is_shown(self) -> bool:
        beats = self.it.beats
        return bool(beats) and notice_not_shown_reason(beats[-1], NOTICE.version, self.it.clock.now()) is None

    def is_playing(self) -> bool:
        return bool(self.it.plays) and isinstance(self.it.plays[-1], PlayStarted)

    def closed_pages(self) -> int:
        return (self.folder / "chromium.log").read_bytes().count(b"screen: closed a page")

    def pages(self) -> list[str]:
        return [target["url"] for target in self.browser.debug("/json/list") if target["type"] == "page"]


@contextmanager
def kiosk(folder: Path, film: Path, *, is_cage: bool) -> Iterator[Kiosk]:
    """A player with one long film, and its browser."""
    folder.mkdir(exist_ok=True)
    program = ListProgram([PlayerItem(creative="film", file=film, kind="video")])
    with ExitStack() as opened:
        it = opened.enter_context(served(folder, program))
        it.state = PageState(is_sensing=True)
        link = f"http://127.0.0.1:{it.port}/#{it.token}"
        if is_cage:
            shown, display = opened.enter_context(cage_browser(folder, link))
        else:
            display, _ = opened.enter_context(screen(folder, WIDTH, HEIGHT))
            shown = opened.enter_context(browser(folder, link, display, (WIDTH, HEIGHT), is_kept=True))
        yield Kiosk(folder, it, shown, display, is_cage)


@dataclass(frozen=True)
class Outcome:
    """What stopped a key, and what was there some seconds later."""

    wall: str
    afterwards: str


def try_key(place: Kiosk, key: str, script: str) -> Outcome:
    """Presses a key at a page that plays."""
    place.browser.reload(RECORDER + script)
    wait_until(lambda: place.is_shown() and place.is_playing(), "the page", PATIENCE_S)
    closed, plays = place.closed_pages(), len(place.it.plays)
    place.press(key)
    time.sleep(EFFECT_S)  # nothing tells that a key has no effect
    if place.browser.process.poll() is not None:
        return Outcome("no wall: the browser ends", "the unit starts the browser again")
    return Outcome(wall_of(place, closed, plays), afterwards(place))


def wall_of(place: Kiosk, closed: int, plays: int) -> str:
    """Name of what stopped the key."""
    name, is_taken = place.browser.evaluate("window.keys?.at(-1)") or ("", False)
    if place.closed_pages() > closed:
        return "keeper"
    if is_taken and name not in ("Control", "Shift", "Alt"):
        return "page"
    if not place.browser.evaluate("document.hasFocus()"):
        return "none: a dialog"
    return "browser" if len(place.it.plays) == plays else "browser, and the play ends"


def afterwards(place: Kiosk) -> str:
    """State of page, sensing and play."""
    address = f"http://127.0.0.1:{place.it.port}/"
    is_alone = place.pages() == [address]
    parts = ("page" if is_alone else "NOT ITS PAGE", "senses" if place.is_shown() else "paused")
    return ", ".join((*parts, "plays" if place.is_playing() else "no play"))


def measure(folder: Path, keys: Sequence[str], *, is_cage: bool, script: str = "") -> dict[str, Outcome]:
    """Outcome of each key. A browser that ended, or is not as it was, is replaced."""
    film, outcomes, rest = write_long_film(folder / "film.mp4", 1, 60.0), {}, list(keys)
    while rest:
        with kiosk(Path(tempfile.mkdtemp(dir=folder)), film, is_cage=is_cage) as place:
            wait_until(lambda place=place: place.is_shown(), "the page", PATIENCE_S)  # type: ignore[misc]
            is_well = True
            while rest and is_well:
                key = rest.pop(0)
                outcomes[key] = try_key(place, key, script)
                print(f"keys: {'cage' if is_cage else 'Xvfb'} {key}: {outcomes[key]}", file=sys.stderr, flush=True)
                is_well = outcomes[key].afterwards == "page, senses, plays" and "dialog" not in outcomes[key].wall
    return outcomes


def table(x11: dict[str, Outcome], cage: dict[str, Outcome], bare: dict[str, Outcome]) -> str:
    """The result, for people."""
    rows = []
    for key in x11:
        outcomes = (x11[key], cage[key], bare[key])
        ends = "; ".join(dict.fromkeys(outcome.afterwards for outcome in outcomes))
        rows.append(f"| {key} | {' | '.join(outcome.wall for outcome in outcomes)} | {ends} |\n")
    return "| key | Xvfb | cage | a page that takes no keys | afterwards |\n|---|---|---|---|---|\n" + "".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries all keys, prints the table, and writes it into a document. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.keys", description=__doc__)
    parser.add_argument("--only", nargs="+", default=KEYS, help="keys to try (default: all)")
    parser.add_argument("--table", type=Path, help="document with the markers <!-- keys -->")
    options = parser.parse_args(arguments)
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing or not may_mount():
        why = f"{', '.join(missing)} missing" if missing else "this user may not mount; try it as root"
        print(f"keys: {why}.", file=sys.stderr)
        return BAD_USAGE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        x11 = measure(folder, options.only, is_cage=False)
        cage = measure(folder, options.only, is_cage=True)
        bare = measure(folder, options.only, is_cage=False, script=NO_WALL)
    text = table(x11, cage, bare)
    print(text, end="")
    if options.table:
        write_part(options.table, "keys", text)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
