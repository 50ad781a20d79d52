"""formats.py: facts of a network made elsewhere are read, or refused with the key and the values that it may have."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import EXPRESSIONS as KIOSK_EXPRESSIONS
from models.serving.formats import COLOURS, EXPRESSIONS, LAYOUTS, SCORES, ClassOutput, FaceInput
from models.serving.spec import ModelFileError, ModelSpec
from tests.doubles.own_network import OwnNetwork


def test_expressions_are_those_of_the_kiosk() -> None:
    """The order is the same too."""
    assert EXPRESSIONS == KIOSK_EXPRESSIONS


@given(
    st.sampled_from(LAYOUTS),
    st.sampled_from(COLOURS),
    st.one_of(st.none(), st.floats(1e-3, 10)),
    st.floats(0.5, 3.0),
    st.sampled_from(SCORES),
)
def test_facts_are_the_same_after_writing_and_reading(
    layout: str, colour: str, scale: float | None, region: float, scores: str
) -> None:
    """Through JSON, as in a spec."""
    values = {} if scale is None else {"mean": (0.5,), "std": (0.25,)}
    face = FaceInput(layout, colour, scale, region=region, **values)
    facts = {"layout": layout, "colour": colour, "region": region, "scale": scale, **values}
    assert FaceInput.from_facts(json.loads(json.dumps(facts))) == face
    assert FaceInput.from_facts(json.loads(json.dumps(asdict(face)))) == face
    output = ClassOutput("scores", scores, {"smile": "happiness", "other": None})
    assert ClassOutput.from_facts(json.loads(json.dumps(vars(output)))) == output


def test_spec_keeps_the_facts_and_leaves_out_the_usual_ones(tmp_path: Path) -> None:
    """A spec of `models.export` has neither key."""
    spec = OwnNetwork().write(tmp_path)
    assert ModelSpec.load(tmp_path / "own.json") == spec
    OwnNetwork(48, FaceInput(), EXPRESSIONS, {}, is_softmax=True).write(tmp_path, "usual")
    assert not {"face_input", "class_output"} & set(json.loads((tmp_path / "usual.json").read_text()))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ("grey", "face_input must be an object"),
        ({"size": 64}, "face_input contains size, but may contain only layout, colour, scale, mean, std, region"),
        ({"layout": "CHW"}, "face_input.layout is 'CHW', but must be one of NCHW, NHWC"),
        ({"colour": "gray"}, "face_input.colour is 'gray', but must be one of grey, RGB, BGR"),
        ({"scale": "1/255"}, "face_input.scale is '1/255', but must be a number"),
        ({"scale": True}, "face_input.scale is True, but must be a number"),
        ({"scale": 1, "mean": [1, 2]}, r"face_input.mean is \[1, 2\], but must be a number"),
        ({"colour": "RGB", "scale": 1, "std": [1, 2]}, "but must be a number or 3 numbers"),
        ({"scale": 1, "std": 0}, "face_input.std is 0"),
        ({"std": 0.5}, "mean or std without scale"),
        ({"region": 9}, "face_input.region must be from 0.5 to 3"),
        ({"scale": float("nan")}, "must be a number"),
    ],
)
def test_wrong_face_input_is_refused_with_what_it_may_be(facts: Any, words: str, tmp_path: Path) -> None:
    """The kiosk does not start, and says where the spec is wrong."""
    with pytest.raises(ValueError, match=words):
        FaceInput.from_facts(facts)
    OwnNetwork().write(tmp_path)
    path = tmp_path / "own.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "face_input": facts}))
    with pytest.raises(ModelFileError, match=r"own\.json is not a model settings file"):
        ModelSpec.load(path)


@pytest.mark.parametrize(
    ("layout", "colour", "shape"),
    [
        ("NCHW", "RGB", (64, 64, 3)),
        ("NHWC", "RGB", (3, 64, 64)),
        ("NCHW", "grey", (3, 64, 64)),
        ("NCHW", "grey", (1, 64, 48)),
        ("NCHW", "grey", (64, 64)),
        ("NHWC", "grey", ()),
    ],
)
def test_shape_must_fit_layout_and_colour(layout: str, colour: str, shape: tuple[int, ...]) -> None:
    """The error has the shape, and the one that is wanted."""
    with pytest.raises(ValueError, match=r"the input has the shape \(.*\), but face_input .* needs \("):
        FaceInput(layout, colour).side_px(shape)


@pytest.mark.parametrize(("layout", "shape"), [("NCHW", (3, 112, 112)), ("NHWC", (112, 112, 3))])
def test_side_is_read_from_the_shape(layout: str, shape: tuple[int, ...]) -> None:
    assert FaceInput(layout, "BGR").side_px(shape) == 112


@pytest.mark.parametrize(
    ("classes", "names", "words"),
    [
        (
            ("smile", "no"),
            {"smile": "happiness"},
            "class_output.names has no entry for no. Each class needs one of neutral",
        ),
        (("smile",), {"smile": "joy"}, "class_output.names is 'joy', but must be one of neutral, happiness"),
        (("smile",), {"smile": None}, "the model has none of the classes that the kiosk reads"),
        (("happiness",), {"happy": "happiness"}, "class_output.names contains happy, but classes contains happiness"),
    ],
)
def test_every_class_must_be_named(classes: tuple[str, ...], names: dict[str, str | None], words: str) -> None:
    """A class that is forgotten must not be left out in silence."""
    with pytest.raises(ValueError, match=words):
        ClassOutput(names=names).expression_classes(classes)


def test_names_are_mapped_in_order() -> None:
    """Two classes may be one of the kiosk's, and one of its own name needs no entry."""
    output = ClassOutput(names={"grin": "happiness", "laugh": "happiness", "other": None})
    assert output.expression_classes(("laugh", "anger", "other", "grin")) == ("happiness", "anger", None, "happiness")
