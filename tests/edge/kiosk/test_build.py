"""Building of parts from the settings."""

from datetime import datetime, timezone
from pathlib import Path
from random import Random, SystemRandom
from typing import Literal

import pytest

from edge.events import BodyObservation
from edge.kiosk import build
from edge.perception.audio.advert_audio import MuteLaughter, PassThrough
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.settings.audience import ReactionSettings
from edge.settings.playback import PlaybackSettings
from edge.settings.player import PlayerSettings
from edge.settings.sensors import MicrophoneSettings
from edge.settings.settings import Settings
from edge.settings.site import SiteSettings
from tests.research import laughter_detector
from tests.worlds import BEGIN_S, Showing, person, run_audience, world


def test_the_noise_of_a_kiosk_comes_from_the_system() -> None:
    """Its scale is that of the settings. Two kiosks, and two starts of one, never have the same draws."""
    rules = [build.audience_rules(Settings(reaction=ReactionSettings(noise=1.5))) for _ in range(2)]
    assert [each.noise.scale for each in rules] == [1.5, 1.5]
    assert build.audience_rules(Settings()).noise.scale == 0.5
    first, second = ([each.noise.draws.draw_normal(1.0) for _ in range(5)] for each in rules)
    assert first != second
    assert isinstance(build.SYSTEM_RANDOM, SystemRandom)


class Recorder(Random):
    """Generator that notes the deviations of its draws."""

    def __init__(self) -> None:
        super().__init__(1)
        self.deviations: list[float] = []

    def normalvariate(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        self.deviations.append(sigma)
        return super().normalvariate(mu, sigma)


@pytest.mark.parametrize(("use", "ranges"), [("shop", (40, 8)), ("research", (1, 40, 8))])
def test_noise_is_drawn_for_the_arousal_of_the_body_in_research_only(use: str, ranges: tuple[int, ...]) -> None:
    """A shop does not publish it."""
    random = Recorder()
    wanted = Settings.model_validate({"models": {"use": use}})
    rules = build.audience_rules(wanted, random=random, has_video=False)
    visitors = [person(enters=10.0, stays=16.0, x_px=200.0 * i) for i in range(3)]
    body = [BodyObservation(BEGIN_S + i, f"w{w}", True, 0.5, 70.0, 3.0) for i in range(11, 40) for w in range(3)]
    events = [*world(*visitors, plays=[Showing("ad", 10, 15)], until=100), *body]
    result = run_audience(sorted(events, key=lambda event: event.at_s), rules, k=3, k_reaction=3, unmasked_staff=2)
    assert result.reactions[0].body is not None
    assert random.deviations == pytest.approx([2**0.5 * 0.5 * range_ for range_ in ranges])


def test_parts_of_the_day_are_local_times_of_the_site() -> None:
    """11:00 in Berlin is 10:00 UTC. Without the setting a day has no parts."""
    noon_s = datetime(2026, 11, 24, 12, tzinfo=timezone.utc).timestamp()
    site, parts = SiteSettings(timezone="Europe/Berlin"), ReactionSettings(parts=["14:00", "11:00"])
    rules = build.audience_rules(Settings(site=site, reaction=parts))
    assert [rules.next_batch_end_s(noon_s + hours * 3600) - noon_s for hours in (-3, 0, 2)] == [-7200, 3600, 11 * 3600]
    assert build.audience_rules(Settings(site=site)).next_batch_end_s(noon_s) - noon_s == 11 * 3600


def test_the_shipped_voice_and_body_networks_load() -> None:
    """Both files match their cards and can be opened."""
    assert "amusement" in laughter_detector().classes
    assert build.build_arousal_estimator(Settings()).dropped == 0


@pytest.mark.parametrize(
    ("advert_sound", "kind"),
    [
        ("withhold", MuteLaughter),
        ("silent", PassThrough),
        ("reference", EchoCancelledListener),
        ("loopback", EchoCancelledListener),
    ],
)
def test_advert_sound_chooses_the_audio_policy(
    tmp_path: Path, advert_sound: Literal["withhold", "silent", "reference", "loopback"], kind: type
) -> None:
    """The policies withhold laughter, pass it, or remove the advert from the audio."""
    settings = Settings(microphone=MicrophoneSettings(device="x", advert_sound=advert_sound, advert_tracks=tmp_path))
    assert build.build_player_sounds(settings) is None
    assert type(build.build_advert_audio(settings)) is kind


def test_the_films_of_the_player_are_their_own_reference(tmp_path: Path) -> None:
    """Only where a microphone listens, and no folder of tracks is named."""
    player, feed = PlayerSettings(media=tmp_path), PlaybackSettings(feed="player")
    for more, is_wanted in (({}, True), ({"advert_tracks": tmp_path}, False), ({"staffed_till": True}, False)):
        microphone = MicrophoneSettings(device="x", advert_sound="reference", **more)
        settings = Settings(microphone=microphone, player=player, playback=feed)
        sounds = build.build_player_sounds(settings)
        assert (sounds is not None) is is_wanted
        if sounds:
            assert type(build.build_advert_audio(settings, sounds)) is EchoCancelledListener
