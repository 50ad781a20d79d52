"""Packs recordings of laughter and of everything else for the training of a voice model.

Recordings are FOLDER/KIND/PERSON_ANYTHING.wav (or flac, ogg, mp3). The kinds are `laughter`, other vocal bursts by
their class, `speech`, `room`, `music` and `thing`. For the last three, PERSON is the place or the object. The kiosk
stores no sound, so these come from another source.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.data import DataMissingError, is_measured, write_licence
from models.labelling.tables import write_rows
from models.serving.features.voice import RATE_HZ, Floats
from models.voice.recipe import CLASSES, NONE

SUFFIXES = (".wav", ".flac", ".ogg", ".mp3")
LAUGHTER = "laughter"
BURSTS: Mapping[str, str] = {LAUGHTER: "amusement", **{name: name for name in CLASSES if name != CLASSES[NONE]}}
AMBIENCE: Mapping[str, str] = {
    "speech": "speech_plain", "room": "crowd_indoor", "music": "music", "thing": "beeps_clicks"
}  # fmt: skip
NEEDED = (LAUGHTER, "speech", "room")
"""Folders without which no stream of a shop's sound can be composed."""

LEAST_S: Mapping[str, float] = {"room": 10.0, "music": 10.0, "speech": 1.0}
LEAST_BURST_S = 0.25
LOUDNESS_RANGE_DB = 20.0
FRAME = RATE_HZ // 100
PAUSE = RATE_HZ // 50  # zeros between two clips of a file
MARGIN_S, LONGEST_BURST_S = 0.3, 4.0  # kept around a burst; streams place no more of one than this
SILENT_DB = -55.0

BURST_COLUMNS = ("clip_id", "speaker", "class", "split", "file", "start", "n", "onset_s", "offset_s")
AMBIENCE_COLUMNS = ("clip_id", "kind", "split", "file", "start", "n", "source")


class UnusableSoundError(Exception):
    """A recording cannot be used. The text gives the reason."""


@dataclass(frozen=True, slots=True)
class LabelledSound:
    """One recording: its path, the name of its folder, and the person, place or object in it."""

    path: Path
    kind: str
    person: str

    @property
    def split(self) -> str:
        """ "train" or "val" (test). It is the same for all recordings of a person."""
        return "val" if is_measured(self.person) else "train"


def list_sounds(folder: Path) -> list[LabelledSound]:
    """Recordings in FOLDER/KIND, sorted by name. Raises DataMissingError if the folder has another layout."""
    if not folder.is_dir():
        raise DataMissingError(f"pack: {folder} does not exist. Name the folder that contains a folder for each kind.")
    kinds = sorted(path for path in folder.iterdir() if path.is_dir())
    known = (*BURSTS, *AMBIENCE)
    if unknown := [path.name for path in kinds if path.name not in known]:
        raise DataMissingError(
            f"pack: {folder} has folders of no known kind: {', '.join(unknown)}. The kinds are {', '.join(known)}."
        )
    found = [path for kind in kinds for path in sorted(kind.iterdir()) if path.suffix.lower() in SUFFIXES]
    if nameless := [str(path.relative_to(folder)) for path in found if not path.stem.partition("_")[1]]:
        raise DataMissingError(
            f"pack: {len(nameless)} files have no person in their name, such as {nameless[0]}. Name them "
            f"PERSON_ANYTHING{Path(nameless[0]).suffix}: nobody may be in both the training and the test recordings."
        )
    return [LabelledSound(path, path.parent.name, path.stem.partition("_")[0].lower()) for path in found]


def load_sound(path: Path) -> Floats:
    """Mono samples at 16 kHz. Raises UnusableSoundError."""
    import soundfile
    from scipy.signal import resample_poly

    try:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as broken:
        raise UnusableSoundError("this is not a readable recording") from broken
    mono = samples.mean(axis=1)
    if rate_hz != RATE_HZ and len(mono):
        shared = gcd(rate_hz, RATE_HZ)
        mono = resample_poly(mono, RATE_HZ // shared, rate_hz // shared)
    return np.asarray(np.clip(mono, -1.0, 1.0), np.float32)


def active_span(samples: Floats) -> tuple[int, int]:
    """First and last sample of the part within 20 dB of the loudest 10 ms. Raises UnusableSoundError for silence."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    levels_db = 10 * np.log10((frames.astype(np.float64) ** 2).mean(axis=1) + 1e-12)
    if not len(levels_db) or levels_db.max() < SILENT_DB:
        raise UnusableSoundError("it is silent")
    loud = np.flatnonzero(levels_db >= levels_db.max() - LOUDNESS_RANGE_DB)
    return int(loud[0]) * FRAME, (int(loud[-1]) + 1) * FRAME


def cut_burst(samples: Floats) -> tuple[Floats, float, float]:
    """The burst with some sound around it, and its onset and offset in seconds. Raises UnusableSoundError."""
    first, last = active_span(samples)
    if last - first < LEAST_BURST_S * RATE_HZ:
        raise UnusableSoundError(f"the sound lasts {(last - first) / RATE_HZ:.2f} s, but must last {LEAST_BURST_S:g} s")
    margin = int(MARGIN_S * RATE_HZ)
    begin = max(0, first - margin)
    end = min(len(samples), last + margin, begin + int(LONGEST_BURST_S * RATE_HZ))
    return samples[begin:end], (first - begin) / RATE_HZ, (min(last, end) - begin) / RATE_HZ


def cut_sound(own: LabelledSound) -> tuple[dict[str, object], Floats]:
    """Row of a table, without its place in a file, and the samples. Raises UnusableSoundError."""
    samples = load_sound(own.path)
    name = {"clip_id": f"{own.kind}-{own.path.stem}", "split": own.split}
    if own.kind in BURSTS:
        burst, onset_s, offset_s = cut_burst(samples)
        times = {"onset_s": round(onset_s, 3), "offset_s": round(offset_s, 3)}
        return {**name, "speaker": own.person, "class": BURSTS[own.kind], **times}, burst
    active_span(samples)
    if len(samples) < (least_s := LEAST_S.get(own.kind, LEAST_BURST_S)) * RATE_HZ:
        raise UnusableSoundError(f"it lasts {len(samples) / RATE_HZ:.1f} s, but must last {least_s:g} s")
    source = f"{own.person}-{own.path.stem}" if own.kind == "speech" else own.person
    return {**name, "kind": AMBIENCE[own.kind], "source": source}, samples


def write_sounds(clips: Sequence[tuple[dict[str, object], Floats]], out: Path) -> None:
    """Write tables and sound files in the layout of data/voice, in a lossless format."""
    import soundfile

    out.mkdir(parents=True, exist_ok=True)
    for table, key, columns in (("bursts", "class", BURST_COLUMNS), ("ambience", "kind", AMBIENCE_COLUMNS)):
        rows: list[dict[str, object]] = []
        for split in ("train", "val"):
            part = [(row, samples) for row, samples in clips if key in row and row["split"] == split]
            sound: list[NDArray[np.float32]] = []
            at = 0
            for row, samples in part:
                rows.append({**row, "file": f"{table}_{split}.flac", "start": at, "n": len(samples)})
                sound += [samples, np.zeros(PAUSE, np.float32)]
                at += len(samples) + PAUSE
            if sound:
                soundfile.write(out / f"{table}_{split}.flac", np.concatenate(sound), RATE_HZ)
        write_rows(out / f"{table}.csv", columns, rows)


def pack_sounds(folder: Path, out: Path, licence: str, note: str) -> str:
    """Pack the recordings and return the report. Raises DataMissingError before anything is written."""
    sounds = list_sounds(folder)
    clips, used, unused = [], [], []
    for own in sounds:
        try:
            clips.append(cut_sound(own))
            used.append(own)
        except UnusableSoundError as reason:
            unused.append((own, str(reason)))
    report = "\n".join(sound_report(used, unused))
    if missing := [kind for kind in NEEDED if not any(own.kind == kind and own.split == "train" for own in used)]:
        raise DataMissingError(
            f"{report}\npack: no recording can be used for training in: {', '.join(missing)}. Nothing was written."
            " A fifth of the people and places is the test part: add recordings of others."
        )
    write_sounds(clips, out)
    write_licence(out, licence, note)
    return report


def sound_report(used: Sequence[LabelledSound], unused: Sequence[tuple[LabelledSound, str]]) -> Iterator[str]:
    """Lines with the counts by kind, and the recordings that were not used."""
    yield f"{'':18}{'training':>10}{'test part':>10}{'persons':>10}"
    for kind in dict.fromkeys(own.kind for own in used):
        of = [own for own in used if own.kind == kind]
        parts = Counter(own.split for own in of)
        yield f"{kind:18}{parts['train']:10}{parts['val']:10}{len({own.person for own in of}):10}"
    yield f"not used: {len(unused)}"
    yield from (f"  {own.path}: {reason}" for own, reason in unused)
