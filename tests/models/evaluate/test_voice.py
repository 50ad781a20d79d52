"""voice.py: keys of the result, through the kiosk's laughter detector."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from models.data import DATA
from models.evaluate import command
from models.evaluate.voice import TimedLaughterDetector, clip_metrics, evaluate_loudness
from models.serving.features.voice import RATE_HZ
from models.serving.spec import ZOO, ModelSpec
from models.voice.recipe import AMUSEMENT, CLASSES, NONE
from tests.models.voice.made_voices import burst, room, write_table, write_voices

REPLAY = DATA.parent / "replay"
needs_replay = pytest.mark.skipif(not REPLAY.is_dir(), reason="../shared/replay is not here")


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic sounds in the layout of data/voice."""
    return write_voices(tmp_path_factory.mktemp("data") / "voice", speakers=10, seconds=6.0)


@pytest.fixture(scope="module")
def spec() -> ModelSpec:
    return ModelSpec.load(ZOO / "voice-0.4m.json")


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """JSON object that a successful command prints."""
    assert command.main(list(arguments)) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def stream_folder(folder: Path, kind: str = "flac") -> Path:
    """Writes a minute of noise with one synthetic laugh, laid out as the folder `replay`."""
    rng = np.random.default_rng(0)
    sound = room("street", 60.0, rng)
    laugh = burst("amusement", rng)
    sound[20 * RATE_HZ : 20 * RATE_HZ + len(laugh)] += laugh
    soundfile.write(folder / f"audience_replay.{kind}", sound, RATE_HZ)
    row = {"start_s": 20.0, "end_s": 21.2, "class": "amusement", "onset_s": 20.3, "offset_s": 21.1}
    write_table(folder / "audience_replay.csv", tuple(row), [row])
    return folder


def test_voice_has_the_keys_of_the_contract(voices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The result has all classes, including those without a clip."""
    found = run_command(capsys, "voice", "--data", str(voices), "--split", "val")
    assert set(found) == {
        "n", "balanced_accuracy", "auc_amusement", "auc_amusement_ambience", "recall", "parameters",
        "real_time_factor", "model",
    }  # fmt: skip
    assert found["n"] == 6
    assert list(found["recall"]) == [name for name in CLASSES if name != "none"]
    assert found["recall"]["awe"] is None
    assert run_command(capsys, "voice", "--data", str(voices), "--split", "all")["n"] == 30


def test_a_stream_has_the_keys_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The recording may be FLAC or WAV."""
    for kind in ("flac", "wav"):
        folder = tmp_path / kind
        folder.mkdir()
        found = run_command(capsys, "voice-stream", "--data", str(stream_folder(folder, kind)), "--split", "all")
        assert set(found) == {
            "hours", "laughter_recall", "false_per_hour", "delay_s_median", "parameters", "model",
        }  # fmt: skip
        assert found["hours"] == pytest.approx(1 / 60, abs=1e-3)
        assert found["laughter_recall"] in (0.0, 1.0)


def test_unknown_split_is_bad_usage(voices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error line names the existing splits."""
    assert command.main(["voice", "--data", str(voices), "--split", "test"]) == 2
    assert "train, val" in capsys.readouterr().err


def test_missing_sound_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and an error line with the file."""
    assert command.main(["voice-stream", "--data", str(tmp_path), "--split", "all"]) == 3
    assert "audience_replay.csv" in capsys.readouterr().err
    (stream_folder(tmp_path) / "audience_replay.flac").unlink()
    assert command.main(["voice-stream", "--data", str(tmp_path), "--split", "all"]) == 3
    assert "audience_replay.flac" in capsys.readouterr().err


def test_class_recall_ignores_the_class_none() -> None:
    """Each clip is known to hold a burst, so "none" is ignored there; amusement is compared with ambience too."""
    found = np.full((3, 16), 0.01, np.float32)
    found[0, AMUSEMENT], found[1, 3], found[2, 4] = 0.4, 0.3, 0.2
    found[:, NONE] = 0.5
    quiet = np.full((2, 16), 0.01, np.float32)
    quiet[1, AMUSEMENT] = 0.45
    measured = clip_metrics(np.array([AMUSEMENT, 3, 5]), found, quiet)
    assert measured["recall"]["amusement"] == measured["recall"][CLASSES[3]] == 1.0
    assert measured["recall"][CLASSES[5]] == 0.0
    assert measured["balanced_accuracy"] == pytest.approx(2 / 3)
    assert measured["auc_amusement"] == 1.0
    assert measured["auc_amusement_ambience"] == 0.5


def test_each_loudness_has_scores(voices: Path, spec: ModelSpec) -> None:
    """The false stretches per kind add up to the false stretches per hour."""
    found = evaluate_loudness(spec, voices, "val", minutes=0.5)
    assert list(found["snr_db"]) == ["0", "5", "10", "15", "20"]
    for step in found["snr_db"].values():
        assert sum(step["false_by"].values()) == round(step["false_per_hour"] * step["hours"])


def test_laughter_detector_is_faster_than_real_time(spec: ModelSpec) -> None:
    """It needs at most a hundredth of the sound's duration as CPU time."""
    listener = TimedLaughterDetector(spec)
    listener.process(room("street", 30.0, np.random.default_rng(0)))
    assert listener.real_time_factor <= 0.01


@needs_replay
def test_shipped_network_finds_the_laughs_of_the_replay(capsys: pytest.CaptureFixture[str]) -> None:
    """The shipped network finds 12 of 14 laughs, with 2 false in 5.7 minutes; a later one must not be worse."""
    found = run_command(capsys, "voice-stream", "--data", str(REPLAY), "--split", "all")
    assert found["laughter_recall"] >= 12 / 14 - 0.001
    assert found["false_per_hour"] * found["hours"] <= 2.001
