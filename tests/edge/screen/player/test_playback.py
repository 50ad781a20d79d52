"""The course of the showings, without a page: any order of messages makes plays that hold together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.events import PlayEnded, PlayStarted
from edge.screen.play_feed import PlayEvent
from edge.screen.player.faults import CALM_S, LOST_S, RETRY_S, PaceFault
from edge.screen.player.items import ListProgram, PlayerItem
from edge.screen.player.page_events import PageEvent, PageJoined, PageLeft, PageMessageReceived, PageMisbehaved
from edge.screen.player.page_messages import AnyPageMessage, Beat, Ended, Failed, Started, Stopped
from edge.screen.player.playback import SILENT_S, Playback
from tests.edge.screen.player.served import ChangingProgram

NAMES = ("a", "b", "c")
BEAT = Beat(e="beat", t=0, notice=None, visible=True, frames=1, strip=None, view=(1, 1))


def item(name: str) -> PlayerItem:
    return PlayerItem(creative=name, file=Path(name), kind="video", duration_s=5.0)


class AskedProgram(ListProgram):
    """A list that notes for which times it was asked."""

    def __init__(self, items: Sequence[PlayerItem]) -> None:
        super().__init__(items)
        self.asked: list[float] = []

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        self.asked.append(local_time.timestamp())
        return super().next(local_time, without)


def playback(names: Sequence[str] = NAMES) -> Playback:
    return Playback(
        ListProgram([item(name) for name in names]), lambda at_s: datetime.fromtimestamp(at_s, timezone.utc), 1000.0
    )


def told(message: AnyPageMessage, at_s: float) -> PageMessageReceived:
    return PageMessageReceived(at_s, 0.001, message)


def started(n: int, media_s: float = 0.0) -> Started:
    return Started(e="start", t=0, n=n, media_s=media_s, duration_s=5.0)


def ended(n: int, why: str = "ended", media_s: float = 5.0, gap_ms: float = 40.0) -> Ended:
    values = {"e": "end", "t": 0, "n": n, "media_s": media_s, "gap_ms": gap_ms, "shown": 150, "dropped": 0}
    return Ended.model_validate({**values, "why": why, "detail": ""})


def newest(course: Playback) -> int:
    return max(course.fetchable_items())


def test_a_silent_page_ends_its_play_after_five_seconds_at_its_last_beat() -> None:
    course = playback()
    course.handle_event(PageJoined(1000.0))
    (n,) = course.fetchable_items()
    course.handle_event(told(started(n), 1001.0))
    course.handle_event(told(BEAT, 1002.0))
    assert course.tick(1002.0 + SILENT_S) == []
    assert course.tick(1002.1 + SILENT_S) == [PlayEnded(1002.0, 1.0, complete=False)]


def test_a_page_that_is_away_for_long_is_an_alert() -> None:
    course = playback()
    assert LOST_S == 30.0
    assert course.current_alerts(1000.0 + LOST_S - 1) == ()
    assert [alert.code for alert in course.current_alerts(1000.0 + LOST_S)] == ["feed.lost"]
    course.handle_event(PageJoined(1040.0))
    assert course.current_alerts(1100.0) == ()
    course.handle_event(PageLeft(1100.0))
    assert [(alert.code, alert.since_s) for alert in course.current_alerts(1130.0)] == [("feed.lost", 1100.0)]


def test_a_file_that_is_left_out_is_tried_again_after_ten_minutes() -> None:
    course = playback(("a", "b"))
    course.handle_event(PageJoined(1000.0))
    course.handle_event(told(Failed(e="failed", t=0, n=newest(course), detail="error 4"), 1000.0))
    shown = []
    at_s = 1000.0
    while at_s < 1000.0 + RETRY_S + 20:
        n = newest(course)
        shown.append((at_s, course.fetchable_items()[n].creative))
        course.handle_event(told(started(n), at_s))
        course.handle_event(told(ended(n), at_s + 5))
        at_s += 5
    assert {creative for at_s, creative in shown if at_s < 1000.0 + RETRY_S - 10} == {"b"}
    assert "a" in {creative for _, creative in shown}


def test_files_that_all_fail_end_in_a_notice_and_not_in_a_loop() -> None:
    course = playback()
    course.handle_event(PageJoined(1000.0))
    for _ in NAMES:
        course.handle_event(told(Failed(e="failed", t=0, n=newest(course), detail="error 4"), 1000.0))
    assert course.commands[-1] == {"do": "idle"}
    assert course.fetchable_items() == {}
    (alert,) = course.current_alerts(1001.0)
    assert all(name in alert.text for name in NAMES)


def test_a_film_that_is_over_before_a_frame_is_seen_is_named_and_left_out() -> None:
    """One of a single frame: without that a list of it alone would go round as fast as the browser can."""
    course = playback(("a", "b"))
    course.handle_event(PageJoined(1000.0))
    assert course.handle_event(told(ended(newest(course), media_s=0.0), 1000.1)) == []
    assert course.fetchable_items()[newest(course)].creative == "b"
    assert course._files.skipped_creatives(1000.2) == {"a"}
    assert "a (it ended before a frame was shown)" in course.current_alerts(1000.2)[0].text


def test_a_film_whose_start_was_lost_is_not_left_out() -> None:
    """The page told its end, with frames that were seen. It is no play: nobody knows when it began."""
    course = playback(("a", "b"))
    course.handle_event(PageJoined(1000.0))
    assert course.handle_event(told(ended(newest(course)), 1005.0)) == []
    assert course.fetchable_items()[newest(course)].creative == "b"
    assert course._files.skipped_creatives(1005.1) == frozenset()
    assert course.current_alerts(1005.1) == ()


def test_what_came_too_late_is_tried_again_when_its_turn_comes() -> None:
    """The machine may be slow."""
    course = playback(("a", "b"))
    course.handle_event(PageJoined(1000.0))
    course.handle_event(told(ended(newest(course), "nothing shown"), 1002.0))
    assert course._files.skipped_creatives(1002.1) == frozenset()
    assert "a (nothing shown)" in course.current_alerts(1002.1)[0].text


def test_a_cut_film_is_told_to_its_last_frame_and_is_not_complete() -> None:
    """A browser plays a file that was cut until it gets there, and names the fault."""
    course = playback()
    course.handle_event(PageJoined(1000.0))
    n = newest(course)
    course.handle_event(told(started(n), 1000.0))
    (end,) = course.handle_event(told(ended(n, "error", 3.75), 1003.8))
    assert isinstance(end, PlayEnded)
    assert (end.media_s, end.complete) == (3.75, False)
    assert [alert.code for alert in course.current_alerts(1004.0)] == ["player.file"]


def test_the_longest_gap_is_the_error_of_a_play() -> None:
    course = playback()
    course.handle_event(PageJoined(1000.0))
    n = newest(course)
    course.handle_event(told(started(n), 1000.0))
    (end,) = course.handle_event(told(ended(n, gap_ms=180.0), 1005.0))
    assert end.error_s == 0.18


def test_an_end_without_its_last_frames_is_not_complete() -> None:
    for media_s, is_complete in ((4.9, True), (4.8, False)):
        course = playback()
        course.handle_event(PageJoined(1000.0))
        n = newest(course)
        course.handle_event(told(started(n), 1000.0))
        (end,) = course.handle_event(told(ended(n, media_s=media_s), 1005.0))
        assert isinstance(end, PlayEnded)
        assert end.complete is is_complete


def test_a_slow_machine_is_told_until_an_hour_after_the_last_slow_play() -> None:
    """An alert that came and went with each play would tell when many people stood there."""
    fault = PaceFault()
    fault.add_play_frames(100, 30, 1000.0)
    fault.add_play_frames(100, 0, 1000.0 + CALM_S - 1)
    assert [alert.code for alert in fault.alerts] == ["player.slow"]
    fault.add_play_frames(20, 9, 1000.0 + CALM_S - 1)  # too few frames to tell
    fault.add_play_frames(100, 20, 1000.0 + CALM_S)
    assert list(fault.alerts) == []


def test_what_the_page_sent_wrongly_is_an_alert_for_a_minute() -> None:
    """Since the first of a row; after a minute of quiet another row begins."""
    course = playback()
    course.handle_event(PageJoined(1000.0))
    for at_s in (1001.0, 1060.0, 1130.0):
        course.handle_event(PageMisbehaved(at_s, "not a message"))
        expected_s = 1130.0 if at_s == 1130.0 else 1001.0
        (alert,) = course.current_alerts(at_s + 59.9)
        assert (alert.code, alert.since_s) == ("feed.bad", expected_s)
        assert "(not a message)" in alert.text
    assert course.bad == 3
    assert course.current_alerts(1130.0 + 60.0) == ()


def test_a_closed_program_is_asked_once_a_second_and_idle_is_said_once() -> None:
    program = AskedProgram([])
    course = Playback(program, lambda at_s: datetime.fromtimestamp(at_s, timezone.utc), 1000.0)
    course.handle_event(PageJoined(1000.0))
    assert course.commands == [{"do": "idle"}]
    program.asked.clear()
    for tenths in range(1, 26):
        course.tick(1000.0 + tenths / 10)
    assert program.asked == [1001.0, 1002.0]
    assert course.commands == [{"do": "idle"}]
    course.handle_event(PageLeft(1003.0))
    course.tick(1010.0)
    assert program.asked == [1001.0, 1002.0]


def test_a_play_goes_on_after_a_stop_and_is_asked_for_at_its_end() -> None:
    """The next item is chosen for the moment at which the present one is over."""
    program = AskedProgram([item("a"), item("b")])
    course = Playback(program, lambda at_s: datetime.fromtimestamp(at_s, timezone.utc), 1000.0)
    course.handle_event(PageJoined(1000.0))
    n = newest(course)
    course.handle_event(told(started(n), 1001.0))
    assert program.asked == [1000.0, 1006.0]
    values = {"media_s": 1.0, "gap_ms": 40.0, "shown": 30, "dropped": 0, "t": 0}
    course.handle_event(told(Stopped.model_validate({"e": "stop", "n": n, **values}), 1002.0))
    (again,) = course.handle_event(told(started(n, 1.0), 1004.0))
    assert isinstance(again, PlayStarted)
    assert (again.creative, again.media_s) == ("a", 1.0)
    assert course.handle_event(told(started(n, 2.0), 1005.0)) == []  # it is on
    assert course.handle_event(told(started(n - 1, 2.0), 1005.0)) == []


def test_the_reason_of_the_page_is_told_and_else_its_kind() -> None:
    for detail, text in (("MEDIA_ERR", "a (MEDIA_ERR)"), ("", "a (error)")):
        course = playback()
        course.handle_event(PageJoined(1000.0))
        n = newest(course)
        course.handle_event(told(started(n), 1000.0))
        course.handle_event(told(ended(n, "error").model_copy(update={"detail": detail}), 1002.0))
        assert text in course.current_alerts(1003.0)[0].text
        unseen = playback()
        unseen.handle_event(PageJoined(1000.0))
        unseen.handle_event(told(ended(newest(unseen), "error").model_copy(update={"detail": detail}), 1002.0))
        assert text in unseen.current_alerts(1003.0)[0].text


def replaced() -> tuple[Playback, int]:
    """A course with `a` on and `b` handed over, whose list becomes `new`; and the number of `b`."""
    program = ChangingProgram([item("a"), item("b")])
    course = Playback(program, lambda at_s: datetime.fromtimestamp(at_s, timezone.utc), 1000.0)
    course.handle_event(PageJoined(1000.0))
    course.handle_event(told(started(newest(course)), 1000.0))
    old = newest(course)
    program.replace([item("new")])
    course.tick(1002.0)
    return course, old


def test_a_new_list_takes_the_place_of_the_item_that_is_handed_over() -> None:
    """It is taken at the next change of creative, and not at the one after it."""
    course, _ = replaced()
    assert course.fetchable_items()[newest(course)].creative == "new"
    assert course.commands[-1]["n"] == newest(course)
    assert course.commands[-1]["do"] == "show"
    course.tick(1003.0)
    assert len([command for command in course.commands if command["do"] == "show"]) == 3
    (end,) = course.handle_event(told(ended(newest(course) - 2), 1005.0))
    (start,) = course.handle_event(told(started(newest(course)), 1005.1))
    assert isinstance(end, PlayEnded)
    assert isinstance(start, PlayStarted)
    assert start.creative == "new"


def test_an_item_of_a_day_does_not_start_on_the_next_day() -> None:
    """A page that was slow before midnight shows no arm of yesterday."""
    midnight = 86_400.0
    yesterday = replace(item("b"), day=datetime.fromtimestamp(midnight - 1, timezone.utc).date())
    program = ListProgram([item("a"), yesterday, item("c")])
    course = Playback(program, lambda at_s: datetime.fromtimestamp(at_s, timezone.utc), midnight - 9.0)
    course.handle_event(PageJoined(midnight - 9.0))
    course.handle_event(told(started(newest(course)), midnight - 9.0))
    course.tick(midnight - 0.1)
    assert course.fetchable_items()[newest(course)].creative == "b"
    course.tick(midnight)
    assert course.fetchable_items()[newest(course)].creative == "c"
    assert course.commands[-1]["n"] == newest(course)
    course.tick(midnight + 1)
    assert course.fetchable_items()[newest(course)].creative == "c"


def test_a_new_list_waits_for_a_page_that_is_away() -> None:
    program = ChangingProgram([item("a"), item("b")])
    course = Playback(program, lambda at_s: datetime.fromtimestamp(at_s, timezone.utc), 1000.0)
    course.handle_event(PageJoined(1000.0))
    course.handle_event(PageLeft(1001.0))
    program.replace([item("new")])
    course.commands.clear()
    course.tick(1002.0)
    assert course.commands == []
    course.handle_event(PageJoined(1003.0))
    course.tick(1003.1)
    assert course.fetchable_items()[newest(course)].creative == "new"


def test_a_page_that_has_begun_the_old_item_by_then_tells_its_play() -> None:
    """The command and the first frame may cross; what is on the screen is told, and the new list follows."""
    course, old = replaced()
    assert course.fetchable_items()[old].creative == "b"  # the page may still read its file
    (cut, start) = course.handle_event(told(started(old), 1005.0))
    assert isinstance(cut, PlayEnded)
    assert isinstance(start, PlayStarted)
    assert start.creative == "b"
    assert {one.creative for one in course.fetchable_items().values()} == {"b", "new"}
    course.handle_event(told(ended(old), 1010.0))
    (start,) = course.handle_event(told(started(newest(course)), 1010.1))
    assert isinstance(start, PlayStarted)
    assert start.creative == "new"
    assert set(course.fetchable_items().values()) == {item("new")}


def test_a_page_that_cannot_show_the_old_item_says_nothing_of_the_new_one() -> None:
    course, old = replaced()
    assert course.handle_event(told(Failed(e="failed", t=0, n=old, detail="error 4"), 1003.0)) == []
    assert course.fetchable_items()[newest(course)].creative == "new"
    assert course.current_alerts(1003.0) == ()


steps = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "start", "stop", "end", "fail", "beat", "tick"]), st.integers(-2, 2)),
    max_size=60,
)


def event(kind: str, n: int, at_s: float) -> PageEvent:
    frames = {"media_s": 1.0, "gap_ms": 40.0, "shown": 30, "dropped": 0, "t": 0}
    match kind:
        case "join":
            return PageJoined(at_s)
        case "leave":
            return PageLeft(at_s)
        case "start":
            return told(started(n), at_s)
        case "stop":
            return told(Stopped.model_validate({"e": "stop", "n": n, **frames}), at_s)
        case "end":
            return told(ended(n), at_s)
        case "fail":
            return told(Failed(e="failed", t=0, n=n, detail="error 4"), at_s)
        case _:
            return told(BEAT, at_s)


@given(steps, st.lists(st.floats(0, 7), min_size=60, max_size=60))
def test_whatever_the_page_tells_plays_alternate_and_never_go_back(
    moves: list[tuple[str, int]], waits: list[float]
) -> None:
    """A start and its end, in order of time; the page may never fetch more than two files."""
    course, at_s = playback(), 1000.0
    plays: list[PlayEvent] = []
    for (kind, offset), wait_s in zip(moves, waits, strict=False):
        at_s += wait_s
        n = max(course.fetchable_items(), default=0) + offset
        plays += course.tick(at_s) if kind == "tick" else course.handle_event(event(kind, max(0, n), at_s))
        assert len(course.fetchable_items()) <= 2
        course.current_alerts(at_s)
    assert [type(play) for play in plays] == [(PlayStarted, PlayEnded)[number % 2] for number in range(len(plays))]
    assert all(before.at_s <= after.at_s for before, after in pairwise(plays))
