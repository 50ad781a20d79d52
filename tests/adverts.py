"""Scores adverts full of laughter beside an audience in simulated rooms, through the kiosk's audio path.

The tests and docs/evidence/accuracy.md use these scores. `python -m tests.adverts` updates the tables there (needs
../shared).
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal, get_args

import numpy as np

from edge.events import AudioObservation, PlayStarted
from edge.perception.audio.echo.file_canceller import FileCanceller
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.perception.audio.echo.loopback_canceller import LoopbackCanceller
from edge.perception.audio.sound_reader import SoundReader
from edge.signals import AudioBlock
from models.serving.features.voice import CHUNK, RATE_HZ, Floats
from models.voice.scores import LATE_S
from tests.advert_films import film_sounds, film_tracks
from tests.evidence.parts import write_part
from tests.made_rooms import START_S, Room, Scene, simulate, tracks
from tests.research import laughter_detector

CREATIVES = ("ad_a", "laughs_1", "ad_b", "laughs_2", "laughs_3") * 2
BLOCK = RATE_HZ // 10
LOOPBACK_DELAY_S = 0.1

Known = Literal["tracks", "films", "loopback"]

ROOMS = (
    Room("a small room, quiet", rt60_s=0.2, advert_db=-12, delay_s=0.05, bed="library", bed_db=-54, seed=1),
    Room("a shop, clocks 100 ppm apart", rt60_s=0.4, advert_db=-12, drift_ppm=100, bed_db=-48, seed=2),
    Room("a hall, loud, 0.5 s late", rt60_s=0.6, direct_db=-6, advert_db=-6, delay_s=0.5, drift_ppm=-100,
         bed="crowd_indoor", bed_db=-44, seed=3),
    Room("far from the loudspeaker", rt60_s=0.5, direct_db=-6, advert_db=-20, drift_ppm=50, bed_db=-50, seed=4),
    Room("a street", rt60_s=0.3, advert_db=-12, drift_ppm=-30, bed="street", bed_db=-44, seed=5),
    Room("play starts up to 50 ms off", advert_db=-12, jitter_s=0.05, drift_ppm=40, bed_db=-46, seed=6),
    Room("music in the shop", advert_db=-10, drift_ppm=20, bed="music_vocal", bed_db=-46, seed=7),
    Room("a loudspeaker that distorts", advert_db=-12, distortion=4.0, bed_db=-48, seed=8),
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Scores of a scene. Counts are of half seconds, unless noted."""

    name: str
    halves: int
    raw: int  # with laughter detected in the advert alone, without cancellation
    told: int  # with laughter reported for the advert alone, with cancellation
    known: float  # share with a laughter result, advert and audience together
    laughs: int  # number of laughs of the audience that are found without an advert
    could: int  # number of these laughs within half seconds with a result
    found: int  # number of these laughs that are found beside the advert
    false: int  # with laughter that is neither an audience laugh nor present without the advert
    level_db: float  # median difference of the level from that without an advert
    level_worst_db: float  # 95 % of the differences are at most this


def scored(room: Room, creatives: Sequence[str] = CREATIVES, known: Known = "tracks") -> Score:
    """Scores a scene from four runs: with and without the advert, each with and without the audience. The sound of the
    advert is known from its track, from the player's film, or from a loopback."""
    scene = simulate(creatives, film_tracks() if known == "films" else tracks(), room)
    voice = laughter_detector()
    empty, with_audience = scene.bed, scene.bed + scene.audience
    raw = _extra_laughter(_observe(voice, empty + scene.advert), _observe(voice, empty))
    listen = {"tracks": with_tracks, "films": with_films, "loopback": with_loopback}[known]
    reported = _extra_laughter(listen(scene, empty + scene.advert, voice), _observe(voice, empty))
    alone, both = _observe(voice, with_audience), listen(scene, with_audience + scene.advert, voice)
    spans = [(laugh.onset_s, laugh.offset_s + LATE_S) for laugh in scene.laughs]
    laughs = [span for span in spans if _is_found(span, alone)]
    could = [span for span in laughs if _is_known(span, alone, both)]
    off_db = [abs(one.level_db - clean.level_db) for one, clean in zip(both, alone, strict=True) if _has_level(one)]
    false = [one for one in _extra_laughter(both, alone) if not any(_overlaps(one, span) for span in spans)]
    return Score(
        name=room.name,
        halves=len(both),
        raw=len(raw),
        told=len(reported),
        known=sum(one.laughter is not None for one in both) / len(both),
        laughs=len(laughs),
        could=len(could),
        found=sum(_is_found(span, both) for span in could),
        false=len(false),
        level_db=median(off_db) if off_db else 0.0,
        level_worst_db=float(np.quantile(off_db, 0.95)) if off_db else 0.0,
    )


def with_tracks(scene: Scene, samples: Floats, voice: SoundReader) -> list[AudioObservation]:
    """Observations of the listener that cancels the adverts' tracks."""
    return _with_files(lambda play: tracks().get(play.creative), scene, samples, voice)


def with_films(scene: Scene, samples: Floats, voice: SoundReader) -> list[AudioObservation]:
    """Observations of the listener that cancels the sound of the player's films, as the kiosk reads it."""
    return _with_files(film_sounds().film_sound, scene, samples, voice)


def _with_files(
    track_of: Callable[[PlayStarted], Floats | None], scene: Scene, samples: Floats, voice: SoundReader
) -> list[AudioObservation]:
    voice.reset()
    listener = EchoCancelledListener(FileCanceller(track_of), voice)
    plays, observations = list(scene.plays), []
    for block in _blocks(samples):
        while plays and plays[0].at_s <= block.at_s + BLOCK / RATE_HZ:
            listener.handle_play(plays.pop(0))
        observations += listener.process(block)
    return observations


def with_loopback(scene: Scene, samples: Floats, voice: SoundReader) -> list[AudioObservation]:
    """Observations of the listener that cancels the machine's own output, which arrives LOOPBACK_DELAY_S late. Silence
    follows at the end, until all half seconds are processed."""
    voice.reset()
    listener = EchoCancelledListener(LoopbackCanceller(), voice)
    rendered, observations = list(scene.output), []
    silence = np.zeros(RATE_HZ, np.float32)
    for block in _blocks(np.concatenate([samples[: len(samples) // CHUNK * CHUNK], silence])):
        while rendered and rendered[0].at_s <= block.at_s - LOOPBACK_DELAY_S:
            listener.add_rendered_audio(rendered.pop(0))
        observations += listener.process(block)
    return observations[: len(samples) // CHUNK]


def _observe(voice: SoundReader, samples: Floats) -> list[AudioObservation]:
    voice.reset()
    return [observation for block in _blocks(samples) for observation in voice.process(block)]


def _blocks(samples: Floats) -> list[AudioBlock]:
    whole = samples[: len(samples) // CHUNK * CHUNK]
    return [AudioBlock(START_S + at / RATE_HZ, whole[at : at + BLOCK]) for at in range(0, len(whole), BLOCK)]


def _extra_laughter(
    observations: Sequence[AudioObservation], without: Sequence[AudioObservation]
) -> list[AudioObservation]:
    """Half seconds with laughter that the same sound without the advert does not have."""
    return [one for one, clean in zip(observations, without, strict=True) if one.laughter and not clean.laughter]


def _overlaps(observation: AudioObservation, span: tuple[float, float]) -> bool:
    end_s = observation.at_s - START_S
    return end_s > span[0] and end_s - observation.duration_s < span[1]


def _is_found(span: tuple[float, float], observations: Sequence[AudioObservation]) -> bool:
    return any(one.laughter for one in observations if _overlaps(one, span))


def _is_known(
    span: tuple[float, float], alone: Sequence[AudioObservation], observations: Sequence[AudioObservation]
) -> bool:
    """True if a half second of the laugh, detected without an advert, has a result beside the advert."""
    pairs = zip(alone, observations, strict=True)
    return any(clean.laughter and one.laughter is not None for clean, one in pairs if _overlaps(clean, span))


def _has_level(observation: AudioObservation) -> bool:
    return bool(np.isfinite(observation.level_db))


def table(scores: Sequence[Score]) -> str:
    """The scores as a Markdown table, for docs/evidence/accuracy.md."""
    lines = [
        "| room | half seconds | laughter in the ad: detected, reported | with a result "
        "| laughs of the audience: found without the ad, with a result, found | false | level off, median / 95 % |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in scores:
        level = f"{one.level_db:.1f} / {one.level_worst_db:.1f} dB" if one.known else ""
        lines.append(
            f"| {one.name} | {one.halves} | {one.raw}, **{one.told}** | {one.known:.0%} | {one.laughs}, {one.could}, "
            f"{one.found} | {one.false} | {level} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Scores every room and writes the tables into docs/evidence/accuracy.md."""
    path = Path(__file__).parent.parent / "docs" / "evidence/accuracy.md"
    for known in get_args(Known):
        done = []
        for room in ROOMS:
            done.append(scored(room, known=known))
            print(known, done[-1], file=sys.stderr, flush=True)
        write_part(path, f"adverts by {known}", table(done))


if __name__ == "__main__":
    main()
