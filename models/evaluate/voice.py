"""Evaluates the voice network through the kiosk's code: clips, a long recording, composed streams."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.perception.audio.laughter import AudioPrediction, LaughterDetector
from edge.perception.runtime import InferenceSession
from edge.signals import AudioBlock
from models.data import DataMissingError, folder_with, read_table
from models.evaluate.splits import UnknownSplitError, only_all
from models.metrics import auc, recalls
from models.serving.features.voice import CHUNK, RATE_HZ, Floats
from models.serving.spec import ModelSpec
from models.voice.data import Row, audio, sounds, splits
from models.voice.recipe import AMUSEMENT, CLASSES, NONE
from models.voice.scores import LaughterScore, StreamEvent, clip_probabilities, score
from models.voice.streams import SNRS_DB, StreamSources, compose

WINDOW = 4  # half seconds of ambience that stand against a clip: about the length of one
BLOCK = RATE_HZ // 10  # samples handed over at once, as from a microphone
MINUTES = 30.0  # of composed stream at each loudness
KINDS = ("flac", "opus", "wav")


class TimedListener:
    """The kiosk's ear, with a watch beside it."""

    def __init__(self, spec: ModelSpec) -> None:
        self._voice = LaughterDetector(InferenceSession(spec))
        self._cpu_s = self._sound_s = 0.0

    def process(self, samples: Floats) -> list[AudioPrediction]:
        """All decisions about a sound, from a reset; its last half second is filled up with digital silence."""
        whole = np.concatenate([samples, np.zeros(-len(samples) % CHUNK, np.float32)])
        began = time.process_time()
        self._voice.reset()
        said = []
        for at in range(0, len(whole), BLOCK):
            said += self._voice.predict(AudioBlock(at / RATE_HZ, whole[at : at + BLOCK]))
        self._cpu_s += time.process_time() - began
        self._sound_s += len(whole) / RATE_HZ
        return said

    @property
    def real_time_factor(self) -> float:
        """CPU seconds, of all threads, for each second of sound so far."""
        return self._cpu_s / self._sound_s


def clips(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Bursts of a split, each from a reset, and its ambience (all kinds but `playground`, in which children laugh).

    A clip's class is put together from its half seconds by models.voice.scores.clip_probabilities. Ambience is heard
    recording by recording, and windows of four half seconds stand beside the clips.
    """
    folder = folder_with(data, "voice", "bursts.csv")
    known = splits(folder, "bursts")
    if split != "all" and split not in known:
        raise UnknownSplitError(f"evaluate: bursts.csv has no split {split!r}; it has {', '.join(sorted(known))}, all.")
    listener = TimedListener(spec)
    labels, found, quiet = [], [], []
    for row, samples in _shown(sounds(folder, "bursts", split), "bursts"):
        labels.append(CLASSES.index(row["class"]))
        found.append(clip_probabilities(_table(listener.process(samples))))
    for row, samples in _shown(sounds(folder, "ambience", split), "recordings of ambience"):
        if row["kind"] != "playground":
            said = _table(listener.process(samples))
            quiet += [clip_probabilities(said[at : at + WINDOW]) for at in range(0, len(said) - WINDOW + 1, WINDOW)]
    return {**judged(np.array(labels), np.array(found), np.array(quiet)), "real_time_factor": listener.real_time_factor}


def judged(labels: NDArray[np.int64], found: Floats, quiet: Floats) -> dict[str, Any]:
    """The measures of clips (n, 16) with their labels (n,), and of windows without a reaction (m, 16).

    Between the 15 classes the largest decides, "none" aside: that there was a burst is known here.
    """
    recall = recalls(labels, found[:, :NONE].argmax(axis=1), NONE)
    laughs = found[labels == AMUSEMENT, AMUSEMENT]
    against = quiet[:, AMUSEMENT] if len(quiet) else np.zeros(0, np.float32)
    is_laugh = np.arange(len(laughs) + len(against)) < len(laughs)
    return {
        "n": len(labels),
        "balanced_accuracy": float(np.mean([value for value in recall if value is not None])),
        "auc_amusement": _or_none(auc(labels == AMUSEMENT, found[:, AMUSEMENT])),
        "auc_amusement_ambience": _or_none(auc(is_laugh, np.concatenate([laughs, against]))),
        "recall": dict(zip(CLASSES, recall, strict=False)),
    }


def stream(spec: ModelSpec, folder: Path, split: str) -> dict[str, Any]:
    """A recording with its table of events: `audience_replay.flac`, `.opus` or `.wav`, and `audience_replay.csv`.

    A laugh (class `amusement`, from `onset_s` to `offset_s`) is found where a stretch of laughter overlaps the time
    from its onset to 1 s after its offset; one stretch may find several. A stretch that overlaps that time of no laugh
    is false, whatever else is there. A stretch is an unbroken run of half seconds with laughter. The delay is that from
    onset to the end of the first half second with laughter after it.
    """
    only_all(split, "audience_replay.csv")
    rows = read_table(folder / "audience_replay.csv")
    try:
        events = [StreamEvent(row["class"], float(row["onset_s"]), float(row["offset_s"])) for row in rows]
    except (KeyError, ValueError) as wrong:
        raise DataMissingError(f"data: {folder / 'audience_replay.csv'} has no table of events ({wrong}).") from wrong
    paths = [folder / f"audience_replay.{kind}" for kind in KINDS]
    path = next((path for path in paths if path.is_file()), paths[0])
    return _told(_found(TimedListener(spec).process(audio(path)), events))


def loudness(spec: ModelSpec, data: Path, split: str, minutes: float = MINUTES) -> dict[str, Any]:
    """Laughter in composed streams of models.voice.streams by loudness over the bed, always the same ones.

    `false_by`: of the false stretches, how many lie over which kind of event, or over the bed alone.
    """
    folder = folder_with(data, "voice", "bursts.csv")
    sources = StreamSources.of(list(sounds(folder, "bursts", split)), list(sounds(folder, "ambience", split)))
    listener, rng = TimedListener(spec), np.random.default_rng(0)
    curve = {}
    for snr_db in SNRS_DB:
        samples, events = compose(sources, minutes, snr_db, rng)
        found = _found(listener.process(samples), events)
        curve[str(snr_db)] = {**_told(found), "laughs": found.laughs, "false_by": _false_by(found, events)}
        print(f"{snr_db} dB  {curve[str(snr_db)]}", file=sys.stderr)
    return {"snr_db": curve, "real_time_factor": listener.real_time_factor}


def _found(decisions: list[AudioPrediction], events: list[StreamEvent]) -> LaughterScore:
    ends_s = [decision.observation.at_s for decision in decisions]
    laughter = [decision.observation.laughter is True for decision in decisions]
    return score(ends_s, laughter, events, len(ends_s) * CHUNK / RATE_HZ / 3600)


def _told(found: LaughterScore) -> dict[str, Any]:
    return {
        "hours": found.hours,
        "laughter_recall": _or_none(found.recall),
        "false_per_hour": found.false_per_hour,
        "delay_s_median": found.delay_s_median,
    }


def _false_by(found: LaughterScore, events: list[StreamEvent]) -> dict[str, int]:
    by: dict[str, int] = {}
    for begin_s, end_s in found.false:
        over = [event.kind for event in events if begin_s < event.offset_s + 1.0 and end_s > event.onset_s]
        by[over[0] if over else "bed"] = by.get(over[0] if over else "bed", 0) + 1
    return dict(sorted(by.items(), key=lambda pair: -pair[1]))


def _table(decisions: list[AudioPrediction]) -> Floats:
    return np.array([decision.probabilities for decision in decisions], np.float32)


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value


def _shown(pairs: Iterator[tuple[Row, Floats]], what: str) -> Iterator[tuple[Row, Floats]]:
    count = 0
    for count, pair in enumerate(pairs, 1):
        yield pair
        if count % 100 == 0:
            print(f"\r{count} {what}", end="", file=sys.stderr, flush=True)
    print(f"\r{count} {what}", file=sys.stderr)
