"""Sensor kits: whether their wearers consent, whether each gives what it should, and the network that reads them.

A kit without a valid consent is not opened here either.
"""

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np

from edge.consent.check import ConsentStatus, check_consent
from edge.consent.store import ConsentStore
from edge.kiosk import build
from edge.perception.body.arousal import KNOWN_S
from edge.queues import BoundedQueue
from edge.signals import KitSamples
from edge.sources.kits.reader import KitOptions, KitReader, KitSettingsError
from edge.tools.doctor.finding import CheckContext, Finding, fault, from_error, good, untried, warning
from models.serving.features.body import HZ
from models.serving.spec import ModelFileError

LOOKED_S = 3.0  # of samples
WITHIN_S = 14.0  # a sketch may say every 10 s what its columns are
OPEN_US = 0.05  # below, nothing closes the circuit
GOOD = 0.5  # of quality, 0 to 1


def consent(known: CheckContext) -> Iterator[Finding]:
    """The record of each wearer."""
    try:
        rulings = list(_rulings(known))
    except KitSettingsError:
        yield untried("consent", "see kits")
        return
    for _, ruled in rulings:
        text = ruled.text.removeprefix("consent: ")
        if ruled.state == "valid":
            yield good("consent", text)
        elif ruled.state == "none":
            yield warning("consent", text, "Let the wearer read and sign your text, then: vitrina consent --help.")
        else:
            happened, _, cure = text.partition(" The kit is not read. ")
            yield fault("consent", happened, cure)


def kits(known: CheckContext) -> Iterator[Finding]:
    """Each opened as the kiosk does it, all at once, and read for a while."""
    try:
        rulings = list(_rulings(known))
    except KitSettingsError as error:
        for line in str(error).splitlines()[:-1]:
            yield fault("kits", line.removeprefix("settings: "), "python -m firmware_bridge lists what each kit takes.")
        return
    if rulings and known.kiosk is not None:
        yield untried("kits", "the kiosk that runs reads them. vitrina status says which are lost")
        return
    looks = [_KitCheck(kit, known) for kit, ruled in rulings if ruled.state == "valid"]
    try:
        until_s = known.now() + WITHIN_S
        while known.now() < until_s and not all(look.is_done() for look in looks):
            continue
    finally:
        for look in looks:
            look.reader.request_stop()
        for look in looks:
            look.reader.close()
    for kit, ruled in rulings:
        if ruled.state != "valid":
            yield untried("kits", f"{kit.name}: its wearer has not consented")
    for look in looks:
        yield look.finding()


def body(known: CheckContext) -> Iterator[Finding]:
    """Its file, and that it answers."""
    settings = known.given()
    if not settings.kits:
        return
    try:
        spec = build.model_spec(settings, "body")
        reader = build.build_arousal_estimator(settings)
    except ModelFileError as error:
        yield from_error("body", error)
        return
    skin_us = np.full((KNOWN_S + 10) * HZ, 2.0, np.float32)
    felt = reader.process(KitSamples(0.0, "doctor", "doctor", skin_us, np.full_like(skin_us, 70.0), rate_hz=HZ))
    if not felt or not 0 <= felt[-1].arousal <= 1:
        cure = "Fetch it again, or name another in [models] body."
        yield fault("body", f"{spec.label} says nothing of calm skin.", cure)
        return
    yield good("body", f"{spec.label} is the right file and answers.")
    yield good("licence", f"{spec.name}: {spec.licence}. {spec.licence_note}")


def _rulings(known: CheckContext) -> Sequence[tuple[KitOptions, ConsentStatus]]:
    """Raises KitSettingsError."""
    settings = known.given()
    shelf = ConsentStore(settings.outbox.path)
    return [
        (options, check_consent(kit, options.name, shelf, known.now()))
        for kit, options in zip(settings.kits, build.build_kit_readers(settings), strict=True)
    ]


class _KitCheck:
    """One kit for a few seconds."""

    def __init__(self, kit: KitOptions, context: CheckContext) -> None:
        self._pieces: BoundedQueue[KitSamples] = BoundedQueue(100)
        self._samples = 0
        self._from_s = self._to_s = 0.0
        self._last: KitSamples | None = None
        self.reader = KitReader(kit, self._pieces.put, context.now)
        self.reader.start()

    def is_done(self) -> bool:
        """After a moment of looking."""
        piece = self._pieces.get(0.1)
        while piece is not None:
            assert piece.times_s is not None
            self._from_s = self._from_s or piece.at_s
            self._to_s = piece.at_s + float(piece.times_s[-1])
            self._samples += len(piece.times_s)
            self._last = piece
            piece = self._pieces.get()
        return self._to_s - self._from_s >= LOOKED_S or self.reader.condition.state in ("lost", "noise")

    def finding(self) -> Finding:
        condition, name = self.reader.condition, self.reader.options.name
        if condition.state in ("lost", "noise") or self._last is None:
            is_told = condition.state in ("lost", "noise")
            text = (
                condition.text if is_told else f"{name} gives nothing that can be read. Is it worn, and the right kit?"
            )
            happened, _, cure = text.removeprefix("kits: ").partition(". ")
            return fault("kits", f"{happened.rstrip('.')}.", cure or "docs/troubleshooting.md has more.")
        rate_hz = (self._samples - 1) / max(self._to_s - self._from_s, 1e-3)
        text = f"{name}: {rate_hz:.1f} samples a second, {self.reader.counts.bad} broken; {self._skin(self._last)}."
        return good("kits", text)

    def _skin(self, piece: KitSamples) -> str:
        eda_us = float(piece.eda_us[-1])
        if not isfinite(eda_us):
            return "it has no electrodes"
        if eda_us < OPEN_US:
            return "its electrodes touch nobody"
        quality = float(piece.quality[-1]) if piece.quality is not None else 0.0
        return f"{eda_us:.2f} uS, {'a good' if quality >= GOOD else 'a poor'} contact ({quality:.1f} of 1)"
