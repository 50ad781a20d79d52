"""Adverts full of laughter beside an audience, in made rooms, through the kiosk's ear: the one scoring for the tests
and for docs/accuracy.md. `python -m tests.adverts` renews the tables there (needs ../shared)."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal, get_args

import numpy as np

from edge.events import AudioObservation
from edge.kiosk import build
from edge.perception.audio.echo.file_canceller import FileCanceller
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.perception.audio.echo.loopback_canceller import LoopbackCanceller
from edge.perception.audio.laughter import LaughterDetector
from edge.settings.settings import Settings
from edge.signals import AudioBlock
from models.serving.features.voice import CHUNK, RATE_HZ, Floats
from models.voice.scores import LATE_S
from tests.made_rooms import START_S, Room, Scene, shown, tracks

CREATIVES = ("ad_a", "laughs_1", "ad_b", "laughs_2", "laughs_3") * 2
BLOCK = RATE_HZ // 10
LATER_S = 0.1

Known = Literal["tracks", "loopback"]

ROOMS = (
    Room("a small room, quiet", rt60_s=0.2, advert_db=-12, delay_s=0.05, bed="library", bed_db=-54, seed=1),
    Room("a shop, clocks 100 ppm apart", rt60_s=0.4, advert_db=-12, drift_ppm=100, bed_db=-48, seed=2),
    Room("a hall, loud, 0.5 s late", rt60_s=0.6, direct_db=-6, advert_db=-6, delay_s=0.5, drift_ppm=-100,
         bed="crowd_indoor", bed_db=-44, seed=3),
    Room("far from the loudspeaker", rt60_s=0.5, direct_db=-6, advert_db=-20, drift_ppm=50, bed_db=-50, seed=4),
    Room("a street", rt60_s=0.3, advert_db=-12, drift_ppm=-30, bed="street", bed_db=-44, seed=5),
    Room("starts told up to 50 ms wrongly", advert_db=-12, jitter_s=0.05, drift_ppm=40, bed_db=-46, seed=6),
    Room("music in the shop", advert_db=-10, drift_ppm=20, bed="music_vocal", bed_db=-46, seed=7),
    Room("a loudspeaker that distorts", advert_db=-12, distortion=4.0, bed_db=-48, seed=8),
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Of a scene; half seconds, save where it says otherwise."""

    name: str
    halves: int
    raw: int  # in which the network laughs at the advert alone, nothing taken out
    told: int  # in which laughter is told of the advert alone
    known: float  # share of those with the audience of which anything is told
    laughs: int  # of the audience, that are found where there is no advert
    could: int  # of these, those that fall into what is told
    found: int  # of these, those that are found beside the advert
    false: int  # with laughter that is neither a laugh of the audience nor there without the advert
    level_db: float  # how far the level is from that without an advert: the median
    level_worst_db: float  # 95 % are no further off


def scored(room: Room, creatives: Sequence[str] = CREATIVES, known: Known = "tracks") -> Score:
    """A scene heard four times: without the advert, with it alone, each with and without the audience. What the advert
    sounds like is known from its file, or from a loopback."""
    scene = shown(creatives, tracks(), room)
    voice = build.build_laughter_detector(Settings())
    empty, quiet = scene.bed, scene.bed + scene.audience
    raw = _apart(_through(voice, empty + scene.advert), _through(voice, empty))
    beside = {"tracks": beside_tracks, "loopback": beside_loopback}[known]
    told = _apart(beside(scene, empty + scene.advert, voice), _through(voice, empty))
    alone, both = _through(voice, quiet), beside(scene, quiet + scene.advert, voice)
    spans = [(laugh.onset_s, laugh.offset_s + LATE_S) for laugh in scene.laughs]
    laughs = [span for span in spans if _is_found(span, alone)]
    could = [span for span in laughs if _is_known(span, alone, both)]
    off_db = [abs(heard.level_db - was.level_db) for heard, was in zip(both, alone, strict=True) if _has_level(heard)]
    false = [heard for heard in _apart(both, alone) if not any(_overlaps(heard, span) for span in spans)]
    return Score(
        name=room.name,
        halves=len(both),
        raw=len(raw),
        told=len(told),
        known=sum(heard.laughter is not None for heard in both) / len(both),
        laughs=len(laughs),
        could=len(could),
        found=sum(_is_found(span, both) for span in could),
        false=len(false),
        level_db=median(off_db) if off_db else 0.0,
        level_worst_db=float(np.quantile(off_db, 0.95)) if off_db else 0.0,
    )


def beside_tracks(scene: Scene, heard: Floats, voice: LaughterDetector) -> list[AudioObservation]:
    """What the ear makes of it that knows the adverts' tracks."""
    voice.reset()
    ear = EchoCancelledListener(FileCanceller(tracks().get), voice)
    plays, told = list(scene.plays), []
    for sound in _sounds(heard):
        while plays and plays[0].at_s <= sound.at_s + BLOCK / RATE_HZ:
            ear.handle_play(plays.pop(0))
        told += ear.process(sound)
    return told


def beside_loopback(scene: Scene, heard: Floats, voice: LaughterDetector) -> list[AudioObservation]:
    """What the ear makes of it that is given what the machine plays, LATER_S after it is heard. After the end there is
    silence, until all is told."""
    voice.reset()
    ear = EchoCancelledListener(LoopbackCanceller(), voice)
    coming, told = list(scene.output), []
    silence = np.zeros(RATE_HZ, np.float32)
    for sound in _sounds(np.concatenate([heard[: len(heard) // CHUNK * CHUNK], silence])):
        while coming and coming[0].at_s <= sound.at_s - LATER_S:
            ear.add_rendered(coming.pop(0))
        told += ear.process(sound)
    return told[: len(heard) // CHUNK]


def _through(voice: LaughterDetector, heard: Floats) -> list[AudioObservation]:
    voice.reset()
    return [told for sound in _sounds(heard) for told in voice.process(sound)]


def _sounds(samples: Floats) -> list[AudioBlock]:
    whole = samples[: len(samples) // CHUNK * CHUNK]
    return [AudioBlock(START_S + at / RATE_HZ, whole[at : at + BLOCK]) for at in range(0, len(whole), BLOCK)]


def _apart(heard: Sequence[AudioObservation], without: Sequence[AudioObservation]) -> list[AudioObservation]:
    """Half seconds with laughter that the same sound without the advert has not."""
    return [told for told, was in zip(heard, without, strict=True) if told.laughter and not was.laughter]


def _overlaps(heard: AudioObservation, span: tuple[float, float]) -> bool:
    end_s = heard.at_s - START_S
    return end_s > span[0] and end_s - heard.duration_s < span[1]


def _is_found(span: tuple[float, float], heard: Sequence[AudioObservation]) -> bool:
    return any(told.laughter for told in heard if _overlaps(told, span))


def _is_known(span: tuple[float, float], alone: Sequence[AudioObservation], heard: Sequence[AudioObservation]) -> bool:
    """Whether something is told of a half second of it that is laughter where there is no advert."""
    pairs = zip(alone, heard, strict=True)
    return any(was.laughter and told.laughter is not None for was, told in pairs if _overlaps(was, span))


def _has_level(heard: AudioObservation) -> bool:
    return bool(np.isfinite(heard.level_db))


def table(scores: Sequence[Score]) -> str:
    """The scores as a Markdown table, for docs/accuracy.md."""
    lines = [
        "| room | half seconds | laughs of the advert heard, told | told at all "
        "| laughs of the audience: found without the advert, told of, found | false | level off, median / 95 % |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in scores:
        level = f"{one.level_db:.1f} / {one.level_worst_db:.1f} dB" if one.known else ""
        lines.append(
            f"| {one.name} | {one.halves} | {one.raw}, **{one.told}** | {one.known:.0%} | {one.laughs}, {one.could}, "
            f"{one.found} | {one.false} | {level} |"
        )
    return "\n".join(lines) + "\n"


def renewed(page: str, known: Known, table: str) -> str:
    """The page with another table of what is known by these means."""
    marker = re.compile(f"(<!-- adverts by {known}[^>]*-->\n).*?(<!-- /adverts -->)", re.DOTALL)
    return marker.sub(lambda match: match[1] + table + match[2], page)


def main() -> None:
    """Score every room and write the tables into docs/accuracy.md."""
    path = Path(__file__).parent.parent / "docs" / "accuracy.md"
    for known in get_args(Known):
        done = []
        for room in ROOMS:
            done.append(scored(room, known=known))
            print(known, done[-1], file=sys.stderr, flush=True)
        path.write_text(renewed(path.read_text(encoding="utf-8"), known, table(done)), encoding="utf-8")


if __name__ == "__main__":
    main()
