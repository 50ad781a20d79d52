"""Input and output of an expression model: how a face is cropped and scaled, and which classes it returns.

With these facts, a model from another source can run on the kiosk. The defaults are those of models written by
`models.export`. Uses only the standard library, so that reading model settings imports nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

EXPRESSIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
"""Classes that the kiosk uses, in order."""

LAYOUTS = ("NCHW", "NHWC")
COLOURS = ("grey", "RGB", "BGR")
SCORES = ("probabilities", "logits")


@dataclass(frozen=True)
class FaceInput:
    """Face crop as model input. The side of the crop is in the shape of the input.

    A grey level or colour value v from 0 to 255 becomes (v * scale - mean) / std. `mean` and `std` are one number each,
    or one number for each channel in the order of `colour`. Without `scale`, each crop is normalised separately to mean
    0 and standard deviation 1.
    """

    layout: str = "NCHW"  # one of LAYOUTS
    colour: str = "grey"  # one of COLOURS
    scale: float | None = None
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    region: float = 1.0  # side of the region of the picture, 1 for that of FER2013's pictures: from chin to hairline

    @property
    def channels(self) -> int:
        """Number of colour channels: 1 for grey, 3 otherwise."""
        return 1 if self.colour == "grey" else 3

    def side_px(self, shape: Sequence[int]) -> int:
        """Side of the crop for a row of this shape. Raises ValueError if the shape does not match layout and colour."""
        side_px = shape[1] if len(shape) == 3 else 0
        wanted = (side_px, side_px, self.channels) if self.layout == "NHWC" else (self.channels, side_px, side_px)
        if side_px < 1 or tuple(shape) != wanted:
            n = self.channels
            shown = f"(side, side, {n})" if self.layout == "NHWC" else f"({n}, side, side)"
            raise ValueError(
                f"the input has the shape {tuple(shape)}, but face_input (layout {self.layout}, colour"
                f" {self.colour}) needs {shown}"
            )
        return side_px

    @classmethod
    def from_facts(cls, facts: Any) -> "FaceInput":
        """Read the facts in model settings. Raises ValueError, which names the key and the allowed values."""
        given = dict(_known(cls, "face_input", facts))
        for key, allowed in (("layout", LAYOUTS), ("colour", COLOURS)):
            _require_one_of(f"face_input.{key}", given.get(key, allowed[0]), allowed)
        channels = 1 if given.get("colour", "grey") == "grey" else 3
        for key in ("mean", "std"):
            if key in given:
                given[key] = _numbers(f"face_input.{key}", given[key], channels)
        if 0.0 in given.get("std", ()):
            raise ValueError("face_input.std is 0, but is used as a divisor. Set a number other than 0")
        if given.get("scale") is not None:
            (given["scale"],) = _numbers("face_input.scale", given["scale"], 1)
        elif given.get("mean", (0.0,)) != (0.0,) or given.get("std", (1.0,)) != (1.0,):
            raise ValueError("face_input has mean or std without scale. Set scale to 1 for values of 0 to 255")
        if "region" in given:
            (given["region"],) = _numbers("face_input.region", given["region"], 1)
            if not 0.5 <= given["region"] <= 3.0:
                raise ValueError("face_input.region must be from 0.5 to 3")
        return cls(**given)


@dataclass(frozen=True)
class ClassOutput:
    """Output of an expression model: the tensor, and our class for each of its classes.

    `names` maps a class of the model to one of EXPRESSIONS, or to None if the kiosk has no such class. Classes with a
    name from EXPRESSIONS need no entry. Several classes of the model may map to the same class; their probabilities are
    added.
    """

    tensor: str = "probabilities"
    scores: str = "probabilities"  # one of SCORES; logits are divided by the temperature of the spec
    names: Mapping[str, str | None] = field(default_factory=dict)

    def expression_classes(self, classes: Sequence[str]) -> tuple[str | None, ...]:
        """Class of EXPRESSIONS for each class of the model; None for a class that is not used. Raises ValueError if a
        name is unknown, or if no class is used.
        """
        if unknown := sorted(set(self.names) - set(classes)):
            raise ValueError(
                f"class_output.names contains {', '.join(unknown)}, but classes contains {', '.join(classes)}"
            )
        if nameless := [name for name in classes if name not in EXPRESSIONS and name not in self.names]:
            raise ValueError(
                f"class_output.names has no entry for {', '.join(nameless)}. Each class needs one of"
                f" {', '.join(EXPRESSIONS)}, or null"
            )
        mapped = tuple(self.names.get(name, name) for name in classes)
        for name in mapped:
            if name is not None:
                _require_one_of("class_output.names", name, EXPRESSIONS)
        if not any(mapped):
            raise ValueError(f"the model has none of the classes that the kiosk reads: {', '.join(EXPRESSIONS)}")
        return mapped

    @classmethod
    def from_facts(cls, facts: Any) -> "ClassOutput":
        """Read the facts in model settings. Raises ValueError, which names the key and the allowed values."""
        given = _known(cls, "class_output", facts)
        _require_one_of("class_output.scores", given.get("scores", SCORES[0]), SCORES)
        if not isinstance(given.get("names", {}), dict):
            raise ValueError("class_output.names must be an object")
        return cls(**given)


USUAL_INPUT, USUAL_OUTPUT = FaceInput(), ClassOutput()
"""Formats of the models that `models.export` writes. The settings of these models do not contain them."""


def _known(cls: type, name: str, facts: Any) -> dict[str, Any]:
    if not isinstance(facts, dict):
        raise ValueError(f"{name} must be an object")
    keys = [each.name for each in fields(cls)]
    if unknown := sorted(set(facts) - set(keys)):
        raise ValueError(f"{name} contains {', '.join(unknown)}, but may contain only {', '.join(keys)}")
    return facts


def _require_one_of(key: str, value: object, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{key} is {value!r}, but must be one of {', '.join(allowed)}")


def _numbers(key: str, value: Any, channels: int) -> tuple[float, ...]:
    """One number, or one number for each channel. Raises ValueError for anything else."""
    listed = value if isinstance(value, (list, tuple)) else [value]
    is_number = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in listed)
    if not is_number or len(listed) not in (1, channels) or not all(abs(each) < float("inf") for each in listed):
        counts = "a number" if channels == 1 else f"a number or {channels} numbers"
        raise ValueError(f"{key} is {value!r}, but must be {counts}")
    return tuple(float(each) for each in listed)
