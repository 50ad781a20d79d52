"""Times of plays of mpv against the frames on the screen: `make mpv-times` (`python -m tests.mpv_times`).

mpv shows films with burnt-in frame codes on a screen in memory, whose pixels are read every two milliseconds. What the
feed "mpv" tells of each start and end is compared with what was there.
"""

import argparse
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.exit_codes import BAD_USAGE, DONE
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.mpv import MpvFeed
from edge.screen.play_feed import PlayEvent
from tests.doubles.coded_films import HEIGHT_PX, RATE_HZ, WIDTH_PX, write_film
from tests.doubles.mpv import mpv
from tests.doubles.polled import polled
from tests.doubles.screen import screen
from tests.evidence.parts import write_part
from tests.screen_times import FILM_S, FILMS, Sight, percentile, sample, times_of

NEAR_S = 1.5


@dataclass(frozen=True)
class MpvTimes:
    """Distances in seconds between what was told and what was on the screen."""

    starts_s: list[float]
    seconds_s: list[float]  # media second in the middle of a play, by what was told, minus that of the frame
    ends_s: list[float]


def measure(folder: Path, plays: int) -> MpvTimes:
    """Plays films until so many have begun."""
    films = [write_film(folder / f"film-{film}.webm", film, FILM_S) for film in range(1, FILMS + 1)]
    clock, sight, stop, path = Clock(), Sight(), threading.Event(), folder / "socket"
    with screen(folder, WIDTH_PX, HEIGHT_PX) as (display, buffer):
        reader = threading.Thread(target=sample, args=(buffer, clock, sight, stop), name="pixels", daemon=True)
        with (
            mpv(path, (), "--loop-playlist=inf", display=display) as player,
            polled(MpvFeed(path, CreativeNames(), clock.now)) as it,
        ):
            reader.start()
            for film in films:
                player.command("loadfile", str(film), "append-play")
            it.wait_for(2 * plays + 2, 60 + 2 * plays * FILM_S)
            stop.set()
            reader.join()
    return _times(it.plays, sight)


def _times(plays: Sequence[PlayEvent], sight: Sight) -> MpvTimes:
    starts = times_of([play for play in plays if isinstance(play, PlayStarted)], sight, ())
    ends_s, seconds_s = [], []
    for start, end in pairwise(plays):
        if not (isinstance(start, PlayStarted) and isinstance(end, PlayEnded)):
            continue
        film = int(start.creative.rpartition("-")[2])
        shown = [one for one in sight.frames if one[1] == film and start.at_s - NEAR_S < one[0] < end.at_s + NEAR_S]
        if shown:
            ends_s.append(end.at_s - (shown[-1][0] + 1 / RATE_HZ))
            shown_s, _, frame = shown[len(shown) // 2]
            seconds_s.append(start.media_s + (shown_s - start.at_s) - frame / RATE_HZ)
    return MpvTimes(starts.errors_s, seconds_s, ends_s)


def table(times: MpvTimes) -> str:
    """The result, for people."""
    rows = [("plays", f"{len(times.starts_s)}")]
    for what, errors_s in (
        ("reported start − first frame on the screen", times.starts_s),
        ("reported media second − that on the screen", times.seconds_s),
        ("reported end − end of the last frame", times.ends_s),
    ):
        off_ms = [abs(error_s) * 1000 for error_s in errors_s]
        rows.append((f"{what}, median", f"{median(errors_s) * 1000:+.0f} ms"))
        rows.append((f"{what}, distance in 95 of 100 plays", f"{percentile(off_ms, 0.95):.0f} ms"))
    return "| what | value |\n|---|---|\n" + "".join(f"| {what} | {value} |\n" for what, value in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the table, and writes it into a document. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mpv_times", description=__doc__)
    parser.add_argument("--plays", type=int, default=30, help="plays to measure (default: 30)")
    parser.add_argument("--table", type=Path, help="document with the markers <!-- mpv-times -->")
    options = parser.parse_args(arguments)
    if missing := [name for name in ("mpv", "Xvfb") if shutil.which(name) is None]:
        print(f"mpv_times: {' and '.join(missing)} missing: apt-get install mpv xvfb", file=sys.stderr)
        return BAD_USAGE
    with tempfile.TemporaryDirectory() as folder:
        text = table(measure(Path(folder), options.plays))
    print(text, end="")
    if options.table:
        write_part(options.table, "mpv-times", text)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
