"""Chooses the network of each task by the settings. A file is opened only later, and only if it may be used.

`[models] use` decides: under "shop" only a network runs whose card says "commercial", and an expression model runs only
if its spec shows that its smiles were measured; it reports smiles only. Under "research" everything runs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.messages.payloads import Models, Use
from edge.perception.vision.expression import CENTROIDS_VERSION
from edge.perception.vision.face_finder import FAR, NEAR
from edge.settings.models import ModelsSettings
from edge.settings.settings import Settings
from models.serving.gate import VOICE, failed_rules_text, shop_measures, unmet_smile_rules
from models.serving.spec import READER_TASKS, ZOO, ModelFileError, ModelSpec

RESEARCH_EXPRESSION = ZOO / "fer-1.4m.json"
SHOP_EXPRESSION: Path | None = ZOO / "smile-mesh.json"
"""Reader of expressions that runs in a shop if `[models] expression` names none. None: none ships."""

SHIPPED = {"voice": ZOO / "voice-0.4m.json", "body": ZOO / "body-1k.json", "text": ZOO / "text-3.4m.json"}
"""Task to the network that runs if `[models]` names none. For expressions see above."""

DETECTORS = {FAR: ZOO / "face-full-range.json", NEAR: ZOO / "face-short-range.json"}
"""Face detector of MediaPipe to its converted network, which runs with `[faces] runtime = "serving"`."""

TASKS = ("expression", *SHIPPED)
NONE = "none"
"""Name of a network that a kiosk does not have, in messages."""

RETRAINING = {"expression": "Your own pictures"}
"""Task to the section of models/README.md about training its network on own data. Other tasks: section Train."""

ATTENTION_ALONE = "No face is read: attention comes from the keypoints of the face detector."


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """Network of a task, or none, and why, in a sentence. A reader of expressions has the measures that it tells."""

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
        """Name and reason in one line."""
        return f"{self.label}: {self.why}"


def choose_network(settings: Settings, task: str) -> NetworkChoice:
    """The network of a task of TASKS, by its card. Raises ModelFileError for a named network that may not be used."""
    return choose_expression_reader(settings) if task == "expression" else _choose_other_network(settings, task)


def choose_expression_reader(settings: Settings) -> NetworkChoice:
    """The reader of expressions. Raises ModelFileError for a named one that may not be used."""
    models = settings.models
    if models.expression == "none":
        return NetworkChoice(None, f'[models] expression = "none". {ATTENTION_ALONE}')
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
    return NetworkChoice(spec, f"{_source(models, 'expression')} It tells {', '.join(measures)}.", measures)


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
            f'[models] use = "shop" takes no voice network that fails the gate of its card, and {spec.name} fails '
            f"{missing}. Laughter is not told; the sound level is.",
        )
    return NetworkChoice(spec, _source(models, task))


def model_spec(settings: Settings, task: str) -> ModelSpec:
    """The card of a network that must be there. Raises ModelFileError if it may not be used."""
    choice = choose_network(settings, task)
    if choice.spec is None:
        raise ModelFileError(
            f"model: there is no network for {task}. {choice.why} Nothing was started. Name one in [models] {task}."
        )
    return choice.spec


def smallest_readable_face_px(settings: Settings) -> float:
    """Width in pixels of the smallest face that is read: by the settings, else by the card. Raises ModelFileError."""
    if settings.expression.min_px is not None:
        return settings.expression.min_px
    choice = choose_expression_reader(settings)
    return choice.spec.smallest_face_px if choice.spec else settings.faces.min_px


def sensed_tasks(settings: Settings) -> list[str]:
    """Tasks that a kiosk with these settings has a sense for. Without a microphone no voice network is chosen."""
    has = {
        "expression": True,
        "voice": settings.microphone.records_sound,
        "body": bool(settings.kits),
        "text": settings.comments.page,
    }
    return [task for task in TASKS if has[task]]


def choose_networks(settings: Settings, of: Collection[str] | None = None) -> dict[str, NetworkChoice]:
    """Task to its network, of the tasks in `of`, by default of all tasks of the kiosk. Raises ModelFileError."""
    return {task: choose_network(settings, task) for task in (sensed_tasks(settings) if of is None else of)}


def model_cards(settings: Settings) -> list[ModelSpec]:
    """Cards of all networks that a kiosk with these settings runs, but for those that MediaPipe runs. Raises
    ModelFileError."""
    return detector_specs(settings) + [choice.spec for choice in choose_networks(settings).values() if choice.spec]


def detector_specs(settings: Settings) -> list[ModelSpec]:
    """Cards of the face detector's networks; none if MediaPipe runs them. Raises ModelFileError."""
    return [detector_spec(name) for name in DETECTORS] if settings.faces.runtime == "serving" else []


def detector_spec(name: str) -> ModelSpec:
    """Card of one network of the face detector, FAR or NEAR. Raises ModelFileError."""
    return _load(DETECTORS[name], ("faces",), "faces")


@dataclass(frozen=True, slots=True)
class NetworksInUse:
    """The use that the settings name, and the network of each task of a kiosk."""

    use: Use
    choices: Mapping[str, NetworkChoice]

    @property
    def reader_with_reason(self) -> str:
        """The reader of expressions, and why, in one line."""
        return self.choices["expression"].label_with_reason

    @property
    def labels(self) -> dict[str, str]:
        """Task to name and hash of its network, or "none", as health lists them."""
        return {task: choice.label for task, choice in self.choices.items()}

    @property
    def missing_network_reasons(self) -> dict[str, str]:
        """Task to the reason why its sense has no network, for the senses that go on without."""
        return {task: choice.why for task, choice in self.choices.items() if choice.spec is None}


def networks_in_use(settings: Settings) -> NetworksInUse:
    """The networks of a kiosk with these settings. Raises ModelFileError."""
    return NetworksInUse(settings.models.use, choose_networks(settings))


def reaction_model_names(settings: Settings, used: Collection[str] | None = None) -> Models:
    """Names of the networks, as a reaction lists them: of the tasks in `used`, by default of all tasks of the kiosk."""
    chosen = choose_networks(settings, used)
    labels = {task: choice.label for task, choice in chosen.items() if choice.spec and task in Models.model_fields}
    # a recording without video has no reader of expressions, and gives no reaction
    reader = chosen.get("expression", NetworkChoice(None, ""))
    labels["expression"] = reader.label
    return Models(**labels, valence=_valence_name(reader))


def _valence_name(reader: NetworkChoice) -> str:
    """Network or table behind valence and arousal; "none" if neither is told."""
    has_head = reader.spec is not None and "affect" in reader.spec.outputs
    if not {"valence", "arousal"} & set(reader.measures):
        return NONE
    return reader.label if has_head else CENTROIDS_VERSION


def _load(path: Path, wanted: tuple[str, ...], task: str) -> ModelSpec:
    spec = ModelSpec.load(path)
    if spec.task not in wanted:
        raise ModelFileError(
            f"model: {spec.name} is a network for {spec.task}. Nothing was started. Name one for {task} in "
            f"[models] {task}, or none."
        )
    return spec


def _may_be_used(spec: ModelSpec, models: ModelsSettings) -> bool:
    return models.use == "research" or spec.may_be_used("commercial")


def _source(models: ModelsSettings, task: str) -> str:
    """Sentence on where the choice comes from."""
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
        f"model: {_why_unmeasured(spec, missing)} Nothing was started. Run vitrina models evaluate smile --data DIR "
        f"--split NAME --model {path} --write over pictures of people who did not train it, then vitrina models check "
        f'{path}. Or name another in [models] expression, or set use = "research" if this is no business.'
    )


def _forbidden(spec: ModelSpec, models: ModelsSettings, task: str) -> ModelFileError:
    return ModelFileError(
        f"model: {spec.name} is for {spec.licence} alone (its card says why), and [models] use = "
        f'"{models.use}" takes commercial networks only. Nothing was started. Name none in [models] {task}, retrain '
        f'{spec.name} on data that allow it (models/README.md, "{RETRAINING.get(task, "Train")}"), or set '
        'use = "research" if this is no business.'
    )
