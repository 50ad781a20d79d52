"""Building of parts from the settings, and the check of network licences."""

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from random import SystemRandom
from typing import Literal

import pytest

from edge.kiosk import build
from edge.perception.audio.advert_audio import MuteLaughter, PassThrough
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.settings.audience import ReactionSettings
from edge.settings.sensors import KitSettings, MicrophoneSettings
from edge.settings.settings import ModelsSettings, Settings, SiteSettings
from models.serving.spec import LICENCES, ModelFileError, ModelSpec

SHIPPED = ModelSpec.load(build.EXPRESSION)


def settings_with_licence(licence: str, card: Path | None = None) -> Settings:
    """Settings that ask for at least this licence of the network that `card` names."""
    return Settings(models=ModelsSettings.model_validate({"model_licence": licence, "expression": card}))


@pytest.mark.parametrize("wanted", LICENCES)
@pytest.mark.parametrize("has", LICENCES)
def test_a_network_is_loaded_only_if_its_licence_is_wide_enough(tmp_path: Path, has: str, wanted: str) -> None:
    """All nine pairs. A network with a narrower licence is refused before its file is read."""
    card = replace(SHIPPED, licence=has, folder=tmp_path).save()
    if LICENCES.index(has) >= LICENCES.index(wanted):
        assert build.expression_spec(settings_with_licence(wanted, card)).licence == has
    else:
        with pytest.raises(ModelFileError, match=f"is for {has} alone"):
            build.expression_spec(settings_with_licence(wanted, card))


def test_any_network_runs_without_a_licence_setting() -> None:
    """By default every licence is accepted, for trying out a kiosk."""
    assert build.expression_spec(Settings()) == SHIPPED


def test_the_licence_error_names_the_network_the_setting_and_the_cure() -> None:
    """The text has the network, its licence, the setting, the state, and the section of the documentation."""
    with pytest.raises(ModelFileError) as caught:
        build.expression_spec(settings_with_licence("commercial"))
    text = str(caught.value)
    assert text.startswith(f"model: {SHIPPED.name} is for evaluation alone")
    assert '[models] model_licence = "commercial"' in text
    assert "Nothing was started." in text
    assert f"Retrain {SHIPPED.name}" in text
    assert '(docs/networks.md, "Your own pictures")' in text
    assert "[models] expression" in text
    networks = Path(__file__).parents[3] / "docs" / "networks.md"
    assert "## Your own pictures" in networks.read_text(encoding="utf-8")


def test_no_part_is_built_with_a_network_whose_licence_is_too_narrow() -> None:
    """The face pipeline, the names in reactions and the names in health all check the licence."""
    for part in (build.build_face_pipeline, build.model_names, build.model_labels):
        with pytest.raises(ModelFileError, match="Nothing was started"):
            part(settings_with_licence("non-commercial"))


def test_cards_are_loaded_in_one_module() -> None:
    """Another module that loads a card could open a network without the licence check."""
    edge = Path(build.__file__).parents[1]
    loaders = [path.name for path in edge.rglob("*.py") if "ModelSpec.load(" in path.read_text(encoding="utf-8")]
    assert loaders == ["build.py"]


LISTENING = MicrophoneSettings.model_validate({"device": "USB"})
KIT = KitSettings.model_validate({"port": "/dev/ttyACM0", "kit": "grove", "wearer": "w1", "consent": "w1.json"})


def test_the_noise_of_a_kiosk_comes_from_the_system() -> None:
    """Its scale is that of the settings. Two kiosks, and two starts of one, never have the same draws."""
    rules = [build.audience_rules(Settings(reaction=ReactionSettings(noise=1.5))) for _ in range(2)]
    assert [each.noise.scale for each in rules] == [1.5, 1.5]
    assert build.audience_rules(Settings()).noise.scale == 0.5
    first, second = ([each.noise.draw(1.0) for _ in range(5)] for each in rules)
    assert first != second
    assert isinstance(build.SYSTEM_RANDOM, SystemRandom)


def test_parts_of_the_day_are_local_times_of_the_site() -> None:
    """11:00 in Berlin is 10:00 UTC. Without the setting a day has no parts."""
    noon_s = datetime(2026, 11, 24, 12, tzinfo=timezone.utc).timestamp()
    site, parts = SiteSettings(timezone="Europe/Berlin"), ReactionSettings(parts=["14:00", "11:00"])
    rules = build.audience_rules(Settings(site=site, reaction=parts))
    assert [rules.batch_end(noon_s + hours * 3600) - noon_s for hours in (-3, 0, 2)] == [-7200, 3600, 11 * 3600]
    assert build.audience_rules(Settings(site=site)).batch_end(noon_s) - noon_s == 11 * 3600


def test_only_used_networks_are_named() -> None:
    """Without a microphone there is no voice network, without kits no body network, in health and reactions."""
    everything = Settings(microphone=LISTENING, kits=[KIT])
    assert list(build.model_labels(Settings())) == ["expression"]
    assert list(build.model_labels(everything)) == ["expression", "voice", "body"]
    assert build.model_names(Settings()).voice is None
    names = build.model_names(everything)
    assert (names.voice or "").startswith("voice-0.4m@sha256:")
    assert (names.body or "").startswith("body-1k@sha256:")


def test_licences_of_the_voice_and_body_networks_are_checked_too(tmp_path: Path) -> None:
    """`model_licence` applies to every network that runs, and to no other."""
    expression = replace(SHIPPED, licence="commercial", folder=tmp_path).save()
    voice = replace(ModelSpec.load(build.SHIPPED["voice"]), licence="evaluation", folder=tmp_path).save()
    models = ModelsSettings.model_validate({"model_licence": "commercial", "expression": expression, "voice": voice})
    assert len(build.networks(Settings(models=models))) == 1
    with pytest.raises(ModelFileError, match=r"name the new one in \[models\] voice"):
        build.networks(Settings(models=models, microphone=LISTENING))
    with pytest.raises(ModelFileError, match="is for evaluation alone"):
        build.build_laughter_detector(Settings(models=models))


def test_the_shipped_voice_and_body_networks_load() -> None:
    """Both files match their cards and can be opened."""
    assert "amusement" in build.build_laughter_detector(Settings()).classes
    assert build.build_arousal_estimator(Settings()).dropped == 0


def test_a_card_of_another_task_is_refused() -> None:
    """A network of another task in `[models]` would get the wrong input."""
    swapped = ModelsSettings.model_validate({"voice": build.SHIPPED["body"]})
    with pytest.raises(ModelFileError, match=r"body-1k is a network for body.*\[models\] voice"):
        build.build_laughter_detector(Settings(models=swapped))


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
    assert type(build.build_advert_audio(settings)) is kind
