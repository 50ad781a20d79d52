"""The rooms that the settings ask for; which networks they may hold."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from edge.kiosk import build
from edge.perception.audio.advert_audio import MuteLaughter, PassThrough
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.settings.sensors import KitSettings, MicrophoneSettings
from edge.settings.settings import ModelsSettings, Settings
from models.serving.spec import LICENCES, ModelFileError, ModelSpec

SHIPPED = ModelSpec.load(build.EXPRESSION)


def asking(licence: str, card: Path | None = None) -> Settings:
    """Settings that want at least this tier of the network that `card` names."""
    return Settings(models=ModelsSettings.model_validate({"model_licence": licence, "expression": card}))


@pytest.mark.parametrize("wanted", LICENCES)
@pytest.mark.parametrize("has", LICENCES)
def test_a_network_runs_where_its_licence_reaches_what_the_settings_ask(tmp_path: Path, has: str, wanted: str) -> None:
    """Nine pairs; a network of a narrower tier is refused before its file is looked at."""
    card = replace(SHIPPED, licence=has, folder=tmp_path).save()
    if LICENCES.index(has) >= LICENCES.index(wanted):
        assert build.expression_spec(asking(wanted, card)).licence == has
    else:
        with pytest.raises(ModelFileError, match=f"is for {has} alone"):
            build.expression_spec(asking(wanted, card))


def test_anything_runs_where_nothing_is_asked() -> None:
    """The default: a kiosk that is tried out."""
    assert build.expression_spec(Settings()) == SHIPPED


def test_the_refusal_says_what_to_retrain_and_where_to_read_how() -> None:
    """Network, tier, setting, state, way out."""
    with pytest.raises(ModelFileError) as caught:
        build.expression_spec(asking("commercial"))
    assert str(caught.value) == (
        f'model: {SHIPPED.name} is for evaluation alone (its card says why), and [models] model_licence = "commercial" '
        f"asks for more. Nothing was started. Retrain {SHIPPED.name} on data that allow it (docs/networks.md, "
        '"Your own pictures") and name the new one in [models] expression.'
    )
    networks = Path(__file__).parents[3] / "docs" / "networks.md"
    assert "## Your own pictures" in networks.read_text(encoding="utf-8")


def test_no_room_is_built_with_a_network_that_may_not_be_used() -> None:
    """What runs, what a reaction names and what health names: all ask the same."""
    for part in (build.build_face_pipeline, build.model_names, build.model_labels):
        with pytest.raises(ModelFileError, match="Nothing was started"):
            part(asking("non-commercial"))


def test_cards_are_loaded_in_one_place() -> None:
    """Whoever else in edge read a card could open a network that may not be used."""
    edge = Path(build.__file__).parents[1]
    loading = [path.name for path in edge.rglob("*.py") if "ModelSpec.load(" in path.read_text(encoding="utf-8")]
    assert loading == ["build.py"]


LISTENING = MicrophoneSettings.model_validate({"device": "USB"})
WORN = KitSettings.model_validate({"port": "/dev/ttyACM0", "kit": "grove", "wearer": "w1", "consent": "w1.json"})


def test_only_networks_that_are_used_are_named() -> None:
    """A kiosk without a microphone has no ear, one without kits no body; health and reactions say so."""
    everything = Settings(microphone=LISTENING, kits=[WORN])
    assert list(build.model_labels(Settings())) == ["expression"]
    assert list(build.model_labels(everything)) == ["expression", "voice", "body"]
    assert build.model_names(Settings()).voice is None
    names = build.model_names(everything)
    assert (names.voice or "").startswith("voice-0.4m@sha256:")
    assert (names.body or "").startswith("body-1k@sha256:")


def test_the_ear_and_the_body_must_allow_what_is_asked_too(tmp_path: Path) -> None:
    """`model_licence` holds for every network that runs, and for none that does not."""
    expression = replace(SHIPPED, licence="commercial", folder=tmp_path).save()
    voice = replace(ModelSpec.load(build.SHIPPED["voice"]), licence="evaluation", folder=tmp_path).save()
    models = ModelsSettings.model_validate({"model_licence": "commercial", "expression": expression, "voice": voice})
    assert len(build.networks(Settings(models=models))) == 1
    with pytest.raises(ModelFileError, match=r"name the new one in \[models\] voice"):
        build.networks(Settings(models=models, microphone=LISTENING))
    with pytest.raises(ModelFileError, match="is for evaluation alone"):
        build.build_laughter_detector(Settings(models=models))


def test_the_shipped_ear_and_body_are_built() -> None:
    """Both files are the ones that their cards name, and are opened."""
    assert "amusement" in build.build_laughter_detector(Settings()).classes
    assert build.build_arousal_estimator(Settings()).dropped == 0


def test_a_spec_is_of_the_task_that_it_is_named_for() -> None:
    """A card of another task in `[models]` would be run on what it was not made for."""
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
def test_beside_an_advert_that_is_heard_laughter_is_withheld_or_the_advert_taken_out(
    tmp_path: Path, advert_sound: Literal["withhold", "silent", "reference", "loopback"], kind: type
) -> None:
    """By default it is withheld."""
    settings = Settings(microphone=MicrophoneSettings(device="x", advert_sound=advert_sound, advert_tracks=tmp_path))
    assert type(build.build_advert_audio(settings)) is kind
