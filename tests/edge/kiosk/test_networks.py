"""Networks by use: the one that runs, the file that is never opened, and the texts of each part about it."""

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import pytest

from edge.events import CLASSES_OF_MEASURE, EXPRESSIONS, MEASURES
from edge.kiosk import build, networks
from edge.kiosk.networks import (
    NONE,
    RESEARCH_EXPRESSION,
    SHIPPED,
    choose_expression_reader,
    choose_network,
    networks_in_use,
    reaction_model_names,
)
from edge.perception.audio.laughter import LaughterDetector
from edge.perception.audio.sound_reader import LevelMeter
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.expression_reader import RestrictedReader
from edge.perception.vision.face_finder import NEAR
from edge.settings.models import ModelsSettings
from edge.settings.participation import CommentsSettings
from edge.settings.player import PlayerSettings
from edge.settings.sensors import FacesSettings, KitSettings, MicrophoneSettings
from edge.settings.settings import Settings
from models.serving import formats as spec_formats
from models.serving import spec as spec_facts
from models.serving.gate import VOICE, rule_results
from models.serving.spec import LICENCES, ModelFileError, ModelSpec
from tests.doubles.measured import smile_figures
from tests.doubles.opened_files import opened_files

FER = ModelSpec.load(RESEARCH_EXPRESSION)
VOICE_CARD = ModelSpec.load(SHIPPED["voice"])
BODY_CARD = ModelSpec.load(SHIPPED["body"])
TEXT_CARD = ModelSpec.load(SHIPPED["text"])
LISTENING = MicrophoneSettings.model_validate({"device": "USB"})
KIT = KitSettings.model_validate({"port": "/dev/ttyACM0", "kit": "grove", "wearer": "w1", "consent": "w1.json"})
Use = Literal["shop", "research"]
EVERY_GATE = {measure: {"auc": 0.95} for measure in MEASURES[1:]}


def settings(use: Use = "shop", **models: Any) -> Settings:
    return Settings(models=ModelsSettings(use=use, **models))


def card(folder: Path, spec: ModelSpec = FER, *, with_file: bool = True, **facts: Any) -> Path:
    """Card of a network like a shipped one, with its file beside it. Its smiles were measured."""
    metrics = {**spec.metrics, **smile_figures()}
    changed = dataclasses.replace(spec, folder=folder, **{"metrics": metrics, **facts})
    if with_file:
        (folder / spec.file).write_bytes(spec.path.read_bytes())
    return changed.save()


def commercial_voice(folder: Path, **facts: Any) -> Path:
    """Card of a voice network whose numbers pass the gate."""
    metrics: dict[str, Any] = {}
    for rule in VOICE:
        *keys, last = rule.path.split(".")
        inner = metrics
        for key in keys:
            inner = inner.setdefault(key, {})
        inner[last] = rule.at_least if rule.at_least is not None else rule.at_most
    return card(folder, VOICE_CARD, **{"metrics": metrics, **facts})


def test_measures_have_one_order_everywhere() -> None:
    """The spec of a network and the core name the same measures, of the same classes."""
    assert spec_facts.MEASURES == MEASURES
    assert {name: set(classes) for name, classes in CLASSES_OF_MEASURE.items()} == spec_facts.CLASSES_OF_MEASURE
    assert spec_formats.EXPRESSIONS == EXPRESSIONS


# Which network runs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("licence", LICENCES)
@pytest.mark.parametrize("use", ["shop", "research"])
def test_a_shop_takes_commercial_networks_and_research_every_network(tmp_path: Path, use: Use, licence: str) -> None:
    """All six pairs, for a network that the settings name. One that may not be used is an error, and is not opened."""
    named = settings(use, expression=card(tmp_path, licence=licence))
    with opened_files() as files:
        if use == "research" or licence == "commercial":
            assert build.build_expression_reader(named) is not None
            assert tmp_path / FER.file in files
        else:
            with pytest.raises(ModelFileError, match=f"is licensed for {licence} use only"):
                build.build_expression_reader(named)
            assert tmp_path / FER.file not in files


PARTS: dict[str, Callable[[Settings], object]] = {
    "reader": build.build_expression_reader,
    "pipeline": build.build_face_pipeline,
    "rules": build.audience_rules,
    "names": reaction_model_names,
    "in use": networks_in_use,
    "cards": networks.model_cards,
}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_refuses_a_named_network_that_may_not_be_used(tmp_path: Path, part: str) -> None:
    """None of them opens its file, even if it could not be read."""
    forbidden = settings(expression=card(tmp_path, with_file=False))
    (tmp_path / FER.file).mkdir()
    with opened_files() as files, pytest.raises(ModelFileError, match="Nothing was started"):
        PARTS[part](forbidden)
    assert not [file for file in files if file.suffix == ".onnx"]


def test_the_error_names_the_network_the_setting_and_the_cures(tmp_path: Path) -> None:
    """The text has the network, its licence, the setting, and the page about another model."""
    with pytest.raises(ModelFileError) as caught:
        build.build_expression_reader(settings(expression=card(tmp_path)))
    text = str(caught.value)
    assert text.startswith("model: fer-1.4m is licensed for evaluation use only")
    assert '[models] use = "shop" takes only commercial models' in text
    assert "Nothing was started." in text
    assert 'Set [models] expression = "none"' in text
    assert "(vitrina docs networks)" in text
    assert 'use = "research"' in text
    document = Path(__file__).parents[3] / "docs" / "research" / "own-networks.md"
    assert "## Train on your own images" in document.read_text(encoding="utf-8")


def test_the_shipped_reader_of_research_is_never_opened_in_a_shop() -> None:
    """A shop has its own reader, or none, and says which and why."""
    with opened_files() as files:
        build.build_face_pipeline(Settings()).close()
    assert not [file for file in files if file.name.startswith("fer-")]
    choice = choose_expression_reader(Settings())
    assert choice.label != FER.label
    assert choice.why


def test_without_a_reader_for_a_shop_faces_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not an error: the settings name no network."""
    monkeypatch.setattr(networks, "SHOP_EXPRESSION", None)
    choice = choose_expression_reader(Settings())
    assert (choice.spec, choice.label, choice.measures) == (None, NONE, ())
    assert "no reader for a shop ships" in choice.why
    assert build.audience_rules(Settings()).measures == ()


def test_a_shipped_reader_with_the_wrong_licence_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings do not name it, so a shop goes on without. Its file is not opened."""
    monkeypatch.setattr(networks, "SHOP_EXPRESSION", card(tmp_path, licence="non-commercial"))
    with opened_files() as files:
        assert build.build_expression_reader(Settings()) is None
    assert tmp_path / FER.file not in files
    assert "fer-1.4m is for non-commercial alone" in choose_expression_reader(Settings()).why


def test_a_shipped_reader_of_smiles_is_chosen_by_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card of the task `smile` tells smiles alone; without a reader for it in this version it is refused."""
    path = card(tmp_path, task="smile", licence="commercial", classes=("neutral", "smile"), outputs={"smile": (1,)})
    monkeypatch.setattr(networks, "SHOP_EXPRESSION", path)
    choice = choose_expression_reader(Settings())
    assert choice.spec is not None
    assert choice.spec.task == "smile"
    assert choice.measures == ("smile",)
    assert choice.why == 'Vitrina ships it for [models] use = "shop". It reports smile.'


def test_no_reader_is_opened_if_the_settings_want_none(tmp_path: Path) -> None:
    """Under both uses. No file of the zoo but those of the detector is opened; attention is told, expressions not."""
    for use in ("shop", "research"):
        wanted = settings(use, expression="none")
        with opened_files() as files:
            with build.build_face_pipeline(wanted) as pipeline:
                assert pipeline.expression is None
            assert build.audience_rules(wanted).measures == ()
        in_zoo = {file.name for file in files if file.parent == RESEARCH_EXPRESSION.parent}
        assert all(name.startswith("face_detection_") for name in in_zoo)
        assert '[models] expression = "none"' in choose_expression_reader(wanted).why


# What a shop must know of a model -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "missing"),
    [
        ({}, ""),
        ({"n": 99}, "smile.n ≥ 100 (it has 99)"),
        ({"n": None}, "smile.n ≥ 100 (not measured)"),
        ({"smile_accuracy": 0.07}, "smile.smile_accuracy ≥ 0.85, ≤ 1 (it has 0.07)"),
        ({"smile_accuracy": None}, "smile.smile_accuracy ≥ 0.85, ≤ 1 (not measured)"),
        ({"smile_accuracy": 97.0}, "smile.smile_accuracy ≥ 0.85, ≤ 1 (it has 97)"),
        ({"smiles_found": 0.0}, "smile.smiles_found ≥ 0.5, ≤ 1 (it has 0)"),
        ({"others_found": None}, "smile.others_found ≥ 0.5, ≤ 1 (not measured)"),
        ({"n": float("inf")}, "smile.n ≥ 100 (not measured)"),
        ({"model": "fer-1.4m@sha256:0"}, f"smile.model {FER.label} (the scores are of fer-1.4m@sha256:0)"),
        ({"coverage": 0.0}, "smile.coverage ≥ 0.5, ≤ 1 (it has 0)"),
        ({"coverage": None}, "smile.coverage ≥ 0.5, ≤ 1 (not measured)"),
        ({"folds": None}, "smile.folds.worst.smile_accuracy ≥ 0.8, ≤ 1 (not measured)"),
        ({"folds": {"worst": None}}, "smile.folds.worst.smile_accuracy ≥ 0.8, ≤ 1 (not measured)"),
    ],
)
@pytest.mark.parametrize("task", ["expression", "smile"])
def test_a_shop_takes_a_named_model_only_with_the_figures_of_its_smiles(
    tmp_path: Path, task: str, figures: dict[str, Any], missing: str
) -> None:
    """Without one of them the kiosk does not start, and does not open the file. Research needs none."""
    path = card(tmp_path, task=task, licence="commercial", metrics=smile_figures(**figures))
    assert "smile" in choose_expression_reader(settings("research", expression=path)).measures
    if not missing:
        assert choose_expression_reader(settings(expression=path)).measures == ("smile",)
        return
    with opened_files() as files, pytest.raises(ModelFileError) as caught:
        build.build_expression_reader(settings(expression=path))
    assert tmp_path / FER.file not in files
    text = str(caught.value)
    assert f'[models] use = "shop" wants that measured: {missing}. Nothing was started.' in text
    assert f"vitrina models evaluate smile --data DIR --split NAME --model {path} --write" in text
    assert f"vitrina models check {path}" in text


def test_a_shipped_model_whose_smiles_nobody_measured_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attention is measured all the same, and the reason names what is missing."""
    monkeypatch.setattr(networks, "SHOP_EXPRESSION", card(tmp_path, licence="commercial", metrics={}))
    choice = choose_expression_reader(Settings())
    assert (choice.spec, choice.measures) == (None, ())
    assert "smile.n ≥ 100 (not measured); smile.smile_accuracy" in choice.why


def test_a_shop_has_the_figures_of_the_model_that_ships() -> None:
    """They come from `python -m models.evaluate smile`."""
    figures = ModelSpec.load(spec_facts.ZOO / "smile-mesh.json").metrics["smile"]
    assert len(figures["folds"]["folds"]) == 5
    assert sum(fold["n"] for fold in figures["folds"]["folds"]) == figures["n"]
    assert figures["folds"]["worst"]["smile_accuracy"] == min(f["smile_accuracy"] for f in figures["folds"]["folds"])
    assert choose_expression_reader(Settings()).measures == ("smile",)


# What a reader tells --------------------------------------------------------------------------------------------------


def test_a_shop_reports_smiles_only_whatever_the_card_shows(tmp_path: Path) -> None:
    """A card of before named areas under the curve of other measures. Research reports all."""
    path = card(tmp_path, licence="commercial", metrics={"gates": EVERY_GATE, **smile_figures()})
    assert choose_expression_reader(settings(expression=path)).measures == ("smile",)
    assert build.audience_rules(settings(expression=path)).measures == ("smile",)
    assert choose_expression_reader(settings("research", expression=path)).measures == MEASURES


def test_a_reader_is_restricted_to_what_may_be_told(tmp_path: Path) -> None:
    """The network gives more, and nothing behind the reader gets it. A reader that may tell all is used as it is."""
    path = card(tmp_path, licence="commercial", metrics=smile_figures())
    assert isinstance(build.build_expression_reader(settings(expression=path)), RestrictedReader)
    assert isinstance(build.build_expression_reader(settings("research", expression=path)), ExpressionClassifier)


def test_a_network_that_tells_nothing_is_not_opened(tmp_path: Path) -> None:
    """Its card says `tells` without a measure that may be told."""
    path = card(tmp_path, licence="commercial", metrics={}, tells=("negative",))
    with opened_files() as files:
        assert build.build_expression_reader(settings(expression=path)) is None
    assert tmp_path / FER.file not in files
    assert "tells nothing that may be told" in choose_expression_reader(settings(expression=path)).why


@pytest.mark.parametrize(
    ("tells", "outputs", "valence"),
    [
        (("smile",), ("probabilities", "affect", "pose"), NONE),
        (("smile", "valence"), ("probabilities", "affect", "pose"), FER.label),
        (("smile", "arousal"), ("probabilities", "pose"), "centroids-1"),
    ],
)
def test_names_in_a_reaction_say_where_valence_comes_from(
    tmp_path: Path, tells: tuple[str, ...], outputs: tuple[str, ...], valence: str
) -> None:
    """The network, the table, or nothing if neither valence nor arousal is told."""
    shapes = {name: FER.outputs[name] for name in outputs}
    names = reaction_model_names(settings("research", expression=card(tmp_path, tells=tells, outputs=shapes)))
    assert (names.expression, names.valence) == (FER.label, valence)


def test_without_a_reader_its_names_are_none() -> None:
    """Not left out: a reader of the message sees that faces were not read."""
    names = reaction_model_names(settings(expression="none"))
    assert (names.expression, names.valence) == (NONE, NONE)


# Comments -------------------------------------------------------------------------------------------------------------


def with_comments(use: Use = "shop", **models: Any) -> Settings:
    return Settings(
        models=ModelsSettings(use=use, **models),
        comments=CommentsSettings(page=True),
        player=PlayerSettings(media=Path("/media")),
    )


def test_the_network_for_comments_is_the_one_that_ships_unless_another_is_named(tmp_path: Path) -> None:
    """Under both uses: its card says commercial. The reason says where the choice comes from."""
    for use in ("shop", "research"):
        assert choose_network(settings(use), "text").label_with_reason == f"{TEXT_CARD.label}: Vitrina ships it."
        named = choose_network(settings(use, text=card(tmp_path, TEXT_CARD, name="text-own", with_file=False)), "text")
        assert (named.name, named.why) == ("text-own", "[models] text names it.")


def test_no_network_for_comments_is_chosen_if_the_settings_want_none() -> None:
    """Named "none" in messages; whoever needs one is told which key to change."""
    choice = choose_network(settings(text="none"), "text")
    assert (choice.spec, choice.label, choice.why) == (None, NONE, '[models] text = "none".')
    with pytest.raises(ModelFileError) as caught:
        networks.model_spec(settings(text="none"), "text")
    assert str(caught.value) == (
        'model: there is no model for text. [models] text = "none". Nothing was started. Name a model in [models] text.'
    )


def test_only_a_kiosk_that_takes_comments_names_a_network_for_them() -> None:
    """In health, in the status, and in the list of files that its engines are made of."""
    assert "text" not in networks_in_use(Settings()).labels
    assert TEXT_CARD not in networks.model_cards(Settings())
    assert networks_in_use(with_comments()).labels["text"] == TEXT_CARD.label
    assert TEXT_CARD in networks.model_cards(with_comments())


@pytest.mark.parametrize("licence", LICENCES)
@pytest.mark.parametrize("use", ["shop", "research"])
def test_a_network_for_comments_runs_in_a_shop_if_its_card_says_commercial(
    tmp_path: Path, use: Use, licence: str
) -> None:
    """A named one is refused, with the setting and the cures; its file is not opened."""
    named = with_comments(use, text=card(tmp_path, TEXT_CARD, licence=licence, variants={}))
    with opened_files() as files:
        if use == "research" or licence == "commercial":
            build.check_comment_model(named)
            return
        with pytest.raises(ModelFileError) as caught:
            build.check_comment_model(named)
    assert not [file for file in files if file.suffix == ".onnx"]
    text = str(caught.value)
    assert text.startswith(
        f'model: text-3.4m is licensed for {licence} use only (see its card), and [models] use = "shop" '
    )
    assert 'Nothing was started. Set [models] text = "none", retrain text-3.4m' in text
    assert '(models/README.md, "Train"), or set use = "research" if this is not a business.' in text
    assert "## Train" in (Path(__file__).parents[3] / "models" / "README.md").read_text(encoding="utf-8")


def test_comments_are_refused_where_the_shipped_network_may_not_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unlike laughter, which a kiosk goes on without: a page that asks for comments needs its network."""
    monkeypatch.setitem(SHIPPED, "text", card(tmp_path, TEXT_CARD, licence="evaluation"))
    with pytest.raises(
        ModelFileError, match=r"there is no model for text\. text-3\.4m is for evaluation alone.*Name a model"
    ):
        build.check_comment_model(with_comments())


@pytest.mark.parametrize("task", ["expression", "smile", "voice", "body"])
def test_a_network_of_another_kind_does_not_read_comments(tmp_path: Path, task: str) -> None:
    """It would get the wrong input. Nor does the network for comments read faces, voices or bodies."""
    other = card(tmp_path, FER, task=task, licence="commercial", with_file=False)
    with pytest.raises(ModelFileError) as caught:
        build.check_comment_model(with_comments(text=other))
    assert str(caught.value) == (
        f'model: fer-1.4m is a model for {task}. Nothing was started. Name one for text in [models] text, or "none".'
    )
    for key in ("expression", "voice", "body"):
        with pytest.raises(ModelFileError, match=rf"text-3\.4m is a model for text.*\[models\] {key}"):
            choose_network(settings("research", **{key: SHIPPED["text"]}), key)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "text.json does not exist. Nothing was started. Fetch it again, or name another model in [models]."),
        ("{", "text.json is not a model settings file ("),
        ("{}", "text.json is not a model settings file ("),
    ],
)
def test_a_card_that_cannot_be_read_is_named_with_its_cure(tmp_path: Path, content: str | None, reason: str) -> None:
    path = tmp_path / "text.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelFileError) as caught:
        choose_network(settings(text=path), "text")
    assert str(caught.value).startswith("model: ")
    assert reason in str(caught.value)
    assert "Nothing was started. Fetch it again" in str(caught.value)


# Voice and body -------------------------------------------------------------------------------------------------------


def test_a_voice_network_that_fails_its_gate_is_not_used_in_a_shop(tmp_path: Path) -> None:
    """Shipped or named: its file is not opened, the level is told, laughter is not, and the reason is."""
    failing = card(
        tmp_path, VOICE_CARD, metrics={"cross_validation": {"median": {"false_per_hour": 31.5}}}, with_file=False
    )
    for wanted in (Settings(microphone=LISTENING), settings(voice=failing)):
        if all(line.passed for line in rule_results(choose_card(wanted), VOICE)):
            continue  # the shipped network passes
        with opened_files() as files:
            assert type(build.build_sound_reader(wanted)) is LevelMeter
        assert not [file for file in files if file.suffix == ".onnx"]
        choice = choose_network(wanted, "voice")
        assert choice.spec is None
        assert "fails the checks of its card" in choice.why
        assert "cross_validation.median.false_per_hour ≤ 20.0 (" in choice.why
        assert "Laughter is not reported; the sound level is." in choice.why
    assert "cross_validation.median.laughter_recall ≥ 0.65 (not measured)" in choice.why
    assert "cross_validation.median.false_per_hour ≤ 20.0 (it has 31.5)" in choice.why


def choose_card(wanted: Settings) -> ModelSpec:
    return ModelSpec.load(wanted.models.voice or SHIPPED["voice"])


def test_a_voice_network_that_passes_its_gate_is_used_in_a_shop(tmp_path: Path) -> None:
    """Each number at its limit passes."""
    assert type(build.build_sound_reader(settings(voice=commercial_voice(tmp_path)))) is LaughterDetector


@pytest.mark.parametrize("rule", VOICE, ids=lambda rule: rule.path)
def test_each_rule_alone_keeps_a_voice_network_out_of_a_shop(tmp_path: Path, rule: Any) -> None:
    """A number that is not measured counts as failed."""
    spec = ModelSpec.load(commercial_voice(tmp_path))
    if rule.path == "parameters":
        path = dataclasses.replace(spec, parameters=10**9).save()
    else:
        *keys, last = rule.path.split(".")
        inner: Any = spec.metrics
        for key in keys:
            inner = inner[key]
        del inner[last]
        path = spec.save()
    choice = choose_network(settings(voice=path), "voice")
    assert choice.spec is None
    assert rule.path in choice.why
    assert choose_network(settings("research", voice=path), "voice").spec is not None


def test_a_named_voice_network_with_a_narrow_licence_is_an_error_in_a_shop(tmp_path: Path) -> None:
    """As for expressions. Its section of the documents is another."""
    path = commercial_voice(tmp_path, licence="evaluation")
    with pytest.raises(ModelFileError, match=r'Set \[models\] voice = "none".*"Train"'):
        build.build_sound_reader(settings(voice=path))


def test_a_named_body_network_with_a_narrow_licence_is_an_error_in_a_shop(tmp_path: Path) -> None:
    """The shipped one is commercial."""
    assert BODY_CARD.licence == "commercial"
    assert build.build_arousal_estimator(Settings()).dropped == 0
    with pytest.raises(ModelFileError, match="is licensed for evaluation use only"):
        build.build_arousal_estimator(settings(body=card(tmp_path, BODY_CARD, licence="evaluation")))


def test_a_shipped_body_network_that_may_not_be_used_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kit without its network measures nothing, so the kiosk does not start."""
    monkeypatch.setitem(SHIPPED, "body", card(tmp_path, BODY_CARD, licence="evaluation"))
    with pytest.raises(ModelFileError, match="there is no model for body"):
        build.build_arousal_estimator(Settings())


def test_only_networks_of_senses_that_a_kiosk_has_are_named() -> None:
    """Without a microphone there is no voice network, without kits no body network, in health and reactions."""
    research = ModelsSettings(use="research")
    everything = Settings(microphone=LISTENING, kits=[KIT], models=research)
    assert list(networks_in_use(Settings(models=research)).labels) == ["expression"]
    assert list(networks_in_use(everything).labels) == ["expression", "voice", "body"]
    assert reaction_model_names(Settings(models=research)).voice is None
    names = reaction_model_names(everything)
    assert (names.voice or "").startswith("voice-0.4m@sha256:")
    assert (names.body or "").startswith("body-1k@sha256:")
    assert [spec.name for spec in networks.model_cards(everything)] == ["fer-1.4m", "voice-0.4m", "body-1k"]


def test_the_networks_of_the_face_detector_are_ours_to_run_where_they_are_served() -> None:
    """Engines are then made of them too. With MediaPipe, which is the default, none of their files is opened."""
    served = Settings(faces=FacesSettings(runtime="serving"))
    ours = ["face-full-range", "face-short-range"]
    assert [spec.name for spec in networks.model_cards(served)] == [*ours, "smile-mesh"]
    assert [spec.name for spec in networks.model_cards(Settings())] == ["smile-mesh"]
    for settings, opened in (
        (served, {f"{name}.{ending}" for name in ours for ending in ("json", "onnx")}),
        (Settings(), set()),
    ):
        with opened_files() as files, closing(build.build_face_finder(settings)):
            pass
        in_zoo = {file.name for file in files if file.parent == RESEARCH_EXPRESSION.parent}
        assert {name for name in in_zoo if not name.startswith("face_detection_")} == opened


def test_a_kiosk_with_a_served_face_detector_does_not_load_mediapipe() -> None:
    """It costs memory and time at the start, and newer versions report their use."""
    code = (
        "import sys, numpy as np\n"
        "from edge.kiosk import build\n"
        "from edge.settings.sensors import FacesSettings\n"
        "from edge.settings.settings import Settings\n"
        "from edge.signals import Frame\n"
        "finder = build.build_face_finder(Settings(faces=FacesSettings(runtime='serving')))\n"
        "assert finder.detect(Frame(0.0, np.zeros((480, 640, 3), np.uint8))) == []\n"
        "assert 'mediapipe' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_a_lost_file_of_the_face_detector_is_named_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = card(tmp_path, ModelSpec.load(networks.DETECTORS[NEAR]), with_file=False)
    monkeypatch.setitem(networks.DETECTORS, NEAR, path)
    with pytest.raises(ModelFileError, match=r'face-short-range\.onnx cannot be read.*\[faces\] runtime = "mediapipe"'):
        build.build_face_finder(Settings(faces=FacesSettings(runtime="serving")))


def test_a_sense_without_a_network_is_none_in_health_and_left_out_of_reactions(tmp_path: Path) -> None:
    """In a shop whose voice network fails its gate."""
    models = ModelsSettings(voice=card(tmp_path, VOICE_CARD, metrics={}), expression="none")
    shop = Settings(microphone=LISTENING, models=models)
    assert networks_in_use(shop).labels == {"expression": NONE, "voice": NONE}
    assert set(networks_in_use(shop).missing_network_reasons) == {"expression", "voice"}
    assert reaction_model_names(shop).voice is None
    assert networks.model_cards(shop) == []


def test_a_card_of_another_task_is_refused() -> None:
    """A network of another task in `[models]` would get the wrong input."""
    with pytest.raises(ModelFileError, match=r"body-1k is a model for body.*\[models\] voice"):
        build.build_sound_reader(settings("research", voice=SHIPPED["body"]))
    with pytest.raises(ModelFileError, match=r"voice-0.4m is a model for voice.*\[models\] expression"):
        build.build_expression_reader(settings("research", expression=SHIPPED["voice"]))


def test_cards_are_loaded_in_one_module() -> None:
    """Another module that loads a card could open a network that may not be used."""
    edge = Path(build.__file__).parents[1]
    loaders = [path.name for path in edge.rglob("*.py") if "ModelSpec.load(" in path.read_text(encoding="utf-8")]
    assert loaders == ["networks.py"]
