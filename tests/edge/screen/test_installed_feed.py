"""Play feeds of other packages: found by entry point."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.events import PlayStarted
from edge.screen import installed_feed
from edge.screen.installed_feed import PlayFeedError

BUILT_IN = ("command", "playlist")

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
    assert {"signage", "billboard"} <= set(installed_feed.installed_feed_names())
    assert installed_feed.installed_feed_names() == sorted(installed_feed.installed_feed_names())
    options: dict[str, installed_feed.Option] = {"creative": "spring_a", "port": 8080, "loud": True}
    feed = installed_feed.load("signage", options, BUILT_IN)
    assert feed.options == options  # type: ignore[attr-defined]
    assert feed.poll(12.0) == [PlayStarted(12.0, "spring_a", feed="other")]
    assert feed.alerts == ()


@pytest.mark.usefixtures("third_party_package")
def test_the_error_of_an_unknown_feed_lists_all_feeds() -> None:
    """Built-in ones first, then those of other packages."""
    with pytest.raises(PlayFeedError, match=r'^playback: there is no feed "cinema"') as caught:
        installed_feed.load("cinema", {}, BUILT_IN)
    assert f"Installed: {', '.join(['command', 'playlist', *installed_feed.installed_feed_names()])}." in str(
        caught.value
    )
    assert "billboard" in str(caught.value)
    assert "[playback] feed" in str(caught.value)


def test_without_other_packages_only_the_built_in_feeds_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed_feed, "entry_points", lambda group: ())
    assert installed_feed.installed_feed_names() == []
    with pytest.raises(PlayFeedError, match=r"Installed: command, playlist\. Choose"):
        installed_feed.load("signage", {}, BUILT_IN)


@pytest.mark.usefixtures("third_party_package")
def test_a_feed_that_refuses_its_options_says_why() -> None:
    """A ValueError of the package becomes an error of the settings."""
    with pytest.raises(PlayFeedError) as caught:
        installed_feed.load("signage", {"creativ": "spring_a"}, BUILT_IN)
    assert (
        str(caught.value)
        == 'playback: the feed "signage" cannot start with its [playback] options: creative is missing'
    )
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.usefixtures("third_party_package")
def test_a_package_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    """A broken installation is an error of the settings, and no traceback."""
    (tmp_path / "third_party_feed.py").write_text("import no_such_library\n")
    with pytest.raises(PlayFeedError, match=r"third_party_feed:Feed\) could not be loaded: .*no_such_library"):
        installed_feed.load("signage", {"creative": "spring_a"}, BUILT_IN)
