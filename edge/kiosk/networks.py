"""Chooses the model for each task from the settings. Model files are opened later, and only if they may be used.

`[models] use` decides. With "shop", a model runs only if its card says "commercial". An expression model also needs a
card with a measured accuracy of its smile detection, and reports only smiles. With "research", every model runs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.kiosk.detector_runtime import choose_detector_runtime
from edge.messages.payloads import Models, Use
from edge.perception.vision.expression import CENTROIDS_VERSION
from edge.perception.vision.face_finder import FAR, NEAR
from edge.settings.models import ModelsSettings
from edge.settings.settings import Settings
from models.serving.gate import VOICE, failed_rules_text, shop_measures, unmet_smile_rules
from models.serving.spec import READER_TASKS, ZOO, ModelFileError, ModelSpec

RESEARCH_EXPRESSION = ZOO / "fer-1.4m.json"
SHOP_EXPRESSION: Path | None = ZOO / "smile-mesh.json"
"""Expression model for a shop if `[models] expression` names none. It is None if Vitrina includes no such model."""

SHIPPED = {"voice": ZOO / "voice-0.4m.json", "body": ZOO / "body-1k.json", "text": ZOO / "text-3.4m.json"}
"""The model for each task except expressions, if `[models]` names none."""

DETECTORS = {FAR: ZOO / "face-full-range.json", NEAR: ZOO / "face-short-range.json"}
"""MediaPipe's face detectors and their converted models, which run without MediaPipe."""

TASKS = ("expression", *SHIPPED)
NONE = "none"
"""Model name that messages contain if a kiosk has no model for a task."""

RETRAINING = {"expression": "vitrina docs networks"}
"""For each task, the page about training a model on your own data. TRAINING has all other tasks."""

TRAINING = 'models/README.md, "Train"'

ATTENTION_ALONE = "No face is read: attention comes from the keypoints of the face detector."


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """The model for a task, or None, and a sentence with the reason for this choice. For an expression model, also the
    measures that it reports.
    """

    spec: ModelSpec | None
    why: str
    measures: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return self.spec.label if self.spec else NONE

    @property
    def name(self) -> str:
        return self.spec.name if self.spec else NONE

    @property
    def label_with_reason(self) -> str:
        """Name of the model and the reason for choosing it, in one line."""
        return f"{self.label}: {self.why}"


def choose_network(settings: Settings, task: str) -> NetworkChoice:
    """The model for one of TASKS, chosen by its card. Raises ModelFileError if the settings name a model that may
    not be used.
    """
    return choose_expression_reader(settings) if task == "expression" else _choose_other_network(settings, task)


def choose_expression_reader(settings: Settings) -> NetworkChoice:
    """The expression model. Raises ModelFileError if the settings name a model that may not be used."""
    models = settings.models
    if models.expression == "none":
        return NetworkChoice(None, f"{_why_none(settings)} {ATTENTION_ALONE}")
    named = models.expression
    path = named or (SHOP_EXPRESSION if models.use == "shop" else RESEARCH_EXPRESSION)
    if path is None:
        return NetworkChoice(None, f'[models] use = "shop", and no reader for a shop ships. {ATTENTION_ALONE}')
    spec = _load(path, READER_TASKS, "expression")
    if not _may_be_used(spec, models):
        if named is not None:
            raise _forbidden(spec, models, "expression")
        return NetworkChoice(None, f"{_why_forbidden(spec)} {ATTENTION_ALONE}")
    if models.use == "shop" and (missing := unmet_smile_rules(spec)):
        if named is not None:
            raise _unmeasured(spec, named, missing)
        return NetworkChoice(None, f"{_why_unmeasured(spec, missing)} {ATTENTION_ALONE}")
    measures = shop_measures(spec) if models.use == "shop" else spec.measures
    if not measures:
        return NetworkChoice(None, f"{spec.name} tells nothing that may be told. {ATTENTION_ALONE}")
    return NetworkChoice(spec, f"{_source(models, 'expression')} It reports {', '.join(measures)}.", measures)


def _why_none(settings: Settings) -> str:
    """The setting that switched the expression model off: its own, or the place of the kiosk."""
    if settings.site.country is None or "expression" in settings.models.model_fields_set:
        return '[models] expression = "none".'
    return f"{settings.site.country} starts without an expression model, and [notice] reason is empty."


def _choose_other_network(settings: Settings, task: str) -> NetworkChoice:
    models = settings.models
    if getattr(models, task) == NONE:
        return NetworkChoice(None, f'[models] {task} = "none".')
    spec = _load(getattr(models, task) or SHIPPED[task], (task,), task)
    if not _may_be_used(spec, models):
        if getattr(models, task) is not None:
            raise _forbidden(spec, models, task)
        return NetworkChoice(None, _why_forbidden(spec))
    if task == "voice" and models.use == "shop" and (missing := failed_rules_text(spec, VOICE)):
        return NetworkChoice(
            None,
            f'[models] use = "shop" takes no voice model that fails the checks of its card, and {spec.name} fails '
            f"{missing}. Laughter is not reported; the sound level is.",
        )
    return NetworkChoice(spec, _source(models, task))


def model_spec(settings: Settings, task: str) -> ModelSpec:
    """The card of a required model. Raises ModelFileError if it may not be used."""
    choice = choose_network(settings, task)
    if choice.spec is None:
        raise ModelFileError(
            f"model: there is no model for {task}. {choice.why} Nothing was started. Name a model in [models] {task}."
        )
    return choice.spec


def smallest_readable_face_px(settings: Settings) -> float:
    """Width in pixels of the smallest face to analyse, from the settings, or from the model card if they do not set
    it. Raises ModelFileError.
    """
    if settings.expression.min_px is not None:
        return settings.expression.min_px
    choice = choose_expression_reader(settings)
    return choice.spec.smallest_face_px if choice.spec else settings.faces.min_px


def sensed_tasks(settings: Settings) -> list[str]:
    """Tasks for which these settings enable a sense. Without a microphone, for example, no voice model is chosen."""
    has = {
        "expression": True,
        "voice": settings.microphone.records_sound,
        "body": bool(settings.kits),
        "text": settings.comments.page,
    }
    return [task for task in TASKS if has[task]]


def choose_networks(settings: Settings, of: Collection[str] | None = None) -> dict[str, NetworkChoice]:
    """The model for each of the tasks in `of`. By default, these are all tasks of the kiosk. Raises ModelFileError."""
    return {task: choose_network(settings, task) for task in (sensed_tasks(settings) if of is None else of)}


def model_cards(settings: Settings) -> list[ModelSpec]:
    """Cards of all models that a kiosk with these settings runs, except those that MediaPipe runs. Raises
    ModelFileError.
    """
    return detector_specs(settings) + [choice.spec for choice in choose_networks(settings).values() if choice.spec]


def detector_specs(settings: Settings) -> list[ModelSpec]:
    """Cards of the face detector's models. Empty if MediaPipe runs them. Raises ModelFileError."""
    return _all_detector_specs() if is_served(settings) else []


def engine_specs(settings: Settings) -> list[ModelSpec]:
    """Cards of all models that a GPU could run, so also those of the face detector, unless the settings leave it to
    MediaPipe. Raises ModelFileError.
    """
    cards = model_cards(settings)
    if settings.faces.runtime == "mediapipe" or is_served(settings):
        return cards
    return _all_detector_specs() + cards


def is_served(settings: Settings) -> bool:
    """True if the face detector runs on the runtime of all other models. Raises ModelFileError if that is a GPU."""
    return choose_detector_runtime(settings, _all_detector_specs) == "serving"


def _all_detector_specs() -> list[ModelSpec]:
    return [detector_spec(name) for name in DETECTORS]


def detector_spec(name: str) -> ModelSpec:
    """Card of one face detection model, FAR or NEAR. Raises ModelFileError."""
    return _load(DETECTORS[name], ("faces",), "faces")


@dataclass(frozen=True, slots=True)
class NetworksInUse:
    """The `use` from the settings, and the model for each task of a kiosk."""

    use: Use
    choices: Mapping[str, NetworkChoice]

    @property
    def reader_with_reason(self) -> str:
        """The expression model and the reason for it, in one line."""
        return self.choices["expression"].label_with_reason

    @property
    def labels(self) -> dict[str, str]:
        """Name and hash of the model for each task, or "none", as health messages list them."""
        return {task: choice.label for task, choice in self.choices.items()}

    @property
    def missing_network_reasons(self) -> dict[str, str]:
        """The reason why a task has no model, for each sense that continues without one."""
        return {task: choice.why for task, choice in self.choices.items() if choice.spec is None}


def networks_in_use(settings: Settings) -> NetworksInUse:
    """The models that a kiosk with these settings uses. Raises ModelFileError."""
    return NetworksInUse(settings.models.use, choose_networks(settings))


def reaction_model_names(settings: Settings, used: Collection[str] | None = None) -> Models:
    """Names of the models as a reaction lists them, for the tasks in `used`. By default, for all tasks of the kiosk."""
    chosen = choose_networks(settings, used)
    labels = {task: choice.label for task, choice in chosen.items() if choice.spec and task in Models.model_fields}
    # a recording without video has no reader of expressions, and gives no reaction
    reader = chosen.get("expression", NetworkChoice(None, ""))
    labels["expression"] = reader.label
    return Models(**labels, valence=_valence_name(reader))


def _valence_name(reader: NetworkChoice) -> str:
    """Name of the model or table that gives valence and arousal; "none" if neither is reported."""
    has_head = reader.spec is not None and "affect" in reader.spec.outputs
    if not {"valence", "arousal"} & set(reader.measures):
        return NONE
    return reader.label if has_head else CENTROIDS_VERSION


def _load(path: Path, wanted: tuple[str, ...], task: str) -> ModelSpec:
    spec = ModelSpec.load(path)
    if spec.task not in wanted:
        raise ModelFileError(
            f"model: {spec.name} is a model for {spec.task}. Nothing was started. Name one for {task} in [models] "
            f'{task}, or "none".'
        )
    return spec


def _may_be_used(spec: ModelSpec, models: ModelsSettings) -> bool:
    return models.use == "research" or spec.may_be_used("commercial")


def _source(models: ModelsSettings, task: str) -> str:
    """Sentence that says whether the settings or a default chose the model."""
    if getattr(models, task) is not None:
        return f"[models] {task} names it."
    return f'Vitrina ships it for [models] use = "{models.use}".' if task == "expression" else "Vitrina ships it."


def _why_forbidden(spec: ModelSpec) -> str:
    return f'{spec.name} is for {spec.licence} alone, and [models] use = "shop" takes commercial networks only.'


def _why_unmeasured(spec: ModelSpec, missing: str) -> str:
    return (
        f'{spec.name} does not show that it detects smiles, and [models] use = "shop" wants that measured: {missing}.'
    )


def _unmeasured(spec: ModelSpec, path: Path, missing: str) -> ModelFileError:
    return ModelFileError(
        f"model: {_why_unmeasured(spec, missing)} Nothing was started. Evaluate it on images of people who are not "
        f"in its training data: vitrina models evaluate smile --data DIR --split NAME --model {path} --write. Then "
        f'run vitrina models check {path}. Or name another model in [models] expression, or set use = "research" '
        "if this is not a business."
    )


def _forbidden(spec: ModelSpec, models: ModelsSettings, task: str) -> ModelFileError:
    return ModelFileError(
        f'model: {spec.name} is licensed for {spec.licence} use only (see its card), and [models] use = "{models.use}" '
        f'takes only commercial models. Nothing was started. Set [models] {task} = "none", retrain {spec.name} on '
        f'data that allow it ({RETRAINING.get(task, TRAINING)}), or set use = "research" if this is not a business.'
    )
