"""Settings of a model: facts about the model, and the check that the model file is the file that the settings name.

Uses only the standard library, so that reading model settings imports nothing else.
"""

import errno
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from models.serving.formats import EXPRESSIONS, USUAL_INPUT, USUAL_OUTPUT, ClassOutput, FaceInput
from models.serving.onnx_facts import has_external_data, onnx_opset

OPSET = 17
"""ONNX operator set with which the kiosk is tested. Exporters write it, and `checked_bytes` rejects all others."""

TASKS = ("expression", "smile", "voice", "body", "faces", "text")

MEASURES = ("smile", "negative", "surprise", "valence", "arousal")
"""Expression measures of a reaction that an expression model may report, as in edge.events."""

READER_TASKS = ("expression", "smile")
"""Tasks of the models that `[models] expression` may name."""

CLASSES_OF_MEASURE = {
    "smile": {"happiness"},
    "negative": {"anger", "contempt", "disgust", "fear", "sadness"},
    "surprise": {"surprise"},
}
"""Classes that a model needs to report a measure, by measure, as in edge.events."""

SMALLEST_FACE_PX = 48.0
"""Width in pixels of the smallest face that is classified, for a model whose card does not state it."""

LICENCES = ("evaluation", "non-commercial", "commercial")
"""Licence tiers: the uses that training data allow, narrowest first (evaluation, non-commercial, commercial)."""

ZOO = Path(__file__).resolve().parents[1] / "zoo"


def narrower_licence(one: str, other: str) -> str:
    """The narrower of two licence tiers from LICENCES. A model made from two parts may be used only as both parts
    allow.
    """
    return min(one, other, key=LICENCES.index)


def comparison_scale(output: str) -> float:
    """Scale of an output for comparisons. Angles are in degrees, and their differences count in radians. All other
    outputs are between -1 and 1 and have the scale 1.
    """
    return math.degrees(1.0) if output == "pose" else 1.0


def spec_path(model: str) -> Path:
    """Path of model settings, from a name in the zoo such as "fer-1.4m", or from a path: of the settings, of the model
    file, of both without their suffix, or of a folder with one model. Raises ModelFileError for a folder without
    exactly one.
    """
    if model.endswith(".json"):
        return Path(model)
    if model.endswith(".onnx"):
        return Path(model).with_suffix(".json")
    if (shipped := ZOO / f"{model}.json").is_file() or not ("/" in model or Path(model).is_dir()):
        return shipped
    if not Path(model).is_dir():
        return Path(f"{model}.json")
    found = sorted(path for path in Path(model).glob("*.json") if path.with_suffix(".onnx").is_file())
    if len(found) != 1:
        names = f" ({', '.join(path.name for path in found)})" if found else ""
        raise ModelFileError(f"model: {model} has {len(found)} models{names}. Name the .json file of one model.")
    return found[0]


class ModelFileError(Exception):
    """A model file or its settings are missing, have been changed or use another opset. The text is for a technician at
    the kiosk.
    """


@dataclass(frozen=True)
class ModelSpec:
    """Facts about one model. Export writes them, and the kiosk reads them before it opens the model file.

    `inputs` and `outputs`: name of each tensor and shape of one row. The batch dimension comes first, may have any
    size, and is not part of the shape. A recurrent model has its state in both. The file applies `temperature` itself
    and outputs probabilities, unless `class_output` says otherwise. The kiosk compares the probabilities with
    `thresholds`. `face_input` and `class_output` are for expression models. `licence`: one of LICENCES.
    """

    name: str  # name in messages, before the @
    file: str  # file name, in the folder of the spec
    sha256: str
    opset: int
    task: str  # one of TASKS
    inputs: Mapping[str, tuple[int, ...]]
    outputs: Mapping[str, tuple[int, ...]]
    normalisation: str
    classes: tuple[str, ...]
    temperature: float
    thresholds: Mapping[str, float]
    parameters: int
    licence: str
    licence_note: str  # reason, in a sentence or two
    trained_on: Mapping[str, str]  # data file -> sha256
    recipe: Mapping[str, Any]
    metrics: Mapping[str, Any]
    variants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # "fp16", "int8" -> {"file", "sha256"}
    weights: Mapping[str, str] = field(default_factory=dict)  # {"file", "sha256"}: to start other runs from; may be {}
    face_input: FaceInput = USUAL_INPUT
    class_output: ClassOutput = USUAL_OUTPUT
    tells: tuple[str, ...] | None = None  # of MEASURES; None: see `measures`
    tokenizer: str = ""  # of a network that reads text: see models.serving.features.text
    folder: Path = field(default=ZOO, compare=False)

    @property
    def path(self) -> Path:
        """Path of the model file."""
        return self.folder / self.file

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures that the model reports, in the order of MEASURES. Its task and classes must allow them, and the
        setting `tells` may limit them further.
        """
        given = self._given_measures()
        return tuple(measure for measure in given if self.tells is None or measure in self.tells)

    def _given_measures(self) -> tuple[str, ...]:
        if self.task == "smile":
            return ("smile",) if self.tells is None else MEASURES
        if self.task != "expression":
            return ()
        try:
            classes = set(self.class_output.expression_classes(self.classes))
        except ValueError:  # the kiosk refuses such a network when it opens it
            return ()
        has_affect = "affect" in self.outputs or classes >= set(EXPRESSIONS)
        given = {measure for measure, of in CLASSES_OF_MEASURE.items() if classes >= of}
        given |= {"valence", "arousal"} if has_affect else set()
        return tuple(measure for measure in MEASURES if measure in given)

    @property
    def smallest_face_px(self) -> float:
        """Width in pixels of the smallest face that an expression model reads."""
        return self.thresholds.get("min_px", SMALLEST_FACE_PX)

    @property
    def label(self) -> str:
        """Name and first 12 digits of the hash, as in the field `models` of messages."""
        return f"{self.name}@sha256:{self.sha256[:12]}"

    def variant_spec(self, precision: str) -> "ModelSpec":
        """Settings for only one of the model's files, "fp32" or a smaller variant. Raises ModelFileError if there is no
        such file.
        """
        if precision == "fp32":
            return replace(self, variants={})
        if precision not in self.variants:
            available = ", ".join(("fp32", *self.variants))
            raise ModelFileError(f"model: {self.name} has no {precision} file. Use one of {available}.")
        file = self.variants[precision]
        return replace(self, file=file["file"], sha256=file["sha256"], variants={})

    def file_hashes(self) -> list[str]:
        """SHA-256 of every file of the model."""
        return [self.sha256, *(variant["sha256"] for variant in self.variants.values())]

    def may_be_used(self, licence: str) -> bool:
        """True if the training data allow at least this licence tier from LICENCES."""
        return LICENCES.index(self.licence) >= LICENCES.index(licence)

    def save(self, path: Path | None = None) -> Path:
        """Write the settings to `path`, or to `NAME.json` beside the model file. Return their path."""
        facts = asdict(self)
        del facts["folder"]
        for key, usual in (("face_input", USUAL_INPUT), ("class_output", USUAL_OUTPUT)):
            if getattr(self, key) == usual:
                del facts[key]
        if self.tells is None:
            del facts["tells"]
        if not self.tokenizer:
            del facts["tokenizer"]
        path = path or self.folder / f"{Path(self.file).stem}.json"
        path.write_text(json.dumps(facts, indent=2, sort_keys=False) + "\n", encoding="utf-8")
        return path

    @classmethod
    def load(cls, path: Path) -> "ModelSpec":
        """Read model settings. Raises ModelFileError if they are missing, are not JSON, or lack a fact."""
        try:
            _require_no_pipe(path)
            facts = json.loads(path.read_text(encoding="utf-8"))
            for key in ("inputs", "outputs"):
                facts[key] = {name: tuple(shape) for name, shape in facts[key].items()}
            facts["classes"] = tuple(facts["classes"])
            for key, kind in (("face_input", FaceInput), ("class_output", ClassOutput)):
                if key in facts:
                    facts[key] = kind.from_facts(facts[key])
            if "tells" in facts:
                facts["tells"] = tuple(facts["tells"])
                if unknown := set(facts["tells"]) - set(MEASURES):
                    raise ValueError(
                        f"`tells` contains {', '.join(sorted(unknown))}, but an expression model may report only "
                        f"{', '.join(MEASURES)}"
                    )
            if facts["task"] not in TASKS or facts["licence"] not in LICENCES:
                raise ValueError(f"the task {facts['task']!r} or the licence {facts['licence']!r} is unknown")
            return cls(**facts, folder=path.parent)
        except FileNotFoundError as missing:
            raise ModelFileError(
                f"model: {path} does not exist. Nothing was started. Fetch it again, or name another model in [models]."
            ) from missing
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
            raise ModelFileError(
                f"model: {path} is not a model settings file ({broken}). Nothing was started. Fetch it again."
            ) from broken

    def checked_bytes(self) -> bytes:
        """Content of the model file, which is read once. Raises ModelFileError if hash or opset differ from the
        settings.
        """
        advice = f"Nothing was started. Fetch it again, or {self._way_out}."
        content = self._read(self.file, self.sha256, advice)
        if has_external_data(content):
            raise ModelFileError(
                f"model: {self.file} stores its weights in another file, which the model's sha256 does not cover. "
                f"{advice} If this is your own model, export it as one file."
            )
        opset = onnx_opset(content)
        if opset != self.opset or opset != OPSET:
            raise ModelFileError(
                f"model: {self.file} uses ONNX opset {opset}. Its model settings name opset {self.opset}, and this "
                f"version runs opset {OPSET}. {advice}"
            )
        return content

    def checked_weights(self) -> bytes:
        """Content of the weights file (`models/weights.py`). Raises ModelFileError if it is missing or has another
        hash.
        """
        advice = "Nothing was started. Fetch it again, or train without --start-from."
        if not self.weights:
            raise ModelFileError(f"model: {self.name} has no weights to start from. {advice}")
        return self._read(self.weights["file"], self.weights["sha256"], advice)

    def _read(self, file: str, sha256: str, advice: str) -> bytes:
        """Content of a file beside these settings, after its hash has been checked."""
        path = self.folder / file
        try:
            _require_no_pipe(path)
            content = path.read_bytes()
        except OSError as missing:
            raise ModelFileError(f"model: {path} cannot be read ({missing.strerror}). {advice}") from missing
        digest = hashlib.sha256(content).hexdigest()
        if digest != sha256:
            raise ModelFileError(
                f"model: {file} is not the file that its model settings describe (sha256 {digest[:4]}…, expected "
                f"{sha256[:4]}…). {advice}"
            )
        return content

    @property
    def _way_out(self) -> str:
        """Text with the setting that lets a kiosk run without this file."""
        if self.task == "faces":
            return 'set [faces] runtime = "mediapipe"'
        return f"name another in [models] {'expression' if self.task in READER_TASKS else self.task}"


def _require_no_pipe(path: Path) -> None:
    """Raise OSError for a path that exists and is not a regular file. Opening a named pipe would block, and SIGTERM
    does not end this wait.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "this is not a regular file")
