"""Tests of expression.py: crop of a face, classification, abstention."""

import re
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, Abstention, ExpressionScores
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import CENTROIDS, ExpressionClassifier, affect_from_probabilities
from edge.perception.vision.face_crop import cut_face
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.face_reading import AbstentionRules, ExpressionPrediction, FaceGeometry
from edge.signals import Frame
from models.data import DATA
from models.expression.data import CLASSES, load_ferplus
from models.serving.features.expression import CANONICAL_PX, NET_PX, face_to_net
from models.serving.spec import ZOO, ModelSpec
from tests.edge.perception.vision.pointing import pointing

FACES = DATA / "faces"
needs_faces = pytest.mark.skipif(not FACES.is_dir(), reason="../shared/data/faces is not here")


@pytest.fixture(scope="module")
def session() -> InferenceSession:
    """The shipped network."""
    return InferenceSession(ModelSpec.load(ZOO / "fer-1.4m.json"))


def keypoints(scale: float, x: float, y: float, turn_deg: float = 0.0) -> NDArray[np.float32]:
    """The canonical face with `scale` image pixels per crop pixel, and the crop's corner at (x, y)."""
    turn = np.radians(turn_deg)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray((CANONICAL_PX - 24) @ rotation.T * scale + 24 * scale + (x, y), np.float32)


def geometry(w_px: float = 100.0, yaw_deg: float = 0.0, pitch_deg: float = 0.0, x: float = 100.0) -> FaceGeometry:
    """Geometry of a face in the image `picture`."""
    return FaceGeometry(keypoints(w_px / 42, x, 100), w_px, yaw_deg, pitch_deg)


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    """An image (480, 640, 3) with smooth structure."""
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3)).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 6) * 2.0 % 256, np.uint8)


def dots(points: NDArray[np.float32], radius_px: float) -> NDArray[np.uint8]:
    """A black image with a white blob at each keypoint."""
    y, x = np.mgrid[0:800, 0:1000] + 0.5
    far = np.stack([(x - px) ** 2 + (y - py) ** 2 for px, py in points])
    grey = (255 * np.exp(-far.min(axis=0) / (2 * radius_px**2))).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


@pytest.mark.parametrize("scale", [0.7, 1.0, 1.9, 2.5, 4.0, 9.3])
@pytest.mark.parametrize("turn_deg", [0.0, 17.0, -40.0])
def test_eyes_nose_and_mouth_are_at_the_positions_of_the_training_data(scale: float, turn_deg: float) -> None:
    """Each keypoint is within a third of a pixel, for small faces and for large ones, which are shrunk first."""
    points = keypoints(scale, 200, 150, turn_deg)
    crop = np.empty((48, 48), np.uint8)
    cut_face(dots(points, 1.5 * scale), face_to_net(points), crop)
    y, x = np.mgrid[0:48, 0:48] + 0.5
    for px, py in CANONICAL_PX[:4]:
        near = crop * (np.hypot(x - px, y - py) < 5).astype(float)
        assert (near * x).sum() / near.sum() == pytest.approx(px, abs=0.34)
        assert (near * y).sum() / near.sum() == pytest.approx(py, abs=0.34)


def test_large_face_is_averaged_not_sampled() -> None:
    """A fine checkerboard under a face of 400 px gives even grey; sampled pixels would be black or white."""
    board = ((np.indices((800, 1000)).sum(axis=0) % 2) * 255).astype(np.uint8)
    crop = np.empty((48, 48), np.uint8)
    cut_face(np.repeat(board[:, :, None], 3, axis=2), face_to_net(keypoints(9.3, 200, 150, 10.0)), crop)
    assert np.abs(crop.astype(int) - 127).max() <= 8


@pytest.mark.parametrize(("x", "y"), [(-60.0, -60.0), (600.0, 420.0), (-5000.0, 100.0), (100.0, 9000.0)])
def test_face_over_the_image_edge_is_cropped_without_an_error(picture: NDArray[np.uint8], x: float, y: float) -> None:
    """Outside the image, its edge pixels are repeated, even for a box wholly outside."""
    crop = np.zeros((48, 48), np.uint8)
    cut_face(picture, face_to_net(keypoints(2.4, x, y)), crop)
    assert crop.any()


def test_keypoints_that_fit_no_face_are_cropped_without_an_error(picture: NDArray[np.uint8]) -> None:
    """Six points that fit no face at any scale give a zero matrix: the whole crop has one grey level."""
    crop = np.arange(48 * 48, dtype=np.uint8).reshape(48, 48)
    cut_face(picture, np.zeros((2, 3), np.float32), crop)
    assert np.ptp(crop) == 0


def test_results_are_in_the_order_of_the_faces(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """Abstentions keep their position, and each other face gives the same scores as alone."""
    expression = ExpressionClassifier(session, AbstentionRules(sure_from=0.0))
    faces = [geometry(x=100), geometry(w_px=30), geometry(x=300), geometry(yaw_deg=60), geometry(x=200)]
    results = expression.classify(picture, faces)
    assert [type(result) for result in results] == [
        ExpressionScores,
        Abstention,
        ExpressionScores,
        Abstention,
        ExpressionScores,
    ]
    for face, result in zip(faces, results, strict=True):
        (alone,) = expression.classify(picture, [face])
        if isinstance(result, ExpressionScores):
            assert isinstance(alone, ExpressionScores)
            assert alone.probabilities == pytest.approx(result.probabilities, abs=1e-4)
        else:
            assert alone == result


def test_scores_are_a_distribution_with_affect_in_range(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """Eight probabilities that sum to 1; valence and arousal between -1 and 1, plain floats."""
    (scores,) = ExpressionClassifier(session, AbstentionRules(sure_from=0.0)).classify(picture, [geometry()])
    assert isinstance(scores, ExpressionScores)
    assert len(scores.probabilities) == len(EXPRESSIONS)
    assert sum(p for p in scores.probabilities if p is not None) == pytest.approx(1.0, abs=1e-5)
    assert isinstance(scores.valence, float)
    assert isinstance(scores.arousal, float)
    assert -1 <= scores.valence <= 1
    assert -1 <= scores.arousal <= 1


@pytest.mark.parametrize(
    ("face", "reason"),
    [
        (geometry(w_px=47.9), "small"),
        (geometry(yaw_deg=-41), "turned"),
        (geometry(pitch_deg=31), "turned"),
        (geometry(w_px=20, yaw_deg=90), "small"),
        (FaceGeometry(np.full((6, 2), np.nan, np.float32), 100, 0, 0), "unsure"),
        (FaceGeometry(np.full((6, 2), 50, np.float32), 100, 0, 0), "unsure"),
    ],
)
def test_small_turned_or_impossible_faces_give_an_abstention(
    session: InferenceSession, picture: NDArray[np.uint8], face: FaceGeometry, reason: str
) -> None:
    """Each has its reason; keypoints that are not finite never reach the network."""
    assert ExpressionClassifier(session).classify(picture, [face]) == [Abstention(reason)]


def test_face_at_the_limits_is_classified(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """48 px, 40 degrees and 30 degrees are still allowed."""
    (result,) = ExpressionClassifier(session, AbstentionRules(sure_from=0.0)).classify(
        picture, [geometry(48.0, 40.0, -30.0)]
    )
    assert isinstance(result, ExpressionScores)


def test_limits_can_be_changed(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """A larger minimum width gives more abstentions."""
    strict = ExpressionClassifier(session, AbstentionRules(min_width_px=120.0))
    assert strict.classify(picture, [geometry()]) == [Abstention("small")]


def test_unsure_network_gives_an_abstention(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """The threshold is that of the card, unless the rules name one."""
    assert ExpressionClassifier(session).sure_from == session.spec.thresholds["abstain_below"]
    assert ExpressionClassifier(session, AbstentionRules(sure_from=1.01)).classify(picture, [geometry()]) == [
        Abstention("unsure")
    ]


def test_head_pose_is_given_for_faces_that_reach_the_network(picture: NDArray[np.uint8]) -> None:
    """Other faces have no angles; an unsure network still gives a head pose."""
    faces = [geometry(x=100), geometry(w_px=30), geometry(yaw_deg=60)]
    expression = pointing((12.0, -7.0))
    assert expression.predicts_head_pose
    predictions = expression.predict(picture, faces)
    assert [prediction.angles_deg for prediction in predictions] == [(12.0, -7.0), None, None]
    assert [prediction.result for prediction in predictions] == expression.classify(picture, faces)
    (unsure,) = pointing((12.0, -7.0), AbstentionRules(sure_from=1.01)).predict(picture, faces[:1])
    assert unsure == ExpressionPrediction(Abstention("unsure"), (12.0, -7.0))


def test_network_without_a_pose_head_gives_no_angles(picture: NDArray[np.uint8]) -> None:
    """Older networks have no such head."""
    expression = pointing(None)
    assert not expression.predicts_head_pose
    assert [prediction.angles_deg for prediction in expression.predict(picture, [geometry()])] == [None]


def test_no_faces_give_no_results(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """An empty list of faces gives an empty list."""
    assert ExpressionClassifier(session).classify(picture, []) == []


def pure(name: str) -> NDArray[np.float32]:
    """Probabilities (1, 8) with certainty of one class."""
    return np.asarray(np.eye(8)[[EXPRESSIONS.index(name)]], np.float32)


def test_pure_surprise_is_neither_pleasant_nor_unpleasant() -> None:
    """Its valence is 0, its arousal is not. Contempt has neither, because no source gives values."""
    assert affect_from_probabilities(pure("surprise"))[0].tolist() == pytest.approx([0.0, 0.67])
    assert affect_from_probabilities(pure("contempt"))[0].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_certainty_gives_the_centroid_of_the_class(name: str) -> None:
    """Valence and arousal are those of the table."""
    assert affect_from_probabilities(pure(name))[0].tolist() == pytest.approx(CENTROIDS[name], abs=1e-6)


def test_mixed_probabilities_give_mixed_centroids() -> None:
    """Half happiness and half neutral give half the values of happiness."""
    half = np.asarray((pure("happiness") + pure("neutral")) / 2, np.float32)
    assert affect_from_probabilities(half)[0].tolist() == pytest.approx([0.405, 0.255])


def test_classes_are_the_same_everywhere(session: InferenceSession) -> None:
    """Events, training data and the shipped network have the eight classes in one order."""
    assert EXPRESSIONS == CLASSES == session.spec.classes
    assert set(CENTROIDS) == set(EXPRESSIONS)


@needs_faces
def test_faces_in_a_frame_are_classified_as_well_as_tiles(session: InferenceSession) -> None:
    """Tiles of FER+ pasted into a frame, tilted and four times as large: the crop by keypoints loses little.

    The keypoints are the canonical ones, so the test covers the crop and not the detector.
    """
    rows = load_ferplus(FACES, ("public",))
    rows = rows.select_rows(np.flatnonzero(rows.majority >= 0)[:300])
    expression = ExpressionClassifier(session, AbstentionRules(sure_from=0.0))
    tiles = expression.expression_probabilities(rows.images).argmax(axis=1)
    points = keypoints(4.0, 180, 120, 15.0)
    to_frame = cv2.invertAffineTransform(face_to_net(points))
    agree = []
    for image, guess in zip(rows.images, tiles, strict=True):
        frame = cv2.warpAffine(image, to_frame, (640, 480), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        (result,) = expression.classify(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR), [FaceGeometry(points, 168, 0, 0)])
        assert isinstance(result, ExpressionScores)
        agree.append(int(np.argmax(np.array(result.probabilities, np.float32))) == guess)
    assert np.mean(agree) >= 0.93


def similarity(matrices: NDArray[np.floating]) -> dict[str, NDArray[np.floating]]:
    """Scale, roll in degrees and move of the centre in pixels, for matrices (n, 2, 3) from tile to crop."""
    cos, sin = matrices[:, 0, 0], matrices[:, 1, 0]
    middle = np.full(2, NET_PX / 2 - 0.5)
    moved = matrices[:, :, :2] @ middle + matrices[:, :, 2] - middle
    roll_deg = np.degrees(np.arctan2(sin, cos))
    return {"scale": np.hypot(cos, sin), "roll_deg": roll_deg, "x_px": moved[:, 0], "y_px": moved[:, 1]}


@needs_faces
def test_crops_of_the_kiosk_equal_the_training_data() -> None:
    """Tiles of FER+'s training part in a scene, cropped by the kiosk's detector, equal the tiles pixel by pixel.

    They differ only by the similarity transform of the keypoints. Its median is close to none. Its scatter is within
    the limits in models/serving/features/expression.py, which are smaller than the moves of crops in training.
    """
    rows = load_ferplus(FACES, ("train",))
    tiles = rows.images[np.linspace(0, len(rows) - 1, 250).astype(int)]
    to_frame = np.array([[3.0, 0.0, 249.0], [0.0, 3.0, 169.0], [0.0, 0.0, 1.0]])  # pixels' middles, as cv2 counts
    transforms, differences = [], []
    with closing(FaceFinder(FaceFinderOptions(tiles="whole", score=0.5))) as faces:
        for tile in tiles:
            grey = np.full((480, 640), 110, np.uint8)
            cv2.warpAffine(tile, to_frame[:2], (640, 480), grey, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
            frame = np.repeat(grey[:, :, None], 3, axis=2)
            for face in faces.detect(Frame(0.0, frame))[:1]:
                crop = np.empty((NET_PX, NET_PX), np.uint8)
                cut_face(frame, face_to_net(face.keypoints), crop)
                transforms.append(face_to_net(face.keypoints) @ to_frame)
                expected, inside = (
                    cv2.warpAffine(shown, transforms[-1], (NET_PX, NET_PX), flags=cv2.INTER_LINEAR)
                    for shown in (tile, np.full_like(tile, 255))
                )
                differences.append(float(np.abs(expected.astype(int) - crop)[inside == 255].mean()))
    assert len(transforms) > 0.6 * len(tiles)  # tight tiles, drawings and half faces are among them
    assert np.median(differences) < 3
    assert np.percentile(differences, 95) < 6
    measured = similarity(np.array(transforms))
    middle = {name: float(np.median(values)) for name, values in measured.items()}
    assert middle["scale"] == pytest.approx(1.0, abs=0.05)
    assert middle["roll_deg"] == pytest.approx(0.0, abs=2.5)
    assert middle["x_px"] == pytest.approx(0.0, abs=0.5)
    assert middle["y_px"] == pytest.approx(0.0, abs=1.0)
    # 1.48 times the median distance is one standard deviation; outliers (faces found in a wrong place) do not count
    scatter = {name: 1.48 * float(np.median(np.abs(values - middle[name]))) for name, values in measured.items()}
    for name, most in {"scale": 0.14, "roll_deg": 7.0, "x_px": 1.7, "y_px": 2.5}.items():
        assert scatter[name] < most, (name, scatter[name])


def test_valence_and_arousal_are_those_of_their_source() -> None:
    """The table of docs/results/numbers.md names the source of each number."""
    text = (Path(__file__).parents[4] / "docs" / "results/numbers.md").read_text(encoding="utf-8").replace("−", "-")
    rows = re.findall(r"^\| ([a-z ]+) \| (-?\d\.\d+|0) \| (-?\d\.\d+|0) \|", text, re.MULTILINE)
    assert {name: (float(valence), float(arousal)) for name, valence, arousal in rows} == CENTROIDS
