"""Compares a kiosk that listens to a recording through a real sound server with `replay --audio` of the same file.

`python -m tests.live_ear [--minutes M] [--config FILE] [--server pipewire]` plays
../shared/replay/audience_replay.flac into a microphone of a sound server of its own, in real time. A real Kiosk listens
to it, and the program prints the result of both for each laugh. The time of the first sample is unknown, so the two are
aligned by the level of each half second. A result depends on where half seconds start, so a third column has a replay
whose half seconds start like the live ones.
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
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import Settings, load_settings_file
from edge.sources.microphone.audio_file import AudioFile
from edge.tools.replay.replay import observe_audio
from models.serving.features.voice import CHUNK, RATE_HZ
from models.voice.scores import LabelledSoundEvent, LaughterScore, score_laughter
from tests.doubles import pipewire_server, sound_server
from tests.doubles.sound_servers import Starter
from tests.doubles.waiting import wait_until
from tests.research import RESEARCH

REPLAY = Path(__file__).parent.parent / ".." / "shared" / "replay" / "audience_replay.flac"
HALF_S = CHUNK / RATE_HZ
SERVERS = {
    "pulseaudio": (sound_server.running, sound_server.missing),
    "pipewire": (pipewire_server.running_pipewire, pipewire_server.missing),
}
STEP_S = 0.005  # resolution of the alignment
SOON_S = 1.5
REST_S = 2.0  # after the last sample, for sound still in buffers

Levels = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """Observations of the live kiosk and of two replays, with times relative to the file."""

    live: Sequence[AudioObservation]
    replayed: Sequence[AudioObservation]
    in_step: Sequence[AudioObservation]  # replayed, with half seconds that start like the live ones
    laughs: Sequence[LabelledSoundEvent]
    fit_db: float  # median difference of the levels
    breaks: int  # number of times that the microphone was lost
    dropped_s: float

    def agreement(self, replayed: Sequence[AudioObservation]) -> float:
        """Share of replayed half seconds with the same result live, at most one half second away."""
        ends_s = np.array([one.at_s for one in self.live])
        equal = 0
        for one in replayed:
            near = np.flatnonzero(np.abs(ends_s - one.at_s) <= HALF_S)
            equal += any(self.live[index].laughter == one.laughter for index in near)
        return equal / len(replayed)

    def table(self) -> list[str]:
        columns = {"replay": self.replayed, "in step": self.in_step, "live": self.live}
        lines = [f"  laugh at s  {''.join(f'{name:>9}' for name in columns)}  (s after its onset)"]
        for laugh in self.laughs:
            delays = [_delay_s(observations, laugh) for observations in columns.values()]
            shown = "".join("        -" if delay_s is None else f"{delay_s:9.2f}" for delay_s in delays)
            lines.append(f"{laugh.onset_s:12.2f}  {shown}")
        for name, observations in columns.items():
            found = _score(observations, self.laughs)
            lines.append(
                f"{name}: {_soon(observations, self.laughs)} of {found.laughs} laughs within {SOON_S} s of their onset,"
                f" {len(found.delays_s)} in all, {len(found.false)} false"
            )
        lines.append(
            f"{len(self.live)} half seconds live; same result within one half second: "
            f"{self.agreement(self.replayed):.1%} of the replay, {self.agreement(self.in_step):.1%} of that in step; "
            f"levels within {self.fit_db:.2f} dB"
        )
        return [*lines, f"{self.breaks} breaks, {self.dropped_s:.1f} s lost"]


def compare(file: Path, settings: Settings, starter: Starter, laughs: Sequence[LabelledSoundEvent]) -> Comparison:
    """Plays the file to a live kiosk, then replays it."""
    live, breaks, dropped_s = listen(file, settings, starter)
    replayed = list(observe_audio(AudioFile(file, 0.0), build.build_sound_reader(settings), None))
    begin_s, fit_db = align(file, live)
    on_file = [
        AudioObservation(one.at_s - begin_s, one.duration_s, one.level_db, one.laughter)
        for one in live
        if HALF_S <= one.at_s - begin_s <= replayed[-1].at_s + HALF_S
    ]
    later = without_start(file, on_file[0].at_s % HALF_S)
    in_step = list(observe_audio(AudioFile(later, on_file[0].at_s % HALF_S), build.build_sound_reader(settings), None))
    return Comparison(on_file, replayed, in_step, laughs, fit_db, breaks, dropped_s)


def without_start(file: Path, from_s: float) -> Path:
    """Writes the sound from `from_s` on to another file."""
    samples, rate_hz = soundfile.read(file, dtype="float32")
    later = file.with_name("later.wav")
    soundfile.write(later, samples[round(from_s * rate_hz) :], rate_hz)
    return later


def listen(file: Path, settings: Settings, starter: Starter) -> tuple[list[AudioObservation], int, float]:
    """Observations of a kiosk while the file is played, number of microphone losses, and seconds of sound dropped."""
    with starter(file.parent) as server:
        os.environ["PULSE_SERVER"] = server.address
        server.plug_in("kit")
        server.hiss("kit")
        kiosk = Kiosk(settings, Clock(), demo=DemoHooks())
        events: list[InputEvent] = []
        kiosk.parts.bus.subscribe("test", (AudioObservation, SourceLost, SourceRestored), events.append)
        thread = threading.Thread(target=kiosk.run)
        thread.start()
        try:
            wait_until(lambda: any(isinstance(event, SourceRestored) for event in events), "the first sound")
            server.play("kit", file)
            threading.Event().wait(REST_S)
            stage = kiosk.parts.microphone
            dropped_s = stage.health_counters.dropped_s if stage else 0.0
        finally:
            kiosk.stop()
            thread.join()
    observations = [event for event in events if isinstance(event, AudioObservation)]
    return observations, sum(isinstance(event, SourceLost) for event in events), dropped_s


def align(file: Path, live: Sequence[AudioObservation]) -> tuple[float, float]:
    """Start of the file on the kiosk's clock, and the median difference of the levels for it, in dB."""
    samples, rate_hz = soundfile.read(file, dtype="float64")
    step = round(STEP_S * rate_hz)
    energy = np.concatenate([[0.0], np.cumsum(np.square(samples))])[::step]
    half = round(HALF_S / STEP_S)
    ends = np.array([one.at_s for one in live])
    levels = np.array([one.level_db for one in live])
    best = (np.inf, 0.0)
    for begin_s in np.arange(ends[0] - HALF_S, ends[-1], STEP_S):
        at = np.rint((ends - begin_s) / STEP_S).astype(int)
        inside = (at >= half) & (at < len(energy))
        if inside.sum() < 0.9 * len(energy) / half - 1:
            continue
        power = (energy[at[inside]] - energy[at[inside] - half]) / (half * step)
        differences = np.abs(10 * np.log10(power + 1e-12) - levels[inside])
        best = min(best, (float(np.median(differences)), float(begin_s)))
    return best[1], best[0]


def laughs_of(file: Path, until_s: float) -> list[LabelledSoundEvent]:
    """Laughs of the file's table that end before `until_s`."""
    with file.with_suffix(".csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["class"] == "amusement"]
    events = [LabelledSoundEvent("amusement", float(row["onset_s"]), float(row["offset_s"])) for row in rows]
    return [event for event in events if event.offset_s < until_s]


def settings_for(folder: Path, config: Path | None) -> Settings:
    """Settings of a kiosk with a microphone only, beside silent adverts."""
    given = (load_settings_file(config) if config else RESEARCH).model_dump()
    given["microphone"] = {"device": "kit", "advert_sound": "silent"}
    given["camera"] |= {"source": str(folder / "absent.mp4")}
    given["outbox"] |= {"path": folder / "outbox.db"}
    given["broker"] |= {"host": "127.0.0.1", "port": 9}
    return Settings.model_validate(given)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=REPLAY, help="recording, with its table of events beside it")
    parser.add_argument("--minutes", type=float, help="play only this number of minutes, from the start")
    parser.add_argument("--config", type=Path, help="settings file, to use another network")
    parser.add_argument("--server", choices=SERVERS, default="pulseaudio", help="sound server that gives the sound")
    options = parser.parse_args()
    starter, missing = SERVERS[options.server]
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
        comparison = compare(file, settings_for(folder, options.config), starter, laughs)
    print("\n".join(comparison.table()))
    return 0


def _score(observations: Sequence[AudioObservation], laughs: Sequence[LabelledSoundEvent]) -> LaughterScore:
    laughter = [one.laughter is True for one in observations]
    return score_laughter([one.at_s for one in observations], laughter, laughs, len(observations) * HALF_S / 3600)


def _delay_s(observations: Sequence[AudioObservation], laugh: LabelledSoundEvent) -> float | None:
    """Seconds from the onset to the first half second with laughter, at most SOON_S after the laugh; None without
    one."""
    until_s = laugh.offset_s + SOON_S
    return next(
        (one.at_s - laugh.onset_s for one in observations if one.laughter and laugh.onset_s < one.at_s <= until_s), None
    )


def _soon(observations: Sequence[AudioObservation], laughs: Sequence[LabelledSoundEvent]) -> int:
    delays = [_delay_s(observations, laugh) for laugh in laughs]
    return sum(delay_s is not None and delay_s <= SOON_S for delay_s in delays)


if __name__ == "__main__":
    sys.exit(main())
