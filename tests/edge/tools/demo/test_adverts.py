"""The two adverts: the shipped films are those of the script that made them, and it makes films."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from edge.media.check import MediaFile, check_media_files
from edge.tools.demo.sources import ADVERTS, PLAYLIST
from tests.system.shop import ROOT

SCRIPTS = ROOT / "examples" / "adverts"
MOST_BYTES = 400_000
DESCRIBE = "import json, make; print(json.dumps({f.name: [f.seconds, f.sha256] for f in make.FILMS}))"


def test_the_shipped_films_are_those_of_the_script() -> None:
    """Name, length and hash are what the script says, and the kiosk's own check finds that they can be shown."""
    run = subprocess.run([sys.executable, "-c", DESCRIBE], cwd=SCRIPTS, capture_output=True, text=True, check=True)
    described = json.loads(run.stdout)
    assert {name: seconds for name, (seconds, _) in described.items()} == dict(PLAYLIST)
    files = [ADVERTS / f"{name}.webm" for name in described]
    for file, checked, (seconds, sha256) in zip(files, check_media_files(files), described.values(), strict=True):
        assert isinstance(checked, MediaFile)
        assert sha256.startswith(checked.sha256)
        assert checked.length_s == pytest.approx(seconds, abs=0.005)
        assert (checked.codec, checked.width_px, checked.height_px) == ("vp9", 640, 360)
        assert file.stat().st_size < MOST_BYTES


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_the_script_makes_films_with_pictures_and_sound(tmp_path: Path) -> None:
    """Half a second of each: the pictures move, and there is a track of sound."""
    command = [sys.executable, str(SCRIPTS / "make.py"), "--out", str(tmp_path), "--seconds", "0.4"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for name, _ in PLAYLIST:
        film = cv2.VideoCapture(str(tmp_path / f"{name}.webm"))
        pictures = [picture for good, picture in (film.read() for _ in range(10)) if good]
        film.release()
        assert len(pictures) == 10
        assert {picture.shape for picture in pictures} == {(360, 640, 3)}
        assert abs(pictures[0].astype(int) - pictures[-1]).max() > 20
        assert b"OpusHead" in (tmp_path / f"{name}.webm").read_bytes()
