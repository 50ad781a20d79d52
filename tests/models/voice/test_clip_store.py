"""clip_store.py: clips are decoded once a run."""

from pathlib import Path

import numpy as np
import pytest

from models.voice import clip_store
from models.voice.clip_store import training_clips
from tests.models.voice.made_voices import write_voices


def test_stored_clips_are_those_of_the_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, classes, frames and active frames; the sound is not decoded a second time, and other data are."""
    folder = write_voices(tmp_path / "voice", speakers=5, seconds=2.0)
    rows, fresh = training_clips(folder, "bursts", None)
    training_clips(folder, "bursts", tmp_path / "store")
    with monkeypatch.context() as patch:
        patch.setattr(clip_store, "read_sounds", lambda *_: pytest.fail("decoded again"))
        again, stored = training_clips(folder, "bursts", tmp_path / "store")
    assert again == rows
    assert [(clip.id, clip.kind) for clip in stored] == [(clip.id, clip.kind) for clip in fresh]
    assert all(np.array_equal(one.logs, two.logs) for one, two in zip(fresh, stored, strict=True))
    assert all(np.array_equal(one.active, two.active) for one, two in zip(fresh, stored, strict=True))
    other = write_voices(tmp_path / "other", speakers=6, seconds=2.0)
    assert len(training_clips(other, "bursts", tmp_path / "store")[1]) > len(stored)


def test_store_that_was_cut_off_is_written_again(tmp_path: Path) -> None:
    """The powers are the file that is written last."""
    folder = write_voices(tmp_path / "voice", speakers=5, seconds=2.0)
    training_clips(folder, "ambience", tmp_path / "store")
    (logs,) = (tmp_path / "store").glob("*/logs.npy")
    logs.unlink()
    assert training_clips(folder, "ambience", tmp_path / "store")[1]
    assert logs.is_file()
