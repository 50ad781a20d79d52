"""sounds.py: recordings of one's own become data for the training of a voice model."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge.cli.main import main
from models.data import is_measured, read_licence
from models.labelling.sounds import LabelledSound, UnusableSoundError, active_span, cut_burst, load_sound
from models.voice.data import make_clip, read_sounds
from models.voice.streams import SyntheticStreamSources, compose_stream
from tests.models.voice.made_voices import RATE_HZ, Floats, burst, room

PEOPLE = [f"p{number}" for number in range(12)]


def save(path: Path, samples: Floats, rate_hz: int = RATE_HZ) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate_hz)
    return path


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve people who laugh and growl, two who speak, rooms, and recordings that cannot be used."""
    folder, rng = tmp_path_factory.mktemp("recordings"), np.random.default_rng(1)
    for person in PEOPLE:
        save(folder / "laughter" / f"{person}_a.wav", burst("amusement", rng))
        save(folder / "anger" / f"{person.upper()}_b.flac", burst("anger", rng))
    for number, person in enumerate(PEOPLE[:4]):
        save(folder / "speech" / f"{person}_c.wav", room("speech_plain", 3.0, rng))
        save(folder / "room" / f"hall{number}_d.wav", room("crowd_indoor", 12.0, rng))
    save(folder / "room" / "yard_short.wav", room("street", 2.0, rng))
    save(folder / "laughter" / "p0_silent.wav", np.zeros(RATE_HZ, np.float32))
    (folder / "laughter" / "p1_torn.wav").write_bytes(b"no sound")
    (folder / "laughter" / "notes.txt").write_text("not a recording")
    return folder


@pytest.fixture(scope="module")
def packed(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recordings, packed."""
    out = tmp_path_factory.mktemp("packed")
    assert main(["models", "pack", "laughter", str(recordings), str(out)]) == 0
    return out


def test_streams_for_training_are_composed_of_packed_recordings(packed: Path) -> None:
    """Laughs, other bursts, speech and rooms come back as they were, in the layout that the training reads."""
    bursts, ambience = (list(read_sounds(packed, table, "train")) for table in ("bursts", "ambience"))
    sources = SyntheticStreamSources.collect_sources(bursts, ambience)
    assert set(sources.kinds) == {"amusement", "burst", "speech", "crowd_indoor"}
    _, events = compose_stream(sources, 1.0, 10.0, np.random.default_rng(1))
    assert "amusement" in {event.kind for event in events}
    row, samples = bursts[0]
    clip = make_clip(row, samples)
    assert clip.active.sum() * 0.0125 == pytest.approx(float(row["offset_s"]) - float(row["onset_s"]), abs=0.05)


def test_no_person_is_in_training_and_in_the_test_part(packed: Path) -> None:
    """Upper and lower case of a name are the same person."""
    for table in ("bursts", "ambience"):
        parts = {
            split: {
                row.get("speaker", row.get("source", "").partition("-")[0])
                for row, _ in read_sounds(packed, table, split)
            }
            for split in ("train", "val")
        }
        assert not parts["train"] & parts["val"]
    assert {row["speaker"] for row, _ in read_sounds(packed, "bursts", "val")} == set(filter(is_measured, PEOPLE))


def test_unused_recordings_are_listed_with_the_reason(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A silent one, a broken one and a short one have a line each."""
    assert main(["models", "pack", "laughter", str(recordings), str(tmp_path)]) == 0
    report = capsys.readouterr().out
    assert "not used: 3" in report
    assert "p0_silent.wav: it is silent" in report
    assert "p1_torn.wav: this is not a readable recording" in report
    assert "yard_short.wav: it lasts 2.0 s, but must last 10 s" in report


def test_recordings_of_any_rate_become_mono_at_16_khz(tmp_path: Path) -> None:
    """A tone keeps its pitch."""
    time_s = np.arange(44_100) / 44_100
    stereo = np.stack([np.sin(2 * np.pi * 440 * time_s), np.zeros(44_100)], axis=1).astype(np.float32)
    samples = load_sound(save(tmp_path / "tone.wav", stereo, 44_100))
    assert len(samples) == RATE_HZ
    assert np.abs(np.fft.rfft(samples)).argmax() == 440


def test_a_burst_is_cut_out_of_the_silence_around_it() -> None:
    """Onset and offset stand in seconds from the start of what is left."""
    sound = np.concatenate([np.zeros(RATE_HZ), np.full(RATE_HZ // 2, 0.1), np.zeros(RATE_HZ)]).astype(np.float32)
    cut, onset_s, offset_s = cut_burst(sound)
    assert len(cut) / RATE_HZ == pytest.approx(1.1)
    assert (onset_s, offset_s) == pytest.approx((0.3, 0.8))


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.full(RATE_HZ, 1e-3, np.float32)])
def test_silence_is_no_sound(samples: Floats) -> None:
    """Empty, or fainter than -55 dBFS."""
    with pytest.raises(UnusableSoundError, match="silent"):
        active_span(samples)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("joy/p1_a.wav", "folders of no known kind: joy"),
        ("laughter/p1.wav", "no person in their name, such as laughter/p1.wav"),
        ("laughter/p1_a.wav", "no recording can be used for training in: speech, room"),
    ],
)
def test_a_folder_of_another_layout_is_refused(
    name: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written."""
    save(tmp_path / "in" / name, burst("amusement", np.random.default_rng(1)))
    assert LabelledSound(tmp_path, "laughter", "p1").split == "train"
    assert main(["models", "pack", "laughter", str(tmp_path / "in"), str(tmp_path / "out")]) == 3
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_recordings_without_a_declared_licence_are_for_evaluation(
    packed: Path, recordings: Path, tmp_path: Path
) -> None:
    """A model that is trained on them has that tier."""
    licence = read_licence(packed)
    assert licence is not None
    assert licence[0] == "evaluation"
    ours = ["--licence", "commercial", "--licence-note", "Our studio."]
    assert main(["models", "pack", "laughter", str(recordings), str(tmp_path), *ours]) == 0
    assert read_licence(tmp_path) == ("commercial", "Our studio.")
