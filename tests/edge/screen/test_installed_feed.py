"""Play feeds of other packages: found by entry point, and checked value by value."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.alerts import Alert
from edge.events import Experiment, PlayEnded, PlayStarted, ReleasedBody
from edge.messages.commands import LONGEST_S, MAX_AGE_S, MAX_AHEAD_S
from edge.screen import installed_feed
from edge.screen.installed_feed import CheckedFeed, PlayFeedError

NOW_S = 1_795_521_600.0

PACKAGE = '''
from edge.events import PlayStarted


class Feed:
    """Feed that shows one creative at each poll."""

    def __init__(self, options):
        self.options = options
        self.alerts = ()
        if "creative" not in options:
            raise ValueError("creative is missing")

    def poll(self, now_s):
        return [PlayStarted(now_s, self.options["creative"], feed="other")]

    def close(self):
        pass
'''


@pytest.fixture
def third_party_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package installed as by pip: a module, and metadata with entry points."""
    (tmp_path / "third_party_feed.py").write_text(PACKAGE)
    info = tmp_path / "third_party_feed-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party-feed\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[vitrina.play_feeds]\nsignage = third_party_feed:Feed\nbillboard = third_party_feed:Feed\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("third_party_feed", None)


@pytest.mark.usefixtures("third_party_package")
def test_a_third_party_feed_is_found_by_its_entry_point_and_gets_its_options() -> None:
    assert {"signage", "billboard"} <= set(installed_feed.names())
    assert installed_feed.names() == sorted(installed_feed.names())
    options: dict[str, installed_feed.Option] = {"creative": "spring_a", "port": 8080, "loud": True}
    feed = installed_feed.load("signage", options)
    assert feed._feed.options == options  # type: ignore[attr-defined]
    assert feed.poll(12.0) == [PlayStarted(12.0, "spring_a", feed="other")]
    assert feed.alerts == ()


@pytest.mark.usefixtures("third_party_package")
def test_the_error_of_an_unknown_feed_lists_all_feeds() -> None:
    """Built-in ones first, then those of other packages."""
    with pytest.raises(PlayFeedError, match=r'^playback: there is no feed "cinema"') as caught:
        installed_feed.load("cinema", {})
    assert f"Installed: {', '.join(['command', 'playlist', *installed_feed.names()])}." in str(caught.value)
    assert "billboard" in str(caught.value)
    assert "[playback] feed" in str(caught.value)


def test_without_other_packages_only_the_built_in_feeds_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed_feed, "entry_points", lambda group: ())
    assert installed_feed.names() == []
    with pytest.raises(PlayFeedError, match=r"Installed: command, playlist\. Choose"):
        installed_feed.load("signage", {})


@pytest.mark.usefixtures("third_party_package")
def test_a_feed_that_refuses_its_options_says_why() -> None:
    """A ValueError of the package becomes an error of the settings."""
    with pytest.raises(PlayFeedError) as caught:
        installed_feed.load("signage", {"creativ": "spring_a"})
    assert (
        str(caught.value)
        == 'playback: the feed "signage" does not start with its [playback] options: creative is missing'
    )
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.usefixtures("third_party_package")
def test_a_package_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    """A broken installation is an error of the settings, and no traceback."""
    (tmp_path / "third_party_feed.py").write_text("import no_such_library\n")
    with pytest.raises(PlayFeedError, match=r"third_party_feed:Feed\) could not be loaded: .*no_such_library"):
        installed_feed.load("signage", {"creative": "spring_a"})


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
        None,
    ],
)
def test_an_invalid_play_is_dropped_and_counted(play: object) -> None:
    """A release, a bad name, or a bad time would end the stage that uses it, or leave the device unchecked."""
    feed = CheckedFeed("signage", GivenFeed([play, PlayEnded(NOW_S)]))
    assert feed.poll(NOW_S) == [PlayEnded(NOW_S)]
    assert feed.bad == 1


@pytest.mark.parametrize(
    "alert",
    [
        Alert("camera.lost", "error", "camera: gone.", 1.0),
        Alert("feed.Lost Signal", "warning", "feed: gone.", 1.0),
        Alert("feed.lost", "critical", "feed: gone.", 1.0),  # type: ignore[arg-type]
        Alert("feed.lost", "warning", "", 1.0),
        Alert("feed.lost", "warning", "feed: gone.", math.nan),
        Alert("feed.lost", "warning", "feed: gone.", 1e300),
        Alert("feed.lost", "warning", "feed: gone.", 1.0, instance=[]),  # type: ignore[arg-type]
        "feed.lost",
    ],
)
def test_an_invalid_alert_is_dropped(alert: object) -> None:
    """A feed must not clear the alert of a camera, nor show one that cannot be published."""
    good = Alert("feed.lost", "warning", "feed: gone.", 1.0)
    assert CheckedFeed("signage", GivenFeed([], (alert, good))).alerts == (good,)


@pytest.mark.parametrize("block", [7, 0, None])
def test_a_valid_play_with_an_experiment_passes(block: int | None) -> None:
    play = PlayStarted(NOW_S, "spring_a", duration_s=15.0, experiment=Experiment("e12", "a", block), feed="Signage 3")
    assert CheckedFeed("signage", GivenFeed([play])).poll(NOW_S) == [play]


def test_closing_closes_the_feed_of_the_package() -> None:
    given = GivenFeed([])
    CheckedFeed("signage", given).close()
    assert given.closed
