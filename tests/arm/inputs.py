"""Inputs of the trial, made once on the machine itself: a film, a sound and rows of labelled data.

Without the folder of recordings the film is a drawn face, and there are rows of pictures that are drawn too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import soundfile
from numpy.typing import NDArray

from edge.perception.vision.drawn_faces import draw_faces
from models.evaluate.expression import HAPPINESS, labelled_rows
from models.serving.features.voice import RATE_HZ
from models.voice.data import read_sounds
from models.voice.recipe import CLASSES

ROWS = 20
FILM_S, FILM_HZ = 3.0, 5
SIZE = (512, 512)
CLIP, SOUND = "clips/s11_smile_on_off.mp4", "replay/audience_replay.flac"
FACES = f"""[faces]
runtime = "{{runtime}}"
tiles = "whole"
rate_hz = {FILM_HZ}
"""
DOCTOR = """[site]
tenant = "acme"
site = "berlin-7"
device = "door"
timezone = "UTC"

[notice]
version = "2026-11"
operator = "Shop Ltd"
contact = "shop@example.org"
legal_basis = "legitimate interests"
confirmed_on = 2026-11-24
confirmed_by = "Ada"

[staff]
in_view = "nobody"
declared_on = 2026-11-24
declared_by = "Ada"

[camera]
source = "film.avi"

"""
RUNTIMES = ("serving", "mediapipe")
"""Programs that may run the face detector; each has a file of settings."""
PLAYS = "creative,start_s,end_s\nspring_a,0,3\n"
TILE_PX = 48

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of the gate's data. `tiles` (n, 48, 48) grey with the index of their class; sounds of 16 kHz with theirs."""

    tiles: Picture
    expressions: NDArray[np.int64]
    sounds: Sequence[NDArray[np.float32]]
    bursts: NDArray[np.int64]

    def save(self, path: Path) -> None:
        lengths = np.array([len(sound) for sound in self.sounds])
        whole = np.concatenate(self.sounds)
        np.savez(path, tiles=self.tiles, expressions=self.expressions, whole=whole, lengths=lengths, bursts=self.bursts)

    @classmethod
    def load(cls, path: Path) -> "Rows":
        with np.load(path) as file:
            parts = np.split(file["whole"], np.cumsum(file["lengths"])[:-1])
            return cls(file["tiles"], file["expressions"], parts, file["bursts"])


def make_inputs(folder: Path, shared: Path) -> None:
    """Writes film.avi, sound.flac, plays.csv, rows.npz and the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    is_there = shared.is_dir()
    write_film(folder / "film.avi", clip(shared / CLIP) if is_there else drawn())
    soundfile.write(folder / "sound.flac", laughter(shared / SOUND) if is_there else noise(1, FILM_S), RATE_HZ)
    texts = {f"{runtime}.toml": FACES.format(runtime=runtime) for runtime in RUNTIMES}
    texts |= {"doctor.toml": DOCTOR + texts["serving.toml"], "plays.csv": PLAYS}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (labelled(shared / "data") if is_there else made()).save(folder / "rows.npz")


def clip(path: Path) -> list[Picture]:
    """The first FILM_S seconds of a clip at FILM_HZ."""
    film = cv2.VideoCapture(str(path))
    step = film.get(cv2.CAP_PROP_FPS) / FILM_HZ
    wanted = [round(index * step) for index in range(round(FILM_S * FILM_HZ))]
    read = [film.read()[1] for _ in range(wanted[-1] + 1)]
    return [np.asarray(read[index], np.uint8) for index in wanted]


def drawn() -> list[Picture]:
    """A drawn face that moves a little, as a picture on a wall would not."""
    face = draw_faces(*SIZE, 1)
    return [np.asarray(np.roll(face, 6 * index, axis=1), np.uint8) for index in range(round(FILM_S * FILM_HZ))]


def write_film(path: Path, pictures: list[Picture]) -> None:
    """Motion JPEG, which every OpenCV writes."""
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FILM_HZ, SIZE)
    for picture in pictures:
        film.write(picture)
    film.release()


def laughter(path: Path) -> NDArray[np.float32]:
    samples, rate_hz = soundfile.read(path, frames=round(FILM_S * soundfile.info(path).samplerate), dtype="float32")
    assert rate_hz == RATE_HZ, f"{path}: {rate_hz} Hz"
    return np.asarray(samples, np.float32)


def noise(seed: int, seconds: float) -> NDArray[np.float32]:
    samples = np.random.default_rng(seed).normal(0, 0.05, round(seconds * RATE_HZ))
    return samples.astype(np.float32)


def labelled(data: Path) -> Rows:
    """ROWS rows of FER+ and of the bursts that trained no network, half of them smiles and laughs."""
    rows = labelled_rows(data, "public")
    chosen = mixed(rows.majority == HAPPINESS)
    heard = list(islice(read_sounds(data / "voice", "bursts", "val"), 4000))
    kinds = np.array([CLASSES.index(row["class"]) for row, _ in heard])
    places = mixed(kinds == CLASSES.index("amusement"))
    return Rows(rows.images[chosen], rows.majority[chosen], [heard[place][1] for place in places], kinds[places])


def mixed(is_wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Places of ROWS / 2 rows that are wanted and as many others, spread over all."""
    parts = [np.flatnonzero(is_wanted), np.flatnonzero(~is_wanted)]
    return np.concatenate([part[np.linspace(0, len(part) - 1, ROWS // 2).astype(int)] for part in parts])


def made() -> Rows:
    """Drawn faces with grain and noise, all without a smile or a laugh."""
    face = cv2.resize(cv2.cvtColor(draw_faces(96, 96, 1), cv2.COLOR_BGR2GRAY), (TILE_PX, TILE_PX))
    grain = np.random.default_rng(2).normal(0, 8, (ROWS, TILE_PX, TILE_PX))
    tiles = np.clip(face + grain, 0, 255).astype(np.uint8)
    none = np.zeros(ROWS, np.int64)
    return Rows(tiles, none, [noise(3 + index, 1.5) for index in range(ROWS)], none)
