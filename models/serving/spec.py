"""What a model file is: the card's facts as a value, and the check that the file is the one the card names.

Standard library only, so that whoever reads a card loads nothing else.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

OPSET = 17
"""The ONNX operator set that the kiosk is tested with; exporters write it, `checked_bytes` refuses any other."""

TASKS = ("expression", "voice", "body")

LICENCES = ("evaluation", "non-commercial", "commercial")
"""What the data that a network was trained on allow, from the narrowest: to try and to measure it; to use it where
nothing is sold by it; to use it in a business."""

ZOO = Path(__file__).resolve().parents[1] / "zoo"


def narrower(one: str, other: str) -> str:
    """Of two tiers of LICENCES the one that allows less: what comes of two things may be used for no more."""
    return min(one, other, key=LICENCES.index)


def unit(output: str) -> float:
    """What a difference of an output counts in: angles, which are in degrees, in radians. All else lies within 1."""
    return math.degrees(1.0) if output == "pose" else 1.0


def spec_path(model: str) -> Path:
    """Where the spec of a network of the zoo, or of one somewhere else, lies: "fer-1.4m", or a path to its .json."""
    return Path(model) if model.endswith(".json") else ZOO / f"{model}.json"


class ModelFileError(Exception):
    """A model file or its spec is absent, altered or of another opset. The text is for the person at the kiosk."""


@dataclass(frozen=True)
class ModelSpec:
    """The facts of one network. Written by export, read by the kiosk before it opens the file.

    `inputs` and `outputs` name each tensor and the shape of one row of it: the batch comes first, may have any size,
    and stands in no shape. A network that remembers has its state among both. `temperature` is already inside the file,
    which gives probabilities; `thresholds` are what the kiosk compares them with. `licence` is one of LICENCES.
    """

    name: str  # as messages name it, before the @
    file: str  # beside the spec
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
    licence_note: str  # why, in a sentence or two
    trained_on: Mapping[str, str]  # data file -> sha256
    recipe: Mapping[str, Any]
    metrics: Mapping[str, Any]
    variants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # "fp16", "int8" -> {"file", "sha256"}
    weights: Mapping[str, str] = field(default_factory=dict)  # {"file", "sha256"}: to train others from; may be {}
    folder: Path = field(default=ZOO, compare=False)

    @property
    def path(self) -> Path:
        """Where the model file lies."""
        return self.folder / self.file

    @property
    def label(self) -> str:
        """Name and first 12 digits of the hash, as `models` in messages has it."""
        return f"{self.name}@sha256:{self.sha256[:12]}"

    def variant(self, precision: str) -> "ModelSpec":
        """The network as one of its files alone, "fp32" or a smaller one; ModelFileError where it has no such."""
        if precision == "fp32":
            return replace(self, variants={})
        if precision not in self.variants:
            has = ", ".join(("fp32", *self.variants))
            raise ModelFileError(f"model: {self.name} has no {precision} file, only {has}. Name one of these.")
        file = self.variants[precision]
        return replace(self, file=file["file"], sha256=file["sha256"], variants={})

    def hashes(self) -> list[str]:
        """The sha256 of every file that it has."""
        return [self.sha256, *(variant["sha256"] for variant in self.variants.values())]

    def may_be_used(self, licence: str) -> bool:
        """Whether the data behind it allow at least this tier of LICENCES."""
        return LICENCES.index(self.licence) >= LICENCES.index(licence)

    def save(self) -> Path:
        """Write `NAME.json` beside the model file; returns its path."""
        facts = asdict(self)
        del facts["folder"]
        path = self.folder / f"{Path(self.file).stem}.json"
        path.write_text(json.dumps(facts, indent=2, sort_keys=False) + "\n", encoding="utf-8")
        return path

    @classmethod
    def load(cls, path: Path) -> "ModelSpec":
        """Read a spec. ModelFileError where it is absent, is no JSON, or lacks a fact."""
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            for key in ("inputs", "outputs"):
                facts[key] = {name: tuple(shape) for name, shape in facts[key].items()}
            facts["classes"] = tuple(facts["classes"])
            if facts["task"] not in TASKS or facts["licence"] not in LICENCES:
                raise ValueError(f"task {facts['task']!r}, licence {facts['licence']!r}")
            return cls(**facts, folder=path.parent)
        except FileNotFoundError as missing:
            raise ModelFileError(
                f"model: {path} is not there. Nothing was started. Fetch it again, or name another in [models]."
            ) from missing
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
            raise ModelFileError(
                f"model: {path} is not the spec of a model ({broken}). Nothing was started. Fetch it again."
            ) from broken

    def checked_bytes(self) -> bytes:
        """The model file, read once and found to be the one that this spec names; ModelFileError if it is not."""
        cure = f"Nothing was started. Fetch it again, or name another in [models] {self._setting}."
        content = self._read(self.file, self.sha256, cure)
        opset = onnx_opset(content)
        if opset != self.opset or opset != OPSET:
            raise ModelFileError(
                f"model: {self.file} is of ONNX opset {opset}, its card says {self.opset}, "
                f"and this version runs opset {OPSET}. {cure}"
            )
        return content

    def checked_weights(self) -> bytes:
        """The file of weights to train others from (`models/weights.py`), read once; ModelFileError where there is
        none, or it is not the one that this spec names."""
        cure = "Nothing was started. Fetch it again, or train without --start-from."
        if not self.weights:
            raise ModelFileError(f"model: {self.name} comes without weights to begin from. {cure}")
        return self._read(self.weights["file"], self.weights["sha256"], cure)

    def _read(self, file: str, sha256: str, cure: str) -> bytes:
        """A file beside this spec, found to be the one that it names."""
        path = self.folder / file
        try:
            content = path.read_bytes()
        except OSError as missing:
            raise ModelFileError(f"model: {path} cannot be read ({missing.strerror}). {cure}") from missing
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            raise ModelFileError(
                f"model: {file} is not the file that its card names "
                f"(sha256 {found[:4]}…, expected {sha256[:4]}…). {cure}"
            )
        return content

    @property
    def _setting(self) -> str:
        return self.task


def onnx_opset(content: bytes) -> int | None:
    """The version of ONNX's own operators that a model file asks for; None where it names none, or is no ONNX file.

    Reads the two protobuf fields that say it (ModelProto.opset_import = 8; domain = 1, version = 2), so that the
    kiosk need not carry the onnx package.
    """
    try:
        for number, value in _fields(content):
            if number == 8 and isinstance(value, bytes):
                entry = dict(_fields(value))
                version = entry.get(2)
                if entry.get(1, b"") in (b"", b"ai.onnx") and isinstance(version, int):
                    return version
    except (IndexError, ValueError):
        return None
    return None


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Field numbers and values of one protobuf message, not looking into them."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        value: int | bytes
        if kind == 0:
            value, at = _varint(message, at)
        elif kind in (1, 2, 5):
            size = {1: 8, 5: 4}.get(kind, 0)
            if kind == 2:
                size, at = _varint(message, at)
            if at + size > len(message):
                raise ValueError("cut short")
            value, at = message[at : at + size], at + size
        else:
            raise ValueError(f"wire type {kind}")
        yield key >> 3, value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
