"""features/speech.py: the frames that Google's speech embedding was trained on."""

import numpy as np
import pytest

from models.serving.features.speech import BANDS, CONTEXT, FRAMES, FRONT_ENDS, HOP, SPEECH, STEPS, WINDOW, mel_frames
from models.serving.features.voice import CHUNK, OWN, RATE_HZ, Floats, LogMelFeatures

# What melspectrogram.onnx of openwakeword 0.5.1 gives for `sound` below, in frame 10: every fourth of its 32 bands.
REFERENCE = (8.5615, 7.3595, 6.9461, 7.5441, 6.8712, 8.4624, 6.9838, 7.2699)


def sound() -> Floats:
    """Half a second: two tones and noise."""
    time_s = np.arange(CHUNK) / RATE_HZ
    tones = 0.02 * np.sin(2 * np.pi * 220 * time_s) + 0.01 * np.sin(2 * np.pi * 1750 * time_s)
    return np.asarray(tones + 0.005 * np.random.default_rng(5).standard_normal(CHUNK), np.float32)


def test_frames_are_those_of_the_network_that_the_embedding_was_trained_behind() -> None:
    """Its frames are 512 samples wide, the outer 56 on each side weighted with 0."""
    assert mel_frames(sound()[56:])[10, ::4] == pytest.approx(REFERENCE, abs=1e-3)


def test_half_second_has_the_frames_of_all_its_embeddings() -> None:
    """An embedding sees 76 frames, and the first of four ends 240 ms before the half second does."""
    ((frames, _),) = LogMelFeatures(SPEECH).process(sound())
    assert frames.shape == (FRAMES, BANDS)
    assert frames.dtype == np.float32
    assert CONTEXT + FRAMES == 76 + 8 * (STEPS - 1)
    assert FRAMES * HOP == CHUNK


def test_frame_does_not_use_later_samples() -> None:
    """Frame i ends with sample (i + 1) hop, so a stream in half seconds gives the frames of the whole."""
    whole = np.concatenate([sound(), sound()[::-1]])
    cut = np.concatenate([frames for frames, _ in LogMelFeatures(SPEECH).process(whole)])
    padded = np.concatenate([np.zeros(WINDOW - HOP, np.float32), whole])
    assert np.allclose(cut, mel_frames(padded), atol=1e-6)


def test_silence_is_below_every_sound() -> None:
    assert np.allclose(mel_frames(np.zeros(WINDOW, np.float32)), SPEECH.silence)
    assert (mel_frames(sound()) > SPEECH.silence + 3).all()


def test_front_ends_are_known_by_the_shape_of_their_frames() -> None:
    assert FRONT_ENDS[OWN.shape] is OWN
    assert FRONT_ENDS[(CONTEXT + FRAMES, BANDS)] is SPEECH
