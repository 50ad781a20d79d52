"""ExpressionClassifier with networks that were made elsewhere: size, layout, colour, classes are those of the spec."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, Abstention, ExpressionScores
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_reading import AbstentionRules, FaceGeometry
from models.serving.features.expression import CANONICAL_PX, CropFormat
from models.serving.formats import ClassOutput, FaceInput
from models.serving.spec import ModelFileError, ModelSpec
from tests.doubles.own_network import OwnNetwork

HAPPINESS = EXPRESSIONS.index("happiness")


def face(scale: float = 3.0, x: float = 150, y: float = 100) -> FaceGeometry:
    """A frontal face of 48 * scale pixels."""
    points = (CANONICAL_PX * scale + (x, y)).astype(np.float32)
    return FaceGeometry(points, 40 * scale, 0.0, 0.0)


def picture(colour: tuple[int, int, int] = (10, 60, 200)) -> NDArray[np.uint8]:
    """A picture of one colour, BGR."""
    return np.full((360, 480, 3), colour, np.uint8)


def classifier_of(spec: ModelSpec) -> ExpressionClassifier:
    return ExpressionClassifier(InferenceSession(spec))


def scores_of(spec: ModelSpec, image: NDArray[np.uint8]) -> ExpressionScores:
    (result,) = classifier_of(spec).classify(image, [face()])
    assert isinstance(result, ExpressionScores)
    return result


@pytest.mark.parametrize("side_px", [48, 64, 112, 224])
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("colour", ["grey", "RGB", "BGR"])
def test_every_size_layout_and_colour_gives_the_same_answer(
    side_px: int, layout: str, colour: str, tmp_path: Path
) -> None:
    """Red against blue decides: a network that were given the channels in another order would say the opposite."""
    how = FaceInput(layout, colour, scale=1 / 255, mean=(0.1,), std=(0.5,))
    red_first = [[4.0, -4.0], [0.0, 0.0], [-4.0, 4.0]]
    weights = {"grey": [[4.0, -4.0]], "RGB": red_first, "BGR": red_first[::-1]}[colour]
    spec = OwnNetwork(side_px, how, weights=weights).write(tmp_path)
    blue, green, red = (10, 60, 200)
    grey = 0.114 * blue + 0.587 * green + 0.299 * red
    difference = 8 * ((grey / 255 - 0.1) / 0.5 if colour == "grey" else (red - blue) / 255 / 0.5)
    found = scores_of(spec, picture()).probabilities[HAPPINESS]
    assert found == pytest.approx(1 / (1 + np.exp(-difference)), abs=0.01)


def test_mean_and_std_are_by_channel_in_the_order_of_the_network(tmp_path: Path) -> None:
    """A value of each channel, as for networks that were trained on ImageNet."""
    how = FaceInput(colour="RGB", scale=1 / 255, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))
    format_ = CropFormat.spec_format(OwnNetwork(64, how).write(tmp_path))
    x = format_.input_tensor(np.tile(np.array([10, 60, 200], np.uint8), (1, 64, 64, 1)))  # BGR
    assert x.shape == (1, 3, 64, 64)
    expected = [(200 / 255 - 0.485) / 0.229, (60 / 255 - 0.456) / 0.224, (10 / 255 - 0.406) / 0.225]
    np.testing.assert_allclose(x[0, :, 7, 9], expected, rtol=1e-5)


def test_without_scale_each_crop_is_normalised_by_itself(tmp_path: Path) -> None:
    """Mean 0 and spread 1 over all channels together."""
    format_ = CropFormat.spec_format(OwnNetwork(64, FaceInput("NHWC", "RGB")).write(tmp_path))
    crops = np.random.default_rng(0).integers(0, 255, (3, 64, 64, 3)).astype(np.uint8)
    x = format_.input_tensor(crops)
    np.testing.assert_allclose(x.mean(axis=(1, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(x.std(axis=(1, 2, 3)), 1, atol=1e-4)
    np.testing.assert_allclose(x[..., ::-1], format_.input_tensor(np.ascontiguousarray(crops[..., ::-1])), atol=1e-5)


@pytest.mark.parametrize("region", [1.0, 1.4])
def test_larger_crop_shows_the_same_region(region: float, tmp_path: Path) -> None:
    """The eyes of a face lie at the same share of the side as in a usual crop, nearer to the middle in a wider one."""
    format_ = CropFormat.spec_format(OwnNetwork(112, FaceInput(colour="RGB", region=region)).write(tmp_path))
    points = face(2.3).keypoints
    matrix = format_.crop_matrices(points)
    shown = (points - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5
    expected = ((CANONICAL_PX - 24) / region + 24) * 112 / 48
    np.testing.assert_allclose(shown, expected, atol=0.02)


def test_classes_that_the_network_lacks_are_not_told(tmp_path: Path) -> None:
    """A reader of smiles knows nothing of anger, nor of valence."""
    scores = scores_of(OwnNetwork().write(tmp_path), picture())
    assert scores.probabilities[HAPPINESS] is not None
    assert [p for index, p in enumerate(scores.probabilities) if index != HAPPINESS] == [None] * 7
    assert scores.valence is scores.arousal is None


def test_classes_that_are_one_for_the_kiosk_add_up(tmp_path: Path) -> None:
    """Grin and laughter are both happiness; a class of no name is left out, and takes its share with it."""
    names: dict[str, str | None] = {"grin": "happiness", "laugh": "happiness", "talking": None, "calm": "neutral"}
    table = np.log([[0.3, 0.2, 0.4, 0.1]]).tolist()
    how = FaceInput(scale=1 / 255)
    spec = OwnNetwork(64, how, tuple(names), names, weights=table).write(tmp_path)
    scores = scores_of(spec, picture((255, 255, 255)))
    assert scores.probabilities[HAPPINESS] == pytest.approx(0.5, abs=1e-3)
    assert scores.probabilities[0] == pytest.approx(0.1, abs=1e-3)


def test_all_classes_in_another_order_give_valence(tmp_path: Path) -> None:
    """With every class of the kiosk, valence and arousal are the means of the centroids."""
    names = {f"own {name}": name for name in reversed(EXPRESSIONS)}
    table = np.where([name == "own happiness" for name in names], 50.0, 0.0)[None].tolist()
    spec = OwnNetwork(64, FaceInput(scale=1 / 255), tuple(names), dict(names), weights=table).write(tmp_path)
    scores = scores_of(spec, picture((255, 255, 255)))
    assert scores.probabilities[HAPPINESS] == pytest.approx(1.0, abs=1e-3)
    assert scores.valence == pytest.approx(0.81, abs=0.01)


def test_logits_are_divided_by_the_temperature(tmp_path: Path) -> None:
    """Probabilities of the file are taken as they are."""
    warm, cold = (OwnNetwork().write(tmp_path, f"t{t}", temperature=t) for t in (1.0, 4.0))
    logit = {spec.temperature: _logit(scores_of(spec, picture()).probabilities[HAPPINESS]) for spec in (warm, cold)}
    assert logit[1.0] == pytest.approx(4 * logit[4.0], rel=1e-3)
    plain = OwnNetwork(is_softmax=True).write(tmp_path, "plain", temperature=4.0)
    assert _logit(scores_of(plain, picture()).probabilities[HAPPINESS]) == pytest.approx(logit[1.0], rel=1e-3)


def _logit(p: float | None) -> float:
    assert p is not None
    return float(np.log(p / (1 - p)))


def test_abstention_is_by_the_most_probable_class_of_the_network(tmp_path: Path) -> None:
    """A network that is sure of a class that the kiosk has not is no unsure one."""
    spec = OwnNetwork(weights=[[-9.0, 9.0]] * 3).write(tmp_path)
    strict = ExpressionClassifier(InferenceSession(spec), AbstentionRules(sure_from=0.9))
    (sure,) = strict.classify(picture((200, 200, 200)), [face()])
    assert isinstance(sure, ExpressionScores)
    (unsure,) = strict.classify(picture((0, 0, 0)), [face()])
    assert unsure == Abstention("unsure")


def test_tiles_reach_the_network_as_it_wants_them(tmp_path: Path) -> None:
    """`models.evaluate` has grey tiles of 48 px: enlarged, and grey in every channel, for a network of colours."""
    spec = OwnNetwork(96, FaceInput(colour="BGR", scale=1 / 255), weights=[[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    classifier = classifier_of(spec.write(tmp_path))
    tiles = np.stack([np.full((48, 48), level, np.uint8) for level in (0, 100, 255)])
    expected = [0.5, _sigmoid(6 * 100 / 255), _sigmoid(6)]
    assert _shares(classifier.expression_probabilities(tiles)) == pytest.approx(expected, abs=1e-4)
    assert classifier.class_probabilities(tiles).sum(axis=1) == pytest.approx(1.0)
    assert np.isnan(classifier.valence_and_arousal(tiles)).all()
    assert classifier.expression_probabilities(tiles)[:, HAPPINESS + 1 :].max() == 0


def test_usual_tile_is_its_own_crop() -> None:
    """A format of 48 px in grey needs no change, and the matrix that a larger one has maps corner to corner."""
    assert CropFormat().is_usual
    matrix = CropFormat(96, FaceInput(colour="BGR")).tile_matrix()
    np.testing.assert_allclose(matrix @ [-0.5, -0.5, 1], [-0.5, -0.5], atol=1e-4)
    np.testing.assert_allclose(matrix @ [47.5, 47.5, 1], [95.5, 95.5], atol=1e-4)
    np.testing.assert_allclose(CropFormat().tile_matrix(), np.eye(2, 3), atol=1e-5)


def _sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def _shares(probabilities: NDArray[np.float32]) -> list[float]:
    return [float(p) for p in probabilities[:, HAPPINESS]]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"inputs": {"picture": (64, 64, 3)}}, r"the input has the shape \(64, 64, 3\), but face_input"),
        (
            {"inputs": {"picture": (3, 64, 64), "state": (4,)}},
            "the model has 2 inputs, but must have exactly one: a face",
        ),
        ({"classes": ("smile", "no smile", "other")}, r"logits has the shape \(2,\), but `classes` lists 3 classes"),
        ({"class_output": ClassOutput("scores")}, "`outputs` has no 'scores', which `class_output.tensor` names"),
        (
            {"class_output": ClassOutput("logits", "logits", {"smile": "happiness"})},
            "class_output.names has no entry for no smile",
        ),
        ({"thresholds": {}}, "`thresholds` needs `abstain_below`"),
    ],
)
def test_spec_that_reads_no_face_is_refused_with_what_to_do(
    facts: dict[str, object], words: str, tmp_path: Path
) -> None:
    """The kiosk does not start with it."""
    session = InferenceSession(OwnNetwork().write(tmp_path))
    session.spec = replace(session.spec, **facts)  # type: ignore[arg-type]
    with pytest.raises(ModelFileError, match=rf"{words}.*Correct its \.json"):
        ExpressionClassifier(session)


def test_picture_that_a_network_gets_is_the_face(tmp_path: Path) -> None:
    """The bright half of a face in a scene is the same half of the crop, in colour and in grey."""
    image = picture((0, 0, 0))
    cv2.rectangle(image, (222, 0), (480, 360), (255, 255, 255), -1)  # right of the middle of the face
    for how in (FaceInput(colour="RGB", scale=1 / 255), FaceInput(scale=1 / 255)):
        seen: list[NDArray[np.float32]] = []
        session = InferenceSession(OwnNetwork(64, how).write(tmp_path))
        run = session.run_network
        session.run_network = lambda *rows, run=run, seen=seen: seen.append(rows[0]) or run(*rows)  # type: ignore[method-assign]
        ExpressionClassifier(session).classify(image, [face()])
        assert seen[0][..., :30].max() < 0.1
        assert seen[0][..., 34:].min() > 0.9
