"""Inputs that are made without recordings."""

from pathlib import Path

import cv2
import numpy as np
import soundfile

from edge.settings.loading import load_settings
from tests.arm.inputs import FILM_HZ, FILM_S, ROWS, RUNTIMES, Rows, make_inputs, mixed


def test_without_recordings_all_is_drawn(tmp_path: Path) -> None:
    make_inputs(tmp_path, tmp_path / "not there")
    film = cv2.VideoCapture(str(tmp_path / "film.avi"))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == FILM_S * FILM_HZ
    assert soundfile.info(tmp_path / "sound.flac").duration == FILM_S
    rows = Rows.load(tmp_path / "rows.npz")
    assert rows.tiles.shape == (ROWS, 48, 48)
    assert len(rows.sounds) == ROWS
    for name in (*RUNTIMES, "doctor"):
        settings = load_settings(str(tmp_path / f"{name}.toml"), {}).settings
        assert settings.faces.runtime == (name if name in RUNTIMES else "serving")
    assert {f"{runtime}.toml" for runtime in RUNTIMES} < {path.name for path in tmp_path.iterdir()}


def test_rows_are_the_same_after_they_were_saved(tmp_path: Path) -> None:
    sounds = [np.arange(count, dtype=np.float32) for count in (3, 1, 4)]
    rows = Rows(np.ones((3, 48, 48), np.uint8), np.array([1, 2, 3]), sounds, np.array([0, 1, 15]))
    rows.save(tmp_path / "rows.npz")
    again = Rows.load(tmp_path / "rows.npz")
    assert [sound.tolist() for sound in again.sounds] == [sound.tolist() for sound in sounds]
    assert again.bursts.tolist() == [0, 1, 15]


def test_half_of_the_rows_are_what_is_looked_for() -> None:
    wanted = np.arange(1000) % 7 == 0
    chosen = mixed(wanted)
    assert wanted[chosen].sum() == ROWS / 2
    assert len(set(chosen.tolist())) == ROWS
