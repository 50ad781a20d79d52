"""Program of the own player in a session: pauses for questions, and the order of a participant."""

from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.events import PlayEnded, PlayStarted
from edge.screen.player.items import ListProgram, PlayerItem
from edge.screen.player.page_events import PageJoined, PageMessageReceived
from edge.screen.player.page_messages import Beat, Ended, Started
from edge.screen.player.playback import Playback
from edge.settings.settings import Settings
from edge.study.definition import StudyDefinition
from edge.study.errors import StudyError
from edge.study.order import participant_advert_order
from edge.study.zone import WHOLE
from edge.study_sessions.course import SessionCourse
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.program import OnceProgram, PausedProgram, PlayWatch, adverts_in_participant_order
from edge.study_sessions.session import AFTER_S

ITEMS = [PlayerItem(creative=name, file=Path(name), kind="image", duration_s=10.0) for name in ("spring", "summer")]
STUDY = StudyDefinition("0123456789abcdef", "Adverts", datetime(2026, 11, 1).date(), datetime(2027, 1, 1).date())  # noqa: DTZ001


@dataclass
class Screen:
    """A player's page and its program, with a clock that the test moves."""

    playback: Playback
    watch: PlayWatch
    now_s: float = 1000.0
    is_free: bool = True

    def shown(self) -> int | None:
        """Number of the item that the page was handed since the last call."""
        commands, self.playback.commands = self.playback.commands, []
        numbers = [command["n"] for command in commands if command["do"] == "show"]
        return int(str(numbers[-1])) if numbers else None

    def tell(self, message: Started | Ended) -> None:
        for play in self.playback.handle_event(PageMessageReceived(self.now_s, 0.001, message)):
            assert isinstance(play, PlayStarted | PlayEnded)
            self.watch.process(play)

    def wait(self, seconds: float) -> int | None:
        """The page goes on to tell that it is there."""
        self.now_s += seconds
        beat = Beat(e="beat", t=0, notice="", visible=True, frames=60, strip=None, view=(800, 600))
        for play in (
            *self.playback.handle_event(PageMessageReceived(self.now_s, 0.001, beat)),
            *self.playback.tick(self.now_s),
        ):
            self.watch.process(play)
        return self.shown()


def local(at_s: float) -> datetime:
    return datetime.fromtimestamp(at_s, timezone.utc)


@pytest.fixture
def screen() -> Screen:
    watch = PlayWatch()
    program = PausedProgram(ListProgram(ITEMS), watch, lambda: made.now_s, lambda: made.is_free)
    made = Screen(Playback(program, local, 1000.0), watch)
    return made


def test_the_next_advert_waits_until_the_questions_about_this_one_are_answered(screen: Screen) -> None:
    screen.playback.handle_event(PageJoined(screen.now_s))
    first = screen.shown()
    assert first is not None
    screen.tell(Started(e="start", t=0, n=first, media_s=0.0, duration_s=10.0))
    assert screen.shown() is None
    assert screen.wait(10.5) is None
    screen.tell(Ended(e="end", t=0, n=first, media_s=10.0, gap_ms=0, shown=1, dropped=0, why="ended", detail=""))
    screen.is_free = False
    assert screen.wait(1.5) is None
    assert screen.wait(60.0) is None
    screen.is_free = True
    second = screen.wait(1.5)
    assert second is not None
    assert second > first


def test_a_film_that_ends_late_is_not_followed_before_its_end(screen: Screen) -> None:
    screen.playback.handle_event(PageJoined(screen.now_s))
    first = screen.shown() or 0
    screen.tell(Started(e="start", t=0, n=first, media_s=0.0, duration_s=10.0))
    assert screen.wait(14.0) is None


def test_an_ordered_session_ends_when_each_advert_was_shown() -> None:
    now = [100.0]
    once = OnceProgram(ITEMS, lambda: now[0])
    course = SessionCourse(lambda: now[0], None, once)
    (phase,) = course.make_session_phases(SessionOptions("w1", WHOLE, check_s=0.0, baseline_s=0.0), None)
    assert phase.until == "until each ad was shown"
    assert [once.next(local(0), frozenset({"spring"})), once.next(local(0), frozenset())] == [ITEMS[1], None]
    course.process_play(PlayStarted(100.0, "summer"))
    now[0] = 120.0
    assert not phase.is_over()
    course.process_play(PlayEnded(120.0))
    assert not phase.is_over()
    now[0] += AFTER_S
    assert phase.is_over()


def media(folder: Path, *names: str) -> Settings:
    """Settings with a playlist of pictures."""
    lines = [f'[[creative]]\nid = "{name}"\nfile = "{name}.png"\nduration_s = 5\n' for name in names]
    for name in names:
        cv2.imwrite(str(folder / f"{name}.png"), np.full((32, 32, 3), 90, np.uint8))
    (folder / "list.toml").write_text("\n".join(lines))
    player = {"port": 8460, "media": str(folder), "playlist": str(folder / "list.toml")}
    return Settings.model_validate({"player": player, "playback": {"feed": "player"}})


def test_a_playlist_is_shown_in_the_order_of_the_participant(tmp_path: Path) -> None:
    wanted = media(tmp_path, "spring", "summer", "autumn")
    items = adverts_in_participant_order(wanted, STUDY, "w2")
    assert [item.creative for item in items] == participant_advert_order(STUDY, ("spring", "summer", "autumn"), "w2")
    assert {(item.kind, item.duration_s) for item in items} == {("image", 5.0)}
    (tmp_path / "summer.png").write_bytes(b"no picture")
    with pytest.raises(StudyError, match="the ad summer cannot be shown"):
        adverts_in_participant_order(wanted, STUDY, "w2")
    with pytest.raises(StudyError, match="--playlist FILE"):
        adverts_in_participant_order(Settings(), STUDY, "w2")
