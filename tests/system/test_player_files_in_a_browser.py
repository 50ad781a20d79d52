"""Files of every kind in Chromium, without the check that leaves most of the bad ones out before it."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.media.check import UnplayableFile, check_media_files
from edge.screen.player.items import ListProgram, PageState, PlayerItem
from tests.doubles.odd_adverts import IMAGE_S, Colour, OddAdvert, odd_adverts
from tests.doubles.screen import FrameBuffer, browser, screen, skip_without_browser
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import served

SIZE = (640, 480)
CENTRE = (SIZE[0] // 2, 200)
NEAR = 24  # of a colour, after coding
SLOW = {"film_8k"}  # may be more than this machine can show, and is then named
PATIENCE_S = 120.0
Play = tuple[PlayStarted, PlayEnded]


class OnceProgram(ListProgram):
    """Every item once. `left_out`: creatives that the page could not show."""

    def __init__(self, items: list[PlayerItem]) -> None:
        super().__init__(items)
        self.left_out: set[str] = set()
        self._given, self._count = 0, len(items)

    @property
    def is_over(self) -> bool:
        return self._given > self._count

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        self.left_out |= without
        self._given += 1
        return None if self.is_over else super().next(local_time, frozenset())


@dataclass
class Sight:
    """Colours at the middle of the picture over time, each from when on."""

    colours: list[tuple[float, Colour]] = field(default_factory=list)

    def watch(self, buffer: FrameBuffer, clock: Clock, stop: threading.Event) -> None:
        """Reads the screen until `stop`."""
        while not stop.wait(0.01):
            seen = buffer.pixel(*CENTRE)
            if not self.colours or self.colours[-1][1] != seen:
                self.colours.append((clock.now(), seen))

    def between(self, from_s: float, to_s: float) -> list[Colour]:
        """Colours that were on for a part of this time."""
        ends = [at_s for at_s, _ in self.colours[1:]] + [float("inf")]
        return [
            colour for (at_s, colour), end_s in zip(self.colours, ends, strict=True) if at_s < to_s and end_s > from_s
        ]


@dataclass(frozen=True)
class Result:
    """The page's words about the files, and the pictures on the screen."""

    adverts: dict[str, OddAdvert]
    plays: list[Play]
    left_out: set[str]
    alert: str
    sight: Sight


@pytest.fixture(scope="module")
def adverts(tmp_path_factory: pytest.TempPathFactory) -> list[OddAdvert]:
    return odd_adverts(tmp_path_factory.mktemp("adverts"))


@pytest.fixture(scope="module")
def result(adverts: list[OddAdvert], tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What a browser says that is handed each of them once, and once more what stopped on the way.

    A film stops for a moment where the machine is busy: that is told as it was, so the files get another chance.
    """
    skip_without_browser()
    sight = Sight()
    plays, left_out, alert = play_once(tmp_path_factory.mktemp("player"), adverts, sight)
    stopped = [one for one in adverts if is_playable(one) and any(is_stopped(play, one) for play in plays)]
    if stopped:
        again, _, _ = play_once(tmp_path_factory.mktemp("again"), stopped, sight)
        names = {one.name for one in stopped}
        plays = [play for play in plays if play[0].creative not in names] + again
    return Result({one.name: one for one in adverts}, plays, left_out, alert, sight)


def play_once(folder: Path, adverts: list[OddAdvert], sight: Sight) -> tuple[list[Play], set[str], str]:
    """Plays, names that the page could not show, and the alert about them ("" without one)."""
    program, stop = OnceProgram([item_of(one) for one in adverts]), threading.Event()
    with served(folder, program) as it, screen(folder, *SIZE) as (display, buffer):
        it.state = PageState(is_sensing=True)
        reader = threading.Thread(target=sight.watch, args=(buffer, it.clock, stop), name="pixels", daemon=True)
        reader.start()
        with browser(folder, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE):
            wait_until(lambda: program.is_over and not it.feed._link.media, "the end of the list", PATIENCE_S)
        alert = it.wait_for_alert("player.file") if program.left_out else ""
        stop.set()
        reader.join(10)
        plays = list(it.plays)
    return list(zip(plays[::2], plays[1::2], strict=True)), program.left_out, alert  # type: ignore[arg-type]


def item_of(one: OddAdvert) -> PlayerItem:
    return PlayerItem(
        creative=one.name,
        file=one.path,
        kind="image" if one.is_image else "video",
        duration_s=IMAGE_S if one.is_image else None,
    )


def is_playable(one: OddAdvert) -> bool:
    return one.colour is not None and one.name not in SLOW


def is_stopped(play: Play, one: OddAdvert) -> bool:
    start, end = play
    return start.creative == one.name and not end.complete


def is_near(seen: Colour, wanted: Colour) -> bool:
    return max(abs(one - other) for one, other in zip(seen, wanted, strict=True)) <= NEAR


def test_what_is_whole_is_shown_and_told_whole(result: Result) -> None:
    """Whatever its codec, shape, size and the end of its name are."""
    told = {start.creative: end for start, end in result.plays}
    whole = {name for name, one in result.adverts.items() if is_playable(one)}
    assert whole <= told.keys(), whole - told.keys()
    assert [name for name in sorted(whole) if not told[name].complete] == []


def test_what_is_broken_is_named_and_left_out(result: Result) -> None:
    broken = {name for name, one in result.adverts.items() if one.colour is None}
    told = {start.creative for start, _ in result.plays}
    assert broken - told - result.left_out == set()
    assert result.left_out - broken <= SLOW
    named = sorted(result.left_out)
    assert all(f"{name} (" in result.alert for name in named[:5])
    assert f" and {len(named) - 5} more" in result.alert


def test_nothing_is_told_that_was_not_on_the_screen(result: Result) -> None:
    """At the middle of each play its own colour stands, and no play of a broken file is told as whole."""
    for start, end in result.plays:
        colour = result.adverts[start.creative].colour
        if colour is None:
            assert not end.complete
            continue
        seen = result.sight.between(start.at_s + 0.2, max(start.at_s + 0.25, end.at_s - 0.1))
        assert any(is_near(one, colour) for one in seen), (start.creative, colour, seen)


def test_the_check_names_what_the_browser_cannot_show(adverts: list[OddAdvert]) -> None:
    """Before it is on the list: whatever is broken, and what is too small or too large for a screen."""
    checked = check_media_files([one.path for one in adverts])
    refused = {one.name for one, file in zip(adverts, checked, strict=True) if isinstance(file, UnplayableFile)}
    assert refused == {one.name for one in adverts if one.is_refused}
    assert {one.name for one in adverts if one.colour is None} <= refused
