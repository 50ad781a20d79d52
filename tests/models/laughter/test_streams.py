"""streams.py: what is laughter in a composed stream, and streams that are made once."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models.laughter.embedding import SpeechEmbedding  # noqa: E402
from models.laughter.recipe import StreamComposition  # noqa: E402
from models.laughter.streams import VariedClips, embed, embedded_folds, half_second_targets  # noqa: E402
from models.serving.features.speech import STEPS  # noqa: E402
from models.voice.folds import FOLDS  # noqa: E402
from models.voice.recipe import AMUSEMENT, CLASSES, NONE  # noqa: E402
from models.voice.scores import LabelledSoundEvent  # noqa: E402
from tests.models.voice.made_voices import write_voices  # noqa: E402


def test_half_second_with_enough_of_a_laugh_is_laughter() -> None:
    """0.15 s are enough. With less, and for a second after the laugh, the answer is unclear."""
    targets, weights, laughter = half_second_targets([LabelledSoundEvent("amusement", 1.4, 2.2)], 8)
    assert targets.tolist() == [NONE, NONE, NONE, AMUSEMENT, AMUSEMENT, NONE, NONE, NONE]
    assert laughter.tolist() == [1, 1, 0, 1, 1, 0, 0, 1]
    assert weights.tolist() == laughter.tolist()


def test_another_burst_is_no_laughter_and_a_laugh_over_it_is() -> None:
    events = [LabelledSoundEvent("amusement", 0.5, 1.0), LabelledSoundEvent("fear", 0.5, 1.6)]
    targets, weights, laughter = half_second_targets([*events, LabelledSoundEvent("dog", 3.0, 3.5)], 8)
    fear = CLASSES.index("fear")
    assert targets.tolist() == [NONE, AMUSEMENT, fear, NONE, NONE, NONE, NONE, NONE]
    assert laughter.tolist() == [1, 1, 0, 0, 1, 1, 1, 1]
    assert weights[3] == 0


def test_faster_clip_ends_earlier() -> None:
    """Its marks move with it."""
    row = {"class": "amusement", "onset_s": "0.5", "offset_s": "0.9"}
    clips = VariedClips([(row, np.ones(16_000, np.float32))], 0.2, np.random.default_rng(1))
    lengths = set()
    for _ in range(5):
        moved, samples = clips[0]
        assert float(moved["offset_s"]) / len(samples) == pytest.approx(0.9 / 16_000, rel=1e-3)
        lengths.add(len(samples))
    assert len(lengths) == 5
    assert row["offset_s"] == "0.9"


def test_streams_of_all_folds_are_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another composition makes others."""
    folder = write_voices(tmp_path / "voice", speakers=15, seconds=3.0)
    composition = StreamComposition(streams=2, minutes=0.2)
    torch.manual_seed(0)
    embedding = SpeechEmbedding().eval()
    made = embedded_folds(folder, composition, embedding, tmp_path / "store")
    assert len(made) == FOLDS
    assert made[0].embeddings.shape[:3] == (2, 24, STEPS)
    assert made[0].targets.shape == made[0].weights.shape == made[0].laughter.shape == (2, 24)
    capsys.readouterr()
    again = embedded_folds(folder, composition, embedding, tmp_path / "store")
    assert all(np.array_equal(one.embeddings, other.embeddings) for one, other in zip(made, again, strict=True))
    assert capsys.readouterr().err == ""


def test_embeddings_of_a_half_second_do_not_depend_on_what_follows() -> None:
    torch.manual_seed(0)
    embedding = SpeechEmbedding().eval()
    sound = (0.05 * np.random.default_rng(0).standard_normal(5 * 8000)).astype(np.float32)
    assert np.array_equal(embed(sound[: 3 * 8000], embedding), embed(sound, embedding)[:3])
