"""Views of a shop camera: drawn or real places, a moved camera, any light, people in front. The same in every run."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.sources.camera.view_monitor import ViewMonitor
from tests.doubles.mjpeg import Image

CLIPS = Path(__file__).parents[4] / ".." / "shared" / "clips"
PLACE_PX = (960, 540)
VIEW_PX = (320, 180)
_VISIBLE = 0.74  # share of the place that an unmoved camera sees

Light = NDArray[np.float32]


@cache
def shop(seed: int = 0) -> Image:
    """Drawing of goods, a counter and posters: 960x540."""
    random = np.random.default_rng(seed)
    place = np.full((PLACE_PX[1], PLACE_PX[0], 3), 150, np.uint8)
    for _ in range(90):
        x, y, w, h = random.integers((0, 0, 20, 20), (920, 500, 160, 120))
        cv2.rectangle(place, (int(x), int(y)), (int(x + w), int(y + h)), random.integers(20, 235, 3).tolist(), -1)
    return np.asarray(cv2.GaussianBlur(place, (0, 0), 1.5), dtype=np.uint8)


@cache
def wall() -> Image:
    """Drawing of a bare wall by a lamp, with a little plaster."""
    light = np.linspace(90, 150, PLACE_PX[0])[None, :]
    plaster = cv2.GaussianBlur(np.random.default_rng(0).normal(0, 60, (PLACE_PX[1], PLACE_PX[0])), (0, 0), 15)
    return np.repeat((light + plaster)[:, :, None], 3, axis=2).astype(np.uint8)


@cache
def clip(name: str) -> tuple[Image, ...]:
    """Two pictures a second of a clip of people: 320x180."""
    video = cv2.VideoCapture(str(next(CLIPS.glob(f"{name}_*.mp4"))), cv2.CAP_FFMPEG)
    every = max(1, round(video.get(cv2.CAP_PROP_FPS) / 2))
    pictures: list[Image] = []
    try:
        while video.grab():
            if int(video.get(cv2.CAP_PROP_POS_FRAMES)) % every == 0:
                picture = cv2.resize(video.retrieve()[1], VIEW_PX, interpolation=cv2.INTER_AREA)
                pictures.append(np.asarray(picture, dtype=np.uint8))
    finally:
        video.release()
    return tuple(pictures)


def clip_names() -> list[str]:
    return sorted(path.name.split("_")[0] for path in CLIPS.glob("*.mp4"))


def view_of(
    place: Image, *, right: float = 0.0, down: float = 0.0, turned_deg: float = 0.0, nearer: float = 1.0
) -> Image:
    """View of the place from a camera that was shifted (shares of the picture's width and height), turned or zoomed."""
    height_px, width_px = place.shape[:2]
    scale = VIEW_PX[0] * nearer / (width_px * _VISIBLE)
    lens = cv2.getRotationMatrix2D((width_px / 2, height_px / 2), turned_deg, scale)
    lens[0, 2] += VIEW_PX[0] * (0.5 - right) - width_px / 2
    lens[1, 2] += VIEW_PX[1] * (0.5 - down) - height_px / 2
    view = cv2.warpAffine(place, lens, VIEW_PX, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(view, dtype=np.uint8)


@cache
def spot(x: float, y: float) -> Light:
    """Light of a lamp that leaves a third of it in the far corners."""
    down, across = np.mgrid[0 : VIEW_PX[1], 0 : VIEW_PX[0]]
    far = (across / VIEW_PX[0] - x) ** 2 + (down / VIEW_PX[1] - y) ** 2
    return np.asarray(0.35 + 0.65 * np.exp(-far / 0.25), dtype=np.float32)


def change_light(view: Image, *, gain: float = 1.0, gamma: float = 1.0, lamp: Light | None = None) -> Image:
    """The view in other light."""
    tones = np.clip((np.arange(256) / 255) ** gamma * gain * 255, 0, 255).astype(np.uint8)
    bright = cv2.LUT(view, tones)
    return np.asarray(bright if lamp is None else bright * lamp[:, :, None], dtype=np.uint8)


@cache
def _grain(number: int, shape: tuple[int, ...]) -> NDArray[np.int16]:
    return np.random.default_rng(number).normal(0, 3.5, shape).astype(np.int16)


def add_noise(view: Image, second: int) -> Image:
    """The view with the sensor noise of that second, of 3.5 grey values."""
    grain = np.roll(_grain(second % 16, view.shape), second, axis=0)
    return np.asarray(np.clip(view + grain, 0, 255), dtype=np.uint8)


class People:
    """Drawn heads and shoulders, or people of clips: `count` people, `high` as a share of the picture's height.

    They sway by a hundredth of the width, and shift their weight every 15 s. With `pass_every_s` they pass instead, one
    in that time, each for 4 s.
    """

    def __init__(
        self, count: int, high: float, seed: int = 0, pass_every_s: float | None = None, clips: tuple[str, ...] = ()
    ) -> None:
        self._random = np.random.default_rng(seed)
        self._clips = clips
        self._count, self._high, self._every_s = count, high, pass_every_s
        self._at: NDArray[np.float64] = np.stack(
            [(np.arange(count) + 0.5) / max(count, 1), self._random.normal(0.55, 0.04, count)], axis=1
        )
        self._sway: NDArray[np.float64] = np.zeros((count, 2))
        self._passing: list[int] = []

    def draw_on(self, view: Image) -> Image:
        """The view with the people of the next second in front."""
        picture = view.copy()
        if self._every_s is not None:
            self._passing = [at + 1 for at in self._passing if at < 4]
            if self._random.random() < 1 / self._every_s:
                self._passing.append(0)
            for at in self._passing:
                self._draw(picture, (at / 4 * 1.4 - 0.2, 0.6), 0)
            return picture
        self._sway = 0.8 * self._sway + self._random.normal(0, 0.006, self._sway.shape)
        shifts = self._random.random(self._count) < 1 / 15
        self._at += shifts[:, None] * self._random.normal(0, (0.03, 0.015), self._at.shape)
        for person, place in enumerate(self._at + self._sway):
            self._draw(picture, (float(place[0]), float(place[1])), person)
        return picture

    def _draw(self, picture: Image, place: tuple[float, float], person: int) -> None:
        if self._clips:
            pictures = clip(self._clips[person % len(self._clips)])
            _paste(picture, pictures[self._random.integers(len(pictures))], place, self._high)
            return
        high_px = self._high * VIEW_PX[1]
        x, y = place[0] * VIEW_PX[0], place[1] * VIEW_PX[1]
        shade = [int(60 + 37 * person % 120 + 20 * part) for part in range(3)]
        nod = self._random.normal(0, 0.02) * high_px
        head, size = (int(x + nod), int(y - 0.2 * high_px)), (int(0.17 * high_px), int(0.22 * high_px))
        body = (int(x), int(y + 0.5 * high_px))
        cv2.ellipse(picture, body, (int(0.4 * high_px), int(0.5 * high_px)), 0, 0, 360, shade[::-1], -1)
        cv2.ellipse(picture, head, size, 0, 0, 360, [120, 150, 190], -1)
        cv2.ellipse(picture, (head[0], head[1] - size[1] // 2), (size[0], size[1] // 2), 0, 0, 360, shade, -1)
        for side in (-1, 1):
            cv2.circle(picture, (head[0] + side * size[0] // 2, head[1]), max(1, size[0] // 6), (30, 30, 30), -1)


@cache
def _soft_oval(width_px: int, height_px: int) -> Image:
    oval = np.zeros((height_px, width_px), np.uint8)
    middle = (width_px // 2, height_px // 2)
    cv2.ellipse(oval, middle, (int(0.95 * middle[0]), int(0.95 * middle[1])), 0, 0, 360, [255], -1)
    return np.asarray(cv2.GaussianBlur(oval, (0, 0), 3), np.uint8)


def _paste(picture: Image, person: Image, place: tuple[float, float], high: float) -> None:
    """Paste an oval cut out of a clip at this place."""
    height_px, width_px = round(high * VIEW_PX[1]), round(high * VIEW_PX[1] * person.shape[1] / person.shape[0])
    left, top = round(place[0] * VIEW_PX[0] - width_px / 2), round(place[1] * VIEW_PX[1] - height_px / 2)
    moved = np.array([[width_px / person.shape[1], 0, left], [0, height_px / person.shape[0], top]])
    x0, y0 = max(left - 2, 0), max(top - 2, 0)
    there = picture[y0 : max(top + height_px + 2, 0), x0 : max(left + width_px + 2, 0)]  # elsewhere the share is 0
    if 0 in there.shape:
        return
    moved[:, 2] -= x0, y0
    size = there.shape[1], there.shape[0]
    share = cv2.warpAffine(_soft_oval(person.shape[1], person.shape[0]), moved, size).astype(np.float32) / 255
    there[:] = cv2.blendLinear(cv2.warpAffine(person, moved, size), np.ascontiguousarray(there), share, 1 - share)


def texture(seed: int, size_px: tuple[int, int] = VIEW_PX, blur: float = 0.15, contrast: float = 100.0) -> Image:
    """Pattern on the lens, blurred over this share of the width, from 30 to 30 + `contrast` grey values."""
    random = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(random.normal(0, 1, (90, 160)), (0, 0), blur * 160 / 2)
    grey = cv2.resize(30 + contrast * (soft - soft.min()) / (soft.max() - soft.min()), size_px)
    return np.asarray(np.repeat(grey[:, :, None], 3, axis=2), dtype=np.uint8)


class Camera:
    """Camera that gives a ViewMonitor one picture a second."""

    def __init__(self, monitor: ViewMonitor) -> None:
        self.monitor = monitor
        self.second = 0

    def show(self, view: Image, seconds: int, people: People | None = None) -> int | None:
        """Show one view; return the second in which "moved" was raised, or None."""
        return self.play((people.draw_on(view) if people else view for _ in range(seconds)), seconds)

    def play(self, views: Iterator[Image], seconds: int) -> int | None:
        """Show one view a second; return the second in which "moved" was raised, or None."""
        moved: int | None = None
        for second, view in enumerate(islice(views, seconds), start=1):
            self.second += 1
            self.monitor.check_image(add_noise(view, self.second), float(self.second))
            if self.monitor.is_moved and moved is None:
                moved = second
        return moved
