"""Adverts of every kind, broken ones too. Each whole one shows a colour of its own."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tests.doubles.adverts import CODECS

FILM_S, IMAGE_S = 1.2, 0.7
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class OddAdvert:
    """A file. `colour`: blue, green and red of its picture; None if no browser shows it. `is_refused`: by the check."""

    path: Path
    colour: Colour | None
    is_refused: bool

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def is_image(self) -> bool:
        return self.path.suffix not in (".mp4", ".webm")


def film(path: Path, colour: Colour, codec: str = "h264", *more: str, size: str = "320x180", rate: int = 30) -> bytes:
    """Writes a film of one colour, and returns its bytes."""
    blue, green, red = colour
    source = f"color=0x{red:02x}{green:02x}{blue:02x}:size={size}:rate={rate}:duration={FILM_S}"
    options = [*CODECS[codec], *more, *(["-movflags", "+faststart"] if path.suffix == ".mp4" else [])]
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", source, *options, str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path.read_bytes()


def picture(path: Path, colour: Colour, size: tuple[int, int] = (320, 180), ending: str = "") -> bytes:
    """Writes a picture of one colour; `ending`: its format, where the name says another."""
    pixels = np.full((size[1], size[0], 3), colour, np.uint8)
    path.write_bytes(cv2.imencode(ending or path.suffix, pixels)[1].tobytes())
    return path.read_bytes()


def odd_adverts(folder: Path) -> list[OddAdvert]:
    """Makes them all: whole and broken ones in turn."""
    levels = (40, 128, 216)
    colours = iter([(b, g, r) for b in levels for g in levels for r in levels if len({b, g, r}) > 1])
    whole: list[OddAdvert] = []
    broken: list[OddAdvert] = []

    def shown(name: str, make: Callable[[Path, Colour], object], *, is_refused: bool = False) -> None:
        colour = next(colours)
        make(folder / name, colour)
        whole.append(OddAdvert(folder / name, colour, is_refused))

    def bad(name: str, data: bytes) -> None:
        (folder / name).write_bytes(data)
        broken.append(OddAdvert(folder / name, None, True))

    sine = ("-f", "lavfi", "-i", f"sine=duration={FILM_S}", "-c:a", "aac")
    shown("plain.mp4", film)
    shown("vp9.webm", lambda path, colour: film(path, colour, "vp9"))
    shown("av1.mp4", lambda path, colour: film(path, colour, "av1", size="160x90"))
    shown("vertical.mp4", lambda path, colour: film(path, colour, size="180x320"))
    shown("alpha.webm", lambda path, colour: film(path, colour, "vp9", "-pix_fmt", "yuva420p"))
    shown("film_named_otherwise.webm", lambda path, colour: _renamed(film, path, colour, ".mp4"))
    shown("tiny.webm", lambda path, colour: film(path, colour, "vp9", size="2x2"), is_refused=True)
    shown("picture.png", picture)
    shown("picture_2.jpg", picture)
    shown("picture_3.webp", picture)
    shown("picture_4.avif", picture)
    shown("picture_named_otherwise.jpg", lambda path, colour: picture(path, colour, ending=".png"))
    shown("one_pixel.png", lambda path, colour: picture(path, colour, (1, 1)), is_refused=True)
    shown("picture_8k.jpg", lambda path, colour: picture(path, colour, (7680, 4320)))
    shown("vp8.webm", lambda path, colour: film(path, colour, "vp8"), is_refused=True)
    shown("film_8k.mp4", lambda path, c: film(path, c, size="7680x4320", rate=3), is_refused=True)

    noise = np.random.default_rng(7).bytes(20_000)
    scratch = folder / "scratch"
    scratch.mkdir()
    moving = _moving(scratch / "moving.mp4")
    bad("random.mp4", noise)
    bad("empty.webm", b"")
    bad("cut.mp4", moving[: len(moving) * 2 // 5])
    bad("no_index.mp4", moving[:200])
    bad("hevc.mp4", film(scratch / "hevc.mp4", (0, 0, 255), "hevc"))
    bad("mpeg4.mp4", film(scratch / "mpeg4.mp4", (0, 0, 255), "mpeg4"))
    bad("no_picture.mp4", _sound(scratch / "sound.mp4", sine))
    bad("random_picture.png", noise)
    bad("empty_picture.jpg", b"")
    bad("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>')
    bad("one_frame.mp4", film(scratch / "one.mp4", (0, 0, 255), "h264", "-frames:v", "1"))
    between = [[*broken[place : place + 1], one] for place, one in enumerate(whole)]
    return [one for group in between for one in group] + broken[len(whole) :]


def _renamed(make: Callable[[Path, Colour], bytes], path: Path, colour: Colour, ending: str) -> None:
    path.write_bytes(make(path.with_suffix(ending), colour))
    path.with_suffix(ending).unlink()


def _moving(path: Path) -> bytes:
    """A film with much in it, so that a part of its bytes is a part of its time."""
    source = "testsrc2=size=320x180:rate=30:duration=3"
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", source, *CODECS["h264"]]
    subprocess.run([*command, "-movflags", "+faststart", str(path)], check=True, timeout=60)
    return path.read_bytes()


def _sound(path: Path, sine: tuple[str, ...]) -> bytes:
    subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *sine, str(path)], check=True, timeout=60)
    return path.read_bytes()
