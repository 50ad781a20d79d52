"""Synthetic recordings of wearers."""

import math
from pathlib import Path

BPM = 75.0
EDA_US = 4.0


def wave(at_s: float) -> float:
    """A pulse wave of 75 bpm, 0 to 1, with its systolic peak 0.24 s after the start of each beat."""
    phase = at_s * BPM / 60 % 1
    return math.exp(-0.5 * ((phase - 0.3) / 0.09) ** 2) + 0.3 * math.exp(-0.5 * ((phase - 0.6) / 0.1) ** 2)


def write_recording(
    path: Path, seconds: float = 20.0, header: str = "time_s,eda_us,ppg", rate_hz: float = 50.0
) -> Path:
    """Write a calm wearer: skin conductance of 4 uS that varies by 0.2 uS, and a pulse of 75 bpm in ten bits."""
    rows = [header]
    for n in range(int(seconds * rate_hz)):
        at_s = n / rate_hz
        values = {
            "time_s": f"{at_s:.3f}",
            "eda_us": f"{EDA_US + 0.2 * math.sin(at_s / 3):.4f}",
            "ppg": f"{300 + 500 * wave(at_s):.0f}",
            "hr_bpm": f"{BPM:.0f}",
        }
        rows.append(",".join(values[name] for name in header.split(",")))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
