"""data.py: clips of the tables, and their side of the splits."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from models.data import DATA, DataMissingError, read_table
from models.serving.features.voice import RATE_HZ, LogMelFeatures, normalise
from models.voice.data import copy_group, is_kept_out, log_powers, make_clip, read_audio, read_sounds, table_splits
from tests.models.voice.made_voices import write_voices

VOICE = DATA / "voice"
needs_voices = pytest.mark.skipif(not VOICE.is_dir(), reason="../shared/data/voice is not here")


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic sounds in the layout of data/voice."""
    return write_voices(tmp_path_factory.mktemp("data") / "voice", speakers=5, seconds=2.0)


def test_each_clip_is_cut_out_of_its_file(voices: Path) -> None:
    """`sounds` gives the rows of one split, each with its own samples."""
    whole, _ = soundfile.read(voices / "bursts_val.flac", dtype="float32")
    rows = list(read_sounds(voices, "bursts", "val"))
    assert [row["class"] for row, _ in rows] == ["amusement", "anger", "relief"]
    assert np.array_equal(np.concatenate([samples for _, samples in rows]), whole)
    assert len(list(read_sounds(voices, "bursts", "all"))) == 15
    assert table_splits(voices, "bursts") == {"train", "val"}


def test_training_frames_equal_those_of_the_kiosk(voices: Path) -> None:
    """The frames of a clip equal those of the streaming features."""
    _, samples = next(read_sounds(voices, "bursts", "train"))
    streamed = np.concatenate([frames for frames, _ in LogMelFeatures().process(samples)])
    assert np.allclose(normalise(np.exp(log_powers(samples)))[: len(streamed)], streamed, atol=1e-2)


def test_a_burst_is_active_where_it_is_loud(voices: Path) -> None:
    """It is active between onset and offset, and not in the silence before."""
    clip = make_clip(*next(read_sounds(voices, "bursts", "train")))
    assert not clip.active[: int(0.29 * RATE_HZ) // 200].any()
    assert clip.active[int(0.3 * RATE_HZ) // 200 :].mean() > 0.3


def test_missing_file_or_wrong_rate_is_an_error(tmp_path: Path) -> None:
    """The error names the path or the rate."""
    with pytest.raises(DataMissingError, match=r"gone\.flac does not exist"):
        read_audio(tmp_path / "gone.flac")
    soundfile.write(tmp_path / "fast.wav", np.zeros(10, np.float32), 48_000)
    with pytest.raises(DataMissingError, match="48000 Hz"):
        read_audio(tmp_path / "fast.wav")


def test_near_copies_have_the_same_group() -> None:
    """Two takes of a recording, and two chapters of a reader, are near-copies."""
    esc = [{"source": f"ESC-10/3-152007-{take}", "kind": "baby_cry", "clip_id": take} for take in "DE"]
    read = [{"source": f"LibriSpeech/374-{n}-0", "kind": "speech_plain", "clip_id": n} for n in ("1", "2")]
    for a, b in (esc, read):
        assert copy_group(a) == copy_group(b)


@needs_voices
def test_about_a_tenth_is_kept_out_with_a_crowd_in_it() -> None:
    """Whole speakers are kept out, and among the rooms a crowd, so that thresholds are fitted in busy rooms too."""
    bursts = [row for row in read_table(VOICE / "bursts.csv") if row["split"] == "train"]
    out = {row["speaker"] for row in bursts if is_kept_out(row)}
    assert 0.07 < len(out) / len({row["speaker"] for row in bursts}) < 0.16
    assert out.isdisjoint({row["speaker"] for row in bursts if not is_kept_out(row)})
    rooms = [row for row in read_table(VOICE / "ambience.csv") if row["split"] == "train" and is_kept_out(row)]
    assert {"crowd_indoor", "crowd_synthetic", "music", "speech_plain"} <= {row["kind"] for row in rooms}
