"""Checks of all feeds from outside: invalid plays and alerts are dropped, counted, and made one alert."""

import math
from typing import Any

import pytest

from edge.alerts import Alert
from edge.events import Experiment, PlayEnded, PlayStarted, ReleasedBody
from edge.messages.commands import LONGEST_S, MAX_AGE_S, MAX_AHEAD_S
from edge.screen.checked_feed import CheckedFeed
from edge.screen.play_feed import MAX_PLAYS

NOW_S = 1_795_521_600.0
BAD_S = 60.0


class GivenFeed:
    """Gives all values that a test hands in, whatever they are."""

    def __init__(self, plays: list[Any], alerts: tuple[Any, ...] = ()) -> None:
        self.plays, self.alerts, self.closed = plays, alerts, False

    def poll(self, now_s: float) -> list[Any]:
        return self.plays

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    "play",
    [
        ReleasedBody(10, 0.5, 70.0, 1.0),
        PlayStarted(NOW_S, "Spring A!/x"),
        PlayStarted(NOW_S, "a" * 65),
        PlayStarted(NOW_S, "spring_a", feed="x" * 65),
        PlayStarted(NOW_S, "spring_a", media_s=-1.0),
        PlayStarted(NOW_S, "spring_a", duration_s=math.inf),
        PlayStarted(NOW_S, "spring_a", experiment=Experiment("E\n1", "a", None)),
        PlayStarted(NOW_S, "spring_a", experiment=Experiment("e12", "a", 1.5)),  # type: ignore[arg-type]
        PlayStarted(NOW_S, "spring_a", experiment=Experiment("e12", "a", True)),
        PlayStarted(NOW_S, "spring_a", duration_s=0.0),
        PlayStarted(NOW_S, "spring_a", duration_s=LONGEST_S + 1.0),
        PlayStarted(NOW_S, "spring_a", media_s=LONGEST_S + 1.0),
        PlayStarted(math.nan, "spring_a"),
        PlayStarted(NOW_S + MAX_AHEAD_S + 1, "spring_a"),
        PlayEnded(NOW_S - MAX_AGE_S - 1),
        PlayStarted(NOW_S, "spring_a", experiment="e12"),  # type: ignore[arg-type]
        PlayEnded(None),  # type: ignore[arg-type]
        PlayEnded(NOW_S, error_s=-0.1),
        PlayEnded(NOW_S, error_s=LONGEST_S + 1),
        PlayEnded(NOW_S, media_s=-0.1),
        PlayEnded(NOW_S, media_s=LONGEST_S + 1),
        PlayEnded(NOW_S, complete=1),  # type: ignore[arg-type]
        PlayEnded(NOW_S, dropped=1.01),
        PlayEnded(NOW_S, dropped=True),
        PlayStarted(NOW_S, "spring_a", feed=7),  # type: ignore[arg-type]
        PlayStarted(NOW_S, "spring_a", position=10**9 + 1),
        PlayStarted(NOW_S, "spring_a", position=-1),
        PlayStarted(NOW_S, "spring_a", position=1.0),  # type: ignore[arg-type]
        PlayStarted(NOW_S, "spring_a", sha256="AB12CD34EF56"),
        PlayStarted(NOW_S, "spring_a", sha256=1),  # type: ignore[arg-type]
        PlayStarted(NOW_S, "spring_a", is_silent=None),  # type: ignore[arg-type]
        None,
    ],
)
def test_an_invalid_play_is_dropped_and_counted(play: object) -> None:
    """A release, a bad name, or a bad time would end the stage that uses it, or leave the device unchecked."""
    feed = CheckedFeed("signage", GivenFeed([play, PlayEnded(NOW_S)]))
    assert feed.poll(NOW_S) == [PlayEnded(NOW_S)]
    assert feed.bad == 1
    assert [alert.code for alert in feed.alerts] == ["feed.bad"]


@pytest.mark.parametrize(
    "alert",
    [
        Alert("camera.lost", "error", "camera: gone.", 1.0),
        Alert("feed.Lost Signal", "warning", "feed: gone.", 1.0),
        Alert("feed.lost", "critical", "feed: gone.", 1.0),  # type: ignore[arg-type]
        Alert("feed.lost", "warning", "", 1.0),
        Alert("feed.lost", "warning", 7, 1.0),  # type: ignore[arg-type]
        Alert(7, "warning", "feed: gone.", 1.0),  # type: ignore[arg-type]
        Alert("feed.lost", "warning", "feed: gone.", math.nan),
        Alert("feed.lost", "warning", "feed: gone.", 1e300),
        Alert("feed.lost", "warning", "feed: gone.", 1.0, instance=[]),  # type: ignore[arg-type]
        "feed.lost",
    ],
)
def test_an_invalid_alert_is_dropped(alert: object) -> None:
    """A feed must not clear the alert of a camera, nor show one that cannot be published."""
    good = Alert("feed.lost", "warning", "feed: gone.", 1.0)
    feed = CheckedFeed("signage", GivenFeed([], (alert, good)))
    assert [shown for shown in feed.alerts if shown.code != "feed.bad"] == [good]
    assert feed.bad == 1


@pytest.mark.parametrize("block", [7, 0, None])
def test_a_valid_play_with_an_experiment_passes(block: int | None) -> None:
    play = PlayStarted(NOW_S, "spring_a", duration_s=15.0, experiment=Experiment("e12", "a", block), feed="Signage 3")
    assert CheckedFeed("signage", GivenFeed([play])).poll(NOW_S) == [play]


def test_closing_closes_the_feed_of_the_package() -> None:
    given = GivenFeed([])
    CheckedFeed("signage", given).close()
    assert given.closed


def test_what_a_feed_may_measure_passes() -> None:
    """As the kiosk's own player tells it."""
    plays = [
        PlayStarted(NOW_S, "spring_a", position=0, sha256="ab12cd34ef56", is_silent=True),
        PlayEnded(NOW_S + 1, media_s=1.0, complete=True, dropped=0.0),
        PlayStarted(NOW_S + 1, "spring_a", position=10**9),
        PlayEnded(NOW_S + 2, LONGEST_S, media_s=LONGEST_S, complete=False, dropped=1.0),
    ]
    assert CheckedFeed("signage", GivenFeed(plays)).poll(NOW_S) == plays


@pytest.mark.parametrize("off_s", [-MAX_AGE_S, MAX_AHEAD_S])
def test_the_oldest_and_the_latest_time_of_a_play_pass(off_s: float) -> None:
    """24 h back and 120 s ahead; a second more is refused."""
    feed = CheckedFeed("mpv", GivenFeed([PlayEnded(NOW_S + off_s), PlayEnded(NOW_S + off_s + math.copysign(1, off_s))]))
    assert feed.poll(NOW_S) == [PlayEnded(NOW_S + off_s)]
    assert feed.bad == 1


def test_bad_values_are_one_alert_that_ends_after_a_minute() -> None:
    """It names the feed and the type, never the value."""
    given = GivenFeed([None, "x"])
    feed = CheckedFeed("signage", given)
    feed.poll(NOW_S)
    alert = feed.alerts[0]
    assert (alert.code, alert.severity, alert.since_s) == ("feed.bad", "warning", NOW_S)
    assert "signage sent an invalid value of type NoneType" in alert.text
    given.plays = []
    feed.poll(NOW_S + BAD_S - 0.1)
    assert feed.alerts == (alert,)
    feed.poll(NOW_S + BAD_S)
    assert not feed.alerts
    given.plays = [None]
    feed.poll(NOW_S + 2 * BAD_S)
    assert [alert.since_s for alert in feed.alerts] == [NOW_S + 2 * BAD_S]


def test_a_flood_of_plays_is_cut_and_counted() -> None:
    feed = CheckedFeed("signage", GivenFeed([PlayEnded(NOW_S)] * MAX_PLAYS))
    assert len(feed.poll(NOW_S)) == MAX_PLAYS
    assert feed.alerts == ()
    feed = CheckedFeed("signage", GivenFeed([PlayEnded(NOW_S)] * (MAX_PLAYS + 3)))
    assert len(feed.poll(NOW_S)) == MAX_PLAYS
    assert feed.bad == 3
    assert f"{MAX_PLAYS + 3} plays at once" in feed.alerts[0].text


def test_bad_values_are_logged_once_and_a_long_type_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    """Its makers look for it in the log."""
    kind = type("Strange" * 20, (), {})
    feed = CheckedFeed("signage", GivenFeed([kind(), kind()]))
    feed.poll(NOW_S)
    assert [record.message[:60] for record in caplog.records] == [
        "playback: the feed signage sent an invalid value of type Str"
    ]
    assert f"of type {('Strange' * 20)[:64]}, or" in feed.alerts[0].text


@pytest.mark.parametrize(("counted", "bad"), [(7, 8), (0, 1), (-7, 1), ("7", 1), (None, 1)])
def test_what_a_feed_counts_itself_is_counted_too(counted: Any, bad: int) -> None:
    """Its reports that were not understood; an attribute that is no count is not one."""
    given = GivenFeed([None])
    given.bad = counted  # type: ignore[attr-defined]
    feed = CheckedFeed("http", given)
    feed.poll(NOW_S)
    assert feed.bad == bad
