"""Makes the two adverts of `vitrina demo`: `python examples/adverts/make.py [--out FOLDER]`.

The pictures are drawn by OpenCV, the letters are the outlines of DejaVu Sans as matplotlib brings it, the sound is
made of sine waves, and the program ffmpeg encodes both as VP9 and Opus. All of it is the project's own and under its
licence. The shipped films lie in edge/tools/demo/adverts; FILMS has their hashes. Another version of ffmpeg makes the
same pictures in other bytes: after a change, look at the films, replace them, and write their new hashes below.
"""

import argparse
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import sound
import spring_a
import summer_b
from drawing import HEIGHT, WIDTH, Picture

RATE_HZ = 25
PADDING_S = 0.05
QUALITY = "36"  # of VP9, 0 to 63; lower is better
OUT = Path(__file__).parents[2] / "edge" / "tools" / "demo" / "adverts"


@dataclass(frozen=True)
class Film:
    """One advert. `sha256`: of the shipped file."""

    name: str
    seconds: float
    frame: Callable[[float], Picture]
    notes: Sequence[tuple[float, int, float]]
    bright: float
    sha256: str


FILMS = (
    Film(
        "spring_a",
        spring_a.SECONDS,
        spring_a.frame,
        sound.SPRING,
        0.35,
        "ed59518208c0cf24279d571e3549ab5906f691f4c7be66458ba9e60cbf7e9c9d",
    ),
    Film(
        "summer_b",
        summer_b.SECONDS,
        summer_b.frame,
        sound.SUMMER,
        0.15,
        "28c784f5bbdcd3c283ab1f90a4480174080241f97449c023ff5eb28a16401da8",
    ),
)


def make(film: Film, path: Path, seconds: float) -> None:
    """Writes the first `seconds` of a film as webm."""
    with TemporaryDirectory(prefix="vitrina-advert-") as folder:
        track = Path(folder) / "track.wav"
        # a little shorter than the pictures: Opus pads it, and the longer of the two is the length of the film
        _write_sound(sound.tune(seconds - PADDING_S, film.notes, film.bright), track)
        command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "bgr24"]
        command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE_HZ), "-i", "-", "-i", str(track)]
        command += ["-c:v", "libvpx-vp9", "-crf", QUALITY, "-b:v", "0", "-row-mt", "1", "-pix_fmt", "yuv420p"]
        command += ["-g", "50", "-c:a", "libopus", "-b:a", "64k", "-map_metadata", "-1", "-fflags", "+bitexact"]
        encoder = subprocess.Popen([*command, str(path)], stdin=subprocess.PIPE)
        assert encoder.stdin is not None
        with encoder.stdin as pictures:
            for number in range(round(seconds * RATE_HZ)):
                pictures.write(film.frame(number / RATE_HZ).tobytes())
        if encoder.wait():
            raise SystemExit(f"make: ffmpeg could not write {path}. Its own line above says why.")


def _write_sound(samples: sound.Sound, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.RATE_HZ)
        file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())


def main() -> int:
    """Makes both films."""
    parser = argparse.ArgumentParser(description="Make the two adverts of vitrina demo.")
    parser.add_argument(
        "--out", type=Path, default=OUT, metavar="FOLDER", help="folder of the films (default: %(default)s)"
    )
    parser.add_argument("--seconds", type=float, metavar="S", help="length, to try it (default: the whole films)")
    options = parser.parse_args()
    if shutil.which("ffmpeg") is None:
        print("make: there is no ffmpeg on this machine. Install it: apt-get install ffmpeg", file=sys.stderr)
        return 3
    for film in FILMS:
        path = options.out / f"{film.name}.webm"
        make(film, path, min(options.seconds or film.seconds, film.seconds))
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
