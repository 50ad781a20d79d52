"""Times of plays against the frames on the screen: `make screen-times` (`python -m tests.screen_times`).

Chromium shows films with burnt-in frame codes on a screen in memory, whose pixels are read every two milliseconds. The
start of a play is compared with the moment at which the first frame of its film was there.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from edge.clock import Clock
from edge.events import PlayStarted
from edge.exit_codes import BAD_USAGE, DONE
from edge.screen.play_feed import PlayEvent
from edge.screen.player.items import ListProgram, PageState, PlayerItem
from tests.doubles.coded_films import HEIGHT_PX, WIDTH_PX, cell_centres, write_film
from tests.doubles.screen import FrameBuffer, browser, screen, why_no_browser
from tests.edge.screen.player.served import Served, served
from tests.evidence.parts import write_part

WIDTH, HEIGHT = WIDTH_PX, 420  # 360 for the films, 60 for the strip
STAGE = (0.0, 0.0, float(WIDTH_PX), float(HEIGHT_PX))
BACKGROUND = (WIDTH_PX // 2, 20)
DARK = 40
SAMPLE_S = 0.002
FILM_S = 3.0
FILMS = 3
NEAR_S = 1.5  # between the start that is told and the first frame that is seen


@dataclass
class Sight:
    """The screen over time: when which film's which frame appeared, and how often the picture was black."""

    frames: list[tuple[float, int, int]] = field(default_factory=list)  # time, film, frame
    black: int = 0
    samples: int = 0
    longest_s: float = 0.0  # between two samples


def sample(buffer: FrameBuffer, clock: Clock, sight: Sight, stop: threading.Event, every_s: float = SAMPLE_S) -> None:
    """Reads the screen until `stop`. A code counts once two samples in a row agree on it."""
    cells, newest, before, before_s = cell_centres(STAGE), (0, -1), (0, -1), clock.now()
    while not stop.wait(every_s):
        at_s = clock.now()
        bits = [buffer.is_white(x, y) for x, y in cells]
        code = sum(bit << (len(bits) - 1 - place) for place, bit in enumerate(bits))
        seen = (code >> 12, code & 0xFFF)
        sight.samples += 1
        sight.longest_s = max(sight.longest_s, at_s - before_s)
        if sight.frames and max(buffer.pixel(*BACKGROUND)) < DARK:
            sight.black += 1
        if seen == before and seen != newest and 1 <= seen[0] <= FILMS:
            newest = seen
            sight.frames.append((before_s, *seen))
        before, before_s = seen, at_s


@dataclass(frozen=True)
class Times:
    """Result of a measurement."""

    errors_s: list[float]  # told start minus first frame on the screen
    stands_s: list[float]  # from the last frame of a film on its way to the first of the next
    first_frames: list[int]
    sight: Sight
    dropped: float
    alerts: tuple[str, ...]


def measure(folder: Path, plays: int) -> Times:
    """Plays films until so many have begun."""
    items = [
        PlayerItem(creative=f"film-{film}", file=write_film(folder / f"{film}.webm", film, FILM_S), kind="video")
        for film in range(1, FILMS + 1)
    ]
    sight, stop = Sight(), threading.Event()
    with served(folder, ListProgram(items)) as it, screen(folder, WIDTH, HEIGHT) as (display, buffer):
        it.state = PageState(is_sensing=True)
        reader = threading.Thread(target=sample, args=(buffer, it.clock, sight, stop), name="pixels", daemon=True)
        reader.start()
        with browser(folder, f"http://127.0.0.1:{it.port}/#{it.token}", display, (WIDTH, HEIGHT)):
            _wait_for(it, plays)
            stop.set()
            reader.join()
        alerts = tuple(alert.code for alert in it.feed.alerts)
    return times_of(it.plays, sight, alerts)


def _wait_for(it: Served, plays: int) -> None:
    until_s = time.monotonic() + 60 + 2 * plays * FILM_S
    while sum(isinstance(play, PlayStarted) for play in it.plays) <= plays and time.monotonic() < until_s:
        time.sleep(0.2)


def times_of(plays: Sequence[PlayEvent], sight: Sight, alerts: tuple[str, ...]) -> Times:
    """Compares the plays of films "film-1" and so on with the pictures on the screen."""
    starts = [play for play in plays if isinstance(play, PlayStarted) and play.media_s == 0.0][:-1]
    errors_s, stands_s, first_frames = [], [], []
    for start in starts:
        film = int(start.creative.rpartition("-")[2])
        near = [one for one in sight.frames if one[1] == film and abs(one[0] - start.at_s) < NEAR_S]
        if not near:
            continue
        shown_s, _, frame = near[0]
        errors_s.append(start.at_s - (shown_s - frame / 30))
        first_frames.append(frame)
        before = [one[0] for one in sight.frames if one[1] != film and one[0] < shown_s]
        if before:
            stands_s.append(shown_s - before[-1])
    shares = [play.dropped for play in plays if not isinstance(play, PlayStarted) and play.dropped is not None]
    return Times(errors_s, stands_s, first_frames, sight, sum(shares) / max(1, len(shares)), alerts)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(times: Times) -> str:
    """The result, for people."""
    off_ms = [abs(error_s) * 1000 for error_s in times.errors_s]
    stands_ms = [stand_s * 1000 for stand_s in times.stands_s]
    rows = [
        ("plays", f"{len(off_ms)}"),
        ("reported start − first frame on the screen, median", f"{median(times.errors_s) * 1000:+.0f} ms"),
        ("distance of the two, median", f"{median(off_ms):.0f} ms"),
        ("distance of the two, 95 of 100 plays", f"{percentile(off_ms, 0.95):.0f} ms"),
        ("the last frame stays, median", f"{median(stands_ms):.0f} ms"),
        ("the last frame stays, 95 of 100 plays", f"{percentile(stands_ms, 0.95):.0f} ms"),
        ("black between ads", f"{times.sight.black} of {times.sight.samples} looks"),
        ("frames dropped", f"{times.dropped:.1%}"),
        ("longest time between two looks", f"{times.sight.longest_s * 1000:.0f} ms"),
    ]
    return "| what | value |\n|---|---|\n" + "".join(f"| {what} | {value} |\n" for what, value in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the table, and writes it into a document. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.screen_times", description=__doc__)
    parser.add_argument("--plays", type=int, default=40, help="plays to measure (default: 40)")
    parser.add_argument("--table", type=Path, help="document with the markers <!-- screen-times -->")
    options = parser.parse_args(arguments)
    if why := why_no_browser():
        print(f"screen_times: {why}", file=sys.stderr)
        return BAD_USAGE
    with tempfile.TemporaryDirectory() as folder:
        text = table(measure(Path(folder), options.plays))
    print(text, end="")
    if options.table:
        write_part(options.table, "screen-times", text)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
