"""The moving picture of README: the player with its notice, a drawn person who smiles, and the curve that rises.

Player page, notice, ad, face detector and smile detector are the real ones. The person is drawn, so the numbers show
how the parts work together, and nothing about people.
"""

import base64
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, Page

from edge.events import ExpressionScores
from edge.kiosk.build import build_face_pipeline
from edge.settings.settings import parse_settings_text
from edge.signals import Frame
from tests.pictures.browser import Picture, chromium, open_page, take_picture
from tests.pictures.face import picture_face
from tests.pictures.player import AD, picture_player

RATE_HZ = 10
AD_S, HOLD_S, BEFORE_S = 7.0, 1.5, 2.0
"""Length of the ad; how long its end stays; how long the person is watched before it, until the box is steady."""
SIZE = (800, 780)
STAFF = '[staff]\nin_view = "nobody"\ndeclared_on = 2026-11-24\ndeclared_by = "Ada"\n[faces]\ntiles = "whole"\n'
CAMERA_PX, HEAD_PX = (640, 480), 450
QUALITY = 68


@dataclass(frozen=True, slots=True)
class Reading:
    """What the kiosk finds in a frame of its camera: a box in pixels, and the probability of a smile."""

    picture: Picture
    box: tuple[float, float, float, float]
    smile: float


def write_moving(folder: Path, _: Sequence[str] = ()) -> None:
    """Write `vitrina`, an animation that repeats for ever."""
    path = folder / "vitrina.webp"
    times = np.arange(round((AD_S + HOLD_S) * RATE_HZ)) / RATE_HZ
    with chromium() as browser, tempfile.TemporaryDirectory() as name:
        readings = _read_smiles(browser, times.tolist())
        shown, stage = picture_player(browser, Path(name))
        page = open_page(browser, "dark", SIZE)
        page.set_content(Path(__file__).with_name("moving.html").read_text(encoding="utf-8"))
        frames = [
            _draw_frame(page, _with_ad(shown, stage, ad), readings[: number + 1])
            for number, ad in enumerate(_ad_frames(times.tolist()))
        ]
    animation = cv2.Animation()
    animation.frames = frames
    animation.durations = [1000 // RATE_HZ] * len(frames)
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwriteanimation(str(path), animation, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])


def smile_at(at_s: float) -> float:
    """How much the drawn person smiles: nothing at first, then with the flower of the ad, and less at the offer."""
    rise, fall = _step((at_s - 1.8) / 2.0), _step((at_s - 5.4) / 1.2)
    return rise - 0.55 * fall


def _step(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def _read_smiles(browser: Browser, times: Sequence[float]) -> list[Reading]:
    """The kiosk's own pipeline on frames of the drawn person."""
    page = open_page(browser, size=(HEAD_PX, HEAD_PX))
    pipeline = build_face_pipeline(parse_settings_text(STAFF, Path("vitrina.toml")))
    grain = np.random.default_rng(0)
    readings: list[Reading] = []
    smile = 0.0
    with pipeline:
        for at_s in [*np.arange(-BEFORE_S, 0, 1 / RATE_HZ).tolist(), *times]:
            picture = _camera_frame(page, at_s)
            noisy = np.clip(picture + grain.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
            for face in pipeline.process(Frame(at_s, noisy)).faces:
                if isinstance(face.expression, ExpressionScores):
                    smile = face.expression.probabilities[1] or 0.0
                readings.append(Reading(picture, (face.x_px, face.y_px, face.w_px, face.h_px), smile))
    assert len(readings) >= len(times), "the detector lost the drawn face"
    return readings[-len(times) :]


def _camera_frame(page: Page, at_s: float) -> Picture:
    head = picture_face(page, smile_at(at_s))
    width, height = CAMERA_PX
    x = round((width - HEAD_PX) / 2 + 9 * math.sin(1.1 * at_s))
    y = height - HEAD_PX + round(2 + 2 * math.sin(1.9 * at_s))
    picture = np.full((height, width, 3), head[2, 2], np.uint8)
    picture[y:height, x : x + HEAD_PX] = head[: height - y]
    return picture


def _ad_frames(times: Sequence[float]) -> Iterator[Picture]:
    """Frames of the ad at these times; its last one afterwards."""
    film = cv2.VideoCapture(str(AD))
    rate_hz, number, picture = film.get(cv2.CAP_PROP_FPS), -1, None
    for at_s in times:
        while number < at_s * rate_hz:
            is_there, new = film.read()
            number += 1
            if not is_there:
                break
            picture = new
        assert picture is not None
        yield np.asarray(picture, np.uint8)
    film.release()


def _with_ad(shown: Picture, stage: tuple[int, int, int, int], ad: Picture) -> Picture:
    """The page with a frame of the ad in it, as the page itself fits it: whole, in the middle, on black."""
    x, y, width, height = stage
    scale = min(width / ad.shape[1], height / ad.shape[0])
    fitted = cv2.resize(ad, (round(ad.shape[1] * scale), round(ad.shape[0] * scale)), interpolation=cv2.INTER_AREA)
    result = shown.copy()
    result[y : y + height, x : x + width] = 0
    left, top = x + (width - fitted.shape[1]) // 2, y + (height - fitted.shape[0]) // 2
    result[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return result


def _draw_frame(page: Page, player: Picture, readings: Sequence[Reading]) -> Picture:
    """One frame of the animation, with the curve so far."""
    now = readings[-1]
    points = [[n / RATE_HZ, reading.smile] for n, reading in enumerate(readings) if n <= AD_S * RATE_HZ]
    given = {"player": _data_url(player), "camera": _data_url(now.picture), "box": now.box, "smile": now.smile}
    page.evaluate("(given) => show(given)", {**given, "points": points, "seconds": AD_S})
    picture = take_picture(page)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8)


def _data_url(picture: Picture) -> str:
    data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1]
    return f"data:image/png;base64,{base64.b64encode(bytes(data)).decode()}"
