"""A kiosk that listens to a recording through a real sound server, beside `replay --audio` of the same file.

`python -m tests.live_ear [--minutes M] [--config FILE]` plays ../shared/replay/audience_replay.flac into a microphone
of a PulseAudio of its own, in real time, has a real Kiosk hear it, and prints what both heard of each laugh. Nobody
knows when the first sample was played, so the two are laid over each other by how loud each half second was. What a
network makes of a laugh depends on where its half seconds begin, so a third column has a replay whose begin as the live
ones do.
"""

import argparse
import csv
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soundfile
from numpy.typing import NDArray

from edge.clock import Clock
from edge.events import AudioObservation, InputEvent, SourceLost, SourceRestored
from edge.kiosk import build
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import Settings, load
from edge.sources.microphone.audio_file import AudioFile
from edge.tools.replay.replay import observations_of_audio
from models.serving.features.voice import CHUNK, RATE_HZ
from models.voice.scores import LaughterScore, StreamEvent, score
from tests.doubles.sound_server import missing, running
from tests.doubles.waiting import wait_until

REPLAY = Path(__file__).parent.parent / ".." / "shared" / "replay" / "audience_replay.flac"
HALF_S = CHUNK / RATE_HZ
STEP_S = 0.005  # in which one is moved over the other
SOON_S = 1.5
REST_S = 2.0  # after the last sample, for what is under way

Levels = NDArray[np.float64]


@dataclass(frozen=True)
class Compared:
    """All on the time of the file."""

    live: Sequence[AudioObservation]
    replayed: Sequence[AudioObservation]
    in_step: Sequence[AudioObservation]  # replayed, with half seconds that begin where the live ones do
    laughs: Sequence[StreamEvent]
    fit_db: float  # how far the levels are apart, half of the time less than this
    breaks: int  # times that the microphone was lost
    dropped_s: float

    def agreement(self, replayed: Sequence[AudioObservation]) -> float:
        """The share of replayed half seconds that were heard alike, or within one decision of it."""
        ends_s = np.array([heard.at_s for heard in self.live])
        alike = 0
        for heard in replayed:
            near = np.flatnonzero(np.abs(ends_s - heard.at_s) <= HALF_S)
            alike += any(self.live[index].laughter == heard.laughter for index in near)
        return alike / len(replayed)

    def table(self) -> list[str]:
        columns = {"replay": self.replayed, "in step": self.in_step, "live": self.live}
        lines = [f"  laugh at s  {''.join(f'{name:>9}' for name in columns)}  (s after its onset)"]
        for laugh in self.laughs:
            delays = [_delay_s(heard, laugh) for heard in columns.values()]
            shown = "".join("        -" if delay_s is None else f"{delay_s:9.2f}" for delay_s in delays)
            lines.append(f"{laugh.onset_s:12.2f}  {shown}")
        for name, heard in columns.items():
            found = _found(heard, self.laughs)
            lines.append(
                f"{name}: {_soon(heard, self.laughs)} of {found.laughs} laughs within {SOON_S} s of their onset,"
                f" {len(found.delays_s)} in all, {len(found.false)} false"
            )
        lines.append(
            f"{len(self.live)} half seconds live; heard alike within one decision: {self.agreement(self.replayed):.1%}"
            f" of the replay, {self.agreement(self.in_step):.1%} of that in step; levels within {self.fit_db:.2f} dB"
        )
        return [*lines, f"{self.breaks} breaks, {self.dropped_s:.1f} s lost"]


def compare(file: Path, settings: Settings, folder: Path, laughs: Sequence[StreamEvent]) -> Compared:
    """Play it and listen, then replay it."""
    live, breaks, dropped_s = listen(file, settings, folder)
    replayed = list(observations_of_audio(AudioFile(file, 0.0), build.build_laughter_detector(settings), None))
    begin_s, fit_db = laid_over(file, live)
    on_file = [
        AudioObservation(heard.at_s - begin_s, heard.duration_s, heard.level_db, heard.laughter)
        for heard in live
        if HALF_S <= heard.at_s - begin_s <= replayed[-1].at_s + HALF_S
    ]
    later = cut(file, on_file[0].at_s % HALF_S)
    in_step = list(
        observations_of_audio(AudioFile(later, on_file[0].at_s % HALF_S), build.build_laughter_detector(settings), None)
    )
    return Compared(on_file, replayed, in_step, laughs, fit_db, breaks, dropped_s)


def cut(file: Path, from_s: float) -> Path:
    """The same sound without its beginning."""
    samples, rate_hz = soundfile.read(file, dtype="float32")
    later = file.with_name("later.wav")
    soundfile.write(later, samples[round(from_s * rate_hz) :], rate_hz)
    return later


def listen(file: Path, settings: Settings, folder: Path) -> tuple[list[AudioObservation], int, float]:
    """What a kiosk hears while the file is played, how often it lost its microphone, and seconds of its sound."""
    with running(folder) as server:
        os.environ["PULSE_SERVER"] = server.address
        server.plug_in("kit")
        server.hiss("kit")
        kiosk = Kiosk(settings, Clock(), notice_exempt=True)
        given: list[InputEvent] = []
        kiosk._audience_loop.put_observation = given.append  # type: ignore[method-assign,assignment]
        thread = threading.Thread(target=kiosk.run)
        thread.start()
        try:
            wait_until(lambda: any(isinstance(event, SourceRestored) for event in given), "the first sound")
            server.play("kit", file)
            threading.Event().wait(REST_S)
            microphone = kiosk._microphone_stage.microphone if kiosk._microphone_stage else None
            dropped_s = microphone.counts.dropped_s if microphone else 0.0
        finally:
            kiosk.stop()
            thread.join()
    heard = [event for event in given if isinstance(event, AudioObservation)]
    return heard, sum(isinstance(event, SourceLost) for event in given), dropped_s


def laid_over(file: Path, live: Sequence[AudioObservation]) -> tuple[float, float]:
    """When the file began on the kiosk's clock, and by how many dB levels differ then, half of the time."""
    samples, rate_hz = soundfile.read(file, dtype="float64")
    step = round(STEP_S * rate_hz)
    energy = np.concatenate([[0.0], np.cumsum(np.square(samples))])[::step]
    half = round(HALF_S / STEP_S)
    ends = np.array([heard.at_s for heard in live])
    levels = np.array([heard.level_db for heard in live])
    best = (np.inf, 0.0)
    for begin_s in np.arange(ends[0] - HALF_S, ends[-1], STEP_S):
        at = np.rint((ends - begin_s) / STEP_S).astype(int)
        inside = (at >= half) & (at < len(energy))
        if inside.sum() < 0.9 * len(energy) / half - 1:
            continue
        power = (energy[at[inside]] - energy[at[inside] - half]) / (half * step)
        apart = np.abs(10 * np.log10(power + 1e-12) - levels[inside])
        best = min(best, (float(np.median(apart)), float(begin_s)))
    return best[1], best[0]


def laughs_of(file: Path, until_s: float) -> list[StreamEvent]:
    """Those of its table that end before."""
    with file.with_suffix(".csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["class"] == "amusement"]
    events = [StreamEvent("amusement", float(row["onset_s"]), float(row["offset_s"])) for row in rows]
    return [event for event in events if event.offset_s < until_s]


def settings_for(folder: Path, config: Path | None) -> Settings:
    """A kiosk that has a microphone and nothing else, beside adverts that make no sound."""
    given = (load(config) if config else Settings()).model_dump()
    given["microphone"] = {"device": "kit", "advert_sound": "silent"}
    given["camera"] |= {"source": str(folder / "absent.mp4")}
    given["outbox"] |= {"path": folder / "outbox.db"}
    given["broker"] |= {"host": "127.0.0.1", "port": 9}
    return Settings.model_validate(given)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=REPLAY, help="with its table of events beside it")
    parser.add_argument("--minutes", type=float, help="the first so many alone")
    parser.add_argument("--config", type=Path, help="settings, for another network")
    options = parser.parse_args()
    if why := missing() or ("" if options.file.exists() else f"{options.file} is not there"):
        print(f"live_ear: {why}", file=sys.stderr)
        return 2
    with TemporaryDirectory() as name:
        folder = Path(name)
        samples, rate_hz = soundfile.read(options.file, dtype="float32")
        if options.minutes:
            samples = samples[: round(options.minutes * 60 * rate_hz)]
        file = folder / "played.wav"
        soundfile.write(file, samples, rate_hz)
        laughs = laughs_of(options.file, len(samples) / rate_hz)
        print(f"live_ear: {len(samples) / rate_hz:.0f} s, with {len(laughs)} laughs", file=sys.stderr)
        compared = compare(file, settings_for(folder, options.config), folder, laughs)
    print("\n".join(compared.table()))
    return 0


def _found(heard: Sequence[AudioObservation], laughs: Sequence[StreamEvent]) -> LaughterScore:
    said = [it.laughter is True for it in heard]
    return score([it.at_s for it in heard], said, laughs, len(heard) * HALF_S / 3600)


def _delay_s(heard: Sequence[AudioObservation], laugh: StreamEvent) -> float | None:
    """From the onset to the first decision that says so, if one does while it lasts or soon after."""
    until_s = laugh.offset_s + SOON_S
    return next((it.at_s - laugh.onset_s for it in heard if it.laughter and laugh.onset_s < it.at_s <= until_s), None)


def _soon(heard: Sequence[AudioObservation], laughs: Sequence[StreamEvent]) -> int:
    delays = [_delay_s(heard, laugh) for laugh in laughs]
    return sum(delay_s is not None and delay_s <= SOON_S for delay_s in delays)


if __name__ == "__main__":
    sys.exit(main())
