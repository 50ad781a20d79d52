"""expression.py: where a face is cut out, what is read, and when nothing is said."""

from contextlib import closing

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, Abstention, ExpressionScores
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import (
    CENTROIDS,
    AbstentionRules,
    ExpressionClassifier,
    ExpressionPrediction,
    FaceGeometry,
    by_centroids,
    cut,
)
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
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
    """The canonical face, `scale` picture pixels to a pixel of the crop, its crop's corner at (x, y)."""
    turn = np.radians(turn_deg)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray((CANONICAL_PX - 24) @ rotation.T * scale + 24 * scale + (x, y), np.float32)


def someone(w_px: float = 100.0, yaw_deg: float = 0.0, pitch_deg: float = 0.0, x: float = 100.0) -> FaceGeometry:
    """A face of the picture below."""
    return FaceGeometry(keypoints(w_px / 42, x, 100), w_px, yaw_deg, pitch_deg)


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    """A picture (480, 640, 3) with smooth structure."""
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3)).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 6) * 2.0 % 256, np.uint8)


def dots(points: NDArray[np.float32], radius_px: float) -> NDArray[np.uint8]:
    """A black picture with a white blob at each keypoint."""
    y, x = np.mgrid[0:800, 0:1000] + 0.5
    far = np.stack([(x - px) ** 2 + (y - py) ** 2 for px, py in points])
    grey = (255 * np.exp(-far.min(axis=0) / (2 * radius_px**2))).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


@pytest.mark.parametrize("scale", [0.7, 1.0, 1.9, 2.5, 4.0, 9.3])
@pytest.mark.parametrize("turn_deg", [0.0, 17.0, -40.0])
def test_eyes_nose_and_mouth_land_where_the_training_has_them(scale: float, turn_deg: float) -> None:
    """For small faces and for large ones, which are shrunk first: each keypoint within a third of a pixel."""
    points = keypoints(scale, 200, 150, turn_deg)
    crop = np.empty((48, 48), np.uint8)
    cut(dots(points, 1.5 * scale), face_to_net(points), crop)
    y, x = np.mgrid[0:48, 0:48] + 0.5
    for px, py in CANONICAL_PX[:4]:
        near = crop * (np.hypot(x - px, y - py) < 5).astype(float)
        assert (near * x).sum() / near.sum() == pytest.approx(px, abs=0.34)
        assert (near * y).sum() / near.sum() == pytest.approx(py, abs=0.34)


def test_large_face_is_averaged_and_not_sampled() -> None:
    """A fine checkerboard under a face of 400 px comes out as even grey; single pixels would be black or white."""
    board = ((np.indices((800, 1000)).sum(axis=0) % 2) * 255).astype(np.uint8)
    crop = np.empty((48, 48), np.uint8)
    cut(np.repeat(board[:, :, None], 3, axis=2), face_to_net(keypoints(9.3, 200, 150, 10.0)), crop)
    assert np.abs(crop.astype(int) - 127).max() <= 8


@pytest.mark.parametrize(("x", "y"), [(-60.0, -60.0), (600.0, 420.0), (-5000.0, 100.0), (100.0, 9000.0)])
def test_face_over_the_edge_is_cut_without_a_crash(picture: NDArray[np.uint8], x: float, y: float) -> None:
    """Beyond the picture its edge goes on; even a box wholly outside ends well."""
    crop = np.zeros((48, 48), np.uint8)
    cut(picture, face_to_net(keypoints(2.4, x, y)), crop)
    assert crop.any()


def test_keypoints_that_are_no_face_are_cut_without_a_crash(picture: NDArray[np.uint8]) -> None:
    """A matrix of nothing, as six points give that fit no face at any scale: all of the crop is one tone."""
    crop = np.arange(48 * 48, dtype=np.uint8).reshape(48, 48)
    cut(picture, np.zeros((2, 3), np.float32), crop)
    assert np.ptp(crop) == 0


def test_verdicts_come_in_the_order_of_the_faces(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """Refused faces keep their place, and the rest is as if read alone."""
    expression = ExpressionClassifier(session, AbstentionRules(sure_from=0.0))
    faces = [someone(x=100), someone(w_px=30), someone(x=300), someone(yaw_deg=60), someone(x=200)]
    read = expression.classify(picture, faces)
    assert [type(reading) for reading in read] == [
        ExpressionScores,
        Abstention,
        ExpressionScores,
        Abstention,
        ExpressionScores,
    ]
    for face, reading in zip(faces, read, strict=True):
        (alone,) = expression.classify(picture, [face])
        if isinstance(reading, ExpressionScores):
            assert isinstance(alone, ExpressionScores)
            assert alone.probabilities == pytest.approx(reading.probabilities, abs=1e-4)
        else:
            assert alone == reading


def test_verdict_is_a_distribution_with_affect_in_range(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """Eight probabilities that sum to 1; valence and arousal between -1 and 1, plain floats."""
    (verdict,) = ExpressionClassifier(session, AbstentionRules(sure_from=0.0)).classify(picture, [someone()])
    assert isinstance(verdict, ExpressionScores)
    assert len(verdict.probabilities) == len(EXPRESSIONS)
    assert sum(verdict.probabilities) == pytest.approx(1.0, abs=1e-5)
    assert type(verdict.valence) is type(verdict.arousal) is float
    assert -1 <= verdict.valence <= 1
    assert -1 <= verdict.arousal <= 1


@pytest.mark.parametrize(
    ("face", "reason"),
    [
        (someone(w_px=47.9), "small"),
        (someone(yaw_deg=-41), "turned"),
        (someone(pitch_deg=31), "turned"),
        (someone(w_px=20, yaw_deg=90), "small"),
        (FaceGeometry(np.full((6, 2), np.nan, np.float32), 100, 0, 0), "unsure"),
        (FaceGeometry(np.full((6, 2), 50, np.float32), 100, 0, 0), "unsure"),
    ],
)
def test_small_turned_or_impossible_faces_are_not_read(
    session: InferenceSession, picture: NDArray[np.uint8], face: FaceGeometry, reason: str
) -> None:
    """Each with its reason; keypoints that are no numbers never reach the network."""
    assert ExpressionClassifier(session).classify(picture, [face]) == [Abstention(reason)]


def test_face_at_the_limits_is_read(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """48 px, 40 degrees and 30 degrees are still allowed."""
    (reading,) = ExpressionClassifier(session, AbstentionRules(sure_from=0.0)).classify(
        picture, [someone(48.0, 40.0, -30.0)]
    )
    assert isinstance(reading, ExpressionScores)


def test_limits_are_settings(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """A shop that wants it stricter."""
    strict = ExpressionClassifier(session, AbstentionRules(min_width_px=120.0))
    assert strict.classify(picture, [someone()]) == [Abstention("small")]


def test_network_that_is_unsure_says_nothing(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """The threshold is the card's, unless the settings name one."""
    assert ExpressionClassifier(session).sure_from == session.spec.thresholds["abstain_below"]
    assert ExpressionClassifier(session, AbstentionRules(sure_from=1.01)).classify(picture, [someone()]) == [
        Abstention("unsure")
    ]


def test_where_faces_point_is_told_of_those_that_were_asked(picture: NDArray[np.uint8]) -> None:
    """Those that are refused have no angles; one that is unsure of the expression may know where it points."""
    faces = [someone(x=100), someone(w_px=30), someone(yaw_deg=60)]
    expression = pointing((12.0, -7.0))
    assert expression.predicts_head_pose
    looks = expression.predict(picture, faces)
    assert [look.angles_deg for look in looks] == [(12.0, -7.0), None, None]
    assert [look.result for look in looks] == expression.classify(picture, faces)
    (unsure,) = pointing((12.0, -7.0), AbstentionRules(sure_from=1.01)).predict(picture, faces[:1])
    assert unsure == ExpressionPrediction(Abstention("unsure"), (12.0, -7.0))


def test_network_without_the_head_tells_no_angles(picture: NDArray[np.uint8]) -> None:
    """As every network that is older than the head."""
    expression = pointing(None)
    assert not expression.predicts_head_pose
    assert [look.angles_deg for look in expression.predict(picture, [someone()])] == [None]


def test_empty_shop_costs_no_call(session: InferenceSession, picture: NDArray[np.uint8]) -> None:
    """No faces, no readings."""
    assert ExpressionClassifier(session).classify(picture, []) == []


def pure(name: str) -> NDArray[np.float32]:
    """Certainty of one class."""
    return np.asarray(np.eye(8)[[EXPRESSIONS.index(name)]], np.float32)


def test_pure_surprise_is_neither_pleasant_nor_unpleasant() -> None:
    """Its valence is 0; it is aroused. Contempt has neither, as no source gives it a place."""
    assert by_centroids(pure("surprise"))[0].tolist() == pytest.approx([0.0, 0.67])
    assert by_centroids(pure("contempt"))[0].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_certainty_is_the_class_itself(name: str) -> None:
    """Valence and arousal of a pure class are those of the table."""
    assert by_centroids(pure(name))[0].tolist() == pytest.approx(CENTROIDS[name], abs=1e-6)


def test_an_unsure_network_tells_little_valence() -> None:
    """Half happiness, half neutral: half of happiness."""
    half = np.asarray((pure("happiness") + pure("neutral")) / 2, np.float32)
    assert by_centroids(half)[0].tolist() == pytest.approx([0.405, 0.255])


def test_classes_are_the_same_everywhere(session: InferenceSession) -> None:
    """Events, training data and the shipped network name the eight classes in one order."""
    assert EXPRESSIONS == CLASSES == session.spec.classes
    assert set(CENTROIDS) == set(EXPRESSIONS)


@needs_faces
def test_people_are_read_as_well_in_a_picture_as_in_a_tile(session: InferenceSession) -> None:
    """Tiles of FER+ pasted into a frame, tilted and four times as large: the way through keypoints loses little.

    The keypoints here are the canonical ones, so the way is tested and not the detector.
    """
    rows = load_ferplus(FACES, ("public",))
    rows = rows.where(np.flatnonzero(rows.majority >= 0)[:300])
    expression = ExpressionClassifier(session, AbstentionRules(sure_from=0.0))
    tiles = expression.probabilities(rows.images).argmax(axis=1)
    points = keypoints(4.0, 180, 120, 15.0)
    to_frame = cv2.invertAffineTransform(face_to_net(points))
    agree = []
    for image, guess in zip(rows.images, tiles, strict=True):
        frame = cv2.warpAffine(image, to_frame, (640, 480), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        (reading,) = expression.classify(cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR), [FaceGeometry(points, 168, 0, 0)])
        assert isinstance(reading, ExpressionScores)
        agree.append(int(np.argmax(reading.probabilities)) == guess)
    assert np.mean(agree) >= 0.93


def similarity(matrices: NDArray[np.floating]) -> dict[str, NDArray[np.floating]]:
    """Of matrices (n, 2, 3) from tile to crop: scale, roll in degrees, and how far the middle moves in pixels."""
    cos, sin = matrices[:, 0, 0], matrices[:, 1, 0]
    middle = np.full(2, NET_PX / 2 - 0.5)
    moved = matrices[:, :, :2] @ middle + matrices[:, :, 2] - middle
    roll_deg = np.degrees(np.arctan2(sin, cos))
    return {"scale": np.hypot(cos, sin), "roll_deg": roll_deg, "x_px": moved[:, 0], "y_px": moved[:, 1]}


@needs_faces
def test_what_the_kiosk_cuts_is_what_was_trained_on() -> None:
    """Tiles of FER+'s training part in a scene, through the kiosk's detector, come back pixel by pixel, but for the
    similarity transform of its keypoints. On the median that is hardly any, and its scatter is no more than features.py
    says, which is less than training moves its crops by.
    """
    rows = load_ferplus(FACES, ("train",))
    tiles = rows.images[np.linspace(0, len(rows) - 1, 400).astype(int)]
    to_frame = np.array([[3.0, 0.0, 249.0], [0.0, 3.0, 169.0], [0.0, 0.0, 1.0]])  # pixels' middles, as cv2 counts
    transforms, differences = [], []
    with closing(FaceFinder(FaceFinderOptions(tiles="whole", score=0.5))) as faces:
        for tile in tiles:
            grey = np.full((480, 640), 110, np.uint8)
            cv2.warpAffine(tile, to_frame[:2], (640, 480), grey, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
            frame = np.repeat(grey[:, :, None], 3, axis=2)
            for face in faces.detect(Frame(0.0, frame))[:1]:
                crop = np.empty((NET_PX, NET_PX), np.uint8)
                cut(frame, face_to_net(face.keypoints), crop)
                transforms.append(face_to_net(face.keypoints) @ to_frame)
                expected, inside = (
                    cv2.warpAffine(shown, transforms[-1], (NET_PX, NET_PX), flags=cv2.INTER_LINEAR)
                    for shown in (tile, np.full_like(tile, 255))
                )
                differences.append(float(np.abs(expected.astype(int) - crop)[inside == 255].mean()))
    assert len(transforms) > 0.6 * len(tiles)  # tight tiles, drawings and half faces are among them
    assert np.median(differences) < 3
    assert np.percentile(differences, 95) < 6
    found = similarity(np.array(transforms))
    middle = {name: float(np.median(values)) for name, values in found.items()}
    assert middle["scale"] == pytest.approx(1.0, abs=0.05)
    assert middle["roll_deg"] == pytest.approx(0.0, abs=2.5)
    assert middle["x_px"] == pytest.approx(0.0, abs=0.5)
    assert middle["y_px"] == pytest.approx(0.0, abs=1.0)
    # 1.48 times the median distance is one standard deviation, and heeds no face that was found in the wrong place
    scatter = {name: 1.48 * float(np.median(np.abs(values - middle[name]))) for name, values in found.items()}
    for name, most in {"scale": 0.14, "roll_deg": 7.0, "x_px": 1.7, "y_px": 2.5}.items():
        assert scatter[name] < most, (name, scatter[name])
