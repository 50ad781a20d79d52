"""The network that hears, and the microphone for a second. How loud it is, is all that is looked at in its sound: there
may be no notice yet that tells whoever stands there.
"""

import math
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import numpy as np

from edge.kiosk import build
from edge.signals import AudioBlock
from edge.sources.microphone.advert_tracks import AdvertTracks
from edge.sources.microphone.file_microphone import FileMicrophone
from edge.sources.microphone.microphone import Microphone
from edge.sources.microphone.resampler import Floats
from edge.tools.doctor.finding import CheckContext, Finding, fault, from_error, good, untried, warning
from models.serving.spec import ModelFileError

WITHIN_S = 15.0  # a sound server may take its time
HEARD_S = 1.0
QUIETEST_DB = -75.0  # a microphone's own noise; below it, what a person says is lost in the numbers
Sense = Literal["microphone", "loopback"]
CURES: dict[Sense, str] = {
    "microphone": "its cable, and at [microphone] device",
    "loopback": "[microphone] loopback, and whether the sound server runs",
}
_SILENCE = np.zeros(8000, np.float32)


def voice(known: CheckContext) -> Iterator[Finding]:
    """Its file, that it answers with probabilities, and what it may be used for. Nothing where nobody listens."""
    settings = known.given()
    if not settings.microphone.listens:
        return
    try:
        spec = build.model_spec(settings, "voice")
        (decision,) = build.build_laughter_detector(settings).predict(AudioBlock(known.now(), _SILENCE))
    except ModelFileError as error:
        yield from_error("voice", error)
        return
    total = sum(decision.probabilities)
    if abs(total - 1) > 0.01:
        text = f"{spec.label} answers with probabilities that add up to {total:.2f}."
        yield fault("voice", text, "Fetch it again, or name another in [models] voice.")
        return
    yield good("voice", f"{spec.label} is the right file and answers. {spec.name}: {spec.licence}.")


def microphone(known: CheckContext) -> Iterator[Finding]:
    """Opens it as the kiosk does; where none is named, says which there are."""
    wanted = known.given().microphone
    if wanted.staffed_till:
        yield untried("microphone", "[microphone] staffed_till is set, so none is opened")
        return
    with closing(build.build_microphone(known.given(), known.now)) as opened:
        samples = _heard(opened, known)
        condition = opened.condition
    if wanted.device is None:
        there = _without_the_kiosk(condition.text).partition(". ")[2] if condition.state == "lost" else ""
        yield untried("microphone", f"[microphone] names none, so nothing is heard. {there}".rstrip(" ."))
    elif len(samples) or condition.state == "silent":
        yield _judged(opened.name, samples)
    else:
        yield _not_opened(known, opened, "microphone", condition.text if condition.state == "lost" else "")


def loopback(known: CheckContext) -> Iterator[Finding]:
    """Opens what gives the sound that this machine plays, where it is to be taken out. That may be silence now."""
    if not known.given().microphone.listens or (output := build.build_loopback(known.given(), known.now)) is None:
        return
    with closing(output):
        samples = _heard(output, known)
        condition = output.condition
    if len(samples):
        yield good(
            "loopback", f"{output.name} gives what this machine plays{'' if samples.any() else ': nothing now'}."
        )
    else:
        yield _not_opened(known, output, "loopback", condition.text if condition.state == "lost" else "")


def adverts(known: CheckContext) -> Iterator[Finding]:
    """Whether the sound of what is played is at hand, where it is to be taken out."""
    settings = known.given()
    folder = settings.microphone.advert_tracks
    if not settings.microphone.listens or settings.microphone.advert_sound != "reference" or folder is None:
        return
    there = AdvertTracks(folder).creatives()
    played = {play.creative for play in settings.playback.playlist if settings.playback.feed == "playlist"}
    lacking = sorted(played - set(there))
    if not there or lacking:
        text = f"{folder} holds no sound of {', '.join(lacking) or 'any advert'}: laughter is not told while it plays."
        yield warning("adverts", text, "Make it: ffmpeg -i spring_a.mp4 -vn spring_a.flac, named by the creative.")
    else:
        yield good("adverts", f"their sound is taken out: {', '.join(there)}.")


def _heard(opened: Microphone | FileMicrophone, known: CheckContext) -> Floats:
    """A second of it; what came of it, where it was lost on the way."""
    heard: list[Floats] = []
    until_s = known.now() + WITHIN_S
    while known.now() < until_s and opened.condition.state not in ("lost", "silent"):
        if sum(map(len, heard)) >= HEARD_S * 16_000:
            break
        sound = opened.sound(0.5)
        if sound is not None:
            heard.append(sound.samples)
    return np.concatenate(heard) if heard else np.zeros(0, np.float32)


def _judged(name: str, samples: Floats) -> Finding:
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    if power == 0.0:
        return fault("microphone", f"{name} gives nothing but silence.", "Is it switched off, or muted?")
    level_db = 10 * math.log10(power)
    text = f"{name}: {level_db:.0f} dB of full scale, over a second."
    if level_db < QUIETEST_DB:
        return warning("microphone", text, "That is hardly a sound: turn its gain up, or come nearer.")
    return good("microphone", text)


def _not_opened(known: CheckContext, opened: Microphone | FileMicrophone, part: Sense, text: str) -> Finding:
    """A microphone that the kiosk has open is not broken."""
    name = opened.name
    happened, _, cure = _without_the_kiosk(text or f"{name} gave no sound within {WITHIN_S:g} s").partition(". ")
    if known.kiosk is not None and "not there" not in happened:
        return untried(part, f"the kiosk that runs (process {known.kiosk}) may have {name}. Stop it to try")
    cure = cure or f"Look at {CURES[part]}."
    return fault(part, f"{happened.rstrip('.')}.", cure)


def _without_the_kiosk(text: str) -> str:
    """What is tried again when, is for a kiosk."""
    told = re.sub(r" (Trying again in|Looking again every) [0-9.]+ s\.$", "", text)
    return told.removeprefix("microphone: ").removeprefix("loopback: ")
