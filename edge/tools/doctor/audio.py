"""Checks the voice model, the microphone (for one second), the loopback device and the sound of the ads.

Only the sound level is measured, because the notice may not be up yet.
"""

import math
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import numpy as np

from edge.kiosk import build, networks
from edge.kiosk.screen.player import player_films
from edge.media.ffmpeg import INSTALL, missing_programs
from edge.media.sound import SoundError, read_sound
from edge.screen.player.sounds import MOST_BYTES
from edge.screen.playlist_file import PlaylistFileError
from edge.settings.settings import Settings
from edge.signals import AudioBlock
from edge.sources.microphone.advert_tracks import AdvertTracks
from edge.sources.microphone.file_microphone import FileMicrophone
from edge.sources.microphone.microphone import Microphone
from edge.sources.microphone.resampler import RATE_HZ, Floats
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    untried_finding,
    warning_finding,
)
from edge.tools.doctor.licence import licence_finding
from models.serving.spec import ModelFileError

TIMEOUT_S = 15.0  # a sound server may be slow to open a device
RECORD_S = 1.0
MAX_NAMES = 5
QUIETEST_DB = -75.0  # level of a microphone's own noise; speech below it is lost in quantization
Sense = Literal["microphone", "loopback"]
CURES: dict[Sense, str] = {
    "microphone": "its cable, and check [microphone] device",
    "loopback": "[microphone] loopback, and check that the sound server is running",
}
_SILENCE = np.zeros(8000, np.float32)


def voice_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the voice model: its file, its probabilities, its licence. There are no findings without a microphone."""
    settings = context.require_settings()
    if not settings.microphone.records_sound:
        return
    try:
        choice = networks.choose_network(settings, "voice")
        (prediction,) = build.build_sound_reader(settings).predict(AudioBlock(context.now(), _SILENCE))
    except ModelFileError as error:
        yield error_finding("voice", error)
        return
    spec = choice.spec
    if spec is None:
        cure = (
            'Name another in [models] voice, or set [models] use = "research" if this kiosk does not serve a business.'
        )
        yield warning_finding("voice", choice.why, cure)
        return
    total = sum(prediction.probabilities)
    if abs(total - 1) > 0.01:
        text = f"the probabilities of {spec.label} add up to {total:.2f} instead of 1."
        yield fault_finding("voice", text, "Download it again, or name another in [models] voice.")
        return
    yield good_finding("voice", f"{spec.label} is the right file and works.")
    yield licence_finding(spec)


def microphone_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Open the microphone as the kiosk does. Without [microphone] device, list this kiosk's microphones."""
    wanted = context.require_settings().microphone
    if wanted.staffed_till:
        yield untried_finding("microphone", "[microphone] staffed_till is set, so the microphone stays off")
        return
    with closing(build.build_microphone(context.require_settings(), context.now)) as device:
        samples = _record_one_second(device, context)
    loss = _loss(device)
    if wanted.device is None:
        available = _without_retry(loss).partition(". ")[2]
        yield untried_finding(
            "microphone", f"[microphone] names no device, so sound is not measured. {available}".rstrip(" .")
        )
    elif len(samples) or device.state == "silent":
        yield _level_finding(device.name, samples)
    else:
        yield _not_opened(context, device, "microphone", loss)


def loopback_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Open the device that records what this kiosk plays, if the sound of ads is to be removed.

    Silence is not a fault.
    """
    if (
        not context.require_settings().microphone.records_sound
        or (output := build.build_loopback(context.require_settings(), context.now)) is None
    ):
        return
    with closing(output):
        samples = _record_one_second(output, context)
    if len(samples):
        yield good_finding(
            "loopback", f"{output.name} records what this kiosk plays{'' if samples.any() else ': nothing now'}."
        )
    else:
        yield _not_opened(context, output, "loopback", _loss(output))


def adverts_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that the sound of every ad in the playlist can be read, if the sound of ads is to be removed."""
    settings = context.require_settings()
    if settings.removes_player_sound:
        yield _player_films(settings)
        return
    folder = settings.microphone.advert_tracks
    if not settings.microphone.records_sound or settings.microphone.advert_sound != "reference" or folder is None:
        return
    available = AdvertTracks(folder).creative_names()
    played = {play.creative for play in settings.playback.playlist if settings.playback.feed == "playlist"}
    missing = sorted(played - set(available))
    if not available or missing:
        text = (
            f"{folder} has no sound file for {', '.join(missing) or 'any ad'}: laughter is not reported while it plays."
        )
        yield warning_finding(
            "adverts", text, "Create it, with the creative as its name: ffmpeg -i spring_a.mp4 -vn spring_a.flac"
        )
    else:
        yield good_finding(
            "adverts", f"sound files found: {', '.join(available)}. Their sound is removed from the recording."
        )


def _player_films(settings: Settings) -> DoctorFinding:
    """Check the videos of the kiosk's own player. Each video is decoded once."""
    if missing := missing_programs():
        text = f"{' and '.join(missing)} missing, so the sound of videos cannot be read: laughter is not reported."
        return warning_finding("adverts", text, f"Install it: {INSTALL}.")
    try:
        films = player_films(settings)
    except PlaylistFileError as error:
        return untried_finding("adverts", str(error.problems[0]))
    silent, problems = [], []
    left = MOST_BYTES
    for film in films:
        try:
            samples = read_sound(film.path, RATE_HZ, left)
        except SoundError as error:
            problems.append(f"{str(error).removeprefix('player: ').rstrip('.')} ({film.creative})")
            continue
        left -= samples.nbytes
        if not len(samples):
            silent.append(film.creative)
    if problems:
        text = f"{'; '.join(problems[:MAX_NAMES])}. Laughter is not reported while it plays."
        return warning_finding("adverts", text, "Export it again as H.264 and AAC in mp4.")
    without = f" Without sound: {', '.join(silent)}." if silent else ""
    return good_finding(
        "adverts", f"the sound of {len(films)} videos of [player] is removed from the recording.{without}"
    )


def _record_one_second(device: Microphone | FileMicrophone, context: DoctorContext) -> Floats:
    """Record one second at 16 kHz. Returns fewer samples if the device is lost, silent or too slow."""
    blocks: list[Floats] = []
    until_s = context.now() + TIMEOUT_S
    while context.now() < until_s and device.state not in ("lost", "silent"):
        if sum(map(len, blocks)) >= RECORD_S * 16_000:
            break
        block = device.next_audio(0.5)
        if block is not None:
            blocks.append(block.samples)
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def _loss(device: Microphone | FileMicrophone) -> str:
    """Text about a microphone or loopback device that was lost; empty if the device is still there."""
    return device.alerts[0].text if device.state == "lost" else ""


def _level_finding(name: str, samples: Floats) -> DoctorFinding:
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    if power == 0.0:
        return fault_finding("microphone", f"{name} records only silence.", "Switch it on and unmute it.")
    level_db = 10 * math.log10(power)
    text = f"{name}: {level_db:.0f} dB of full scale over one second."
    if level_db < QUIETEST_DB:
        return warning_finding("microphone", text, "That is very quiet: turn its gain up, or speak closer to it.")
    return good_finding("microphone", text)


def _not_opened(context: DoctorContext, device: Microphone | FileMicrophone, part: Sense, text: str) -> DoctorFinding:
    """Finding about a microphone or loopback device that sent no sound.

    It is not a fault if the running kiosk has the device open.
    """
    name = device.name
    happened, _, cure = _without_retry(text or f"{name} recorded no sound within {TIMEOUT_S:g} s").partition(". ")
    if context.kiosk_pid is not None and "not there" not in happened:
        return untried_finding(
            part, f"the running kiosk (process {context.kiosk_pid}) may be using {name}. Stop it to check"
        )
    cure = cure or f"Check {CURES[part]}."
    return fault_finding(part, f"{happened.rstrip('.')}.", cure)


def _without_retry(text: str) -> str:
    """`text` without its prefix and without the time of the next retry, because the doctor does not retry."""
    without = re.sub(r" (Trying again in|Looking again every) [0-9.]+ s\.$", "", text)
    return without.removeprefix("microphone: ").removeprefix("loopback: ")
