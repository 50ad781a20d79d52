"""Composes long synthetic streams of shop sound: laughs, other bursts, speech and objects, with rooms and noise in the
background.

The streams are waveforms, so they test the kiosk's whole processing. Training rows are made from band powers instead
(augment.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from models.serving.features.voice import RATE_HZ, Floats
from models.voice.augment import BEDS
from models.voice.data import Row
from models.voice.scores import LabelledSoundEvent

Rng = np.random.Generator

SNRS_DB = (0, 5, 10, 15, 20)
GAP_S = 5.0  # mean pause between two events, in addition to the 5.5 s per event: about 340 events an hour
SHARES = {"amusement": 0.25, "burst": 0.25, "speech": 0.35, "thing": 0.15}  # of the events
_THINGS = ("dog", "baby_cry", "sneeze", "beeps_clicks", "keys", "paper", "alarm", "clock", "bells")
_BEDS = tuple(group for group in BEDS if group not in (("babble",), ("speech_plain",)))
_LEVELS_DB = (-52.0, -36.0)  # of the bed, dBFS


@dataclass(frozen=True, eq=False)
class SyntheticStreamSources:
    """Sounds from which the streams are composed, by kind: rows and samples."""

    kinds: dict[str, list[tuple[Row, Floats]]]

    @classmethod
    def collect_sources(
        cls, bursts: Sequence[tuple[Row, Floats]], ambience: Sequence[tuple[Row, Floats]]
    ) -> "SyntheticStreamSources":
        kinds: dict[str, list[tuple[Row, Floats]]] = {}
        for row, samples in bursts:
            kinds.setdefault("amusement" if row["class"] == "amusement" else "burst", []).append((row, samples))
        for row, samples in ambience:
            name = "speech" if row["kind"] == "speech_plain" else row["kind"]
            # by its note, children shout and laugh in it
            if name != "playground":
                kinds.setdefault("thing" if name in _THINGS else name, []).append((row, samples))
        return cls(kinds)

    def grouped_recordings(self) -> list[list[Floats]]:
        """Long recordings by group. Each group is drawn equally often."""
        groups = [[samples for kind in group for _, samples in self.kinds.get(kind, [])] for group in _BEDS]
        return [group for group in groups if group]


def compose_stream(
    sources: SyntheticStreamSources,
    minutes: float,
    snr_db: float,
    rng: Rng,
    *,
    shares: Mapping[str, float] = SHARES,
    gap_s: float = GAP_S,
) -> tuple[Floats, list[LabelledSoundEvent]]:
    """Compose a stream (n,) float32 at 16 kHz, and its events. The active part of each event is `snr_db` louder than
    the background.
    """
    stream = draw_bed(sources, int(minutes * 60 * RATE_HZ), rng)
    events = []
    present = {kind: share for kind, share in shares.items() if kind in sources.kinds}
    for begin, kind in _schedule(len(stream), present, gap_s, rng):
        row, sound, first, last = _draw_event(sources.kinds[kind], rng)
        under = stream[begin : begin + len(sound)]
        if len(under) < len(sound):
            break
        power = float(np.mean(sound[first:last] ** 2)) + 1e-12
        gain = np.sqrt((float(np.mean(under**2)) + 1e-10) / power * 10 ** (snr_db / 10))
        room = _room(rng) if rng.random() < 0.5 else None
        placed = sound * np.float32(gain)
        under += placed if room is None else fftconvolve(placed, room)[: len(sound)]
        name = row["class"] if kind in ("amusement", "burst") else row["kind"]
        events.append(LabelledSoundEvent(name, (begin + first) / RATE_HZ, (begin + last) / RATE_HZ))
    return np.clip(stream, -1.0, 1.0), events


def _schedule(length: int, shares: Mapping[str, float], gap_s: float, rng: Rng) -> Iterator[tuple[int, str]]:
    """Start, in samples, and kind of each event. Each event has 4 s reserved."""
    kinds, weights, at = list(shares), np.array(list(shares.values())), 2.0
    while at * RATE_HZ < length:
        yield int(at * RATE_HZ), kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))]
        at += 4.0 + 1.5 + rng.exponential(gap_s)


def _draw_event(clips: Sequence[tuple[Row, Floats]], rng: Rng) -> tuple[Row, Floats, int, int]:
    """At most 4 s of a random clip, and the first and last sample of the clip's active part."""
    row, samples = clips[int(rng.integers(len(clips)))]
    if "onset_s" in row:
        first, last = (int(float(row[name]) * RATE_HZ) for name in ("onset_s", "offset_s"))
        return row, samples[: 4 * RATE_HZ], first, max(first + 1, min(last, 4 * RATE_HZ))
    length = min(len(samples), int(rng.uniform(1.5, 4.0) * RATE_HZ))
    begin = int(rng.integers(0, len(samples) - length + 1))
    return row, samples[begin : begin + length], 0, length


def draw_bed(sources: SyntheticStreamSources, length: int, rng: Rng) -> Floats:
    """Background: rooms of 20 to 60 s one after another, of which a fifth are coloured noise, with cross-fades of half
    a second.
    """
    out = np.zeros(length, np.float32)
    groups, fade = sources.grouped_recordings(), RATE_HZ // 2
    at = 0
    while at < length:
        span = min(int(rng.uniform(20, 60) * RATE_HZ), length - at) + fade
        if not groups or rng.random() < 0.2:
            piece = _noise(span, rng)
        else:
            group = groups[int(rng.integers(len(groups)))]
            samples = group[int(rng.integers(len(group)))]
            piece = np.take(samples, np.arange(span) + int(rng.integers(len(samples))), mode="wrap")
        piece = piece * np.float32(10 ** (rng.uniform(*_LEVELS_DB) / 20) / (np.sqrt(np.mean(piece**2)) + 1e-9))
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        piece[:fade] *= ramp
        piece[-fade:] *= ramp[::-1]
        out[at : at + span] += piece[: length - at]
        at += span - fade
    return out


def _noise(length: int, rng: Rng) -> Floats:
    """Noise whose power falls by 0 to 9 dB per octave."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    spectrum[1:] *= np.arange(1, len(spectrum)) ** -rng.uniform(0, 0.75)
    return np.fft.irfft(spectrum, length).astype(np.float32)


def _room(rng: Rng) -> Floats:
    """Impulse response of a room: direct sound, followed by decaying noise, which is 0 to 6 dB weaker and has an RT60
    of 0.2 to 0.6 s.
    """
    rt60_s = rng.uniform(0.2, 0.6)
    time_s = np.arange(int(rt60_s * RATE_HZ)) / RATE_HZ
    tail = rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / rt60_s)
    tail *= 10 ** (-rng.uniform(0, 6) / 20) / np.sqrt((tail**2).sum())
    tail[0] += 1.0
    return tail.astype(np.float32)
