"""The clock of a recording."""

from pathlib import Path

import pytest

from edge.app.clock import day_end
from edge.app.replay import seen_in
from edge.audience.rules import Rules
from edge.events import FrameSeen
from edge.perception.sight import Sight
from edge.signals import Frame
from edge.sources.recording import Recording
from tests.doubles.films import write_film

MIDNIGHT_IN_TOKYO = 1_767_225_600.0 - 9 * 3600


class Diary(Sight):
    """Sees nobody, and writes down when it was told to forget."""

    def __init__(self) -> None:
        self.forgot_before_s: list[float] = []
        self._is_told = False

    def take(self, frame: Frame) -> FrameSeen:
        self.forgot_before_s += [frame.at_s] if self._is_told else []
        self._is_told = False
        return FrameSeen(frame.at_s)

    def forget(self) -> None:
        self._is_told = True


def test_remembered_posters_go_with_the_shops_own_day(tmp_path: Path) -> None:
    """A recording over midnight forgets once, before the first frame of the new day."""
    recording = Recording(write_film(tmp_path / "film.mp4", frames=50), MIDNIGHT_IN_TOKYO - 1.0)
    diary, rules = Diary(), Rules(day_end=day_end("Asia/Tokyo"))
    assert len(list(seen_in(recording, diary, rules, MIDNIGHT_IN_TOKYO - 1.0, 25.0))) == 50
    assert diary.forgot_before_s == pytest.approx([MIDNIGHT_IN_TOKYO])
