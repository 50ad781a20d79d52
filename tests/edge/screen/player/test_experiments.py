"""Experiments as the player plays them: ten thousand plays of a page, and `vitrina screen plan`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edge.events import PlayEnded, PlayStarted
from edge.media.check import CheckedFile, MediaFile
from edge.playlist.program import Program
from edge.playlist.schedule import ScheduledItem
from edge.playlist.values import CreativePlaylist, Screen
from edge.screen.player.page_events import PageJoined, PageMessageReceived
from edge.screen.player.page_messages import Ended, Started
from edge.screen.player.playback import Playback
from edge.screen.player.scheduled import PlaylistChecks, ScheduledProgram
from edge.screen.playlist_watch import PlaylistWatch
from edge.screen.schedule_file import ScheduleFile, schedule_path
from edge.settings.delivery import OutboxSettings
from edge.settings.player import PlayerSettings
from edge.settings.settings import Settings
from edge.tools.screen.loaded import LoadedPlaylist
from edge.tools.screen.plan import planned_plays

LIST = """
creative = [
    { id = "spring_a", file = "a.mp4", weight = 0 },
    { id = "spring_b", file = "b.mp4", weight = 0 },
    { id = "autumn", file = "c.mp4", weight = 3 },
    { id = "winter", file = "d.mp4" },
    { id = "music", file = "e.mp4", weight = 0 },
]
[[experiment]]
id = "two"
arms = { a = ["spring_a"], b = ["spring_b"] }
weight = 4
[[experiment]]
id = "three"
arms = { x = ["music", "winter"], y = ["spring_a"], z = ["spring_b", "music"] }
"""
ARMS = {"two": ("a", "b"), "three": ("x", "y", "z")}
LENGTH_S = 1.2
BEGIN_S = 1_796_000_000.0
COUNT, RESTART = 10_000, 4_321

Shown = tuple[str, tuple[str, str, int | None] | None, int | None]


def check(playlist: CreativePlaylist, folder: Path) -> dict[str, CheckedFile]:
    """Stands for the child process that reads films."""
    return {
        creative.id: MediaFile("video/mp4", "h264", 640, 360, LENGTH_S, f"{number:x}" * 64)
        for number, creative in enumerate(playlist.creatives)
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "list.toml").write_text(LIST)
    player = PlayerSettings(playlist=tmp_path / "list.toml", media=tmp_path)
    return Settings(player=player, outbox=OutboxSettings(path=tmp_path / "outbox.db"))


def plays(settings: Settings) -> Iterator[PlayStarted]:
    """Starts of plays of a kiosk whose page shows each item for its length. Every call is a start of the kiosk."""
    assert settings.player is not None
    assert settings.player.playlist is not None
    watch = PlaylistWatch(settings.player.playlist)
    checks = PlaylistChecks(watch, settings.player.media, check)
    checks.check_for_changes()
    numbers = ScheduleFile(schedule_path(settings.outbox.path))
    schedule = Program(watch.playlist, Screen(settings.site.site, settings.site.device), numbers)
    program = ScheduledProgram(schedule, checks, settings.player.media)
    zone = ZoneInfo(settings.site.timezone)
    course = Playback(program, lambda at_s: datetime.fromtimestamp(at_s, zone), BEGIN_S)
    course.handle_event(PageJoined(BEGIN_S))
    at_s = BEGIN_S
    while True:
        n = max(course.fetchable_items())
        (start,) = course.handle_event(
            PageMessageReceived(at_s, 0.001, Started(e="start", t=0, n=n, media_s=0, duration_s=LENGTH_S))
        )
        at_s += LENGTH_S
        values = {"media_s": LENGTH_S, "gap_ms": 40, "shown": 36, "dropped": 0, "why": "ended", "detail": ""}
        told = Ended.model_validate({"e": "end", "t": 0, "n": n, **values})
        (end,) = course.handle_event(PageMessageReceived(at_s, 0.001, told))
        assert isinstance(start, PlayStarted)
        assert isinstance(end, PlayEnded)
        assert end.complete
        yield start


def values(play: PlayStarted | ScheduledItem) -> Shown:
    one = play.experiment
    return play.creative, None if one is None else (one.id, one.arm, one.block), play.position


def told(settings: Settings, count: int) -> list[Shown]:
    """Creative, experiment and position of the next plays."""
    return [values(play) for play in islice(plays(settings), count)]


def plan(settings: Settings, count: int) -> list[Shown]:
    """Lines of `vitrina screen plan` about as many plays."""
    assert settings.player is not None
    assert settings.player.playlist is not None
    playlist = PlaylistWatch(settings.player.playlist).playlist
    loaded = LoadedPlaylist(
        settings.player.playlist, settings.player.media, playlist, check(playlist, settings.player.media)
    )
    to_s = BEGIN_S + (count + 1) * LENGTH_S
    items = [play.item for play in islice(planned_plays(settings, loaded, BEGIN_S, to_s), count)]
    return [values(item) for item in items if item]


def arms_of_blocks(shown: Sequence[Shown]) -> list[tuple[str, int | None, str]]:
    """Experiment, block and arm in the order in which they began."""
    return list(dict.fromkeys((one[0], one[2], one[1]) for _, one, _ in shown if one))


def assert_balanced(arms: Sequence[tuple[str, int | None, str]]) -> None:
    counts = {name: dict.fromkeys(names, 0) for name, names in ARMS.items()}
    for name, _, arm in arms:
        counts[name][arm] += 1
        assert max(counts[name].values()) - min(counts[name].values()) <= 1


def test_ten_thousand_plays_are_those_of_the_plan_also_after_a_restart(settings: Settings) -> None:
    """Creative, arm, block and position of each; the plan that is printed after the restart goes on where that does."""
    before = plan(settings, RESTART)
    first = told(settings, RESTART)
    assert first == before
    rest = plan(settings, COUNT - RESTART)
    assert told(settings, COUNT - RESTART) == rest
    before_it, after_it = arms_of_blocks(first), arms_of_blocks(rest)
    assert {one[:2] for one in before_it}.isdisjoint({one[:2] for one in after_it})  # no block is begun anew
    arms = [*before_it, *after_it]
    whole = Counter(one[:2] for one in arms)
    assert_balanced([one for one in arms if whole[one[:2]] == len(ARMS[one[0]])])  # as a report counts


def test_the_same_kiosk_plays_the_same_again(settings: Settings, tmp_path: Path) -> None:
    """From the same numbers on; another device has another order."""
    numbers = schedule_path(settings.outbox.path)
    once = told(settings, 3000)
    numbers.unlink()
    assert told(settings, 3000) == once
    numbers.unlink()
    site = settings.site.model_copy(update={"device": "window"})
    assert told(settings.model_copy(update={"site": site}), 3000) != once


def test_arms_differ_by_one_at_most_at_every_moment_and_every_order_occurs(settings: Settings) -> None:
    arms = arms_of_blocks(told(settings, COUNT))
    assert_balanced(arms)
    orders: dict[int | None, str] = {}
    for name, block, arm in arms:
        if name == "two":
            orders[block] = orders.get(block, "") + arm
    counts = Counter(orders.values())
    assert min(counts["ab"], counts["ba"]) > 0.45 * len(orders)
    assert len(orders) > 2000
