"""Share of the frames that are wanted: all of them while something is decided, fewer while people stand or are away."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from edge.events import Abstention, FrameObservation
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.face_reading import ExpressionPrediction, FaceGeometry
from edge.perception.vision.pace import EVERY, HALF, THIRD
from edge.perception.vision.pipeline import FacePipeline, PipelineOptions
from edge.signals import Frame
from edge.sources.camera.thinning import FrameThinner
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face

RATE_HZ = 15.0


class CountingFinder:
    """A FaceFinder that notes, of each search, its time and if it included the squares."""

    def __init__(self, faces: FaceFinder) -> None:
        self._faces = faces
        self.searches: list[tuple[float, bool]] = []

    def detect(self, frame: Frame, *, squares: bool = True) -> "list[object]":
        self.searches.append((frame.at_s, squares))
        return list(self._faces.detect(frame, squares=squares))

    def __getattr__(self, name: str) -> object:
        return getattr(self._faces, name)


class Unsure:
    """An expression model that is sure of no face."""

    label, fallback, predicts_head_pose = "unsure", None, False

    def predict(self, _: Picture, faces: Sequence[FaceGeometry]) -> list[ExpressionPrediction]:
        return [ExpressionPrediction(Abstention("unsure"))] * len(faces)


class Shop:
    """An adaptive pipeline and a camera that gives the share of its frames that the pipeline wants."""

    def __init__(self, faces: FaceFinder, adaptive: bool = True) -> None:
        self.finder = CountingFinder(faces)
        rules = PipelineOptions(adaptive=adaptive)
        self.pipeline = FacePipeline(self.finder, expression=Unsure(), rules=rules)  # type: ignore[arg-type]
        self.thinner = FrameThinner(RATE_HZ)
        self.number = 0
        self.observations: list[FrameObservation] = []
        self.one_in: list[tuple[float, int]] = []

    def run(self, for_s: float, scene: Callable[[float], Picture]) -> "Shop":
        for self.number in range(self.number + 1, self.number + 1 + round(for_s * RATE_HZ)):  # noqa: B020
            at_s = self.number / RATE_HZ
            if self.thinner.is_kept(at_s, self.pipeline.one_in):
                self.observations.append(self.pipeline.process(Frame(at_s, noisy(scene(at_s), self.number % 4))))
                self.one_in.append((at_s, self.pipeline.one_in))
        return self

    def hz(self, from_s: float, to_s: float) -> float:
        return sum(from_s <= frame.at_s < to_s for frame in self.observations) / (to_s - from_s)

    @property
    def readings_s(self) -> list[float]:
        """Times at which expressions were read."""
        timed = [(frame.at_s, frame.timings) for frame in self.observations]
        return [at_s for at_s, timings in timed if timings is not None and timings.expression_ms is not None]


class Scene:
    """A wall 1280x720 with a face of this width, which comes at `from_s`, and walks or stands."""

    def __init__(self, face_px: float = 120, from_s: float = 0.0, speed: float = 0.0, to_s: float = 1e9) -> None:
        self.face_px, self.from_s, self.speed, self.to_s = face_px, from_s, speed, to_s

    def __call__(self, at_s: float) -> Picture:
        if not self.from_s <= at_s < self.to_s:
            return wall(1280, 720)
        sway_px = 0.06 * self.face_px * np.sin(2 * at_s)
        x = 640 + sway_px if not self.speed else 200 + self.speed * self.face_px * (at_s - self.from_s)
        return with_face(wall(1280, 720), x, 360, self.face_px)


def test_an_empty_shop_is_searched_once_a_second(faces: FaceFinder) -> None:
    """One frame in three is compared and observed. One a second is searched, every second one with the squares."""
    shop = Shop(faces).run(8.0, Scene(from_s=1e9))
    late = [search for search in shop.finder.searches if search[0] > 3.0]
    assert len(late) == pytest.approx(5, abs=1)
    assert sum(squares for _, squares in late) == pytest.approx(len(late) / 2, abs=1)
    assert shop.hz(3.0, 8.0) == pytest.approx(5.0, abs=0.3)
    assert np.diff([frame.at_s for frame in shop.observations]).max() < 0.25  # coverage needs one each half second
    assert [frame.timings is None for frame in shop.observations if frame.at_s > 3.0].count(False) == len(late)


def test_who_comes_into_an_empty_shop_is_found_as_soon_and_followed_at_the_full_rate(faces: FaceFinder) -> None:
    """At most one compared frame later, and every frame is analysed until the face is confirmed and for a second."""
    shop = Shop(faces).run(7.0, Scene(from_s=4.0))
    usual = Shop(faces, adaptive=False).run(5.0, Scene(from_s=4.0))
    first_s, usual_s = (next(f.at_s for f in each.observations if f.faces) for each in (shop, usual))
    assert first_s - usual_s <= 0.2 + 1e-6
    assert shop.hz(first_s, first_s + 1.0) == pytest.approx(RATE_HZ, abs=1)


def test_a_change_in_an_empty_shop_is_searched_with_the_squares_at_once(faces: FaceFinder) -> None:
    """A face that only they find is found with the first compared frame that shows it."""
    for from_s in (3.1, 3.6):
        shop = Shop(faces).run(4.5, Scene(face_px=70, from_s=from_s))
        assert next(frame.at_s for frame in shop.observations if frame.faces) <= from_s + 0.3
        first = next(squares for at_s, squares in shop.finder.searches if at_s >= from_s)
        assert first


def test_who_stands_is_followed_at_half_the_rate_with_two_searches_of_the_squares_a_second(faces: FaceFinder) -> None:
    """A face that is known to be no poster. It has one track, is in every observation, and is read five times a
    second, as at the full rate."""
    shop = Shop(faces).run(8.0, Scene())
    assert shop.hz(5.0, 8.0) == pytest.approx(RATE_HZ / 2, abs=0.4)
    squares = [with_squares for at_s, with_squares in shop.finder.searches if at_s > 5.0]
    assert sum(squares) == pytest.approx(3.0 / 0.5, abs=1)
    assert len([at_s for at_s in shop.readings_s if at_s > 5.0]) == pytest.approx(3.0 * 5, abs=1)
    assert np.diff(shop.readings_s).max() < 0.3
    assert {face.track for frame in shop.observations for face in frame.faces} == {1}
    assert all(frame.faces for frame in shop.observations if frame.at_s > 0.5)


def test_a_face_that_only_the_squares_find_is_followed_through_them(faces: FaceFinder) -> None:
    """Every search includes them, so the face is in every observation."""
    shop = Shop(faces).run(6.0, Scene(face_px=70))
    assert all(squares for at_s, squares in shop.finder.searches if at_s > 0.5)
    assert all(frame.faces for frame in shop.observations if frame.at_s > 1.0)


def test_who_walks_is_followed_at_the_full_rate(faces: FaceFinder) -> None:
    shop = Shop(faces).run(5.0, Scene(speed=1.5))
    assert {one_in for at_s, one_in in shop.one_in if at_s > 0.5} == {EVERY}


def test_a_poster_gets_all_its_samples_and_then_the_half_rate(faces: FaceFinder) -> None:
    """It is told apart after 8 s, as without leaving anything out."""
    poster = with_face(wall(1280, 720), 640, 360, 120)
    shop = Shop(faces).run(11.0, lambda _: poster)
    (decided_s,) = [frame.at_s for frame in shop.observations if frame.not_people]
    assert decided_s == pytest.approx(8.0, abs=0.4)
    assert shop.hz(1.0, 8.0) == pytest.approx(RATE_HZ, abs=0.5)
    assert shop.one_in[-1][1] == HALF


def test_what_changes_for_long_without_a_face_is_searched_at_half_the_rate(faces: FaceFinder) -> None:
    """A screen or a tree behind the window. At first somebody may come, so every frame is searched."""

    def window(at_s: float) -> Picture:
        picture = wall(1280, 720)
        picture[200:400, 200:400] = 128 + 60 * np.sin(5 * at_s)
        return picture

    shop = Shop(faces).run(13.0, window)
    assert shop.hz(0.5, 9.5) == pytest.approx(RATE_HZ, abs=1)
    assert shop.hz(11.0, 13.0) == pytest.approx(RATE_HZ / 2, abs=0.6)
    assert len(shop.finder.searches) > 0.85 * len(shop.observations)  # the light stands still for a moment as it turns


def test_after_people_have_left_the_rate_goes_down_again(faces: FaceFinder) -> None:
    shop = Shop(faces).run(9.0, Scene(to_s=4.0))
    assert shop.one_in[-1][1] == THIRD
    assert not shop.observations[-1].faces


def test_after_a_gap_every_frame_is_wanted(faces: FaceFinder) -> None:
    shop = Shop(faces).run(4.0, Scene(from_s=1e9))
    assert shop.pipeline.one_in == THIRD
    shop.pipeline.reset()
    assert shop.pipeline.one_in == EVERY


def test_without_the_option_every_frame_is_wanted_and_searched(faces: FaceFinder) -> None:
    shop = Shop(faces, adaptive=False).run(2.0, Scene(from_s=1e9))
    assert {one_in for _, one_in in shop.one_in} == {EVERY}
    assert len(shop.finder.searches) == 30
    assert all(squares for _, squares in shop.finder.searches)
