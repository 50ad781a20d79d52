"""Small real recordings of audio and of sensor kits."""

import csv
import gzip
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

KINDS = {
    "wav": ("WAV", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
    "aiff": ("AIFF", "PCM_16"),
    "float": ("WAV", "FLOAT"),
}


def tone(seconds: float, rate_hz: int = 16_000, hz: float = 440.0, peak: float = 0.1) -> NDArray[np.float32]:
    """Sine tone (n,). With a peak of 0.1 its level is -23 dB."""
    return np.asarray(peak * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate_hz)) / rate_hz), np.float32)


def write_sound(path: Path, samples: NDArray[np.float32], rate_hz: int = 16_000, kind: str = "") -> Path:
    """Write an audio file of samples (n,) or (n, channels). The format is `kind`, or that of the file's ending."""
    file_format, subtype = KINDS[kind or path.suffix[1:]]
    soundfile.write(path, samples, rate_hz, format=file_format, subtype=subtype)
    return path


def write_worn(path: Path, seconds: float, rate_hz: float = 20.0, heart: str = "hr_bpm", skin_us: float = 2.0) -> Path:
    """Write the recording of a kit and its wearer: slowly changing skin conductance, a heart rate of 75.

    `heart`: "hr_bpm" or the name of a pulse wave. The file is gzipped if its name ends in .gz.
    """
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "wt", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("time_s", "eda_us", heart))
        for index in range(round(seconds * rate_hz)):
            at_s = index / rate_hz
            eda_us = skin_us + 0.1 * np.sin(at_s / 7)
            pulse = round(512 + 200 * max(0.0, np.sin(2 * np.pi * 1.25 * at_s)) ** 4)
            writer.writerow((f"{at_s:.2f}", f"{eda_us:.4f}", 75 if heart == "hr_bpm" else pulse))
    return path
