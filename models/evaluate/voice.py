"""Evaluates the voice model with the kiosk's code, on clips, a long recording and composed streams."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.perception.audio.laughter import LaughterDetector
from edge.perception.audio.sound_reader import AudioPrediction
from edge.perception.runtime import InferenceSession
from edge.signals import AudioBlock
from models.data import DataMissingError, find_data_folder, read_table
from models.evaluate.splits import check_split, require_all_split
from models.metrics import recall_by_class, roc_auc
from models.serving.features.voice import CHUNK, RATE_HZ, Floats
from models.serving.spec import ModelSpec
from models.voice.data import Row, read_audio, read_sounds, table_splits
from models.voice.recipe import AMUSEMENT, CLASSES, NONE
from models.voice.scores import LabelledSoundEvent, LaughterScore, clip_probabilities, score_laughter
from models.voice.streams import SNRS_DB, SyntheticStreamSources, compose_stream

WINDOW = 4  # half seconds of ambience that are compared with a clip: about the length of a clip
BLOCK = RATE_HZ // 10  # samples per block, as from a microphone
MINUTES = 30.0  # of composed stream at each loudness
KINDS = ("flac", "opus", "wav")


class TimedLaughterDetector:
    """The kiosk's laughter detector, which also measures its own CPU time."""

    def __init__(self, spec: ModelSpec) -> None:
        self._detector = LaughterDetector(InferenceSession(spec))
        self._cpu_s = self._sound_s = 0.0

    def process(self, samples: Floats) -> list[AudioPrediction]:
        """Predictions for a sound, after the detector was reset. The last half second is padded with digital
        silence.
        """
        whole = np.concatenate([samples, np.zeros(-len(samples) % CHUNK, np.float32)])
        start_s = time.process_time()
        self._detector.reset()
        predictions = []
        for at in range(0, len(whole), BLOCK):
            predictions += self._detector.predict(AudioBlock(at / RATE_HZ, whole[at : at + BLOCK]))
        self._cpu_s += time.process_time() - start_s
        self._sound_s += len(whole) / RATE_HZ
        return predictions

    @property
    def real_time_factor(self) -> float:
        """CPU seconds of all threads per second of sound processed so far."""
        return self._cpu_s / self._sound_s


def evaluate_clips(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on the bursts of a split, each after a reset of the detector, and on its ambience.

    models.voice.scores.clip_probabilities combines the half seconds of a clip into its class. Ambience is processed
    recording by recording, in windows of four half seconds. `playground` is excluded, because children laugh in it.
    """
    folder = find_data_folder(data, "voice", "bursts.csv")
    check_split(split, "bursts.csv", table_splits(folder, "bursts"))
    listener = TimedLaughterDetector(spec)
    bursts = _with_progress(read_sounds(folder, "bursts", split), "bursts")
    ambience = _with_progress(read_sounds(folder, "ambience", split), "recordings of ambience")
    return {**judge_clips(listener, bursts, ambience), "real_time_factor": listener.real_time_factor}


def judge_clips(
    listener: TimedLaughterDetector, bursts: Iterable[tuple[Row, Floats]], ambience: Iterable[tuple[Row, Floats]]
) -> dict[str, Any]:
    """Metrics of bursts, each after a reset of the detector, and of ambience in windows."""
    labels, found, quiet = [], [], []
    for row, samples in bursts:
        labels.append(CLASSES.index(row["class"]))
        found.append(clip_probabilities(_probabilities(listener.process(samples))))
    for row, samples in ambience:
        if row["kind"] != "playground":
            probabilities = _probabilities(listener.process(samples))
            quiet += [
                clip_probabilities(probabilities[at : at + WINDOW])
                for at in range(0, len(probabilities) - WINDOW + 1, WINDOW)
            ]
    return clip_metrics(np.array(labels), np.array(found), np.array(quiet))


def clip_metrics(labels: NDArray[np.int64], found: Floats, quiet: Floats) -> dict[str, Any]:
    """Metrics of clips (n, 16) with their labels (n,), and of windows without a reaction (m, 16).

    The class of a clip is the most probable of the 15 classes other than "none", because each clip is known to contain
    a burst.
    """
    recall = recall_by_class(labels, found[:, :NONE].argmax(axis=1), NONE)
    laughs = found[labels == AMUSEMENT, AMUSEMENT]
    against = quiet[:, AMUSEMENT] if len(quiet) else np.zeros(0, np.float32)
    is_laugh = np.arange(len(laughs) + len(against)) < len(laughs)
    return {
        "n": len(labels),
        "balanced_accuracy": float(np.mean([value for value in recall if value is not None])),
        "auc_amusement": _none_if_nan(roc_auc(labels == AMUSEMENT, found[:, AMUSEMENT])),
        "auc_amusement_ambience": _none_if_nan(roc_auc(is_laugh, np.concatenate([laughs, against]))),
        "recall": dict(zip(CLASSES, recall, strict=False)),
    }


def evaluate_stream(spec: ModelSpec, folder: Path, split: str) -> dict[str, Any]:
    """Scores on a recording with its table of events: `audience_replay.flac`, `.opus` or `.wav`, and
    `audience_replay.csv`.

    A stretch is an unbroken run of half seconds with detected laughter. A laugh is an event of the class `amusement`,
    from `onset_s` to `offset_s`. It is found if a stretch overlaps the time from its onset to 1 s after its offset, and
    one stretch may find several laughs. A stretch is false if it does not overlap this time of any laugh, even if it
    overlaps another event. The delay is the time from the onset of a laugh to the end of the first half second with
    laughter after it.
    """
    require_all_split(split, "audience_replay.csv")
    rows = read_table(folder / "audience_replay.csv")
    try:
        events = [LabelledSoundEvent(row["class"], float(row["onset_s"]), float(row["offset_s"])) for row in rows]
    except (KeyError, ValueError) as wrong:
        raise DataMissingError(
            f"data: {folder / 'audience_replay.csv'} does not contain a table of events ({wrong})."
        ) from wrong
    paths = [folder / f"audience_replay.{kind}" for kind in KINDS]
    path = next((path for path in paths if path.is_file()), paths[0])
    return _metrics(_score(TimedLaughterDetector(spec).process(read_audio(path)), events))


def evaluate_loudness(spec: ModelSpec, data: Path, split: str, minutes: float = MINUTES) -> dict[str, Any]:
    """Laughter scores on composed streams of models.voice.streams, by loudness relative to the background. The streams
    are always the same.

    `false_by`: number of false stretches by the kind of event that they overlap, or `bed` for the background.
    """
    folder = find_data_folder(data, "voice", "bursts.csv")
    check_split(split, "bursts.csv", table_splits(folder, "bursts"))
    sources = SyntheticStreamSources.collect_sources(
        list(read_sounds(folder, "bursts", split)), list(read_sounds(folder, "ambience", split))
    )
    listener, rng = TimedLaughterDetector(spec), np.random.default_rng(0)
    curve = {}
    for snr_db in SNRS_DB:
        samples, events = compose_stream(sources, minutes, snr_db, rng)
        result = _score(listener.process(samples), events)
        curve[str(snr_db)] = {
            **_metrics(result),
            "laughs": result.laughs,
            "false_by": count_false_by_kind(result, events),
        }
        print(f"{snr_db} dB  {curve[str(snr_db)]}", file=sys.stderr)
    return {"snr_db": curve, "real_time_factor": listener.real_time_factor}


def _score(predictions: list[AudioPrediction], events: list[LabelledSoundEvent]) -> LaughterScore:
    ends_s = [prediction.observation.at_s for prediction in predictions]
    laughter = [prediction.observation.laughter is True for prediction in predictions]
    return score_laughter(ends_s, laughter, events, len(ends_s) * CHUNK / RATE_HZ / 3600)


def _metrics(result: LaughterScore) -> dict[str, Any]:
    return {
        "hours": result.hours,
        "laughter_recall": _none_if_nan(result.recall),
        "false_per_hour": result.false_per_hour,
        "delay_s_median": result.delay_s_median,
    }


def count_false_by_kind(result: LaughterScore, events: Sequence[LabelledSoundEvent]) -> dict[str, int]:
    """Number of false stretches by the kind of event that they overlap, or `bed` for the background."""
    counts: dict[str, int] = {}
    for begin_s, end_s in result.false:
        overlapped = [event.kind for event in events if begin_s < event.offset_s + 1.0 and end_s > event.onset_s]
        counts[overlapped[0] if overlapped else "bed"] = counts.get(overlapped[0] if overlapped else "bed", 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def _probabilities(predictions: list[AudioPrediction]) -> Floats:
    return np.array([prediction.probabilities for prediction in predictions], np.float32)


def _none_if_nan(value: float) -> float | None:
    return None if np.isnan(value) else value


def _with_progress(pairs: Iterator[tuple[Row, Floats]], label: str) -> Iterator[tuple[Row, Floats]]:
    count = 0
    for count, pair in enumerate(pairs, 1):
        yield pair
        if count % 100 == 0:
            print(f"\r{count} {label}", end="", file=sys.stderr, flush=True)
    print(f"\r{count} {label}", file=sys.stderr)
